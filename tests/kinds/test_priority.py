"""Priorities: normalised cost and reimbursement, states of supply, opening days, and a tie-break as an objective of its own."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np

from allocator.domain.city import Requirement
from allocator.matrix import compile_model
from allocator.matrix.exact import goal_value
from allocator.program import build, point
from allocator.rules.goals import goals, known_objectives
from allocator.standing import stand
from tests.kinds.town import admit, case_of, hospital, plans, policy, rule, town, two, wants


def points(name: str, city: object, *rules: object) -> dict[str, int]:
    case = case_of(city, *rules)  # type: ignore[arg-type]
    return {a.code: case.policy.rule(name).of(a, case) for a in case.city.applications}


def test_low_cost_and_high_reimbursement_in_proportion() -> None:
    # costs 100, 150, 300: (300 - 150) / 200 of 10 = 7.5, rounded down; shares 0.6, 0.7, 0.9: 0.1 / 0.3 of 10 = 3.33
    rows = [("A", 100, "0.6"), ("B", 150, "0.7"), ("C", 300, "0.9")]
    city = town(
        [],
        [wants(c, category="outpatient", cost_per_visit=Fraction(n), reimbursement_share=Fraction(s)) for c, n, s in rows]
        + [wants("S", kind="site", category="outpatient"), wants("P", cost_per_visit=Fraction(5))],
    )
    assert points("p", city, rule("priority", "p", cheaper=10)) == {"A": 10, "B": 7, "C": 0, "S": 0, "P": 0}
    assert points("p", city, rule("priority", "p", reimbursed=10)) == {"A": 0, "B": 3, "C": 10, "S": 0, "P": 0}


def test_the_hospital_used_most_grows_first() -> None:
    city = town(
        [hospital("H1", bed_days=365 * 90), hospital("H2", bed_days=365 * 45)],
        [
            wants("A", kind="expansion", beds=5, parent_code="H1"),
            wants("B", kind="expansion", beds=5, parent_code="H2"),
            wants("N", beds=5),
        ],
    )
    assert points("p", city, rule("priority", "p", per_use=100)) == {"A": 90, "B": 45, "N": 0}


def test_only_where_there_is_none_or_too_little() -> None:
    need = tuple(Requirement(district=d, category="pharmacy", required=1, unit="institutions") for d in "甲乙")
    city = town(
        [],
        [
            wants("A", opened_on=date(2026, 1, 1)),
            wants("B", opened_on=date(2025, 12, 31)),
            wants("C"),
            wants("D", district="乙", opened_on=date(2026, 5, 1)),
        ],
        districts=two(),
        requirements=need[:1],
    )
    supply = rule("balance_indicator", "supply", category="pharmacy", mode="supply")
    first = rule("priority", "p", points=5, in_state={"rule": "supply", "states": ["none"]}, opened_since="2026-01-01")
    assert points("p", city, supply, first) == {"A": 5, "B": 0, "C": 0, "D": 0}


def test_a_tie_break_is_an_objective_of_its_own() -> None:
    city = town([], [wants("A", beds=10), wants("B", tags=("key_project",)), wants("C")])
    rules = (rule("priority", "p", points=2), rule("priority", "t", where={"tags": "key_project"}, points=1, goal="tie_break"))
    model = policy(*rules, objectives=("priority", "tie_break"))
    assert {"priority", "tie_break"} <= known_objectives(model)
    case = stand(city, model)
    stages = goals(case)
    matrix = compile_model(build(case, stages).model)
    column = {c: j for j, c in enumerate(matrix.columns)}
    said = {g.name: g for g in matrix.goals}
    for plan in plans(case):
        x = np.zeros(matrix.width, dtype=np.int64)
        for j, n in point(plan, case, column):
            x[j] = n
        for g in stages[:2]:
            assert goal_value(said[g.name], x) == g.value(plan, case)
    assert [g.value(admit(case, "A", "B"), case) for g in stages[:2]] == [22, 1]
