"""Shaoxing's rows on clinics and pharmacies: planned numbers, exits once over them, circles, townships with none."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.city import City, Fund, Release
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from tests.kinds.town import people
from tests.policies.desk import against, chosen, desk, found, holds, missed, model
from tests.towns import LON, applies, at, city, clinic, hospital, pharmacy, plan, township

HERE, THERE, TOWN, BARE = "越城区", "柯桥区", "塔山街道", "王坛镇"
TOTAL = {"outpatient": ("clinic_total", "clinic-total", "clinic-quota"), "pharmacy": ("pharmacy_total", "pharmacy-total", "pharmacy-quota")}
EACH = pytest.mark.parametrize("category", ["outpatient", "pharmacy"])


def wants(code: str, category: str, district: str = HERE, **more: Any) -> Application:
    """A clinic or pharmacy that applies."""
    return applies(code, district, category=category, facility="clinic" if category == "outpatient" else "pharmacy",
                   **{"township": TOWN, **more})


def there(code: str, category: str, district: str = HERE, **more: Any) -> Institution:
    """A clinic or pharmacy that is there."""
    return (clinic if category == "outpatient" else pharmacy)(code, district, **{"township": TOWN, **more})


def town(category: str, stock: int, exits: int = 0, away: int = 0, **more: Any) -> City:
    """So many of a category in 越城 and one in 柯桥, some of which leave in 2026; three apply here, one there."""
    gone: dict[str, Any] = {"exited_on": date(2026, 3, 1), "exit_cause": "withdrawn"}
    rows = [there(f"S{k}", category, **(gone if k < exits else {})) for k in range(stock)]
    rows += [there("W", category, THERE, **(gone if away else {})), hospital("H", HERE, 10)]
    asked = [*(wants(c, category) for c in "ABC"), wants("D", category, THERE)]
    towns = (township(TOWN, HERE, 10_000), township(TOWN, THERE, 10_000))
    return city({HERE: 10_000, THERE: 10_000}, [*rows, *more.pop("also", ())], asked, **{"townships": towns, **more})


def under(category: str, total: int, *args: int, **more: Any) -> Case:
    """The same under a planned number for the city."""
    return desk("shaoxing", town(category, *args, **more), (), **{TOTAL[category][0]: {"city": total}})


# -- 规划总量

@pytest.mark.row("SX-19", "SX-21", "SX-22")
@EACH
def test_while_the_city_is_not_over_its_planned_number_new_ones_fill_it_up(category: str) -> None:
    case, entry = under(category, 5, 2), TOTAL[category][1]
    # 2 + 1 are there of 5
    assert holds(case, plan(case, "A", "D"), entry) and not holds(case, plan(case, "A", "B", "D"), entry)
    assert [f.verdict for f in found(case, plan(case, "A", "B", "C"), TOTAL[category][2])] == ["not_applicable"] * 2, "no quota then"


@pytest.mark.row("SX-21", "SX-22")
@EACH
def test_exactly_at_the_planned_number_nothing_is_added_and_an_exit_makes_room(category: str) -> None:
    full, entry = under(category, 3, 2), TOTAL[category][1]
    assert holds(full, Plan(), entry) and not holds(full, plan(full, "A"), entry)
    left = under(category, 3, 2, 1)
    assert holds(left, plan(left, "D"), entry) and not holds(left, plan(left, "A", "D"), entry)


@pytest.mark.row("SX-20", "SX-23")
@EACH
def test_once_over_it_each_county_adds_as_many_as_left_there(category: str) -> None:
    case, (_, total, quota) = under(category, 2, 4, 2), TOTAL[category]
    assert holds(case, plan(case, "A", "B"), quota) and not holds(case, plan(case, "A", "B", "C"), quota)
    assert not holds(case, plan(case, "D"), quota), "what leaves in one county is not for another"
    assert [f.verdict for f in found(case, plan(case, "A"), total)] == ["not_applicable"], "the quota speaks in its place"
    other = under(category, 2, 4, 0, 1)
    assert holds(other, plan(other, "D"), quota) and not holds(other, plan(other, "A"), quota)
    assert holds(other, Plan(), quota), "at the county's discretion: no duty to add"


@pytest.mark.row("SX-20", "SX-23")
@EACH
def test_exits_are_carried_over_the_period_less_what_was_granted_since(category: str) -> None:
    year, quota = {"year": 2027, "data_as_of": date(2026, 9, 30)}, TOTAL[category][2]
    carried = under(category, 2, 4, 2, **year)
    assert holds(carried, plan(carried, "A", "B"), quota) and not holds(carried, plan(carried, "A", "B", "C"), quota)
    granted = tuple(there(c, category, admitted_on=date(2026, 6, 1), tags=t) for c, t in (("G", ()), ("X", ("blind_massage",))))
    used = under(category, 2, 4, 2, also=granted, **year)
    assert holds(used, plan(used, "A"), quota) and not holds(used, plan(used, "A", "B"), quota), "the exempt one took none"
    before = (Release(year=2025, code="O", district=HERE, category=category, cause="withdrawn"),)
    early = under(category, 2, 4, releases=before)
    assert not holds(early, plan(early, "A"), quota), "what left before the plan began"


@pytest.mark.row("SX-18")
def test_outpatient_institutions_are_those_without_inpatient_service() -> None:
    case = under("outpatient", 4, 3)
    assert dict(case.policy.rule("clinic-total").there(case)) == {"city": 4}, "the hospital is none of them"
    beds = city({HERE: 10_000}, [hospital("H", HERE, 20)], [applies("N", HERE, 5)])
    assert not model("shaoxing").rule("clinic-total").covers(beds.by_application["N"], desk("shaoxing", beds))


# -- 15分钟医保服务圈、800米服务半径

def street(category: str, metres: list[float], points: list[tuple[float, int]], area: str = "urban", stock: tuple[float, ...] = ()) -> City:
    """Applicants and people along one street."""
    demand = people([(f"P{k}", HERE, LON, at(m)["lat"], n, area) for k, (m, n) in enumerate(points)])
    rows = [wants(c, category, **at(m)) for c, m in zip("ABC", metres, strict=False)]
    return city({HERE: 10_000}, [there(f"S{k}", category, **at(m)) for k, m in enumerate(stock)], rows, demand=demand,
                townships=(township(TOWN, HERE, 10_000),))


@pytest.mark.row("SX-19")
@pytest.mark.parametrize(("area", "metres", "reached"), [("urban", 961, 5_000), ("urban", 962, 0), ("dense", 961, 5_000),
                                                         ("rural", 2_884, 5_000), ("rural", 2_885, 0)])
def test_a_clinic_serves_whom_it_has_within_fifteen_minutes(area: str, metres: int, reached: int) -> None:
    # 15 min at 5 km/h are 1,250 m of path, 961.5 m straight at a detour of 1.3; at 15 km/h 2,884.6 m
    case = desk("shaoxing", street("outpatient", [metres], [(0, 5_000)], area))
    access = case.access["clinic-circle"]
    assert access.people(access.covered(plan(case, "A"))) == reached


@pytest.mark.row("SX-22")
@pytest.mark.parametrize(("metres", "reached"), [(799, 5_000), (801, 0)])
@pytest.mark.parametrize("area", ["dense", "urban", "rural"])
def test_a_pharmacy_serves_whom_it_has_within_800_metres(area: str, metres: int, reached: int) -> None:
    case = desk("shaoxing", street("pharmacy", [metres], [(0, 5_000)], area))
    access = case.access["pharmacy-circle"]
    assert access.people(access.covered(plan(case, "A"))) == reached


@pytest.mark.row("SX-19", "SX-22")
@EACH
def test_without_a_published_number_the_least_that_reaches_everybody_is_suggested(category: str) -> None:
    # A alone reaches both of the first two places, who is there the third: two are enough
    case = desk("shaoxing", street(category, [400, 0], [(0, 100), (790, 100), (9_000, 100)], stock=(9_000,)))
    least, total = ("clinic-least", "clinic-total") if category == "outpatient" else ("pharmacy-least", "pharmacy-total")
    assert case.states[least].value == 2 and case.policy.rule(total).places(case) == {"city": 2}
    assert case.policy.rule(total).source == "annex (not published)"
    assert holds(case, plan(case, "A"), total) and not holds(case, plan(case, "A", "B"), total)


@pytest.mark.row("SX-19", "SX-22")
@EACH
def test_the_place_goes_to_whoever_brings_the_most_people_into_reach(category: str) -> None:
    town_ = street(category, [0, 5_000, 9_000], [(0, 900), (5_000, 400), (9_000, 600)], stock=(0,))
    assert set(chosen(desk("shaoxing", town_, (), **{TOTAL[category][0]: {"city": 2}})).admitted) == {"C"}


@pytest.mark.row("SX-22")
@pytest.mark.parametrize(("metres", "gap"), [(799, {"A": 1}), (801, {})])
def test_a_new_pharmacy_within_800_metres_of_another_is_told_and_not_forbidden(metres: int, gap: dict[str, int]) -> None:
    case = desk("shaoxing", street("pharmacy", [metres], [(0, 100)], stock=(0,)), pharmacy_total={"city": 9})
    assert missed(case, plan(case, "A"), "pharmacy-spacing") == gap
    assert against(case, "A") == [] and case.policy.rule("pharmacy-spacing").strictness == "should"


# -- 空白乡镇

def empty(*applications: Application, total: int = 1, **more: Any) -> Case:
    """Three pharmacies where one is planned and none leaves, and a township with none."""
    towns = (township(TOWN, HERE, 9_000), township(BARE, HERE, 1_000))
    town_ = city({HERE: 10_000}, [there(f"S{k}", "pharmacy") for k in range(3)], applications, townships=towns, **more)
    return desk("shaoxing", town_, pharmacy_total={"city": total})


@pytest.mark.row("SX-24")
@pytest.mark.parametrize(("total", "entry"), [(1, "pharmacy-quota"), (3, "pharmacy-total")])
def test_a_township_with_no_pharmacy_may_have_one_though_the_city_is_full(total: int, entry: str) -> None:
    rows = [wants("A", "pharmacy", township=BARE), wants("B", "pharmacy", township=BARE), wants("C", "pharmacy")]
    case = empty(*rows, total=total)
    assert holds(case, plan(case, "A"), entry)
    assert not holds(case, plan(case, "A", "B"), entry), "one, not two"
    assert not holds(case, plan(case, "C"), entry), "the other township has some"


@pytest.mark.row("SX-24")
def test_afterwards_it_counts_and_the_township_is_no_longer_empty() -> None:
    came = there("S", "pharmacy", township=BARE, admitted_on=date(2026, 5, 1))
    town_ = city({HERE: 10_000}, [came], [wants("A", "pharmacy", township=BARE)], townships=(township(BARE, HERE, 1_000),))
    case = desk("shaoxing", town_, pharmacy_total={"city": 0})
    assert dict(case.policy.rule("pharmacy-total").there(case)) == {"city": 1}
    assert not holds(case, plan(case, "A"), "pharmacy-quota")


@pytest.mark.row("SX-24", "SX-32")
def test_a_freeze_holds_in_an_empty_township_too() -> None:
    fund = (Fund(district=HERE, scheme="resident", year=2025, current_balance=Fraction(-1)),)
    assert against(empty(wants("A", "pharmacy", township=BARE), funds=fund), "A") == ["freeze"]
