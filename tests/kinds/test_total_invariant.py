"""County totals stay while beds move from low use to high."""

from __future__ import annotations

from datetime import date

from allocator.domain.instance import Decision
from tests.kinds.town import admit, agree, case_of, findings, hospital, met, rule, town, two, wants


def total(**figures: object) -> object:
    return rule("total_invariant", "total", **figures)


def used(code: str, percent: int, **more: object) -> object:
    return hospital(code, bed_days=percent * 365, **more)  # 100 beds


def test_what_comes_lives_on_exits_and_cuts_of_its_own_district() -> None:
    city = town(
        [hospital("H1"), hospital("H2", beds=10, exited_on=date(2026, 2, 1)), hospital("H3", "乙")],
        [wants("A", beds=10), wants("B", beds=5), wants("C", district="乙", beds=5)],
        districts=two(),
    )
    case = case_of(city, total())
    assert met(case, admit(case, "A"), "total")
    assert not met(case, admit(case, "A", "B", cuts={"H1": 4}), "total") and met(case, admit(case, "A", "B", cuts={"H1": 5}), "total")
    assert not met(case, admit(case, "C", cuts={"H1": 10}), "total"), "another county's cuts do not count"
    agree(case, "total", {"H1": (0, 4, 5), "H3": (0, 5)})


def test_a_filed_total_leaves_room_that_earlier_years_freed() -> None:
    city = town([hospital("H1")], [wants("A", beds=10), wants("B", beds=1)])
    case = case_of(city, total(totals={"甲": 110}))
    assert met(case, admit(case, "A"), "total") and not met(case, admit(case, "A", "B"), "total")
    lower = case_of(city, total(totals={"甲": 90}))
    assert met(lower, admit(lower), "total") and not met(lower, admit(lower, "B"), "total")
    agree(case, "total")


def test_exact_means_neither_more_nor_less() -> None:
    city = town([hospital("H1"), hospital("H2", beds=10, exited_on=date(2026, 2, 1))], [wants("A", beds=10), wants("B", beds=4)])
    case = case_of(city, total(mode="exact"))
    assert met(case, admit(case, "A"), "total")
    assert not met(case, admit(case), "total") and not met(case, admit(case, "B"), "total")
    assert met(case, admit(case, "A", "B", cuts={"H1": 4}), "total")
    agree(case, "total", {"H1": (0, 3, 4)})


def test_beds_move_from_low_use_to_high_only() -> None:
    rows = [used("L", 50), used("M", 70), used("H", 90), hospital("U"), used("O", 40, district="乙")]
    city = town(rows, [wants("A", kind="expansion", beds=5, parent_code="M"), wants("N", beds=5)], districts=two())
    case = case_of(city, total(movement="low_to_high"))
    assert met(case, admit(case, "A", cuts={"L": 5}), "total")
    assert not met(case, admit(case, "A", cuts={"H": 5}), "total"), "90 % gives to 70 %"
    assert not met(case, admit(case, "A", cuts={"U": 5}), "total"), "its use is not known"
    assert met(case, admit(case, "N", cuts={"H": 5}), "total"), "a new hospital has no use of its own"
    agree(case, "total", {"L": (0, 5), "H": (0, 5), "U": (0, 5), "O": (0, 5)})


def test_exempt_additions_and_decisions_are_excused_one_by_one() -> None:
    decided = (Decision(institution="H2", reduce=6, reason="试", by="试"), Decision(application="D", fix="admitted", reason="试", by="试"))
    city = town(
        [hospital("H1"), hospital("H2", beds=50)],
        [wants("E", beds=40, tags=("key_project",)), wants("D", beds=20), wants("A", beds=6), wants("B", beds=1)],
    )
    case = case_of(city, rule("exempt", where={"tags": "key_project"}, reach="plan"), total(mode="exact"), decisions=decided)
    found = findings(case, admit(case, "E", "D", cuts={"H2": 6}), "total")
    assert [(f.measured, f.limit, f.excused, f.verdict) for f in found] == [(204, 150, 60, "met"), (204, 150, -6, "met")]
    assert met(case, admit(case, "E", "D", "A", cuts={"H2": 6}), "total"), "the decided cut makes room"
    assert not met(case, admit(case, "E", "D", "A", "B", cuts={"H2": 6}), "total")
    agree(case, "total", {"H1": (0, 1), "H2": (0, 6)})


def test_beds_count_in_their_account_district() -> None:
    city = town([hospital("H1", account_district="乙"), hospital("H2", "乙")], [wants("A", beds=5, account_district="乙")], districts=two())
    case = case_of(city, total())
    assert met(case, admit(case, "A", cuts={"H1": 5}), "total")
    assert {f.subject: f.measured for f in findings(case, admit(case), "total")} == {"甲": 0, "乙": 200}
