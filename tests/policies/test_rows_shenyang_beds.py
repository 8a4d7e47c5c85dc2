"""Shenyang's rows on beds: zones, what the fund can pay, half of what was given up, directions, tiers."""
from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.city import Fund
from allocator.domain.institution import Institution
from allocator.domain.plan import Plan
from tests.policies.book import written
from tests.policies.desk import chosen, desk, found, holds, missed, model
from tests.policies.shenyang import COUNTIES, SUBURB, URBAN, gave_up, ruled, town
from tests.towns import applies, hospital, plan

RICH, OTHER, FAIR, COUNTY = "和平区", "于洪区", "浑南区", "辽中区"


# -- 分区

@pytest.mark.row("SY-23", "SY-45")
def test_the_main_urban_zone_is_one_the_suburb_is_one_and_each_county_alone() -> None:
    zones = model("shenyang").zones
    assert {z: set(ds) for z, ds in zones.items()} == {"医保主城区": set(URBAN), "医保城郊区": set(SUBURB), **{c: {c} for c in COUNTIES}}
    case = ruled()
    assert {f.subject for f in found(case, Plan(), "inpatient-quota")} == set(zones)
    assert (case.states["zones"].without, case.states["zones"].twice) == ((), ())


@pytest.mark.row("SY-18")
def test_a_branch_counts_where_it_stands() -> None:
    rows = [applies("B", FAIR, 20, kind="branch", account_district=RICH, parent_code="H"), applies("N", FAIR, 20, account_district=RICH)]
    case = ruled([hospital("H", RICH, 400, tier="tertiary"), hospital("S", FAIR, 256)], rows)
    assert {a.code: a.account_district for a in case.city.applications} == {"B": FAIR, "N": RICH}
    # 256 of the suburb's 275 are there, 400 of the main urban zone's 551: the branch does not fit in though the other zone has room
    assert not holds(case, plan(case, "B"), "inpatient-headroom") and holds(case, plan(case, "N"), "inpatient-headroom")


# -- 可承担的千人床位数

@pytest.mark.row("SY-27", "SY-28")
@pytest.mark.parametrize(("share", "beds"), [("0.65", "9.18"), ("0.60", "9.95"), ("0.70", "8.53")])
def test_what_the_fund_can_pay_by_the_annexs_two_formulas(share: str, beds: str) -> None:
    # 30,000,000,000 x 0.97 / 0.65 = 44,769,230,769 yuan, at 650,000 a bed for 7,500,000 insured
    there = town()
    people = (replace(there.districts[0], insured=7_380_000), *there.districts[1:])
    case = desk("shenyang", replace(there, districts=people), reimbursement_share=Decimal(share), fund_income=30_000_000_000)
    figure = case.states["fundable"]
    assert case.city.insured == 7_500_000 and round(figure.value, 2) == Fraction(beds)
    if share == "0.65":
        assert (round(figure.parts["covered"]), int(figure.parts["beds"])) == (44_769_230_769, 68_875)


@pytest.mark.row("SY-27")
def test_the_income_is_that_of_the_funds_table_where_none_is_given() -> None:
    incomes = (("employee", 500_000_000), ("resident", 20_000_000))
    funds = tuple(Fund(district="", scheme=s, year=2025, income=Fraction(n)) for s, n in incomes)
    figure = desk("shenyang", town(funds=funds)).states["fundable"]
    # 4,000 yuan a head
    assert figure.parts["income"] == 520_000_000 and round(figure.value, 2) == Fraction("9.18")


@pytest.mark.row("SY-22", "SY-24", "SY-28")
def test_over_what_the_fund_can_pay_half_of_last_years_released_beds_are_granted_again() -> None:
    rows = [applies("A", RICH, 118), applies("B", OTHER, 100), applies("C", OTHER, 101), applies("E", RICH, 219, kind="expansion",
                                                                                                   parent_code="H")]
    case = ruled([hospital("H", RICH, 552)], rows, releases=(gave_up(RICH, 300), gave_up(OTHER, 137)))
    # 437 beds: half are 218.5; the zone is one, whichever district gave them up
    assert holds(case, plan(case, "A", "B"), "inpatient-quota") and not holds(case, plan(case, "A", "C"), "inpatient-quota")
    assert not holds(case, plan(case, "E"), "inpatient-quota")
    (limit,) = found(case, plan(case, "A", "B"), "inpatient-quota", "医保主城区")
    assert (limit.measured, limit.limit, limit.verdict) == (218, 218, "binding")


@pytest.mark.row("SY-24")
def test_another_rate_is_one_figure_of_the_model() -> None:
    row = [applies("A", RICH, 262), applies("B", RICH, 263)]
    case = ruled([hospital("H", RICH, 552)], row, releases=(gave_up(RICH, 437),), given={"release_rate": Decimal("0.6")})
    assert holds(case, plan(case, "A"), "inpatient-quota") and not holds(case, plan(case, "B"), "inpatient-quota")


@pytest.mark.row("SY-32")
def test_terminations_exits_and_cuts_of_the_year_before_release_beds_moves_and_other_years_do_not() -> None:
    told = [gave_up(RICH, 40, cause="terminated"), gave_up(RICH, 30, cause="withdrawn"), gave_up(RICH, 20, cause="reduced"),
            gave_up(RICH, 10, cause="eliminated"), gave_up(RICH, 500, cause="relocated"), gave_up(RICH, 500, year=2024),
            gave_up(RICH, 500, year=2026), gave_up(FAIR, 500)]
    case = ruled([hospital("H", RICH, 552)], [applies("A", RICH, 50), applies("B", RICH, 51)], releases=tuple(told))
    assert holds(case, plan(case, "A"), "inpatient-quota") and not holds(case, plan(case, "B"), "inpatient-quota")
    assert not holds(case, plan(case, "B", cuts={"H": 55}), "inpatient-quota"), "what this year's plan gives up is next year's"


@pytest.mark.row("SY-25")
def test_under_what_the_fund_can_pay_beds_are_added_up_to_it() -> None:
    case = ruled([hospital("H", FAIR, 265)], [applies("A", FAIR, 10), applies("B", "沈北新区", 11)])
    free = found(case, plan(case, "B"), "inpatient-quota", "医保城郊区")
    assert [f.verdict for f in free] == ["not_applicable"], "no release is asked for"
    assert holds(case, plan(case, "A"), "inpatient-headroom") and not holds(case, plan(case, "B"), "inpatient-headroom")


@pytest.mark.row("SY-25")
def test_and_then_the_better_one_is_taken() -> None:
    rows = [applies(c, FAIR, 10, score=Fraction(n)) for c, n in (("A", 79), ("B", 80))]
    assert set(chosen(ruled([hospital("H", FAIR, 260)], rows)).admitted) == {"B"}


@pytest.mark.row("SY-26")
def test_at_what_the_fund_can_pay_no_quota_holds_and_nothing_fits_in() -> None:
    # 97 % of the income over 97 % paid, at 650,000 a bed: 5,850 yuan a head are 9 beds a thousand
    figures = {"fund_income": 5_850 * 130_000, "reimbursement_share": Decimal("0.97")}
    rows, told = [applies("A", COUNTY, 1)], (gave_up(COUNTY, 100),)
    at = ruled([hospital("H", COUNTY, 90)], rows, releases=told, given=figures)
    assert [f.verdict for f in found(at, plan(at, "A"), "inpatient-quota", COUNTY)] == ["not_applicable"]
    assert not holds(at, plan(at, "A"), "inpatient-headroom")
    over = ruled([hospital("H", COUNTY, 91)], rows, releases=told, given=figures)
    assert holds(over, plan(over, "A"), "inpatient-quota") and holds(over, plan(over, "A"), "inpatient-headroom")
    assert [f.limit for f in found(over, plan(over, "A"), "inpatient-quota", COUNTY)] == [50]


@pytest.mark.row("SY-22")
def test_the_plan_tells_the_beds_of_every_district() -> None:
    case = ruled([hospital("H", RICH, 552), hospital("F", FAIR, 100)], [applies("A", RICH, 10), applies("B", FAIR, 30)],
                 releases=(gave_up(OTHER, 20),))
    rows = written(case, plan(case, "A", "B", cuts={"H": 12}))["beds"]
    totals = {d: sum(r["planned"] for r in rows if r["district"] == d) for d in case.city.names}
    assert {d: n for d, n in totals.items() if n} == {RICH: 550, FAIR: 130} and len(totals) == 13


# -- 主攻方向

def at(*beds: tuple[str, str, int], **more: Any) -> list[Institution]:
    """Hospitals: district, tier, beds."""
    return [hospital(f"{d}{t}", d, n, tier=t, **more) for d, t, n in beds]


@pytest.mark.row("SY-09")
def test_the_main_urban_zone_gets_no_bed_more_and_should_lose_one_in_a_hundred() -> None:
    here = [*at((RICH, "secondary", 250), (OTHER, "secondary", 50), (FAIR, "secondary", 50)),
            hospital("X", RICH, 10, exited_on=date(2026, 6, 30))]
    case = ruled(here, [applies("A", OTHER, 10), applies("B", OTHER, 11), applies("C", FAIR, 99)])
    assert holds(case, plan(case, "A"), "main-urban-beds") and not holds(case, plan(case, "B"), "main-urban-beds")
    assert holds(case, plan(case, "C"), "main-urban-beds"), "another zone"
    # ⌈1 % of 310⌉ = 4
    assert missed(case, plan(case, "A"), "main-urban-beds-cut") == {"医保主城区": 4}
    assert missed(case, Plan(), "main-urban-beds-cut") == {}, "the exit is enough"


@pytest.mark.row("SY-10")
def test_its_tertiary_beds_do_not_grow_even_at_the_cost_of_others() -> None:
    here = at((RICH, "tertiary", 300), (RICH, "secondary", 100))
    grows = applies("E", RICH, 10, tier="tertiary", kind="expansion", parent_code=f"{RICH}tertiary")
    case = ruled(here, [applies("A", OTHER, 10, tier="tertiary"), applies("B", OTHER, 10), grows])
    assert not holds(case, plan(case, "E"), "main-urban-tertiary"), "beds are counted, not hospitals"
    swapped = plan(case, "A", cuts={f"{RICH}secondary": 10})
    assert holds(case, swapped, "main-urban-beds") and not holds(case, swapped, "main-urban-tertiary")
    assert holds(case, plan(case, "B", cuts={f"{RICH}tertiary": 10}), "main-urban-tertiary")
    assert missed(case, Plan(), "main-urban-tertiary-cut") == {"医保主城区": 3}
    assert missed(case, Plan(reduced={f"{RICH}tertiary": 3}), "main-urban-tertiary-cut") == {}


@pytest.mark.row("SY-11")
@pytest.mark.parametrize(("district", "tier", "held"), [("新民市", "primary", True), ("康平县", "primary", True),
                                                        ("法库县", "primary", False), ("新民市", "secondary", False)])
def test_primary_beds_of_two_counties_do_not_grow(district: str, tier: str, held: bool) -> None:
    case = ruled(at((district, "primary", 150)), [applies("A", district, 5, tier=tier)])
    assert holds(case, plan(case, "A"), "county-primary") != held
    wanted = {district: 2} if district != "法库县" else {}                # ⌈1 % of 150⌉
    assert missed(case, Plan(), "county-primary-cut") == wanted
    others = ruled(at((district, "secondary", 150)), [applies("E", district, 5, kind="expansion", tier=tier,
                                                              parent_code=f"{district}secondary")])
    assert missed(others, Plan(), "county-primary-cut") == {}, "of primary beds only"
    assert holds(others, plan(others, "E"), "county-primary") != held, "beds are counted, not hospitals"


@pytest.mark.row("SY-09", "SY-10", "SY-11")
def test_the_plan_takes_beds_where_the_directions_say_and_the_least_used_first() -> None:
    here = [hospital("U1", RICH, 400, "0.50", tier="tertiary", township="一"), hospital("U2", RICH, 200, "0.60", tier="tertiary",
            township="一"), hospital("P", "新民市", 200, "0.50", tier="primary", township="二"), hospital("Q", "新民市", 30, "0.50",
            township="二"), hospital("F", FAIR, 100, "0.10", township="三"), hospital("G", FAIR, 100, "0.10", township="三")]
    # 1 % of 600 are 6, 1 % of 200 are 2, but nobody gives up less than 5
    assert dict(chosen(ruled(here)).reduced) == {"U1": 6, "P": 5}


@pytest.mark.row("SY-14")
def test_in_a_county_tertiary_beds_come_first() -> None:
    rows = [applies("A", COUNTY, 10), applies("B", COUNTY, 10, tier="tertiary")]
    # the county has enough tertiary beds as it is: the ratio of the tiers alone would take A
    assert set(chosen(ruled(at((COUNTY, "tertiary", 75)), rows)).admitted) == {"B"}


@pytest.mark.row("SY-15")
@pytest.mark.parametrize("tier", ["secondary", "primary"])
def test_in_the_suburb_secondary_and_primary_beds_come_first(tier: str) -> None:
    rows = [applies("A", FAIR, 10, tier="tertiary"), applies("B", FAIR, 10, tier=tier)]
    assert set(chosen(ruled(at((FAIR, "secondary", 260)), rows)).admitted) == {"B"}


@pytest.mark.row("SY-02")
def test_3_1_1_is_a_measure_of_the_tiers_and_forbids_nothing() -> None:
    even = at((RICH, "tertiary", 60), (FAIR, "secondary", 20), (COUNTY, "primary", 15), ("法库县", "ungraded", 5))
    case = ruled(even, [applies("A", COUNTY, 10)])
    assert missed(case, Plan(), "tiers") == {}
    # a fifth of 110 beds are 22: 30 are over by 8
    assert missed(case, plan(case, "A"), "tiers") == {"secondary": 40}
    assert {f.strictness for f in found(case, Plan(), "tiers")} == {"should"}
