"""Goals that need no rows: gaps, people in reach, points, reductions, ties."""
from __future__ import annotations

from datetime import date
from fractions import Fraction

from allocator.domain.case import Case
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.rules.base import Decisions, Expression, Rule
from allocator.rules.goals.base import Goal


def gap(name: str, case: Case) -> Goal:
    """Σ gaps of the should rules that name this objective.

    Raises
    ------
    ValueError
        if these rules count in different units: a stage has one.
    """
    rules = [r for r in case.policy if r.gap_in == name and r.strictness == "should"]
    units = {(str(getattr(r, "unit", "")), int(getattr(r, "scale", 1))) for r in rules}
    if len(units) > 1:
        raise ValueError(f"{name}: {sorted(units)}")
    unit, scale = next(iter(units), ("", 1))

    def expression(x: Decisions, case: Case) -> Expression:
        return x.total([(1, g) for r in rules for g in x.gaps(r.id)])

    def value(plan: Plan, case: Case) -> int:
        return int(sum(f.gap for r in rules for f in r.check(plan, case)))

    return Goal(name, "min", unit.partition("/")[0], expression, value, scale)


def people(name: str, case: Case) -> Goal:
    """People first in reach, over the coverage rules that count in this objective."""
    rules: list[Rule] = [r for r in case.policy.of_kind("coverage") if r.counts_in == name]
    before = {r.id: case.access[r.id].people(case.access[r.id].covered(Plan())) for r in rules}

    def expression(x: Decisions, case: Case) -> Expression:
        return x.total([(1, x.people(r.id)) for r in rules]) - sum(before.values())

    def value(plan: Plan, case: Case) -> int:
        return sum(case.access[r.id].people(case.access[r.id].covered(plan)) - before[r.id] for r in rules)

    return Goal(name, "max", "persons", expression, value)


def priority(case: Case, name: str = "priority") -> Goal:
    """Σ points x beds for what adds beds, Σ points for the others, over the priorities that count in this objective."""
    rules = [r for r in case.policy.of_kind("priority") if r.goal == name]
    weight = {a.code: sum(r.of(a, case) for r in rules) for a in case.city.applications}

    def expression(x: Decisions, case: Case) -> Expression:
        return x.total([(w, x.beds(c) if case.city.by_application[c].adds_beds else x.admit(c)) for c, w in weight.items() if w])

    def value(plan: Plan, case: Case) -> int:
        return sum(weight[c] * (n if case.city.by_application[c].adds_beds else 1) for c, n in plan.admitted.items())

    return Goal(name, "max", "points", expression, value)


def fewest_beds(case: Case) -> Goal:
    """Beds added: of plans that do as much, the one that adds least."""
    adding = [a.code for a in case.city.applications if a.adds_beds]

    def expression(x: Decisions, case: Case) -> Expression:
        return x.total([(1, x.beds(c)) for c in adding])

    return Goal("fewest_beds", "min", "beds", expression, lambda plan, case: sum(plan.beds(c) for c in adding))


def use_per_mille(i: Institution) -> int:
    """Own bed use in thousandths, rounded half up; full where unknown."""
    return 1000 if i.use is None else int(i.use * 1000 + Fraction(1, 2))


def least_used_first(case: Case) -> Goal:
    """Σ beds given up x use: the least used give first."""
    use = {i.code: use_per_mille(i) for i in case.city.staying if i.category == "inpatient"}

    def expression(x: Decisions, case: Case) -> Expression:
        return x.total([(use[i], x.reduced(i)) for i in x.reducible()])

    def value(plan: Plan, case: Case) -> int:
        return sum(use.get(i, 1000) * n for i, n in plan.reduced.items())

    return Goal("least_used_first", "min", "beds x use", expression, value, scale=1000)


def institutions_touched(case: Case) -> Goal:
    """Institutions that give up beds."""
    def expression(x: Decisions, case: Case) -> Expression:
        return x.total([(1, x.touched(i)) for i in x.reducible()])

    return Goal("institutions_touched", "min", "institutions", expression, lambda plan, case: len(plan.reduced))


def transferred(case: Case) -> Goal:
    """Beds that cross a district's border."""
    def expression(x: Decisions, case: Case) -> Expression:
        return x.total([(1, x.transfer(d, e)) for d in case.city.names for e in case.city.names if d != e])

    return Goal("transferred", "min", "beds", expression, lambda plan, case: sum(plan.transfers.values()))


def sites_used(case: Case) -> Goal:
    """Unnamed sites admitted: a named applicant comes first."""
    sites = [a.code for a in case.city.applications if a.kind == "site"]

    def expression(x: Decisions, case: Case) -> Expression:
        return x.total([(1, x.admit(c)) for c in sites])

    return Goal("ties_sites", "min", "institutions", expression, lambda plan, case: sum(plan.admits(c) for c in sites))


def earlier(case: Case) -> Goal:
    """Who applied earlier: Σ rank of the day of application."""
    days = sorted({a.applied_on for a in case.city.applications if a.applied_on})
    rank = {a.code: _rank(a, days) for a in case.city.applications}
    return _ranked("ties_earlier", rank)


def by_code(case: Case) -> Goal:
    """What is still equal goes by code."""
    return _ranked("ties_code", {a.code: n for n, a in enumerate(case.city.applications, 1)})


def _rank(a: Application, days: list[date]) -> int:
    return days.index(a.applied_on) + 1 if a.applied_on else len(days) + 1


def _ranked(name: str, rank: dict[str, int]) -> Goal:
    return Goal(name, "min", "rank", lambda x, case: x.total([(n, x.admit(c)) for c, n in rank.items()]),
                lambda plan, case: sum(rank[c] for c in plan.admitted))
