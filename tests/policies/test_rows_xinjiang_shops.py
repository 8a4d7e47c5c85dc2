"""Xinjiang's rows on pharmacies: the walk of 15 minutes, circles of 800 m, townships by size, none, short and saturated, dual channel."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.city import Fund, Requirement
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from tests.policies.desk import against, chosen, found, holds, missed, model
from tests.policies.xinjiang import BIG, DENSE, FRESH, HERE, OLD, THERE, URBAN, VILLAGE, ruled, shop, store
from tests.towns import plan

CORPS: dict[str, Any] = {"tags": ("corps",)}


def needed(n: int, district: str = HERE) -> Requirement:
    """Pharmacies that a county's people need."""
    return Requirement(district=district, category="pharmacy", required=n, unit="institutions")


# -- 15分钟医保服务圈

@pytest.mark.row("XJ-04")
def test_95_percent_of_the_insured_are_to_reach_a_pharmacy() -> None:
    more = [store("A", 5_000), store("B", 9_000)]
    case = ruled([shop("D")], more, points=[(0, 18_000), (5_000, 1_000), (9_000, 999)])
    assert missed(case, Plan(), "pharmacy-circle") == {"city": 1_000}
    assert missed(case, plan(case, "A"), "pharmacy-circle") == {}, "19,000 of 20,000 is 95 %"
    (short,) = found(case, plan(case, "B"), "pharmacy-circle")
    assert (short.measured, short.limit, short.strictness, short.facts["reachable"]) == (18_999, 19_000, "should", 19_999)
    assert case.policy.rule("pharmacy-circle").gap_in == case.policy.objectives[1] == "coverage_shortfall"


@pytest.mark.row("XJ-04")
@pytest.mark.parametrize("area", ["dense", "urban", "rural"])
@pytest.mark.parametrize(("metres", "reached"), [(961, True), (962, False)])
def test_fifteen_minutes_are_a_walk_everywhere(area: str, metres: int, reached: bool) -> None:
    # 15 min at 5 km/h are 1,250 m of path, 961.5 m straight at a detour of 1.3
    case = ruled([], [store("A", metres)], points=[(0, 20_000)], area=area)
    assert (missed(case, plan(case, "A"), "pharmacy-circle") == {}) == reached


@pytest.mark.row("XJ-04")
def test_more_people_in_reach_come_before_every_priority() -> None:
    rows = [store("A", 0, score=Fraction(99)), store("B", 9_000, score=Fraction(1))]
    case = ruled([], rows, points=[(0, 4_000), (9_000, 5_000)], given={"pharmacy_totals": {HERE: 1}})
    assert set(chosen(case).admitted) == {"B"}


# -- 兵地共享

@pytest.mark.row("XJ-06")
def test_a_pharmacy_of_the_corps_serves_the_people_around_it_where_it_is_recognised() -> None:
    yes, no = (ruled([shop("X", **CORPS)], [], points=[(0, 20_000)], given={"mutual_recognition": m}) for m in (True, False))
    assert missed(yes, Plan(), "pharmacy-circle") == {} and missed(no, Plan(), "pharmacy-circle") == {"city": 19_000}
    assert model("xinjiang").values["mutual_recognition"] is True


@pytest.mark.row("XJ-06")
def test_and_takes_a_place_in_the_same_circle_so_that_nothing_is_built_twice() -> None:
    there, rows = [shop("D"), shop("X", **CORPS)], [store("A")]
    yes, no = (ruled(there, rows, given={"mutual_recognition": m}) for m in (True, False))
    assert not holds(yes, plan(yes, "A"), "pharmacy-circle-cap") and holds(no, plan(no, "A"), "pharmacy-circle-cap")


# -- 服务半径

@pytest.mark.row("XJ-25", "XJ-26")
@pytest.mark.parametrize(("place", "most"), [(URBAN, 2), (DENSE, 3), (VILLAGE, 9)])
def test_two_pharmacies_within_800_metres_in_town_three_where_it_is_dense(place: str, most: int) -> None:
    for there in range(4):
        case = ruled([shop(f"D{k}", place=place) for k in range(there)], [store("A", place=place)])
        assert holds(case, plan(case, "A"), "pharmacy-circle-cap") == (there < most), there
    assert model("xinjiang").values["pharmacy_caps"] == {"dense": 3, "urban": 2}


@pytest.mark.row("XJ-25")
@pytest.mark.parametrize(("radius", "metres", "room"), [(800, 799, False), (800, 801, True), (1000, 801, False), (1000, 1001, True)])
def test_the_radius_is_800_metres_or_as_far_as_1000(radius: int, metres: int, room: bool) -> None:
    case = ruled([shop("D"), shop("E")], [store("A", metres)], given={"pharmacy_radius_m": radius})
    assert holds(case, plan(case, "A"), "pharmacy-circle-cap") == room
    standard = model("xinjiang").parameters["pharmacy_radius_m"]
    assert standard.default == 800 and 1000 in standard.vary


@pytest.mark.row("XJ-25")
def test_those_that_come_count_in_each_others_circles_and_those_over_the_cap_may_stay() -> None:
    case = ruled([shop("D")], [store("A"), store("B", 100)])
    assert holds(case, plan(case, "A"), "pharmacy-circle-cap") and not holds(case, plan(case, "A", "B"), "pharmacy-circle-cap")
    assert holds(ruled([shop(f"D{k}") for k in range(5)]), Plan(), "pharmacy-circle-cap")


@pytest.mark.row("XJ-27")
@pytest.mark.parametrize(("place", "most"), [(VILLAGE, 1), (BIG, 2)])
def test_a_township_has_one_pharmacy_or_two_from_20000_residents(place: str, most: int) -> None:
    case = ruled([], [store(f"A{k}", place=place) for k in range(3)])
    for n in range(4):
        assert holds(case, plan(case, *(f"A{k}" for k in range(n))), "rural-pharmacies") == (n <= most)
    town = ruled([shop(f"D{k}", 2_000 * k) for k in range(5)], [store("A", 20_000)])
    assert holds(town, plan(town, "A"), "rural-pharmacies"), "not in town"


# -- 无定点、相对不足、相对饱和

@pytest.mark.row("XJ-31")
@pytest.mark.parametrize(("there", "state"), [(0, "none"), (1, "short"), (2, "surplus"), (3, "surplus")])
def test_none_short_and_saturated_by_what_is_there_of_what_is_needed(there: int, state: str) -> None:
    case = ruled([shop(f"D{k}", place=BIG) for k in range(there)], requirements=(needed(2),))
    by_town = {r.area: (r.required, r.actual, r.state) for r in case.states["pharmacy-supply"]}
    assert by_town[f"{HERE}/{BIG}"] == (2, there, state)
    assert by_town[f"{HERE}/{VILLAGE}"] == (1, 0, "none") and f"{HERE}/{URBAN}" not in by_town
    assert [(r.area, r.state) for r in case.states["pharmacy-supply-district"]] == [(HERE, state)]


def rivals(*rows: Application, there: tuple[str, ...] = (), total: int = 1, **more: Any) -> set[str]:
    """Who is taken where the county's plan has one place more."""
    shops = [shop(f"D{k}", 20_000, place=p) for k, p in enumerate(there)]
    case = ruled(shops, rows, given={"pharmacy_totals": {HERE: total + len(there)}}, **more)
    return set(chosen(case).admitted)


@pytest.mark.row("XJ-07", "XJ-28")
def test_a_place_without_a_pharmacy_comes_before_the_centre() -> None:
    assert rivals(store("A", opened_on=FRESH), store("B", 30_000, VILLAGE, opened_on=FRESH)) == {"B"}
    assert rivals(store("A", opened_on=FRESH), store("B", 30_000, VILLAGE, opened_on=FRESH), there=(VILLAGE,)) == {"A"}


@pytest.mark.row("XJ-28")
@pytest.mark.parametrize(("opened", "taken"), [(FRESH, {"B"}), (OLD, {"A"}), (None, {"A"})])
def test_if_it_opened_in_the_plans_period(opened: date | None, taken: set[str]) -> None:
    assert rivals(store("A", opened_on=FRESH), store("B", 30_000, VILLAGE, opened_on=opened)) == taken


@pytest.mark.row("XJ-28", "XJ-30")
def test_and_may_come_in_though_its_county_has_enough() -> None:
    rows = [store("A", opened_on=FRESH), store("B", 30_000, VILLAGE, opened_on=FRESH), store("C", 30_000, BIG, opened_on=OLD)]
    case = ruled([shop("D")], rows, requirements=(needed(1),))
    assert holds(case, plan(case, "B"), "pharmacy-saturated")
    for code in "AC":
        assert not holds(case, plan(case, code), "pharmacy-saturated"), code
    assert not holds(case, plan(case, "A", "B"), "pharmacy-saturated")


@pytest.mark.row("XJ-29")
@pytest.mark.parametrize(("opened", "taken"), [(FRESH, {"B"}), (OLD, {"A"})])
def test_a_place_with_too_few_comes_before_one_with_enough(opened: date, taken: set[str]) -> None:
    assert rivals(store("A", opened_on=FRESH), store("B", 30_000, BIG, opened_on=opened), there=(BIG,)) == taken


@pytest.mark.row("XJ-28", "XJ-29")
def test_one_with_none_comes_before_one_with_too_few() -> None:
    rows = store("A", 30_000, BIG, opened_on=FRESH), store("B", 40_000, VILLAGE, opened_on=FRESH)
    assert rivals(*rows, there=(BIG,)) == {"B"}


@pytest.mark.row("XJ-17", "XJ-29")
def test_of_two_for_one_place_the_better_assessed_is_taken() -> None:
    fresh: dict[str, Any] = {"opened_on": FRESH}
    assert rivals(store("A", 30_000, BIG, score=Fraction(80), **fresh), store("B", 30_000, BIG, score=Fraction(81), **fresh),
                  there=(BIG,)) == {"B"}


@pytest.mark.row("XJ-30")
@pytest.mark.parametrize(("required", "leaves", "room"), [(2, False, False), (3, False, True), (3, True, True), (1, True, True)])
def test_a_saturated_county_changes_its_pharmacies_without_having_more(required: int, leaves: bool, room: bool) -> None:
    gone: dict[str, Any] = {"exited_on": date(2026, 3, 1)} if leaves else {}
    case = ruled([shop("D"), shop("E", 5_000, **gone)], [store("A", 9_000)], requirements=(needed(required),))
    assert holds(case, plan(case, "A"), "pharmacy-saturated") == room


@pytest.mark.row("XJ-30")
def test_the_county_beside_it_is_free() -> None:
    both = ruled([shop("D"), shop("E", 5_000)], [store("A", 9_000), store("B", 9_000, district=THERE)], requirements=(needed(2),))
    assert holds(both, plan(both, "B"), "pharmacy-saturated") and not holds(both, plan(both, "A"), "pharmacy-saturated")


@pytest.mark.row("XJ-38")
def test_a_pharmacy_where_the_plan_wants_one_comes_before_one_where_it_does_not() -> None:
    rows = [store("A"), store("B", 30_000, district=THERE)]

    def taken(*required: Requirement) -> list[int]:
        case = ruled([], rows, requirements=required)
        return [case.policy.rule("priority-fitting").of(case.city.by_application[c], case) for c in "AB"]

    assert taken(needed(0), needed(1, THERE)) == [0, 20] and taken(needed(1), needed(0, THERE)) == [20, 0]


# -- 双通道

def lifted(code: str, **more: Any) -> Application:
    """A pharmacy that asks to be a dual-channel one."""
    return store(code, kind="upgrade", parent_code="D", tags=("dual_channel",), **more)


@pytest.mark.row("XJ-33", "XJ-34")
def test_each_county_is_to_have_a_dual_channel_pharmacy() -> None:
    case = ruled([shop("D"), shop("E", district=THERE, tags=("dual_channel",))], [lifted("A")])
    assert missed(case, Plan(), "dual-channel") == {HERE: 1} and missed(case, plan(case, "A"), "dual-channel") == {}
    assert set(chosen(case).admitted) == {"A"}


@pytest.mark.row("XJ-34")
def test_a_freeze_does_not_stop_it_since_nothing_is_new() -> None:
    red = Fund(district=HERE, scheme="resident", year=2025, current_balance=Fraction(-1))
    case = ruled([shop("D")], [lifted("A"), store("N", 5_000)], funds=(red,))
    assert against(case, "A") == [] and "freeze-fund-current" in against(case, "N")


@pytest.mark.row("XJ-34")
def test_where_nobody_asks_the_county_is_told_to_lack_one() -> None:
    case = ruled([shop("D"), shop("S", tags=("dual_channel",), status="suspended")])
    rows = {f.subject: (f.measured, f.limit, f.facts["applied"]) for f in found(case, Plan(), "dual-channel")}
    assert rows == {HERE: (0, 1, 0), THERE: (0, 1, 0)}, "a suspended one serves nobody"
