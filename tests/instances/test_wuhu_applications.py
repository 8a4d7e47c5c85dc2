"""Wuhu's applicants: every class that the plan speaks of is there, on both sides of every test."""
from __future__ import annotations

from fractions import Fraction

import pytest

from tests.instances.tables import Row, number
from tests.instances.wuhu import EXEMPT, Town, from_above, in_time, open_to_all, use

ENTERS = ("new", "branch", "site")


def admissible(town: Town, a: Row) -> bool:
    """Exempt, qualified, not barred, and not stopped by a freeze: only the transition, key projects and public health duty pass those."""
    frozen = a["category"] == "inpatient" and a["district"] in town.cold() | town.in_deficit()
    passes = in_time(a) or a["tags"] in ("key_project", "public_health")
    exempt = any(test(a) for test in EXEMPT.values()) or (from_above(a) and town.districts[a["district"]]["resource_level"] == "weak")
    return a["kind"] in ENTERS and exempt and open_to_all(a) and (passes or not frozen)


def test_applications_and_sites_are_many(town: Town) -> None:
    assert len(town.applications) >= 350
    assert {a["kind"] for a in town.applications} == {"new", "branch", "relocation", "expansion", "conversion", "upgrade", "site"}
    assert {a["stage"] for a in town.applications if a["kind"] != "site"} == {"filed", "assessed"}


def test_two_to_three_times_the_beds_that_can_be_had_are_asked_for(town: Town) -> None:
    # Supply: exits, 5 % of the stock of districts that are not short; conversions are small beside them.
    free = sum(number(r["insured_beds"]) for r in town.exits) + sum(
        town.total("insured_beds", d) // 20 for d in set(town.districts) - town.short())
    asked = sum(number(a["beds_max"]) for a in town.of("inpatient", town.applications)
                if a["kind"] in (*ENTERS, "expansion") and open_to_all(a) and not admissible(town, a))
    assert Fraction(3, 2) <= Fraction(asked, free) <= 3


def test_exempt_beds_that_can_be_admitted_are_300_to_600(town: Town) -> None:
    assert 300 <= sum(number(a["beds_max"]) for a in town.of("inpatient", town.applications) if admissible(town, a)) <= 600


@pytest.mark.parametrize("name", EXEMPT)
def test_every_exempt_class_applies(town: Town, name: str) -> None:
    assert [a for a in town.applications if EXEMPT[name](a) and a["qualified"] == "yes"] != []


def test_exempt_classes_apply_in_frozen_districts_too(town: Town) -> None:
    frozen = town.cold() | town.in_deficit()
    for name in ("key project", "public health duty", "hospice", "transition"):
        assert any(EXEMPT[name](a) for a in town.of("inpatient", town.applications) if a["district"] in frozen), name
    assert any(EXEMPT["transition"](a) and a["specialty"] == "psychiatric" for a in town.applications)
    assert any(EXEMPT["transition"](a) and a["type"] == "dental" for a in town.of("outpatient", town.applications))
    assert any(EXEMPT["transition"](a) and a["qualified"] == "no" for a in town.applications)


def test_tertiary_branches_go_to_weak_and_other_districts_from_inside_and_outside(town: Town) -> None:
    branches = [a for a in town.applications if from_above(a)]
    assert {town.districts[a["district"]]["resource_level"] == "weak" for a in branches} == {True, False}
    assert {bool(a["parent_code"]) for a in branches} == {True, False}
    assert {a["parent_level"] for a in branches} == {"provincial", "municipal"}
    assert any(a["district"] in town.cold() for a in branches)
    assert any(a["kind"] == "branch" and not from_above(a) for a in town.applications)


@pytest.mark.parametrize(("licensed", "applied"), [
    ("2026-06-30", "2026-06-30"), ("2026-06-30", "2026-07-01"), ("2026-07-01", "2026-06-30")])
def test_transition_cases_stand_on_the_very_dates(town: Town, licensed: str, applied: str) -> None:
    for category in ("inpatient", "outpatient", "pharmacy"):
        assert any((a["licensed_on"], a["applied_on"]) == (licensed, applied) for a in town.of(category, town.applications)), category


def test_transition_cases_lie_on_both_sides_of_both_dates(town: Town) -> None:
    new = [a for a in town.applications if a["kind"] in ("new", "branch")]
    sides = {(a["licensed_on"] < "2026-07-01", a["applied_on"] <= "2026-06-30") for a in new}
    assert sides == {(True, True), (True, False), (False, True)}         # an unlicensed one that applies late is of no interest
    assert min(a["applied_on"] for a in new) < "2025-11-15"
    assert all(a["applied_on"] >= "2025-10-01" for a in new)
    assert not [a["code"] for a in town.applications if a["kind"] not in ("new", "branch", "site") and in_time(a)]


@pytest.mark.parametrize(("column", "value", "category"), [
    ("specialty", "oncology", "inpatient"), ("specialty", "psychiatric", "inpatient"), ("specialty", "rehabilitation", "inpatient"),
    ("type", "dental", "outpatient"), ("type", "massage", "outpatient"), ("facility", "hospice", "inpatient")])
def test_every_class_under_control_or_preferred_applies(town: Town, column: str, value: str, category: str) -> None:
    assert any(a[column] == value and a["kind"] == "new" and a["qualified"] == "yes" for a in town.of(category, town.applications))


def test_expansions_in_a_district_frozen_by_occupancy_stand_on_both_sides_of_the_use_test(town: Town) -> None:
    stock = {r["code"]: r for r in town.baseline}
    grown = [a for a in town.applications if a["kind"] == "expansion" and a["district"] == "湾沚区" and a["qualified"] == "yes"]
    assert {use(stock[a["parent_code"]]) >= Fraction("0.85") for a in grown} == {True, False}
    assert any(a["kind"] == "expansion" and a["district"] in town.in_deficit() for a in town.applications)


def test_conversions_go_both_ways_and_one_asks_for_beds_in_use(town: Town) -> None:
    stock = {r["code"]: r for r in town.baseline}
    rows = [a for a in town.applications if a["kind"] == "conversion"]
    assert {a["convert_to"] for a in rows} == {"nursing", "ltc", "rehabilitation"}
    # Idle at a use of 0.85 = 17/20: beds less ceil(bed_days * 20 / (365 * 17)).
    idle = [number(a["beds_max"]) <= number((p := stock[a["parent_code"]])["insured_beds"]) - -(-number(p["bed_days"]) * 20 // (365 * 17))
            for a in rows]
    assert set(idle) == {True, False}


def test_parents_in_the_city_exist_and_stay(town: Town) -> None:
    stock = {r["code"]: r for r in town.baseline if not r["exited_on"] and r["status"] == "active"}
    used = [a["parent_code"] for a in town.applications if a["parent_code"] and a["kind"] != "branch"]
    assert set(used) <= set(stock)
    assert len(used) == len(set(used))
    for a in town.applications:
        if a["kind"] in ("relocation", "upgrade") and a["category"] == "inpatient":
            assert number(a["beds_max"]) == number(stock[a["parent_code"]]["insured_beds"])
        if a["kind"] == "upgrade":
            assert a["tier"] != stock[a["parent_code"]]["tier"]
    assert {a["moved_by_government"] for a in town.applications if a["kind"] == "relocation"} == {"yes", "no"}
    assert any(a["kind"] == "relocation" and stock[a["parent_code"]]["district"] != a["district"] for a in town.applications)


def test_some_are_disqualified_with_a_reason_and_some_barred(town: Town) -> None:
    for category in ("inpatient", "outpatient", "pharmacy"):
        rows = town.of(category, town.applications)
        assert any(a["qualified"] == "no" for a in rows)
        assert {a["barred_until"] > a["applied_on"] for a in rows if a["barred_until"]} == {True, False}
    assert all((a["qualified"] == "no") == bool(a["disqualified_reason"]) for a in town.applications)


def test_clinics_bring_one_to_twelve_doctors_and_beds_are_whole_requests(town: Town) -> None:
    named = [a for a in town.applications if a["kind"] == "new"]
    assert all(1 <= number(a["doctors"]) <= 12 for a in named if a["category"] == "outpatient")
    assert all(number(a["doctors"]) >= 1 for a in named if a["category"] == "inpatient")
    assert all(Fraction(30) <= Fraction(a["score"]) <= 100 and number(a["cost_per_visit"]) > 0 for a in named)
    assert all(number(a["beds_min"]) <= number(a["beds_max"]) for a in town.applications)
    assert any(number(a["beds_min"]) < number(a["beds_max"]) for a in town.applications)


def test_sites_are_unnamed_and_mostly_small_ones_where_people_have_nothing(town: Town) -> None:
    sites = [a for a in town.applications if a["kind"] == "site"]
    small = [s for s in sites if s["category"] != "inpatient"]
    assert len(small) >= 0.9 * len(sites)
    assert all(not s["name"] and not s["applied_on"] for s in sites)
    for category in ("pharmacy", "outpatient"):
        with_sites = town.covered(town.of(category) + [s for s in small if s["category"] == category])
        assert with_sites - town.covered(town.of(category)) > Fraction(2, 100)
