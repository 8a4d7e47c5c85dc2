"""At most so many within a radius: the cap itself, one more, existing excess, centres, exits and moves."""

from __future__ import annotations

from datetime import date

from allocator.domain.instance import Decision
from tests.kinds.town import admit, agree, case_of, clinic, findings, met, pharmacy, rule, town, township, wants

LON, LAT, DEGREE = 118.0, 31.0, 110_862.0


def at(metres: float) -> dict[str, float]:
    return {"lon": LON, "lat": LAT + metres / DEGREE}


def cap(**figures: object) -> object:
    given = {"where": {"category": "pharmacy"}, "reach": {"metres": 800}, "caps": {"dense": 3, "other": 2}}
    return rule("radius_cap", "cap", **(given | figures))


def test_the_second_fits_and_the_third_does_not() -> None:
    city = town([pharmacy("P1", **at(0))], [wants("A1", **at(100)), wants("A2", **at(200)), wants("A3", **at(1000))])
    case = case_of(city, cap())
    assert met(case, admit(case, "A1"), "cap"), "two of two"
    assert not met(case, admit(case, "A1", "A2"), "cap"), "three of two"
    assert not met(case, admit(case, "A1", "A2", "A3"), "cap")
    agree(case, "cap")


def test_dense_areas_take_three() -> None:
    city = town(
        [pharmacy("P1", **at(0)), pharmacy("P2", **at(50))],
        [wants("A1", township="城", **at(100)), wants("A2", township="乡", **at(100)), wants("A3", township="城", **at(1500))],
        townships=(township("城", area_class="dense"), township("乡", area_class="rural")),
    )
    case = case_of(city, cap())
    assert met(case, admit(case, "A1"), "cap") and not met(case, admit(case, "A2"), "cap")
    agree(case, "cap")


def test_existing_excess_stays_and_blocks_additions_only() -> None:
    city = town([pharmacy(f"P{n}", **at(n)) for n in range(5)], [wants("A1", **at(100)), wants("A2", **at(5000))])
    case = case_of(city, cap())
    assert met(case, admit(case), "cap") and met(case, admit(case, "A2"), "cap")
    assert not met(case, admit(case, "A1"), "cap")
    agree(case, "cap")


def test_exits_and_moves_free_their_circle() -> None:
    city = town(
        [pharmacy("P1", **at(0)), pharmacy("P2", exited_on=date(2026, 5, 1), **at(10)), pharmacy("P3", **at(20))],
        [
            wants("A1", **at(100)),
            wants("R3", kind="relocation", parent_code="P3", **at(4000)),
            wants("R1", kind="relocation", parent_code="P1", **at(300)),
        ],
    )
    case = case_of(city, cap())
    assert not met(case, admit(case, "A1"), "cap"), "P1, P3 and itself"
    assert met(case, admit(case, "A1", "R3"), "cap")
    assert met(case, admit(case, "R1"), "cap"), "its own old place is empty then"
    agree(case, "cap")


def test_with_all_centres_no_existing_circle_is_pushed_over() -> None:
    # P2 counts P1 and P3 within 800 m; A at 1500 m sees P3 only, so its own circle holds two
    city = town([pharmacy("P1", **at(0)), pharmacy("P2", **at(700))], [wants("A", **at(1450)), wants("B", **at(2600))])
    own = case_of(city, cap())
    assert met(own, admit(own, "A"), "cap")
    every = case_of(city, cap(centres="all"))
    assert not met(every, admit(every, "A"), "cap")
    assert met(every, admit(every, "B"), "cap")
    agree(every, "cap")


def test_with_all_centres_a_move_makes_room() -> None:
    city = town(
        [pharmacy("P1", **at(0)), pharmacy("P2", **at(700)), pharmacy("P3", **at(800))],
        [wants("A", **at(1450)), wants("R", kind="relocation", parent_code="P1", **at(9000))],
    )
    case = case_of(city, cap(centres="all"))
    assert not met(case, admit(case, "A"), "cap")
    agree(case, "cap")


def test_only_the_counted_class_counts() -> None:
    # 2,000 m, two of level one and below: the hospital of level two does not count
    small = {"category": ["inpatient", "outpatient"], "tier": ["primary", "ungraded"]}
    city = town(
        [clinic("C1", **at(0)), clinic("C2", tier="secondary", **at(10))],
        [wants("A1", category="outpatient", **at(100)), wants("A2", category="outpatient", **at(200))],
    )
    case = case_of(city, cap(where=small, reach={"metres": 2000}, caps={"other": 2}))
    assert met(case, admit(case, "A1"), "cap") and not met(case, admit(case, "A1", "A2"), "cap")
    agree(case, "cap")


def test_an_area_class_without_a_cap_is_not_limited() -> None:
    city = town(
        [pharmacy("P1", **at(0)), pharmacy("P2", **at(1))],
        [wants("A1", township="乡", **at(100)), wants("A2", township="城", **at(3000))],
        townships=(township("乡", area_class="rural"), township("城", area_class="urban")),
    )
    case = case_of(city, cap(caps={"urban": 2}))
    assert met(case, admit(case, "A1"), "cap")


def test_what_is_exempt_from_numbers_is_not_limited_but_counts_for_others() -> None:
    city = town([pharmacy("P1", **at(0))], [wants("A", tags=("key_project",), **at(100)), wants("B", **at(200)), wants("C", **at(300))])
    case = case_of(city, rule("exempt", where={"tags": "key_project"}), cap())
    assert case.standing("A").fixed == "admitted"
    assert met(case, admit(case, "A"), "cap")
    assert not met(case, admit(case, "A", "B"), "cap") and met(case, admit(case, "B"), "cap")
    agree(case, "cap")


def test_a_decision_beyond_the_cap_is_excused() -> None:
    decided = (Decision(application="A", fix="admitted", reason="试", by="试"),)
    city = town([pharmacy("P1", **at(0)), pharmacy("P2", **at(1))], [wants("A", **at(100)), wants("B", **at(200))])
    case = case_of(city, cap(), decisions=decided)
    found = next(f for f in findings(case, admit(case, "A"), "cap") if f.subject == "A")
    assert (found.measured, found.limit, found.excused, found.verdict) == (3, 2, 1, "binding")
    agree(case, "cap")
