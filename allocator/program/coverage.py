"""People in reach: reduced, or point by point where the reductions are to be tested."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyomo.environ as pyo

from allocator.domain.case import Case
from allocator.program.decisions import PyomoDecisions
from allocator.reductions import Reduced, aggregate, reduce
from allocator.rules import reaching
from allocator.rules.base import Expression


def coverage(m: Any, x: PyomoDecisions, rule: str, case: Case, plain: bool) -> Mapping[str, int]:
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
    x.people_of[rule] = always + x.total([(n, there[j]) for j, n in reduced.linear]
                                       + [(n, block.people[k]) for k, n in enumerate(patterns.insured)])
    return reduced.counts


def _chain(block: Any, k: int, reduced: Reduced, there: list[Expression]) -> Expression:
    row = reduced.chains[k]
    known = 0 if row.parent is None else block.people[row.parent]
    return block.people[row.child] - known - pyo.quicksum(there[j] for j in row.extra) <= 0


def _plain(m: Any, x: PyomoDecisions, rule: str, case: Case) -> Mapping[str, int]:
    """A variable and a row for every point, from the points themselves."""
    access = reaching.access(case.policy.rule(rule), case.city, grouped=False)
    if m.component("covered") is None:
        m.covered = pyo.Block(list(case.access))
    block, there = m.covered[rule], [_present(x, s) for s in access.sites]
    points = [int(p) for p in range(len(access.insured)) if not access.staying[p]]
    block.people = pyo.Var(points, bounds=(0, 1))
    block.reach = pyo.Constraint(points, rule=lambda b, p: b.people[p] <= pyo.quicksum(there[j] for j in access.pairs.row(p)))
    x.people_of[rule] = access.people(access.staying) + x.total([(int(access.insured[p]), block.people[p]) for p in points])
    return {"points": len(access.insured), "rows": len(points)}


def _present(x: PyomoDecisions, site: str) -> Expression:
    """A site is there when admitted; a parent stays unless one of its relocations is."""
    if not site.startswith("stay:"):
        return x.admit(site)
    moves = site.partition(">")[2].split(",")
    if any(x.case.standing(a).fixed == "admitted" for a in moves):
        return 0
    return 1 - pyo.quicksum(x.admit(a) for a in moves)
