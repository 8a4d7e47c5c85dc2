"""首先冲抵: 60 given up and 40 exempt leave 20; 60 and 80 leave nothing, and the overrun is told."""

from __future__ import annotations

from datetime import date

import pytest

from allocator.domain.city import Release
from allocator.domain.instance import Decision
from tests.kinds.town import admit, agree, case_of, findings, hospital, met, rule, town, two, wants

KEY = {"where": {"tags": "key_project"}, "reach": "plan"}


def first(**figures: object) -> object:
    return rule("offset_first", "first", **({"exempt": ["key"]} | figures))


@pytest.mark.parametrize(("beds", "left", "overrun"), [(40, 20, 0), (80, 0, 20)])
def test_the_worked_figures(beds: int, left: int, overrun: int) -> None:
    leaving = hospital("H1", beds=60, exited_on=date(2026, 3, 1), exit_cause="closed")
    city = town([leaving, hospital("H2")], [wants("E", beds=beds, tags=("key_project",)), wants("A", beds=20), wants("B", beds=1)])
    case = case_of(city, rule("exempt", "key", **KEY), first())
    assert case.standing("E").fixed == "admitted"
    plan = admit(case, "E")
    found = findings(case, plan, "first")[0]
    assert (found.measured, found.limit, found.excused) == (beds, 60, overrun)
    assert found.verdict != "violated" and found.facts["overrun"] == overrun
    assert met(case, admit(case, "E", "A"), "first") == (left == 20)
    assert met(case, admit(case, "E", "B"), "first") == (left >= 1)
    agree(case, "first", {"H2": (0, 5, 21, 40)})


def test_each_district_is_a_pool_of_its_own_by_account() -> None:
    city = town(
        [hospital("H1", beds=30), hospital("H2", "乙", beds=30)],
        [wants("E", beds=10, tags=("key_project",), account_district="乙"), wants("A", beds=10), wants("B", district="乙", beds=10)],
        districts=two(),
    )
    case = case_of(city, rule("exempt", "key", **KEY), first())
    assert met(case, admit(case, "E", "A", cuts={"H1": 10}), "first")
    assert not met(case, admit(case, "E", "B", cuts={"H2": 19}), "first") and met(case, admit(case, "E", "B", cuts={"H2": 20}), "first")
    agree(case, "first", {"H1": (0, 10), "H2": (0, 10, 19, 20)})


def test_years_of_the_plan_period_add_up() -> None:
    rows = [hospital("H1"), hospital("H2", beds=15, admitted_on=date(2026, 5, 1))]
    freed = tuple(
        Release(year=y, code=c, district="甲", category="inpatient", beds=n, cause="closed")
        for y, c, n in ((2025, "X", 99), (2026, "Y", 25))
    )
    city = town(rows, [wants("A", beds=10), wants("B", beds=1)], releases=freed)
    case = case_of(city, rule("exempt", "key", **KEY), first(since="2026-01-01"))
    assert met(case, admit(case, "A"), "first") and not met(case, admit(case, "A", "B"), "first")
    agree(case, "first")


def test_decisions_and_other_exempt_classes_neither_come_first_nor_take() -> None:
    decided = (Decision(application="D", fix="admitted", reason="试", by="试"),)
    city = town(
        [hospital("H", beds=50)],
        [wants("E", beds=9, tags=("key_project",)), wants("O", beds=30, specialty="psychiatric"), wants("D", beds=30), wants("A", beds=1)],
    )
    case = case_of(
        city,
        rule("exempt", "key", **KEY),
        rule("exempt", "other", where={"specialty": "psychiatric"}, reach="plan"),
        first(),
        decisions=decided,
    )
    assert met(case, admit(case, "E", "O", "D", "A", cuts={"H": 10}), "first")
    assert not met(case, admit(case, "E", "O", "D", "A", cuts={"H": 9}), "first")
    agree(case, "first", {"H": (0, 9, 10)})
