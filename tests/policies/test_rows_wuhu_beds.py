"""Wuhu's rows on beds: total, tiers, what is required, one less for one more, transfers, conversion, control of specialties."""
from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from allocator.domain.city import City, Requirement
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.questions.assess import readings
from tests.policies.desk import against, chosen, desk, found, holds, missed, model
from tests.towns import applies, city, hospital, plan

NORTH, SOUTH = "镜湖区", "南陵县"


def one(beds: int, *applications: Application, **more: object) -> City:
    """10,000 insured people, for whom 5.97 a thousand are 59 beds, and a hospital."""
    return city({NORTH: 10_000}, [hospital("H", NORTH, beds)], applications, **more)


def two(*applications: Application, more: tuple[Institution, ...] = ()) -> City:
    """South lacks 19 beds of 59; North has 110 with a hospital half empty and one in full use beside it."""
    north = (hospital("N1", NORTH, 60, "0.60", township="城"), hospital("N2", NORTH, 50, "1", township="城"))
    beds = (hospital("S", SOUTH, 40, "0.90"), *north)
    return city({NORTH: 10_000, SOUTH: 10_000}, (*beds, *more), applications)


# -- 总量、结构

@pytest.mark.row("WH-06")
def test_under_the_total_beds_may_grow_to_5_97_a_thousand_and_no_further() -> None:
    # 5.97 x 10 = 59.7: 59 beds
    case = desk("wuhu", one(50, applies("A", NORTH, 9), applies("B", NORTH, 10)))
    assert holds(case, plan(case, "A"), "bed-total") and not holds(case, plan(case, "B"), "bed-total")


@pytest.mark.row("WH-06")
def test_over_the_total_beds_do_not_grow_on_balance_but_need_not_fall() -> None:
    case = desk("wuhu", one(70, applies("A", NORTH, 5), applies("K", NORTH, 30, tags=("key_project",))))
    assert holds(case, Plan(), "bed-total"), "no duty to cut"
    assert not holds(case, plan(case, "A", cuts={"H": 4}), "bed-total") and holds(case, plan(case, "A", cuts={"H": 5}), "bed-total")
    assert holds(case, plan(case, "K"), "bed-total"), "exempt beds are not held against it"


@pytest.mark.parametrize(("year", "limit"), [(2026, 63), (2027, 61), (2028, 59)])
@pytest.mark.row("WH-03", "WH-06")
def test_the_yearly_milestone_is_missed_by_a_number_of_beds_and_forbids_nothing(year: int, limit: int) -> None:
    # 6.33, 6.15 and 5.97 of 10,000: 63, 61 and 59 beds
    case = desk("wuhu", one(70, year=year))
    (said,) = found(case, Plan(), "bed-milestone")
    assert (said.limit, said.gap, said.strictness) == (limit, 70 - limit, "should")
    assert missed(case, Plan(reduced={"H": 70 - limit}), "bed-milestone") == {}


@pytest.mark.row("WH-07")
def test_tiers_are_held_to_6_3_1_by_their_beds() -> None:
    tiers = (("tertiary", 60), ("secondary", 30), ("primary", 6), ("ungraded", 4))
    exact = [hospital(t, NORTH, n, tier=t) for t, n in tiers]
    more = [applies("A", NORTH, 10, tier="secondary"), applies("B", NORTH, 10, tier="tertiary")]
    case = desk("wuhu", city({NORTH: 100_000}, exact, more))
    assert missed(case, Plan(), "tiers") == {}, "what has no grade counts with the primary ones"
    # of 110 beds 30 % are 33: 40 are over by 7; 60 % are 66: 70 are over by 4
    assert missed(case, plan(case, "A"), "tiers") == {"secondary": 70}
    assert missed(case, plan(case, "B"), "tiers") == {"tertiary": 40}


@pytest.mark.row("WH-07")
def test_of_two_alike_the_one_of_the_missing_tier_is_taken() -> None:
    # South lacks 11 beds of 59 and gives up 10; all it has is primary
    beds = [hospital("S", SOUTH, 48, "0.95", tier="primary"), hospital("X", SOUTH, 10, tier="primary", exited_on=date(2026, 3, 1))]
    rows = [applies(c, SOUTH, 10, tier=t, specialty="paediatric", score=Fraction(80)) for c, t in (("A", "secondary"), ("B", "tertiary"))]
    case = desk("wuhu", city({SOUTH: 10_000}, beds, rows))
    # of 58 beds 34.8 tertiary and 17.4 secondary: both fit in, and primary is over by as much; the tie goes by code
    assert set(chosen(case).admitted) == {"A"}
    there = [hospital("T", SOUTH, 20, "0.95", tier="secondary"), hospital("S", SOUTH, 28, "0.95", tier="primary"), beds[1]]
    # with 20 secondary beds 30 would be 12.6 over their share of 17.4; 10 tertiary ones are within 34.8
    assert set(chosen(desk("wuhu", city({SOUTH: 10_000}, there, rows))).admitted) == {"B"}


# -- 所需值

@pytest.mark.row("WH-18", "WH-26", "WH-27")
def test_required_is_5_97_a_thousand_by_6_3_1_in_every_district() -> None:
    case = desk("wuhu", two())
    rows = {(n.district, n.tier): n.required for n in case.needs if n.scope == "district"}
    # 59 beds: 35.4, 17.7 and 5.9; the largest remainders round up
    assert [rows[SOUTH, t] for t in ("tertiary", "secondary", "primary", "")] == [35, 18, 6, 59]
    assert {n.district: n.state for n in case.district_needs} == {NORTH: "stock", SOUTH: "increment"}
    assert case.short == {SOUTH}


@pytest.mark.row("WH-18")
def test_the_factor_of_a_district_and_a_table_change_what_is_required() -> None:
    wider = desk("wuhu", two(), f_d={SOUTH: "0.65"})
    assert {n.district: n.required for n in wider.district_needs} == {NORTH: 59, SOUTH: 38}      # 0.65 x 59.7 = 38.8
    assert wider.short == frozenset()
    told = [Requirement(district=SOUTH, category="inpatient", tier=t, required=10) for t in ("tertiary", "secondary", "primary")]
    case = desk("wuhu", city({SOUTH: 10_000}, [hospital("S", SOUTH, 40)], requirements=tuple(told)))
    assert [(n.required, n.state) for n in case.district_needs] == [(30, "stock")]


@pytest.mark.row("WH-18")
def test_both_readings_of_where_tertiary_beds_are_needed_stand_side_by_side() -> None:
    rows = {r["district"]: r for r in readings(desk("wuhu", two()))}
    # city-wide tertiary beds leave 18 + 6 to the district itself: South's 40 secondary beds are then enough
    assert (rows[SOUTH]["required"], rows[SOUTH]["state"]) == (59, "increment")
    assert (rows[SOUTH]["required_tertiary_city"], rows[SOUTH]["state_tertiary_city"], rows[SOUTH]["differs"]) == (24, "stock", True)


@pytest.mark.row("WH-16", "WH-26")
def test_a_short_district_gains_what_it_lacks_against_as_many_given_up() -> None:
    case = desk("wuhu", two(applies("A", SOUTH, 5), applies("B", SOUTH, 19), applies("C", SOUTH, 20)))
    moved = plan(case, "A", cuts={"N1": 5}, transfers={(NORTH, SOUTH): 5})
    assert holds(case, moved, "swap")
    assert not holds(case, plan(case, "A"), "swap"), "nothing is given up for it"
    assert not holds(case, plan(case, "A", cuts={"N1": 5}), "swap"), "what North gives up is not carried over to South"
    assert holds(case, plan(case, "B", cuts={"N1": 19}, transfers={(NORTH, SOUTH): 19}), "swap")
    assert not holds(case, plan(case, "C", cuts={"N1": 20}, transfers={(NORTH, SOUTH): 20}), "swap"), "20 where 19 are lacking"


@pytest.mark.row("WH-16", "WH-27")
def test_a_district_with_more_than_required_adds_nothing_but_replacements_of_a_short_specialty() -> None:
    case = desk("wuhu", two(applies("A", NORTH, 5), applies("O", NORTH, 5, specialty="oncology")))
    assert not holds(case, plan(case, "A", cuts={"N1": 5}), "swap")
    assert holds(case, plan(case, "O", cuts={"N1": 5}), "swap") and not holds(case, plan(case, "O", cuts={"N1": 4}), "swap")


@pytest.mark.row("WH-17")
def test_beds_go_from_districts_that_are_not_short_to_short_ones_only() -> None:
    case = desk("wuhu", two(applies("A", SOUTH, 5)))
    assert holds(case, plan(case, "A", cuts={"N1": 5}, transfers={(NORTH, SOUTH): 5}), "transfer")
    assert not holds(case, plan(case, cuts={"S": 5}, transfers={(SOUTH, NORTH): 5}), "transfer")


@pytest.mark.row("WH-17")
def test_a_transfer_carries_no_more_than_was_given_up_and_leaves_the_citys_total_as_it_was() -> None:
    case = desk("wuhu", two(applies("A", SOUTH, 5)))
    assert not holds(case, plan(case, "A", cuts={"N1": 4}, transfers={(NORTH, SOUTH): 5}), "swap")
    best = chosen(case)
    assert set(best.admitted) == {"A"} and sum(best.reduced.values()) == 5 and dict(best.transfers) == {(NORTH, SOUTH): 5}


@pytest.mark.row("WH-27")
def test_only_a_district_with_more_than_required_gives_up_beds_the_least_used_first() -> None:
    case = desk("wuhu", two())
    assert holds(case, Plan(reduced={"N1": 5}), "adjustment")
    assert not holds(case, Plan(reduced={"S": 5}), "adjustment"), "South is short"
    assert not holds(case, Plan(reduced={"N2": 5}), "adjustment"), "its beds are in full use"


# -- 转型、从严控制

@pytest.mark.row("WH-19")
def test_idle_beds_turn_to_nursing_and_leave_the_total() -> None:
    turned = {"kind": "conversion", "parent_code": "N1"}
    case = desk("wuhu", two(applies("A", NORTH, 10, convert_to="nursing", **turned), applies("B", NORTH, 10, convert_to="hotel", **turned),
                            applies("C", NORTH, 30, convert_to="elderly_care", **turned), applies("D", SOUTH, 10)))
    # N1 uses 36 of its 60 beds, 43 at the target of 85 %: 17 are idle
    assert {c: against(case, c) for c in "ABC"} == {"A": [], "B": ["conversion"], "C": ["conversion"]}
    assert holds(case, plan(case, "A"), "conversion") and not holds(case, plan(case, "B"), "conversion")
    assert holds(case, plan(case, "A", "D", transfers={(NORTH, SOUTH): 10}), "bed-total"), "they make room for as many"
    assert not holds(case, plan(case, "D"), "bed-total")


@pytest.mark.parametrize(("specialty", "entry", "row"), [("psychiatric", "control-psychiatry", "WH-20"),
                                                         ("rehabilitation", "control-rehabilitation", "WH-21")])
@pytest.mark.row("WH-20", "WH-21")
def test_no_new_psychiatric_or_rehabilitation_beds(specialty: str, entry: str, row: str) -> None:
    grows = applies("E", SOUTH, 5, specialty=specialty, kind="expansion", parent_code="S")
    case = desk("wuhu", two(applies("A", SOUTH, 5), applies("P", SOUTH, 5, specialty=specialty), grows))
    assert case.policy.rule(entry).serves == (row,)
    assert holds(case, plan(case, "A"), entry)
    assert not holds(case, plan(case, "P"), entry) and not holds(case, plan(case, "E"), entry)


@pytest.mark.row("WH-38")
def test_the_health_commissions_plan_caps_a_district_where_its_figure_is_given() -> None:
    town = one(50, applies("A", NORTH, 4), applies("B", NORTH, 5))
    capped = desk("wuhu", town, facility_caps={NORTH: 54})
    assert holds(capped, plan(capped, "A"), "facility-plan") and not holds(capped, plan(capped, "B"), "facility-plan")
    free = desk("wuhu", town)
    assert [f.verdict for f in found(free, plan(free, "B"), "facility-plan")] == ["not_applicable"]
    assert model("wuhu").rule("facility-plan").clause.document == "facility_plan"
