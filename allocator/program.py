"""Variables, one Block per rule, goals: one Pyomo ConcreteModel. Rows are named `rules[<id>].<row>[<subject>]`."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyomo.environ as pyo

from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.measures.ledger import stock
from allocator.reductions import Reduced, aggregate, reduce
from allocator.rules import reaching
from allocator.rules.base import Expression, Row
from allocator.rules.goals.base import Goal


@dataclass(frozen=True)
class Program:
    """The model with what reads it back.

    Parameters
    ----------
    model : pyomo.environ.ConcreteModel.   scales : goal -> its scale.   counts : coverage rule -> what each reduction left.
    """

    model: Any
    scales: Mapping[str, int]
    counts: Mapping[str, Mapping[str, int]]


@dataclass
class _Decisions:
    """The decisions as Pyomo variables; what rules speak about (`allocator.rules.base.Decisions`)."""

    model: Any
    case: Case
    block: Any = None                                       # where a rule's own variables go
    _people: dict[str, Expression] = field(default_factory=dict)
    _gaps: dict[str, list[Expression]] = field(default_factory=dict)
    _own: dict[tuple[int, str, str], Any] = field(default_factory=dict)

    def admit(self, application: str) -> Expression:
        return self.model.admit[application]

    def beds(self, application: str) -> Expression:
        """Beds granted: as applied, unless the model is partial."""
        if application in self.model.beds:
            return self.model.beds[application]
        return granted(self.case, application) * self.model.admit[application]

    def reduced(self, institution: str) -> Expression:
        return self.model.reduce[institution]

    def touched(self, institution: str) -> Expression:
        return self.model.touched[institution]

    def reducible(self) -> Mapping[str, int]:
        """Institutions that may give up beds, with all the beds that they have."""
        return reducible(self.case)

    def transfer(self, giver: str, taker: str) -> Expression:
        pair = (giver, taker)
        return self.model.transfer[pair] if pair in self.model.transfer else 0  # noqa: SIM401 - a Pyomo Var has no get

    def people(self, rule: str) -> Expression:
        return self._people[rule]

    def gaps(self, rule: str) -> list[Expression]:
        return self._gaps.get(rule, [])

    def total(self, terms: Iterable[tuple[int, Expression]]) -> Expression:
        return pyo.quicksum(n * e for n, e in terms)

    def variable(self, name: str, subject: str, low: int, high: int) -> Expression:
        """A whole variable of the Block that is being filled; the same one when asked again."""
        key = (id(self.block), name, subject)
        if key not in self._own:
            if self.block.component(name) is None:
                self.block.add_component(name, pyo.Var(pyo.Any, domain=pyo.Integers, dense=False))
            made = self.block.component(name)[subject]
            made.setlb(low)
            made.setub(high)
            self._own[key] = made
        return self._own[key]


def granted(case: Case, application: str) -> int:
    """Beds that an admission grants where nothing is partial."""
    s = case.standing(application)
    return s.beds if s.fixed == "admitted" else case.city.applied_beds(case.city.by_application[application])


def reducible(case: Case) -> dict[str, int]:
    """Institutions that may give up beds (inpatient, staying) with the beds that they have; decided ones included."""
    return {i.code: i.insured_beds for i in case.city.staying if i.category == "inpatient" and i.insured_beds}


def build(case: Case, goals: Iterable[Goal], extra: Iterable[Goal] = (), *, plain: bool = False) -> Program:
    """The whole program of a case.

    Parameters
    ----------
    goals : the stages, in order.   extra : stages before them (the distance to a manual plan).
    plain : build coverage point by point, unreduced: the oracle of the reductions.
    """
    m = pyo.ConcreteModel(name="plan")
    x = _Decisions(m, case)
    _variables(m, case)
    counts = {rule: _coverage(m, x, rule, case, plain) for rule in case.access}
    m.rules = pyo.Block([r.id for r in case.policy])
    for rule in case.policy:
        x.block = m.rules[rule.id]
        _fill(x, rule.rows(x, case), rule if rule.strictness == "should" else None)
    stages = [*extra, *goals]
    m.goals = pyo.Block([g.name for g in stages])
    for g in stages:
        x.block = m.goals[g.name]
        _fill(x, g.rows(x, case), None)
        x.block.goal = pyo.Objective(expr=g.expression(x, case) + 0 * m.zero, sense=pyo.maximize if g.sense == "max" else pyo.minimize)
    return Program(m, {g.name: g.scale for g in stages}, counts)


def _variables(m: Any, case: Case) -> None:
    """Decisions bounded by data; constants (decisions taken, exempt from all) by equal bounds."""
    fixed = {"admitted": (1, 1), "refused": (0, 0), "": (0, 1)}
    apps = {a.code: a for a in case.city.applications}
    m.zero = pyo.Var(domain=pyo.Integers, bounds=(0, 0))
    m.admit = pyo.Var(list(apps), domain=pyo.Binary, bounds=lambda _, a: fixed[case.standing(a).fixed])
    partial = {a.code: a for a in apps.values() if case.policy.partial and a.adds_beds and a.beds_min < a.beds_max
               and case.standing(a.code).fixed != "admitted"}
    m.beds = pyo.Var(list(partial), domain=pyo.NonNegativeIntegers, bounds=lambda _, a: (0, partial[a].beds_max))
    m.grant = pyo.Constraint(list(partial), rule=lambda _, a: m.beds[a] <= partial[a].beds_max * m.admit[a])
    m.least = pyo.Constraint(list(partial), rule=lambda _, a: m.beds[a] >= partial[a].beds_min * m.admit[a])
    own, decided = reducible(case), case.decided_cuts
    m.reduce = pyo.Var(list(own), domain=pyo.NonNegativeIntegers, bounds=lambda _, i: (decided[i],) * 2 if i in decided else (0, own[i]))
    m.touched = pyo.Var(list(own), domain=pyo.Binary)
    m.touch = pyo.Constraint(list(own), rule=lambda _, i: m.reduce[i] <= own[i] * m.touched[i])
    m.untouch = pyo.Constraint(list(own), rule=lambda _, i: m.reduce[i] >= m.touched[i])
    pairs = [(d, e) for d in case.city.names for e in case.city.names if d != e] if case.policy.of_kind("transfer") else []
    supply = _supply(case)
    m.transfer = pyo.Var(pairs, domain=pyo.NonNegativeIntegers, bounds=lambda _, d, e: (0, supply[d]))
    _one_move_each(m, case)


def _supply(case: Case) -> dict[str, int]:
    """Beds that a district could give up at the very most: all that it has."""
    there = stock(case.city)
    return {d: there.sum("current", districts=[d]) for d in case.city.names}


def _one_move_each(m: Any, case: Case) -> None:
    """An institution moves, changes its tier or turns its beds to something else by one application at most."""
    claims: dict[str, list[str]] = {}
    for a in case.city.applications:
        if a.claims:
            claims.setdefault(a.claims, []).append(a.code)
    rivals = {p: cs for p, cs in claims.items() if len(cs) > 1}
    m.once = pyo.Constraint(list(rivals), rule=lambda _, p: pyo.quicksum(m.admit[c] for c in rivals[p]) <= max(1, case.claimed[p]))


# -- coverage

def _coverage(m: Any, x: _Decisions, rule: str, case: Case, plain: bool) -> Mapping[str, int]:
    """People in reach as an expression: a constant, coefficients of sites, and a variable for each pattern that is left."""
    access = case.access[rule]
    if plain:
        return _plain(m, x, rule, case)
    reduced = reduce(aggregate(access.pairs, access.insured, covered=access.staying, points=access.points))
    there = [_present(x, site) for site in access.sites]
    if m.component("covered") is None:
        m.covered = pyo.Block(list(case.access))
    block, patterns = m.covered[rule], reduced.patterns
    block.people = pyo.Var(range(len(patterns)), bounds=(0, 1))
    block.reach = pyo.Constraint(range(len(reduced.chains)), rule=lambda b, k: _chain(b, k, reduced, there))
    always = access.people(access.staying)
    x._people[rule] = always + x.total([(n, there[j]) for j, n in reduced.linear]
                                       + [(n, block.people[k]) for k, n in enumerate(patterns.insured)])
    return reduced.counts


def _chain(block: Any, k: int, reduced: Reduced, there: list[Expression]) -> Expression:
    row = reduced.chains[k]
    known = 0 if row.parent is None else block.people[row.parent]
    return block.people[row.child] - known - pyo.quicksum(there[j] for j in row.extra) <= 0


def _plain(m: Any, x: _Decisions, rule: str, case: Case) -> Mapping[str, int]:
    """A variable and a row for every point, from the points themselves."""
    access = reaching.access(case.policy.rule(rule), case.city, grouped=False)
    if m.component("covered") is None:
        m.covered = pyo.Block(list(case.access))
    block, there = m.covered[rule], [_present(x, s) for s in access.sites]
    points = [int(p) for p in range(len(access.insured)) if not access.staying[p]]
    block.people = pyo.Var(points, bounds=(0, 1))
    block.reach = pyo.Constraint(points, rule=lambda b, p: b.people[p] <= pyo.quicksum(there[j] for j in access.pairs.row(p)))
    x._people[rule] = access.people(access.staying) + x.total([(int(access.insured[p]), block.people[p]) for p in points])
    return {"points": len(access.insured), "rows": len(points)}


def _present(x: _Decisions, site: str) -> Expression:
    """A site is there when admitted; a parent stays unless one of its relocations is."""
    if not site.startswith("stay:"):
        return x.admit(site)
    moves = site.partition(">")[2].split(",")
    if any(x.case.standing(a).fixed == "admitted" for a in moves):
        return 0
    return 1 - pyo.quicksum(x.admit(a) for a in moves)


# -- rows

def _fill(x: _Decisions, rows: Iterable[Row], should: Any) -> None:
    """Put rows into the Block, one indexed Constraint per row name; those of a should rule give way by a gap that a stage minimises."""
    if should is not None and not should.gap_in:
        return
    block, families = x.block, {}                                    # type: ignore[var-annotated]
    for row in rows:
        body = row.body + 0 * x.model.zero
        if should is not None:
            body = body + _gap(x, should, row)
        families.setdefault(row.name, {})[row.subject] = _relation(body, row.sense, row.limit)
    for name, said in families.items():
        block.add_component(name, pyo.Constraint(list(said), rule=lambda _, s, said=said: said[s]))


def _relation(body: Expression, sense: str, limit: int) -> Expression:
    return body <= limit if sense == "<=" else body >= limit if sense == ">=" else body == limit


def _gap(x: _Decisions, rule: Any, row: Row) -> Expression:
    """What makes up for a row that is missed: minus a gap for <=, plus one for >=."""
    low, high = _extent(row.body)
    most = max(0, high - row.limit) if row.sense == "<=" else max(0, row.limit - low)
    gap = x.variable(f"gap_{row.name}", row.subject, 0, most)
    x._gaps.setdefault(rule.id, []).append(gap)
    return -gap if row.sense == "<=" else gap


def _extent(body: Expression) -> tuple[int, int]:
    """Least and greatest value of a linear body within its variables' bounds."""
    from pyomo.repn import generate_standard_repn

    said = generate_standard_repn(body, compute_values=True, quadratic=False)
    low = high = said.constant
    for c, v in zip(said.linear_coefs, said.linear_vars, strict=True):
        ends = sorted((c * v.lb, c * v.ub))
        low, high = low + ends[0], high + ends[1]
    return round(low), round(high)


# -- plans and values

def point(plan: Plan, case: Case, columns: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """(column, value) of every decision of a plan: what it says of the program's own variables."""
    for a in case.city.applications:
        yield columns[f"admit[{a.code}]"], int(plan.admits(a.code))
        if f"beds[{a.code}]" in columns:
            yield columns[f"beds[{a.code}]"], plan.beds(a.code)
    for i in reducible(case):
        yield columns[f"reduce[{i}]"], plan.cut(i)
        yield columns[f"touched[{i}]"], int(plan.cut(i) > 0)
    for (d, e), n in plan.transfers.items():
        yield columns[f"transfer[{d},{e}]"], n


def plan_of(values: Any, case: Case, columns: Mapping[str, int]) -> Plan:
    """The plan that whole values say."""
    admitted = {}
    for a in case.city.applications:
        if values[columns[f"admit[{a.code}]"]]:
            place = columns.get(f"beds[{a.code}]")
            admitted[a.code] = granted(case, a.code) if place is None else int(values[place])
    reduced = {i: int(values[columns[f"reduce[{i}]"]]) for i in reducible(case)}
    pairs = [(d, e) for d in case.city.names for e in case.city.names if f"transfer[{d},{e}]" in columns]
    return Plan(admitted, reduced, {p: int(values[columns[f"transfer[{p[0]},{p[1]}]"]]) for p in pairs})
