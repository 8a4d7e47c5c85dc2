"""The program's own variables, bounded by data, and the rows that tie them."""
from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from allocator.domain.case import Case
from allocator.measures.ledger import stock
from allocator.program.decisions import reducible


def variables(m: Any, case: Case) -> None:
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
    m.reduce = pyo.Var(list(own), domain=pyo.NonNegativeIntegers,
                       bounds=lambda _, i: (decided[i],) * 2 if i in decided else (0, case.most_cut(i)))
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
