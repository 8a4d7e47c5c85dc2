"""Nothing new while a condition holds: each condition strictly, whom it closes, whom it spares."""
from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.city import District, Fund
from allocator.domain.finding import Verdict
from allocator.domain.institution import Application
from tests.towns import admitted, applies, city, clinic, finding, hospital, made, plan, rule

OPEN_DAYS = 365 * 100


def closed(case: Case, code: str = "A", name: str = "it") -> bool:
    return any(c.rule == name for c in case.standing(code).closings)


def full(bed_days: int, *wish: Application, **figures: Any) -> Case:
    """East with 100 open beds of which so many bed-days were used, West full."""
    here = (hospital("H", "East", 100, bed_days=bed_days), hospital("W", "West", 100, "1"))
    it = rule("freeze", "it", **{"any_of": [{"occupancy_below": "0.79"}], "categories": ["inpatient"], **figures})
    return made(city({"East": 10_000, "West": 10_000}, here, wish or (applies("A", "East", 5),)), it)


@pytest.mark.parametrize(("bed_days", "frozen"), [
    # 0.79 x 36 500 = 28 835.
    (28_835, False), (28_834, True), (28_836, False)])
def test_bed_use_under_the_limit_freezes_and_at_it_does_not(bed_days: int, frozen: bool) -> None:
    case = full(bed_days)
    assert closed(case) == frozen
    f = finding(case, plan(case, "A"), subject="East")
    assert f.verdict is (Verdict.VIOLATED if frozen else Verdict.NOT_APPLICABLE)
    assert frozen or f.reason


def test_a_frozen_district_that_gets_nothing_new_is_met() -> None:
    f = finding(case := full(0), plan(case), subject="East")
    assert (f.verdict, f.facts["closed"]) == (Verdict.BINDING, 1)


def test_another_district_stays_free() -> None:
    assert not closed(full(0, applies("A", "West", 5)))


@pytest.mark.parametrize(("occupied", "frozen"), [(78, True), (79, False)])
def test_a_districts_own_bed_days_win(occupied: int, frozen: bool) -> None:
    here = [District(district="East", insured=1000, open_bed_days=100, occupied_bed_days=occupied)]
    case = made(city(here, (hospital("H", "East", 100, "1"),), (applies("A", "East", 5),)),
                rule("freeze", "it", any_of=[{"occupancy_below": "0.79"}], categories=["inpatient"]))
    assert closed(case) == frozen


def test_nobody_knows_the_use_of_a_district_without_open_beds() -> None:
    case = made(city({"East": 1000}, (), (applies("A", "East", 5),)), rule("freeze", "it", any_of=[{"occupancy_below": "1"}],
                                                                           categories=["inpatient"]))
    assert not closed(case)


@pytest.mark.parametrize(("doctors", "frozen"), [(30, False), (31, True), (29, False)])
def test_doctors_above_the_limit_freeze_and_at_it_do_not(doctors: int, frozen: bool) -> None:
    # 3 per 1000 of 10 000 insured: 30.
    here = (clinic("C", "East", doctors=doctors - 1), hospital("H", "East", 10, doctors=1))
    case = made(city({"East": 10_000}, here, (applies("A", "East"), applies("B", "East", 5))),
                rule("freeze", "it", any_of=[{"doctors_above": "3"}], categories=["outpatient"]))
    assert closed(case) == frozen
    assert not closed(case, "B")


def funded(*funds: Fund, **figures: Any) -> Case:
    it = rule("freeze", "it", **{"any_of": [{"fund_current": True}], "categories": ["inpatient"], **figures})
    return made(city({"East": 10_000}, (), (applies("A", "East", 5),), funds=funds), it)


def fund(current: int | None, *, district: str = "East", scheme: str = "employee", year: int = 2025, **more: int) -> Fund:
    balances = {k: Fraction(n) for k, n in more.items()}
    return Fund(district=district, scheme=scheme, year=year, current_balance=None if current is None else Fraction(current), **balances)


@pytest.mark.parametrize(("balance", "frozen"), [(0, False), (-1, True), (1, False), (None, False)])
def test_a_deficit_freezes_and_nought_does_not(balance: int | None, frozen: bool) -> None:
    assert closed(funded(fund(balance))) == frozen


@pytest.mark.parametrize(("which", "frozen"), [("fund_current", False), ("fund_cumulative", True), ("fund_forecast", False)])
def test_each_balance_is_its_own_condition(which: str, frozen: bool) -> None:
    case = funded(fund(5, cumulative_balance=-5, forecast_balance=5), any_of=[{which: True}])
    assert closed(case) == frozen


@pytest.mark.parametrize(("scheme", "frozen"), [("employee", False), ("resident", True), ("any", True)])
def test_a_scheme_is_its_own_fund(scheme: str, frozen: bool) -> None:
    assert closed(funded(fund(5), fund(-5, scheme="resident"), fund=scheme)) == frozen


def test_only_the_latest_year_counts() -> None:
    assert not closed(funded(fund(-5, year=2024), fund(5)))
    assert closed(funded(fund(5, year=2024), fund(-5)))


def test_the_citys_pool_stands_for_a_district_without_a_ledger() -> None:
    assert closed(funded(fund(-5, district="")))
    assert not closed(funded(fund(-5, district=""), fund(5)))


def test_one_condition_of_several_is_enough_and_the_first_is_said() -> None:
    case = funded(fund(-5), any_of=[{"occupancy_below": "0.5"}, {"fund_current": True}])
    assert finding(case, plan(case)).facts["why"] == "fund_current"


@pytest.mark.parametrize(("kind", "frozen"), [("new", True), ("branch", True), ("site", True), ("expansion", False), ("conversion", False),
                                              ("relocation", False), ("upgrade", False)])
def test_moves_and_growth_are_not_new(kind: str, frozen: bool) -> None:
    assert closed(full(0, applies("A", "East", 5, kind=kind, parent_code="H"))) == frozen


def test_growth_is_closed_where_the_model_says_so() -> None:
    assert closed(full(0, applies("A", "East", 5, kind="expansion", parent_code="H"), kinds=["new", "expansion"]))


@pytest.mark.parametrize(("bed_days", "frozen"), [
    # A hospital of 100 beds at 0.85: 31 025 bed-days.
    (31_025, False), (31_024, True)])
def test_who_is_used_enough_may_grow_in_a_frozen_district(bed_days: int, frozen: bool) -> None:
    here = (hospital("H", "East", 100, bed_days=bed_days), hospital("K", "East", 900, "0.10"))
    wish = (applies("A", "East", 5, kind="expansion", parent_code="H"), applies("B", "East", 5, kind="expansion", parent_code="nowhere"))
    case = made(city({"East": 10_000}, here, wish), rule("freeze", "it", any_of=[{"occupancy_below": "0.79"}], categories=["inpatient"],
                                                         receiver_use="0.85"))
    assert closed(case) == frozen
    assert closed(case, "B")


def test_what_is_accounted_elsewhere_is_frozen_where_it_stands() -> None:
    assert closed(full(0, applies("A", "East", 5, account_district="West")))
    assert not closed(full(0, applies("A", "West", 5, account_district="East")))


@pytest.mark.parametrize(("reach", "spares", "frozen"), [("quantity", [], True), ("quantity", ["key"], False), ("plan", [], False)])
def test_exemptions_of_reach_plan_and_those_it_spares_are_free(reach: str, spares: list[str], frozen: bool) -> None:
    here, wish = (hospital("H", "East", 100, "0.10"),), (applies("A", "East", 5, tags=("key_project",)),)
    case = made(city({"East": 10_000}, here, wish), rule("exempt", "key", where={"tags": "key_project"}, reach=reach),
                rule("freeze", "it", any_of=[{"occupancy_below": "0.79"}], categories=["inpatient"], spares=spares))
    assert closed(case) == frozen
    assert case.standing("A").fixed == ("" if frozen else "admitted")


def test_a_decision_overrides_it() -> None:
    here, wish = (hospital("H", "East", 100, "0.10"),), (applies("A", "East", 5),)
    case = made(city({"East": 10_000}, here, wish), rule("freeze", "it", any_of=[{"occupancy_below": "0.79"}], categories=["inpatient"]),
                decisions=(admitted("A"),))
    assert finding(case, plan(case, "A")).verdict is Verdict.BINDING
