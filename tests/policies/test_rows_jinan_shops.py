"""Jinan's rows on clinics and pharmacies: numbers by district, exits, distances, caps within 800 metres."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.city import City, Township
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from tests.kinds.town import people
from tests.policies.desk import chosen, desk, found, holds, model
from tests.towns import LON, applies, at, city, clinic, hospital, pharmacy, plan

HERE, THERE, TOWN = "历下区", "长清区", "解放路街道"


def towns(area: str = "urban", residents: int = 1_000) -> tuple[Township, ...]:
    """One township of an area class, with so many residents on its one square kilometre."""
    return (Township(township=TOWN, district=HERE, insured=10_000, residents=residents, area_km2=Fraction(1), area_class=area),)


def wants(code: str, metres: float = 0, **more: Any) -> Application:
    """A pooled general clinic that applies, so many metres up the street."""
    return applies(code, HERE, **{"township": TOWN, "scheme": "pooled", "type": "general", **at(metres), **more})


def shop(code: str, metres: float = 0, **more: Any) -> Application:
    """A pharmacy that applies."""
    return applies(code, HERE, category="pharmacy", facility="pharmacy", township=TOWN, **at(metres), **more)


def street(*applications: Application, there: tuple[Institution, ...] = (), area: str = "urban", residents: int = 1_000) -> City:
    """A district wide enough for any number of clinics, with one township."""
    return city({HERE: 100_000}, there, applications, townships=towns(area, residents))


# -- 门诊机构数

@pytest.mark.row("JN-08", "JN-17")
@pytest.mark.parametrize(("there", "room"), [(2, True), (3, False)])
def test_a_district_has_clinics_by_the_standard_while_the_city_is_within_its_own(there: int, room: bool) -> None:
    # 3.8 of 10,000 and nobody in the other district: 3 and 3 places
    town = city({HERE: 10_000, THERE: 10_000}, [clinic(f"C{k}", HERE) for k in range(there)], [applies("A", HERE)])
    case = desk("jinan", town)
    assert holds(case, plan(case, "A"), "clinic-total") == room
    assert [f.verdict for f in found(case, plan(case, "A"), "clinic-quota")] == ["not_applicable"]
    assert model("jinan").parameters["clinic_standard"].source == "annex (not published)"


def full(here: int, there: int, exits: int, *applications: Application) -> Case:
    """Two districts of 10,000 people with 3 places each, so many clinics, and some that leave 历下."""
    gone: dict[str, Any] = {"exited_on": date(2026, 3, 1), "exit_cause": "withdrawn"}
    rows = [clinic(f"H{k}", HERE, **(gone if k < exits else {})) for k in range(here)] + [clinic(f"T{k}", THERE) for k in range(there)]
    return desk("jinan", city({HERE: 10_000, THERE: 10_000}, rows, applications))


@pytest.mark.row("JN-17", "JN-18")
def test_over_the_citys_number_districts_below_their_own_share_what_left_anywhere() -> None:
    rows = [applies(c, d) for c, d in (("A", THERE), ("B", THERE), ("C", HERE))]
    case = full(8, 1, 1, *rows)
    assert holds(case, plan(case, "A"), "clinic-quota") and not holds(case, plan(case, "A", "B"), "clinic-quota")
    assert not holds(case, plan(case, "C"), "clinic-quota"), "历下 is over its own"
    none = full(8, 1, 0, *rows)
    assert holds(none, Plan(), "clinic-quota") and not holds(none, plan(none, "A"), "clinic-quota")


@pytest.mark.row("JN-18")
def test_a_district_takes_no_more_than_it_lacks_of_clinics() -> None:
    case = full(9, 2, 3, *(applies(c, THERE) for c in "AB"))
    assert holds(case, plan(case, "A"), "clinic-quota") and not holds(case, plan(case, "A", "B"), "clinic-quota")


@pytest.mark.row("JN-08")
@pytest.mark.parametrize(("area", "metres", "reached"), [("urban", 961, 5_000), ("urban", 962, 0), ("dense", 961, 5_000),
                                                         ("rural", 2_884, 5_000), ("rural", 2_885, 0)])
def test_a_clinic_serves_whom_it_has_within_fifteen_minutes(area: str, metres: int, reached: int) -> None:
    # 15 min at 5 km/h are 1,250 m of path, 961.5 m straight at a detour of 1.3; at 15 km/h 2,884.6 m
    demand = people([("P", HERE, LON, at(0)["lat"], 5_000, area)])
    case = desk("jinan", city({HERE: 10_000}, (), [wants("A", metres)], townships=towns(area), demand=demand))
    access = case.access["clinic-circle"]
    assert access.people(access.covered(plan(case, "A"))) == reached


@pytest.mark.row("JN-08")
def test_the_place_goes_to_where_the_most_people_have_none() -> None:
    demand = people([(f"P{k}", HERE, LON, at(m)["lat"], n, "urban") for k, (m, n) in enumerate(((5_000, 400), (9_000, 600)))])
    town = city({HERE: 3_000}, (), [wants("A", 5_000), wants("B", 9_000)], townships=towns(), demand=demand)
    assert set(chosen(desk("jinan", town)).admitted) == {"B"}


# -- 有效活动半径、同等级同类型

@pytest.mark.row("JN-09")
@pytest.mark.parametrize(("area", "metres", "closed"), [("urban", 960, True), ("dense", 960, True), ("urban", 963, False),
                                                        ("rural", 10, False)])
def test_in_the_built_up_area_no_pooled_clinic_of_the_same_type_within_fifteen_minutes_walk(area: str, metres: int, closed: bool) -> None:
    case = desk("jinan", street(wants("A", metres), there=(clinic("C", HERE, scheme="pooled", township=TOWN, **at(0)),), area=area))
    assert holds(case, plan(case, "A"), "clinic-spacing") is not closed


@pytest.mark.row("JN-09")
@pytest.mark.parametrize("more", [{"type": "dental"}, {"scheme": "account"}])
def test_another_type_or_one_without_pooled_settlement_may_be_near(more: dict[str, Any]) -> None:
    case = desk("jinan", street(wants("A", 10, **more), there=(clinic("C", HERE, scheme="pooled", township=TOWN, **at(0)),)))
    assert holds(case, plan(case, "A"), "clinic-spacing")


@pytest.mark.row("JN-09", "JN-19")
def test_of_two_new_ones_near_each_other_one_comes_in() -> None:
    case = desk("jinan", street(wants("A", 0), wants("B", 900), wants("C", 1_900)))
    for entry in ("clinic-spacing", "same-grade-spacing"):
        assert not holds(case, plan(case, "A", "B"), entry) and holds(case, plan(case, "A", "C"), entry)


@pytest.mark.row("JN-19")
@pytest.mark.parametrize("area", ["dense", "urban", "rural"])
@pytest.mark.parametrize(("metres", "more", "closed"), [(960, {}, True), (963, {}, False), (10, {"tier": "tertiary"}, False),
                                                       (10, {"type": "tcm"}, False)])
def test_no_medical_institution_of_the_same_grade_and_type_within_fifteen_minutes(area: str, metres: int, more: dict[str, Any],
                                                                                  closed: bool) -> None:
    there = (hospital("H", HERE, 50, type="general", township=TOWN, **at(0)), clinic("C", HERE, tier="secondary", township=TOWN, **at(0)))
    rows = [applies("A", HERE, 20, **{"township": TOWN, "type": "general", **at(metres), **more}),
            wants("B", metres, **{"tier": "secondary", **more})]
    case = desk("jinan", street(*rows, there=there, area=area))
    for code in "AB":
        assert holds(case, plan(case, code), "same-grade-spacing") is not closed


@pytest.mark.row("JN-19")
def test_a_hospital_and_a_clinic_are_not_of_one_type_and_pharmacies_have_a_rule_of_their_own() -> None:
    there = (hospital("H", HERE, 50, tier="primary", type="general", township=TOWN, **at(0)), pharmacy("D", HERE, township=TOWN, **at(0)))
    case = desk("jinan", street(wants("B", 10, tier="primary"), shop("S", 10), there=there))
    assert holds(case, plan(case, "B", "S"), "same-grade-spacing")


# -- 零售药店：800米

def shops(n: int, metres: float = 700) -> tuple[Institution, ...]:
    """So many pharmacies at one place."""
    return tuple(pharmacy(f"D{k}", HERE, township=TOWN, **at(metres)) for k in range(n))


@pytest.mark.row("JN-14", "JN-15")
@pytest.mark.parametrize(("area", "there", "room"), [("dense", 2, True), ("dense", 3, False), ("urban", 1, True), ("urban", 2, False),
                                                     ("rural", 1, True), ("rural", 2, False), ("urban", 5, False)])
def test_within_800_metres_stand_three_pharmacies_where_people_live_densely_and_two_elsewhere(area: str, there: int, room: bool) -> None:
    case = desk("jinan", street(shop("A"), there=shops(there), area=area))
    assert holds(case, plan(case, "A"), "pharmacy-cap") == room
    assert holds(case, Plan(), "pharmacy-cap"), "what stands there already stays"


@pytest.mark.row("JN-14")
@pytest.mark.parametrize(("metres", "room"), [(799, False), (801, True)])
def test_the_circle_has_a_radius_of_800_metres(metres: int, room: bool) -> None:
    case = desk("jinan", street(shop("A"), there=shops(2, metres)))
    assert holds(case, plan(case, "A"), "pharmacy-cap") == room


@pytest.mark.row("JN-14", "JN-15")
def test_new_ones_count_each_other_and_what_leaves_makes_room() -> None:
    case = desk("jinan", street(shop("A"), shop("B", 100), shop("C", 200)))
    assert holds(case, plan(case, "A", "B"), "pharmacy-cap") and not holds(case, plan(case, "A", "B", "C"), "pharmacy-cap")
    gone = pharmacy("X", HERE, township=TOWN, exited_on=date(2026, 3, 1), **at(700))
    left = desk("jinan", street(shop("A"), there=(*shops(1), gone)))
    assert holds(left, plan(left, "A"), "pharmacy-cap")


@pytest.mark.row("JN-16")
@pytest.mark.parametrize(("residents", "room"), [(9_999, False), (10_000, True)])
def test_from_10000_people_a_square_kilometre_an_area_is_dense(residents: int, room: bool) -> None:
    case = desk("jinan", street(shop("A"), there=shops(2), residents=residents))
    assert holds(case, plan(case, "A"), "pharmacy-cap") == room
    said = model("jinan").parameters["dense_people_per_km2"]
    assert (said.default, said.source) == (10_000, "our reading")


@pytest.mark.row("JN-14")
@pytest.mark.parametrize(("metres", "reached"), [(799, 5_000), (801, 0)])
@pytest.mark.parametrize("area", ["dense", "urban", "rural"])
def test_a_pharmacy_serves_whom_it_has_within_800_metres(metres: int, reached: int, area: str) -> None:
    demand = people([("P", HERE, LON, at(0)["lat"], 5_000, area)])
    case = desk("jinan", city({HERE: 10_000}, (), [shop("A", metres)], townships=towns(area), demand=demand))
    access = case.access["pharmacy-circle"]
    assert access.people(access.covered(plan(case, "A"))) == reached
