"""Xinjiang's rows on medical institutions: need, numbers, tiers and owners, specialties, circles of 2,000 m, low cost first."""
from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.city import District, Requirement
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.questions.assess import assess
from tests.policies.desk import chosen, desk, found, holds, missed, model
from tests.policies.xinjiang import DENSE, HERE, THERE, URBAN, VILLAGE, practice, ruled
from tests.towns import applies, at, city, clinic, hospital, plan

SMALL = {"tier": "primary", "township": URBAN}


# -- 需求评估

@pytest.mark.row("XJ-01")
def test_beds_are_weighed_against_people_and_land() -> None:
    here = [District(district=d, insured=n, residents=n, area_km2=Fraction(10)) for d, n in ((HERE, 30_000), (THERE, 10_000))]
    case = desk("xinjiang", city(here, [hospital("H", HERE, 50), hospital("T", THERE, 50)]))
    rows = {r.district: (r.hrad, r.pad, r.sign) for r in case.states["medical-supply"]}
    # each has half of the beds on half of the land, HERE three quarters of the people
    assert rows == {HERE: (1, Fraction(3, 2), -1), THERE: (1, Fraction(1, 2), 1)}


@pytest.mark.row("XJ-02")
def test_demand_and_supply_stand_side_by_side_by_type_of_service() -> None:
    told = [Requirement(district=HERE, category="inpatient", specialty="rehabilitation", required=40),
            Requirement(district=HERE, category="inpatient", specialty="general", required=50),
            Requirement(district=HERE, category="outpatient", type="dental", required=2, unit="institutions")]
    case = ruled([hospital("H", HERE, 50), clinic("C", HERE, type="dental")], requirements=tuple(told))
    beds = {r.sort: (r.required, r.actual, r.state) for r in case.states["hospital-supply"]}
    assert beds == {"rehabilitation": (40, 0, "none"), "general": (50, 50, "surplus")}
    assert [(r.sort, r.required, r.actual, r.state) for r in case.states["clinic-supply"]] == [("dental", 2, 1, "short")]
    listed = {r["specialty"] or r["type"]: (r["required"], r["there"], r["difference"]) for r in assess(case)["requirements"]}
    assert listed == {"rehabilitation": (40, 0, -40), "general": (50, 50, 0), "dental": (2, 1, -1)}


# -- 数量、规模

@pytest.mark.row("XJ-03", "XJ-18")
@pytest.mark.parametrize(("entry", "key", "rows"), [
    ("hospital-plan", "hospital_totals", [applies("A", HERE, 5), applies("B", HERE, 5, tier="tertiary")]),
    ("primary-plan", "primary_totals", [applies("A", HERE, 5, tier="primary"), practice("B")])])
def test_a_county_has_as_many_of_a_level_as_its_plan_says(entry: str, key: str, rows: list[Application]) -> None:
    there = [hospital("H", HERE, 50), clinic("C", HERE)]
    case = ruled(there, rows, given={key: {HERE: 2}})
    assert holds(case, plan(case, "A"), entry) and holds(case, plan(case, "B"), entry)
    assert not holds(case, plan(case, "A", "B"), entry)
    free = ruled(there, rows)
    assert holds(free, plan(free, "A", "B"), entry), "no number is given"


@pytest.mark.row("XJ-03")
def test_the_same_of_pharmacies() -> None:
    rows = [applies(c, HERE, category="pharmacy", facility="pharmacy") for c in "AB"]
    case = ruled([], rows, given={"pharmacy_totals": {HERE: 1}})
    assert holds(case, plan(case, "A"), "pharmacy-plan") and not holds(case, plan(case, "A", "B"), "pharmacy-plan")


# -- 二级、三级公立医院

@pytest.mark.row("XJ-19")
@pytest.mark.parametrize(("there", "lacks"), [
    ({"tier": "secondary", "ownership": "public"}, False), ({"tier": "tertiary", "ownership": "public"}, False),
    ({"tier": "primary", "ownership": "public"}, True), ({"tier": "secondary", "ownership": "private"}, True),
    ({"tier": "secondary", "ownership": "public", "status": "suspended"}, True)])
def test_each_county_is_to_have_a_public_hospital_of_level_two_or_three(there: dict[str, Any], lacks: bool) -> None:
    case = ruled([hospital("H", HERE, 50, **there), hospital("T", THERE, 50, ownership="public")])
    assert missed(case, Plan(), "public-hospitals") == ({HERE: 1} if lacks else {})


@pytest.mark.row("XJ-19")
def test_one_that_fills_the_gap_comes_before_one_that_does_not() -> None:
    rows = [applies("A", HERE, 20, ownership="public"), applies("B", THERE, 20, ownership="public")]
    there = [hospital("H", HERE, 1406, ownership="public")]
    # room for 40 beds to 1,446: for both where each asks for 20, for one where each asks for 30
    assert set(chosen(ruled(there, rows)).admitted) == {"A", "B"}
    rows = [applies(c, d, 30, ownership="public", score=Fraction(s)) for c, d, s in (("A", HERE, 99), ("B", THERE, 60))]
    assert set(chosen(ruled(there, rows)).admitted) == {"B"}
    two = ruled(there, rows, given={"public_hospitals": 2})
    assert missed(two, Plan(), "public-hospitals") == {HERE: 1, THERE: 2}


@pytest.mark.row("XJ-05")
def test_of_two_alike_the_public_one_is_taken() -> None:
    for beds in (0, 20):
        rows = [applies(c, HERE, beds, ownership=o, tier="primary", score=Fraction(80)) for c, o in (("A", "private"), ("B", "public"))]
        assert set(chosen(ruled([], rows, given={"primary_totals": {HERE: 1}})).admitted) == {"B"}


@pytest.mark.row("XJ-05")
def test_the_structure_is_told_by_level_and_owner() -> None:
    there = [hospital("T", HERE, 100, tier="tertiary", ownership="public"), hospital("S", HERE, 60, ownership="public"),
             hospital("V", HERE, 20, ownership="private"), hospital("P", HERE, 20, tier="primary", ownership="public")]
    case = ruled(there)
    (row,) = [r for r in assess(case)["stock"] if r["district"] == HERE]
    assert [row[f"beds_{t}"] for t in ("tertiary", "secondary", "primary", "ungraded")] == [100, 80, 20, 0]
    assert (row["beds_public_support"], row["beds_private"], row["beds"]) == (160, 20, 200)


# -- 口腔、眼科

SORTS = [("dental-clinics", {"type": "dental"}, 0), ("eye-clinics", {"type": "eye"}, 0),
         ("dental-hospitals", {"specialty": "dental"}, 5), ("eye-hospitals", {"specialty": "eye"}, 5)]


@pytest.mark.row("XJ-20")
@pytest.mark.parametrize(("entry", "sort", "beds"), SORTS)
def test_one_more_of_a_specialty_a_county_and_year(entry: str, sort: dict[str, str], beds: int) -> None:
    rows = [applies(c, d, beds, **sort) for c, d in (("A", HERE), ("B", HERE), ("T", THERE))] + [applies("G", HERE, beds)]
    case = ruled([], rows)
    assert holds(case, plan(case, "A", "T", "G"), entry) and not holds(case, plan(case, "A", "B"), entry)
    wider = ruled([], rows, given={"specialty_new": 2})
    assert holds(wider, plan(wider, "A", "B"), entry)


# -- 2000米

@pytest.mark.row("XJ-22")
@pytest.mark.parametrize("place", [URBAN, DENSE])
@pytest.mark.parametrize(("metres", "room"), [(1_999, False), (2_001, True)])
def test_two_institutions_of_the_lowest_levels_within_2000_metres(place: str, metres: int, room: bool) -> None:
    there = [hospital("H", HERE, 20, **{**SMALL, "township": place}, **at(0)), clinic("C", HERE, township=place, **at(0))]
    case = ruled(there, [practice("A", metres, place), applies("B", HERE, 10, tier="primary", township=place, **at(metres))])
    for code in "AB":
        assert holds(case, plan(case, code), "clinic-circle-cap") == room
    one = ruled(there[:1], [practice("A", metres, place)])
    assert holds(one, plan(one, "A"), "clinic-circle-cap")


@pytest.mark.row("XJ-22")
def test_higher_levels_do_not_count_unless_told_and_the_country_is_not_limited() -> None:
    there = [hospital(f"H{k}", HERE, 20, township=URBAN, **at(0)) for k in range(2)]
    case = ruled(there, [practice("A"), applies("B", HERE, 10, township=URBAN, **at(0))])
    assert holds(case, plan(case, "A", "B"), "clinic-circle-cap")
    every = ruled(there, [practice("A")], given={"counted_tiers": ["tertiary", "secondary", "primary", "ungraded"]})
    assert not holds(every, plan(every, "A"), "clinic-circle-cap")
    country = ruled([clinic(f"C{k}", HERE, township=VILLAGE, **at(0)) for k in range(4)], [practice("A", place=VILLAGE)])
    assert holds(country, plan(country, "A"), "clinic-circle-cap")
    given = model("xinjiang").values
    assert (given["clinic_radius_m"], given["clinic_cap"], given["counted_tiers"]) == (2000, 2, ["primary", "ungraded"])


@pytest.mark.row("XJ-06", "XJ-22")
def test_clinics_of_the_corps_stand_in_the_same_circle() -> None:
    there = [clinic("C", HERE, township=URBAN, **at(0)), clinic("X", HERE, township=URBAN, tags=("corps",), **at(0))]
    yes, no = (ruled(there, [practice("A")], points=[(0, 1_000)], given={"mutual_recognition": m}) for m in (True, False))
    assert not holds(yes, plan(yes, "A"), "clinic-circle-cap") and holds(no, plan(no, "A"), "clinic-circle-cap")


def reached(case: Any, *codes: str) -> int:
    """People with a small institution in reach under a plan."""
    access = case.access["clinic-circle"]
    return int(access.people(access.covered(plan(case, *codes))))


@pytest.mark.row("XJ-21", "XJ-23")
@pytest.mark.parametrize(("area", "edge"), [("urban", 2_000), ("dense", 2_000), ("rural", 961)])
def test_people_are_to_have_one_within_2000_metres_in_town_and_a_walk_in_the_country(area: str, edge: int) -> None:
    case = ruled([], [practice("A", edge - 1), practice("B", edge + 1)], points=[(0, 5_000)], area=area)
    assert (reached(case), reached(case, "A"), reached(case, "B")) == (0, 5_000, 0)
    assert [f.verdict for f in found(case, plan(case, "A"), "clinic-circle")] == ["not_applicable"], "wished for, told, not commanded"


@pytest.mark.row("XJ-23")
def test_a_small_hospital_is_one_too_and_a_large_one_is_not() -> None:
    small, large = (ruled([hospital("H", HERE, 20, tier=t, **at(0))], points=[(0, 5_000)]) for t in ("primary", "secondary"))
    assert (reached(small), reached(large)) == (5_000, 0)
    corps = [clinic("X", HERE, tags=("corps",), **at(0))]
    assert [reached(ruled(corps, points=[(0, 5_000)], given={"mutual_recognition": m})) for m in (True, False)] == [5_000, 0]


@pytest.mark.row("XJ-21")
def test_of_two_the_one_that_brings_care_nearer_is_taken() -> None:
    rows = [practice("A", 0, score=Fraction(99)), practice("B", 9_000, score=Fraction(60))]
    case = ruled([clinic("C", HERE, **at(0))], rows, points=[(0, 6_000), (9_000, 3_000)], given={"primary_totals": {HERE: 2}})
    assert set(chosen(case).admitted) == {"B"}


# -- 优先

@pytest.mark.row("XJ-36")
@pytest.mark.parametrize("beds", [0, 20])
@pytest.mark.parametrize(("better", "worse"), [({"cost_per_visit": Fraction(80)}, {"cost_per_visit": Fraction(90)}),
                                               ({"reimbursement_share": Fraction("0.8")}, {"reimbursement_share": Fraction("0.7")})])
def test_lower_cost_a_visit_and_a_higher_reimbursed_share_come_first(better: dict[str, Any], worse: dict[str, Any], beds: int) -> None:
    rows = [applies("A", HERE, beds, tier="primary", **worse), applies("B", HERE, beds, tier="primary", **better)]
    assert set(chosen(ruled([], rows, given={"primary_totals": {HERE: 1}})).admitted) == {"B"}
    turned = [applies("A", HERE, beds, tier="primary", **better), applies("B", HERE, beds, tier="primary", **worse)]
    assert set(chosen(ruled([], turned, given={"primary_totals": {HERE: 1}})).admitted) == {"A"}
