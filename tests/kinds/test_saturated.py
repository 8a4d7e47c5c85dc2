"""A class that may not grow on balance, with a bonus for empty townships; circles of two systems."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from allocator.domain.finding import Verdict
from tests.kinds.town import Rows, admit, agree, case_of, findings, met, pharmacy, rule, town, township, wants

PLACE: dict[str, Any] = {"lon": 118.4, "lat": 31.3}
HOLD = rule("class_control", "hold", where={"category": "pharmacy"}, scope="district", net="institutions")
BONUS = rule("gap_bonus", "bonus", where={"category": "pharmacy"}, places=1, lifts=["hold"], opened_since=date(2025, 1, 1))


def test_one_in_each_empty_township_comes_on_top_of_what_makes_up_for_exits() -> None:
    there = [pharmacy("P1", township="满"), pharmacy("P2", township="满", exited_on=date(2026, 3, 1))]
    fresh: dict[str, Any] = {"opened_on": date(2025, 1, 1)}
    rows = [wants("A", township="满", **fresh), wants("B", township="空", **fresh), wants("C", township="空", **fresh),
            wants("D", township="远", opened_on=date(2024, 12, 31)), wants("E", kind="site", township="远")]
    case = case_of(town(there, rows, townships=[township(t) for t in ("满", "空", "远")]), HOLD, BONUS)
    complied, broken = agree(case, "hold")
    assert complied and broken
    # one place by the exit; one each for 空 and for the site in 远; D is too old to be on top
    assert met(case, admit(case, "A", "B", "E"), "hold") and met(case, admit(case, "B", "C", "E"), "hold")
    assert not met(case, admit(case, "A", "B", "C"), "hold") and not met(case, admit(case, "A", "D"), "hold")


def test_beds_have_no_bonus() -> None:
    hold = rule("class_control", "hold", where={"category": "inpatient"}, scope="district", net="beds")
    bonus = rule("gap_bonus", "bonus", where={"category": "inpatient"}, places=1, lifts=["hold"])
    case = case_of(town([], [wants("A", beds=5, township="空")], townships=[township("空")]), hold, bonus)
    assert not met(case, admit(case, "A"), "hold") and not Rows(case, "hold").hold(admit(case, "A"))


@pytest.mark.parametrize(("recognised", "room"), [(True, False), (False, True)])
@pytest.mark.parametrize("centres", ["candidates", "all"])
def test_another_system_counts_in_a_circle_where_it_is_recognised(recognised: bool, room: bool, centres: str) -> None:
    cap = rule("radius_cap", "cap", where={"category": "pharmacy"}, reach={"metres": 800}, caps={"other": 1}, centres=centres,
               other_system={"tags": "corps"}, mutual_recognition=recognised)
    rows = [wants("A", **PLACE), wants("X", tags=("corps",), **PLACE)]
    case = case_of(town([pharmacy("C", tags=("corps",), **PLACE)], rows), cap)
    for codes in ("A", "X"):
        plan = admit(case, *codes)
        held = all(f.verdict is not Verdict.VIOLATED for f in findings(case, plan, "cap"))
        assert held == room and Rows(case, "cap").hold(plan) == room
