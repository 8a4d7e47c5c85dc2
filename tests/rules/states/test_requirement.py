"""Required beds and the state of each district; agglomeration says a figure and limits nothing."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from allocator.domain.case import Case, Need
from allocator.domain.city import District, Requirement
from allocator.domain.finding import Verdict
from tests.towns import city, findings, hospital, made, pharmacy, plan, requirement, rule, three

CITY_TERTIARY = {"tertiary": "city", "secondary": "district", "primary": "district"}


def state(case: Case, district: str) -> Need:
    (only,) = (n for n in case.district_needs if n.district == district)
    return only


def test_each_tier_has_its_share_of_the_districts_beds() -> None:
    # East: 60 by 6:3:1; West: 120.
    case = made(three(), requirement())
    wanted = {(n.district, n.tier): n.required for n in case.needs if n.scope == "district" and n.tier}
    assert [wanted["East", t] for t in ("tertiary", "secondary", "primary")] == [36, 18, 6]
    assert [wanted["West", t] for t in ("tertiary", "secondary", "primary")] == [72, 36, 12]


@pytest.mark.parametrize(("insured", "parts"), [
    # 5.97 x 3676.133 = 21 946.5: 21 946; 13 167.6, 6 583.8, 2 194.6: the largest remainder rounds up, and the earlier of two.
    (3_676_133, [13_168, 6_584, 2_194]),
    # 5.97 x 0.9 = 5.4: 5; 3, 1.5, 0.5: the earlier of equal remainders rounds up.
    (900, [3, 2, 0])])
def test_whole_beds_by_largest_remainder(insured: int, parts: list[int]) -> None:
    case = made(city({"East": insured}), requirement(per_1000="5.97"))
    assert [n.required for n in case.needs if n.scope == "district" and n.tier] == parts
    assert state(case, "East").required == sum(parts)


def test_f_d_multiplies_what_a_district_needs() -> None:
    assert state(made(three(), requirement(factor={"East": "1.5"})), "East").required == 90


@pytest.mark.parametrize(("beds", "short", "said"), [(59, True, "increment"), (60, False, "balanced"), (61, False, "stock")])
def test_short_is_less_than_required(beds: int, short: bool, said: str) -> None:
    case = made(city({"East": 10_000}, (hospital("H", "East", beds, "1"),)), requirement(underused_below="0.79"))
    assert (("East" in case.short), state(case, "East").state, case.headroom("East")) == (short, said, max(0, 60 - beds))


@pytest.mark.parametrize(("bed_days", "said"), [(59 * 365 * 79 // 100, "short_underused"), (59 * 365 * 79 // 100 + 1, "increment")])
def test_short_but_under_used_is_a_state_of_its_own(bed_days: int, said: str) -> None:
    # 0.79 x 59 x 365 = 17 012.65: 17 012 bed-days are under it, 17 013 are not.
    case = made(city({"East": 10_000}, (hospital("H", "East", 59, bed_days=bed_days),)), requirement(underused_below="0.79"))
    assert state(case, "East").state == said
    assert case.short == {"East"}


def test_what_leaves_is_not_there_and_what_waits_is() -> None:
    leaving = (hospital("H", "East", 59), hospital("K", "East", 5, exited_on=date(2026, 5, 1)))
    case = made(city({"East": 10_000}, leaving), requirement())
    assert (state(case, "East").after_exits, case.short) == (59, {"East"})


def test_the_other_reading_asks_for_tertiary_beds_city_wide() -> None:
    case = made(three(more=(hospital("T", "East", 30, tier="tertiary"),)), requirement(need_scope=CITY_TERTIARY))
    # East needs 18 + 6 = 24 of its 40 secondary and primary beds: no longer short, its tertiary beds not counted.
    assert (state(case, "East").required, state(case, "East").after_exits, "East" in case.short) == (24, 40, False)
    rows = [n for n in case.needs if n.tier == "tertiary"]
    assert [(n.scope, n.required) for n in rows] == [("district", None)] * 3 + [("city", 36 + 36 + 72)]


def test_a_requirements_table_wins_where_it_speaks() -> None:
    given = (Requirement(district="East", category="inpatient", tier="secondary", required=40),
             Requirement(district="East", category="inpatient", tier="secondary", specialty="oncology", required=9),
             Requirement(district="East", category="outpatient", tier="primary", required=99))
    case = made(three(requirements=given), requirement())
    assert state(case, "East").required == 36 + 40 + 6


def test_it_limits_nothing_and_says_the_state() -> None:
    case = made(three(), requirement())
    found = findings(case, plan(case), "requirement")
    assert [(f.subject, f.verdict) for f in found] == [(d, Verdict.NOT_APPLICABLE) for d in ("East", "Mid", "West")]
    assert "优化增量" in found[0].reason


@pytest.mark.parametrize("wrong", [{"shares": "6:3"}, {"shares": "0:0:0"}, {"steps": [["0.6", 1], ["1", 8]]},
                                   {"steps": [["1", 8], ["0.6", 4]]}])
def test_figures_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        requirement(**wrong)


# -- agglomeration

def land(*areas: int) -> tuple[District, ...]:
    return tuple(District(district=d, insured=n, area_km2=Fraction(a)) for d, n,
                 a in zip(("East", "Mid", "West"), (100, 200, 300), areas, strict=True))


def test_agglomeration_against_land_and_people() -> None:
    here = (pharmacy("P1", "East"), pharmacy("P2", "East"), pharmacy("P3", "West"), pharmacy("P4", "West", status="suspended"))
    case = made(city(land(10, 20, 70), here), rule("balance_indicator", "it", category="pharmacy"))
    east, mid, west = case.states["it"]
    # East: (2/4) / (10/100) = 5; (100/600) / (10/100) = 5/3; per head 3 times the city's.
    assert (east.hrad, east.pad, east.ratio, east.sign) == (5, Fraction(5, 3), 3, 1)
    assert (mid.hrad, mid.ratio, mid.sign) == (0, 0, -1)
    # West: 2 of 4 pharmacies for 300 of 600 people.
    assert (west.ratio, west.sign) == (1, 0)


@pytest.mark.parametrize("areas", [(1, 1, 1), (70, 20, 10), (1, 500, 3)])
def test_land_does_not_change_the_sign(areas: tuple[int, int, int]) -> None:
    here = (pharmacy("P1", "East"), pharmacy("P2", "East"), pharmacy("P3", "West"))
    case = made(city(land(*areas), here), rule("balance_indicator", "it", category="pharmacy"))
    for row in case.states["it"]:
        difference = row.hrad - row.pad
        assert row.sign == (difference > 0) - (difference < 0)


def test_without_land_there_is_a_ratio_all_the_same() -> None:
    case = made(city({"East": 100, "Mid": 100}, (hospital("H", "East", 30),)), rule("balance_indicator", "it", category="inpatient"))
    assert [(r.hrad, r.pad, r.ratio) for r in case.states["it"]] == [(None, None, 2), (None, None, 0)]
    assert [f.verdict for f in findings(case, plan(case))] == [Verdict.NOT_APPLICABLE] * 2
