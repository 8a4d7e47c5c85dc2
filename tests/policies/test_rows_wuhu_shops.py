"""Wuhu's rows on clinics, doctors and pharmacies: numbers by standard and district, the 15-minute circle, dental clinics."""
from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.domain.city import City, District
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from tests.kinds.town import people
from tests.policies.desk import chosen, desk, found, holds, missed
from tests.towns import LON, applies, at, city, clinic, pharmacy, plan, township

HERE, TOWN = "无为市", "无城镇"


def shop(code: str, metres: float = 0, **more: object) -> Application:
    """A pharmacy that applies."""
    return applies(code, HERE, category="pharmacy", facility="pharmacy", township=TOWN, **{**at(metres), **more})


def street(*applications: Application, there: int = 0, insured: int = 10_000, points: list[tuple[float, int]] | None = None,
           area: str = "urban", **more: object) -> City:
    """A township with so many pharmacies, and people along its one street."""
    demand = people([(f"P{k}", HERE, LON, at(m)["lat"], n, area) for k, (m, n) in enumerate(points or [])])
    shops = [pharmacy(f"D{k}", HERE, township=TOWN, **at(0)) for k in range(there)]
    return city({HERE: insured}, shops, applications, townships=(township(TOWN, HERE, insured),), demand=demand, **more)


# -- 统一标准与差异化

@pytest.mark.row("WH-08")
@pytest.mark.parametrize(("there", "insured", "room"), [(2, 10_000, True), (3, 10_000, False), (0, 100, True), (1, 100, False)])
def test_a_township_has_3_3_pharmacies_per_10000_insured_and_at_least_one(there: int, insured: int, room: bool) -> None:
    case = desk("wuhu", street(shop("A"), there=there, insured=insured))
    assert holds(case, plan(case, "A"), "pharmacy-total") == room


@pytest.mark.row("WH-08")
@pytest.mark.parametrize(("there", "room"), [(8, True), (9, False)])
def test_a_district_has_1_92_clinics_per_10000_insured(there: int, room: bool) -> None:
    # 1.92 x 5 = 9.6
    town = city({HERE: 50_000}, [clinic(f"C{k}", HERE) for k in range(there)], [applies("A", HERE)])
    case = desk("wuhu", town)
    assert holds(case, plan(case, "A"), "clinic-total") == room


@pytest.mark.row("WH-08")
def test_the_factor_of_a_district_changes_both_numbers() -> None:
    # 3.3 x 1.3 = 4.29; 1.92 x 1.3 = 2.5; without the factor 3 and 1
    town = street(*(shop(f"A{k}") for k in range(5)), *(applies(f"C{k}", HERE) for k in range(3)))
    plain, wider = desk("wuhu", town), desk("wuhu", town, f_d={HERE: "1.3"})
    for case, shops, clinics in ((plain, 3, 1), (wider, 4, 2)):
        assert [holds(case, plan(case, *(f"A{k}" for k in range(n))), "pharmacy-total") for n in (shops, shops + 1)] == [True, False]
        assert [holds(case, plan(case, *(f"C{k}" for k in range(n))), "clinic-total") for n in (clinics, clinics + 1)] == [True, False]


@pytest.mark.row("WH-08")
@pytest.mark.parametrize(("entry", "row"), [("agglomeration-clinics", clinic), ("agglomeration-pharmacies", pharmacy)])
def test_the_concentration_of_clinics_and_of_pharmacies_is_measured_by_district(entry: str, row: object) -> None:
    here = [District(district=d, insured=n, area_km2=Fraction(10)) for d, n in (("东", 10_000), ("西", 30_000))]
    case = desk("wuhu", city(here, [row(f"R{k}", d) for k, d in enumerate(("东", "东", "西"))]))  # type: ignore[operator]
    # east has two of three of them, a quarter of the people and half of the land: 4/3 - 1/2
    rows = {r.district: r for r in case.states[entry]}
    assert [(rows[d].hrad, rows[d].pad, rows[d].sign) for d in ("东", "西")] == [(Fraction(4, 3), Fraction(1, 2), 1),
                                                                                  (Fraction(2, 3), Fraction(3, 2), -1)]


@pytest.mark.row("WH-08")
def test_a_clinic_goes_where_people_have_none_in_reach() -> None:
    rows, people_there = [applies("A", HERE, **at(0)), applies("B", HERE, **at(5_000))], street(points=[(0, 6_000), (5_000, 5_000)]).demand
    # 1.92 x 1.1 are 2 places, one of them C's; A would have the other by its code, but reaches only whom C reaches already
    case = desk("wuhu", city({HERE: 11_000}, [clinic("C", HERE, **at(0))], rows, demand=people_there))
    assert set(chosen(case).admitted) == {"B"}


# -- 医师

@pytest.mark.row("WH-09")
def test_new_clinics_keep_a_district_at_or_under_3_06_doctors_a_thousand() -> None:
    # 3.06 x 10 = 30.6
    rows = [applies("A", HERE, doctors=2), applies("B", HERE, doctors=3), applies("X", HERE, doctors=9, tags=("blind_massage",))]
    case = desk("wuhu", city({HERE: 10_000}, [clinic("C", HERE, doctors=28)], rows))
    assert holds(case, plan(case, "A"), "doctors") and not holds(case, plan(case, "B"), "doctors")
    assert holds(case, plan(case, "X"), "doctors"), "the exempt do not count against it"


@pytest.mark.row("WH-09")
@pytest.mark.parametrize(("year", "goal"), [(2026, 29), (2027, 30), (2028, 31)])
def test_the_city_comes_to_3_06_doctors_a_thousand_by_steps(year: int, goal: int) -> None:
    # 28.6, 29.6 and 30.6 doctors of 10,000 insured, rounded up
    case = desk("wuhu", city({HERE: 10_000}, [clinic("C", HERE, doctors=28)], [applies("A", HERE, doctors=goal - 28)], year=year))
    assert missed(case, Plan(), "doctor-milestone") == {"city": goal - 28}
    assert missed(case, plan(case, "A"), "doctor-milestone") == {}
    assert {f.strictness for f in found(case, Plan(), "doctor-milestone")} == {"should"}


# -- 15分钟服务圈

@pytest.mark.row("WH-10")
@pytest.mark.parametrize(("year", "strictness"), [(2026, "should"), (2027, "should"), (2028, "must")])
def test_95_percent_have_a_pharmacy_in_reach_as_a_duty_by_2028(year: int, strictness: str) -> None:
    case = desk("wuhu", street(shop("A", 5_000), shop("B", 9_000), there=1, points=[(0, 9_000), (5_000, 500), (9_000, 499)], year=year))
    assert missed(case, Plan(), "pharmacy-circle") == {"city": 500}
    assert missed(case, plan(case, "A"), "pharmacy-circle") == {}, "9,500 of 10,000 is 95 %"
    (short,) = found(case, plan(case, "B"), "pharmacy-circle")
    assert (short.measured, short.limit, short.strictness, short.facts["reachable"]) == (9_499, 9_500, strictness, 9_999)
    assert case.policy.rule("pharmacy-circle").relaxable


@pytest.mark.row("WH-10")
@pytest.mark.parametrize(("area", "metres", "reached"), [("urban", 961, True), ("urban", 962, False), ("dense", 961, True),
                                                         ("dense", 962, False), ("rural", 2_884, True), ("rural", 2_885, False)])
def test_fifteen_minutes_are_a_walk_in_town_and_a_ride_in_the_country(area: str, metres: int, reached: bool) -> None:
    # 15 min at 5 km/h are 1,250 m of path, 961.5 m straight at a detour of 1.3; at 15 km/h 2,884.6 m
    case = desk("wuhu", street(shop("A", metres), points=[(0, 10_000)], area=area))
    assert (missed(case, plan(case, "A"), "pharmacy-circle") == {}) == reached


@pytest.mark.row("WH-10")
def test_a_pharmacy_is_put_where_it_brings_the_most_people_into_reach() -> None:
    case = desk("wuhu", street(shop("A", 5_000), shop("B", 9_000), there=2, points=[(0, 9_000), (5_000, 400), (9_000, 600)]))
    assert set(chosen(case).admitted) == {"B"}


# -- 口腔

@pytest.mark.row("WH-22")
def test_no_new_dental_clinics() -> None:
    rows = [applies("A", HERE, type="general"), applies("T", HERE, type="dental"), applies("H", HERE, 20, type="dental")]
    case = desk("wuhu", city({HERE: 50_000}, (), rows))
    assert holds(case, plan(case, "A", "H"), "control-dental"), "a dental hospital is an inpatient institution"
    assert not holds(case, plan(case, "T"), "control-dental")
