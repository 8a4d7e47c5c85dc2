"""Room under absolute limits: exempt classes that count use it up, others get what they leave; what they overrun is excused."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from allocator.audit import audit
from allocator.domain.case import Case
from allocator.domain.instance import Decision
from allocator.domain.plan import Plan
from allocator.matrix import compile_model
from allocator.program import build, plan_of
from allocator.rules.goals import goals
from allocator.solver.session import Session
from tests.kinds.town import admit, agree, case_of, findings, hospital, met, pharmacy, policy, rule, stand, town, wants

KEY = ("key_project",)
OWN = {"A": 5, "B": 4, "C": 9}
HOW = {"takes room": {}, "statistics only": {"takes_room": False}, "not counted": {"counted": False}}


def key(**figures: Any) -> Any:
    return rule("exempt", "key", where={"tags": "key_project"}, **figures)


def fifty(**figures: Any) -> Any:
    """5 per 1,000 of 10,000: 50 beds."""
    return rule("density_limit", "it", resource="insured_beds", value="5", when_over="net_nonincrease", **figures)


def of_beds(exempt: int, how: str, *more: Any, there: int = 40) -> Case:
    """So many beds and an exempt project; A asks for 5 beds, B for 4, C for 9."""
    rows = [wants("K", beds=exempt, tags=KEY), wants("A", beds=5), wants("B", beds=4), wants("C", beds=9)]
    return case_of(town([hospital("H", beds=there)], rows), key(**HOW[how]), fifty(), *more)


@pytest.mark.parametrize(("how", "measured", "excused", "fits"), [
    ("takes room", 51, 0, False), ("statistics only", 51, 6, True), ("not counted", 45, 0, True)])
def test_whether_an_exempt_project_counts_decides_what_others_may_have(how: str, measured: int, excused: int, fits: bool) -> None:
    case = of_beds(6, how)
    (f,) = findings(case, admit(case, "K", "A"), "it")
    assert (f.measured, f.excused, met(case, admit(case, "K", "A"), "it")) == (measured, excused, fits)
    assert met(case, admit(case, "K", "B"), "it"), "40 and 6 and 4 are 50"
    agree(case, "it", {"H": (0, 1)})


def test_a_row_and_a_check_change_with_what_counts() -> None:
    said = {how: compile_model(build(of_beds(6, how), ()).model).rows_of("it").size for how in HOW}
    assert said == dict.fromkeys(HOW, 1)
    terms = {how: _terms(of_beds(6, how)) for how in HOW}
    assert terms == {"takes room": {**OWN, "K": 6}, "statistics only": OWN, "not counted": OWN}


def _terms(case: Case) -> dict[str, int]:
    matrix = compile_model(build(case, ()).model)
    (row,) = matrix.rows_of("it")
    found = {matrix.columns[int(matrix.index[t])]: int(matrix.value[t]) for t in range(matrix.start[row], matrix.start[row + 1])}
    return {c[6:-1]: n for c, n in found.items() if c.startswith("admit[")}


def test_what_the_exempt_overrun_is_excused_and_leaves_nothing_but_what_is_given_up() -> None:
    case = of_beds(15, "takes room")
    (f,) = findings(case, admit(case, "K"), "it")
    assert (f.measured, f.excused, f.verdict) == (55, 5, "binding")
    assert not met(case, admit(case, "K", "B"), "it") and met(case, admit(case, "K", "B", cuts={"H": 4}), "it")
    assert met(case, admit(case, "A", "B"), "it"), "were the project not admitted, there would be 10 beds"
    agree(case, "it", {"H": (0, 3, 4, 9)})


def test_where_todays_stock_is_the_limit_the_exempt_take_nothing() -> None:
    case = of_beds(6, "takes room", there=60)
    (f,) = findings(case, admit(case, "K"), "it")
    assert (f.measured, f.limit, f.excused) == (66, 60, 6)
    agree(case, "it", {"H": (0, 4, 5)})


def test_a_decision_takes_no_room() -> None:
    decided = (Decision(application="K", fix="admitted", beds=None, reason="given", by="office", on=date(2025, 12, 31)),)
    rows = [wants("K", beds=6, tags=KEY), wants("A", beds=10)]
    case = case_of(town([hospital("H", beds=40)], rows), key(), fifty(), decisions=decided)
    assert met(case, admit(case, "K", "A"), "it")


@pytest.mark.parametrize(("how", "fits"), [("takes room", False), ("statistics only", True), ("not counted", True)])
def test_places_of_a_plan_total(how: str, fits: bool) -> None:
    total = rule("plan_total", "it", where={"category": "pharmacy"}, totals={"甲": 3})
    case = case_of(town([pharmacy("P")], [wants("K", tags=KEY), wants("L", tags=KEY), wants("A")]), key(**HOW[how]), total)
    assert met(case, admit(case, "K", "A"), "it") and met(case, admit(case, "K", "L"), "it")
    assert met(case, admit(case, "K", "L", "A"), "it") == fits
    if how == "takes room":
        agree(case, "it")


def test_the_exempt_may_overrun_a_plan_total() -> None:
    total = rule("plan_total", "it", where={"category": "pharmacy"}, totals={"甲": 2})
    case = case_of(town([pharmacy("P")], [wants("K", tags=KEY), wants("L", tags=KEY), wants("A")]), key(), total)
    (f,) = findings(case, admit(case, "K", "L"), "it")
    assert (f.measured, f.limit, f.excused) == (3, 2, 1)
    agree(case, "it")


@pytest.mark.parametrize(("how", "fits"), [("takes room", False), ("statistics only", True), ("not counted", True)])
def test_beds_of_a_filed_total(how: str, fits: bool) -> None:
    """45 filed, 40 there: 5 for A, or 3 for the project and none for A."""
    total = rule("total_invariant", "it", totals={"甲": 45})
    case = case_of(town([hospital("H", beds=40)], [wants("K", beds=3, tags=KEY), wants("A", beds=5)]), key(**HOW[how]), total)
    assert met(case, admit(case, "A"), "it") and met(case, admit(case, "K", "A"), "it") == fits
    (f,) = findings(case, admit(case, "K"), "it")
    assert (f.measured, f.excused) == {"takes room": (43, 0), "statistics only": (43, 3), "not counted": (40, 0)}[how]
    if how == "takes room":
        agree(case, "it", {"H": (0, 2, 3)})


def test_beds_that_do_not_count_are_in_no_filed_total() -> None:
    """30 there, of which 10 do not count, and 5 of these leave; 25 filed: 5 for A, whatever happens to the others."""
    total = rule("total_invariant", "it", totals={"甲": 25})
    there = [hospital("H", beds=20), hospital("U", beds=5, tags=KEY), hospital("X", beds=5, tags=KEY, exited_on=date(2026, 5, 1))]
    limits = rule("adjustment_limits", target_use="1", share_per_institution="1", share_per_district="1", min_block=1, min_remaining=0)
    case = case_of(town(there, [wants("A", beds=5), wants("B", beds=6), wants("K", beds=9, tags=KEY)]), key(counted=False), total, limits)
    assert met(case, admit(case, "A"), "it") and met(case, admit(case, "A", "K"), "it")
    assert not met(case, admit(case, "B"), "it") and not met(case, admit(case, "B", cuts={"U": 5}), "it")
    assert met(case, admit(case, "B", cuts={"H": 1}), "it")
    agree(case, "it", {"H": (0, 1), "U": (0, 5)})


@pytest.mark.parametrize(("how", "fits"), [("takes room", False), ("statistics only", True)])
def test_what_a_district_lacks(how: str, fits: bool) -> None:
    """Three pharmacies are to be there, one is: the district lacks two, whatever the city's exits."""
    total = rule("plan_total", "total", where={"category": "pharmacy"}, totals={"甲": 3}, when_over="quota")
    free = rule("release_quota", "it", where={"category": "pharmacy"}, unit="institutions", pool="city", lag=0, rate_over="9",
                receivers="needy", need="total")
    leaves = [pharmacy(f"X{k}", exited_on=date(2026, 5, 1)) for k in range(2)]
    case = case_of(town([pharmacy("P"), *leaves], [wants("K", tags=KEY), wants("A"), wants("B")]), key(**HOW[how]), total, free)
    assert met(case, admit(case, "A", "B"), "it") and met(case, admit(case, "K", "A"), "it")
    assert met(case, admit(case, "K", "A", "B"), "it") == fits


@pytest.mark.parametrize(("how", "admitted"), [("takes room", {"K", "B"}), ("statistics only", {"K", "A", "B"})])
def test_the_solver_and_the_audit_go_by_it(how: str, admitted: set[str]) -> None:
    """50 allowed, 41 there: 9 for A and B, or B alone beside the project's 5."""
    rows = [wants("K", beds=5, tags=KEY), wants("A", beds=5), wants("B", beds=4)]
    rules = (key(**HOW[how]), fifty(), rule("priority", where={"category": "inpatient"}, points=1))
    case = stand(town([hospital("H", beds=41)], rows), policy(*rules, objectives=("priority",)), ())
    program = build(case, goals(case))
    matrix = compile_model(program.model, program.scales)
    outcome = Session(matrix).solve()
    chosen: Plan = plan_of(outcome.values, case, matrix.column)
    assert set(chosen.admitted) == admitted and not [f for f in audit(chosen, case) if f.broken]
