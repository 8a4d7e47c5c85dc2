"""Separation: the edge, exits and moves that free a circle, sorts, exemptions; rows say what the findings say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from allocator.domain.instance import Decision
from tests.kinds.town import METRE_LAT, Rows, admit, agree, case_of, clinic, findings, met, pharmacy, rule, town, township, wants

LON, LAT = 118.0, 31.0
DEGREE = 110_862.0  # metres to a degree of latitude near 31° N, to some metres


def at(metres: float) -> dict[str, float]:
    """A place so many metres north of the origin."""
    return {"lon": LON, "lat": LAT + metres / DEGREE}


def apart(**figures: object) -> object:
    return rule("min_distance", "apart", **({"where": {"category": "pharmacy"}, "reach": {"metres": 800}} | figures))


def test_the_edge_of_eight_hundred_metres() -> None:
    city = town([pharmacy("P", **at(0))], [wants("A1", **at(780)), wants("A2", **at(820))])
    case = case_of(city, apart())
    assert not met(case, admit(case, "A1"), "apart")
    assert met(case, admit(case, "A2"), "apart")
    assert pytest.approx(1, abs=0.01) == METRE_LAT * DEGREE


def test_what_exits_frees_its_circle_and_what_is_suspended_does_not() -> None:
    leaving = pharmacy("P", exited_on=date(2026, 6, 1), **at(0))
    case = case_of(town([leaving], [wants("A", **at(100))]), apart())
    assert met(case, admit(case, "A"), "apart")
    case = case_of(town([pharmacy("P", status="suspended", **at(0))], [wants("A", **at(100))]), apart())
    assert not met(case, admit(case, "A"), "apart")


def test_rows_and_findings_agree_on_pairs_groups_and_movers() -> None:
    city = town(
        [pharmacy("P1", **at(0)), pharmacy("P2", **at(5000))],
        [
            wants("A1", **at(1000)),
            wants("A2", **at(1500)),
            wants("A3", **at(1700)),
            wants("A4", **at(300)),
            wants("R1", kind="relocation", parent_code="P1", **at(4600)),
            wants("R2", kind="relocation", parent_code="P2", **at(5500)),
        ],
    )
    case = case_of(city, apart())
    agree(case, "apart")
    assert not met(case, admit(case, "A4"), "apart") and met(case, admit(case, "A4", "R1", "R2"), "apart")
    assert met(case, admit(case, "R2"), "apart"), "its own old place is no neighbour"
    assert [n for n in Rows(case, "apart").matrix.rows if "apart[" in n.split(".", 1)[-1]], "groups of mutual neighbours have one row"


def test_only_one_of_the_same_sort_is_in_the_way() -> None:
    city = town(
        [clinic("C", type="dental", **at(0))],
        [wants("A1", category="outpatient", type="dental", **at(100)), wants("A2", category="outpatient", type="tcm", **at(200))],
    )
    case = case_of(city, apart(where={"category": "outpatient"}, key=["type"]))
    agree(case, "apart")
    assert met(case, admit(case, "A2"), "apart") and not met(case, admit(case, "A1"), "apart")


def test_only_named_classes_of_area_are_limited() -> None:
    city = town(
        [pharmacy("P", **at(0))],
        [wants("A1", township="城", **at(100)), wants("A2", township="乡", **at(120))],
        townships=(township("城", area_class="urban"), township("乡", area_class="rural")),
    )
    case = case_of(city, apart(reach={"urban": {"minutes": 15, "km_per_h": 5, "detour": "1.3"}}))
    assert not met(case, admit(case, "A1"), "apart")
    assert met(case, admit(case, "A2"), "apart"), "no reach is given for the country"
    assert not met(case, admit(case, "A1", "A2"), "apart")
    assert case.states["apart"]["A1"].metres == Fraction(12_500, 13)


def test_only_reach_plan_lifts_it_and_what_is_exempt_is_in_the_way_of_others() -> None:
    city = town([pharmacy("P", **at(0))], [wants("A", tags=("key_project",), **at(100)), wants("B", **at(850))])
    numbers = case_of(city, rule("exempt", where={"tags": "key_project"}), apart())
    assert not met(numbers, admit(numbers, "A"), "apart")
    assert numbers.standing("A").fixed == "", "something stands against it"
    plan = case_of(city, rule("exempt", where={"tags": "key_project"}, reach="plan"), apart())
    assert met(plan, admit(plan, "A"), "apart") and plan.standing("A").fixed == "admitted"
    assert not met(plan, admit(plan, "A", "B"), "apart") and met(plan, admit(plan, "B"), "apart")
    agree(plan, "apart")


def test_a_decision_is_reported_and_never_held_against_the_plan() -> None:
    decided = (Decision(application="A", fix="admitted", reason="试", by="试"),)
    case = case_of(town([pharmacy("P", **at(0))], [wants("A", **at(100)), wants("B", **at(850))]), apart(), decisions=decided)
    found = next(f for f in findings(case, admit(case, "A"), "apart") if f.subject == "A")
    assert (found.measured, found.excused, found.verdict) == (1, 1, "binding")
    agree(case, "apart")


def test_a_place_without_coordinates_is_near_nothing() -> None:
    case = case_of(town([pharmacy("P", **at(0))], [wants("A")]), apart())
    assert met(case, admit(case, "A"), "apart")
    assert not case.policy.rule("apart").covers(case.city.by_application["A"], case)


def test_nobody_admitted_is_no_finding_against_anybody() -> None:
    case = case_of(town([pharmacy("P", **at(0))], [wants("A", **at(100))]), apart())
    assert [f.verdict for f in findings(case, admit(case), "apart")] == ["not_applicable"]
