"""Shaoxing's rows on the year: settlement, guidance and its end, the dynamic list, what is told and when."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.city import City, Event, Fund
from allocator.domain.institution import Institution
from allocator.domain.plan import Plan
from allocator.errors import BadInput
from allocator.yearly.monitor import monitor
from allocator.yearly.settle import settle
from tests.policies.book import printed, texts, written
from tests.policies.desk import against, desk, holds, model
from tests.report.spreadsheet import Book
from tests.towns import applies, city, clinic, hospital, pharmacy, plan, township

HERE, THERE = "越城区", "新昌县"
IN = date(2026, 1, 15)


# -- 期限

@pytest.mark.row("SX-01")
@pytest.mark.parametrize(("year", "valid"), [(2025, False), (2026, True), (2028, True), (2029, False)])
def test_the_plan_is_for_the_years_2026_to_2028(year: int, valid: bool) -> None:
    said = model("shaoxing").documents["plan"]
    assert (said.in_force, said.status, said.number) == ((date(2026, 1, 1), date(2028, 12, 31)), "in force", "绍市医保〔2025〕35号")
    if valid:
        assert model("shaoxing", year).rule("bed-ceiling")
        return
    with pytest.raises(BadInput):
        model("shaoxing", year)


@pytest.mark.row("SX-01")
def test_the_figures_that_the_bureau_may_adjust_change_without_a_new_model() -> None:
    town = city({HERE: 10_000}, [hospital("H", HERE, 60)], [applies("A", HERE, 12)])
    for high, room in (("7.1", False), ("7.2", True)):
        case = desk("shaoxing", town, bed_density_high=Fraction(high))
        assert holds(case, plan(case, "A"), "bed-ceiling") == room


# -- 结算

def owed(bed_days: int, retail: int, beds: int = 500, paid: int = 120_000_000) -> dict[str, Any]:
    """The settlement of one hospital."""
    row = hospital("H", HERE, 1, open_beds=beds, licensed_beds=500, bed_days=bed_days, retail_bed_days=retail, fund_paid=Fraction(paid))
    said: dict[str, Any] = settle(desk("shaoxing", city({HERE: 100_000}, [row])))["rows"][0]
    return said


@pytest.mark.row("SX-13")
def test_the_fund_share_of_bed_days_over_the_insured_beds_is_not_settled() -> None:
    # 500 beds x 365 = 182,500; 120,000,000 / 200,750 x 18,250
    over = owed(200_750, 0)
    assert (over["allowed"], over["actual"], over["excess"], over["unsettled"]) == (182_500, 200_750, 18_250, "10909090.91")
    at = owed(182_500, 0)
    assert (at["excess"], at["unsettled"]) == (0, "0")
    assert owed(0, 0)["unsettled"] == "0"


@pytest.mark.row("SX-08", "SX-13")
def test_allowed_are_the_beds_as_the_plan_tells_them() -> None:
    # 1.15 x 500 = 575 of 600 open beds
    assert owed(200_750, 0, beds=600)["allowed"] == 575 * 365


@pytest.mark.row("SX-14")
def test_bed_days_reimbursed_one_by_one_are_among_the_actual_ones() -> None:
    assert owed(182_500, 18_250) == owed(200_750, 0)
    assert owed(182_500, 1)["excess"] == 1 and owed(182_500, 0)["excess"] == 0


# -- 政策辅导期

def stage(on: date, *events: tuple[date, str]) -> dict[str, Any] | None:
    """Where a clinic admitted on 15 January 2026 stands on a day; None once it is regular."""
    told = tuple(Event(code="C", date=d, kind=k) for d, k in events)
    case = desk("shaoxing", city({HERE: 10_000}, [clinic("C", HERE, admitted_on=IN)], events=told, data_as_of=date(2026, 12, 31)))
    return next((t for t in monitor(case, on)["trials"] if t["institution"] == "C"), None)


@pytest.mark.row("SX-34")
@pytest.mark.parametrize("row", [hospital("C", HERE, 5, admitted_on=IN), clinic("C", HERE, admitted_on=IN),
                                 pharmacy("C", HERE, admitted_on=IN)])
def test_whoever_is_new_is_guided_for_six_months(row: Institution) -> None:
    case = desk("shaoxing", city({HERE: 10_000}, [row]))
    (last,) = monitor(case, date(2026, 7, 14))["trials"]
    assert (last["stage"], last["guidance_until"], last["extensions"]) == ("guidance", "2026-07-15", 0)
    assert monitor(case, date(2026, 7, 15))["trials"] == []


@pytest.mark.row("SX-35")
@pytest.mark.parametrize("kind", ["minor_breach", "rectification_failed"])
def test_a_minor_breach_or_poor_rectification_adds_six_months_each_time(kind: str) -> None:
    once = stage(date(2027, 1, 14), (date(2026, 7, 14), kind))
    assert once is not None and (once["stage"], once["guidance_until"], once["extensions"]) == ("guidance", "2027-01-15", 1)
    assert stage(date(2027, 1, 15), (date(2026, 7, 14), kind)) is None
    twice = stage(date(2027, 7, 14), (date(2026, 7, 14), kind), (date(2027, 1, 14), kind))
    assert twice is not None and (twice["guidance_until"], twice["extensions"]) == ("2027-07-15", 2)
    assert stage(date(2026, 8, 1), (date(2026, 7, 15), kind)) is None, "after the period it prolongs nothing"
    assert stage(date(2026, 8, 1), (date(2026, 3, 1), "rectified")) is None, "put right in time it prolongs nothing"


@pytest.mark.row("SX-35", "SX-36")
def test_what_suspends_a_contract_ends_it_during_guidance_only() -> None:
    ended = stage(date(2026, 6, 2), (date(2026, 6, 1), "suspended"))
    assert ended is not None and (ended["stage"], ended["barred_until"]) == ("terminated", "2027-06-01")
    assert stage(date(2026, 8, 2), (date(2026, 8, 1), "suspended")) is None


@pytest.mark.row("SX-36")
@pytest.mark.parametrize(("applied", "barred"), [(date(2027, 5, 31), True), (date(2027, 6, 1), False)])
def test_for_one_year_it_may_not_apply_again(applied: date, barred: bool) -> None:
    gone = clinic("C", HERE, admitted_on=IN, status="exited", exited_on=date(2026, 6, 1), exit_cause="terminated")
    again = [applies("A", HERE, parent_code="C", applied_on=applied), applies("B", HERE, barred_until=date(2027, 6, 1), applied_on=applied)]
    case = desk("shaoxing", city({HERE: 10_000}, [gone], again, year=2027, data_as_of=date(2026, 12, 31)), clinic_total={"city": 9})
    assert {c: against(case, c) for c in "AB"} == dict.fromkeys("AB", ["ban"] if barred else [])
    assert holds(case, plan(case, "A"), "ban") is not barred
    listed = {b["code"]: b["barred_until"] for b in monitor(case, date(2026, 12, 31))["bans"]}
    assert listed == {"B": "2027-06-01", "C": "2027-06-01"}


@pytest.mark.row("SX-36")
@pytest.mark.parametrize(("ended_on", "happened", "barred"), [
    (date(2026, 7, 14), [], True), (date(2026, 7, 15), [], False), (date(2026, 12, 1), [(date(2026, 7, 1), "minor_breach")], True),
    (date(2026, 8, 1), [(date(2026, 7, 14), "suspended")], True), (date(2026, 8, 1), [(date(2026, 7, 15), "suspended")], False)])
def test_it_is_barred_only_for_what_happened_during_guidance(ended_on: date, happened: list[tuple[date, str]], barred: bool) -> None:
    gone = clinic("C", HERE, admitted_on=IN, status="exited", exited_on=ended_on, exit_cause="terminated")
    again = applies("A", HERE, parent_code="C", applied_on=date(2027, 1, 2))
    events = tuple(Event(code="C", date=d, kind=k) for d, k in happened)
    case = desk("shaoxing", city({HERE: 10_000}, [gone], [again], year=2027, data_as_of=date(2027, 1, 1), events=events),
                clinic_total={"city": 9})
    assert against(case, "A") == (["ban"] if barred else [])


@pytest.mark.row("SX-36")
def test_its_place_is_released_for_others_in_its_county() -> None:
    for cause, room in (("terminated", True), ("relocated", False)):
        gone = clinic("C", HERE, status="exited", exited_on=date(2026, 6, 1), exit_cause=cause)
        town = city({HERE: 10_000}, [gone, clinic("D", HERE)], [applies("A", HERE)], year=2027, data_as_of=date(2026, 12, 31))
        case = desk("shaoxing", town, clinic_total={"city": 0})
        assert holds(case, plan(case, "A"), "clinic-quota") == room


# -- 清单与报告

def town() -> City:
    """越城 gives up beds to a busy hospital and has a key project; 新昌 has a deficit, an exit and somebody under guidance."""
    old = date(2019, 1, 1)
    there = (hospital("H", HERE, 60, "0.50", admitted_on=old, township="城"), hospital("B", HERE, 40, "0.99", licensed_beds=60,
             admitted_on=old, township="城"), hospital("T", THERE, 30, admitted_on=old), clinic("C", THERE, admitted_on=date(2025, 8, 1)),
             pharmacy("X", THERE, admitted_on=old, exited_on=date(2026, 2, 1), exit_cause="withdrawn"))
    asked = (applies("E", HERE, 6, kind="expansion", parent_code="B"), applies("K", HERE, 10, tags=("key_project",)),
             applies("N", THERE, 5), applies("G", HERE, 9, barred_until=date(2027, 1, 1)))
    funds = tuple(Fund(district=d, scheme="resident", year=2025, current_balance=Fraction(n)) for d, n in ((HERE, 5), (THERE, -7_000_000)))
    return city({HERE: 10_000, THERE: 10_000}, there, asked, funds=funds, townships=(township("镇", HERE, 10_000),))


@pytest.fixture(scope="module")
def case() -> Case:
    return desk("shaoxing", town(), county_totals={HERE: 105})


@pytest.fixture(scope="module")
def best(case: Case) -> Plan:
    return plan(case, "E", "K", cuts={"H": 6})


@pytest.fixture(scope="module")
def record(case: Case, best: Plan) -> dict[str, Any]:
    return written(case, best)


@pytest.fixture(scope="module")
def book(case: Case, best: Plan) -> Book:
    return printed(case, best)


@pytest.mark.row("SX-02")
def test_the_balance_of_the_fund_is_told_where_it_does_not_cover_the_year(case: Case, book: Book) -> None:
    said = texts(book, "暂停新增")
    assert THERE in said and "-7000000" in said and HERE not in said
    assert [t["subject"] for t in monitor(case, case.city.data_as_of)["triggers"] if t["rule"] == "freeze"] == [THERE]


@pytest.mark.row("SX-03")
def test_what_calls_for_a_new_plan_is_listed(case: Case) -> None:
    hit = {(t["rule"], t["subject"]) for t in monitor(case, case.city.data_as_of)["triggers"]}
    # need: 130 beds of 140; fund: 新昌; band: 130 of 138
    assert {("bed-need", "city"), ("freeze", THERE), ("bed-floor", "city")} <= hit
    full = city({HERE: 10_000}, [hospital("H", HERE, 70)])
    assert monitor(desk("shaoxing", full), full.data_as_of)["triggers"] == []


@pytest.mark.row("SX-05")
def test_total_stock_growth_and_quality_stand_on_the_plan(record: dict[str, Any], book: Book) -> None:
    assert {f["subject"]: (f["measured"], f["limit"]) for f in record["findings"] if f["rule"] == "county-total" and not f.get("row")}[
        HERE] == (110, 105), "保总量: the key project's ten beyond what was filed"
    assert [(a["institution"], a["reduced"]) for a in record["adjustments"]] == [("H", 6)]                                # 调存量
    assert {a["application"] for a in record["admissions"] if a["admitted"]} == {"E", "K"}                                 # 优增量
    assert [a["use_after"] > a["use_before"] for a in record["adjustments"]] == [True]                                     # 提质量
    assert {"床位配置", "床位调整", "机构准入", "豁免清单", "规则校核"} <= set(book.values.sheetnames)


@pytest.mark.row("SX-10")
def test_that_counties_file_their_beds_by_the_end_of_january_stands_on_the_cover_with_what_they_filed(book: Book) -> None:
    said = texts(book, "封面与参数")
    assert any("每年1月底前" in t and f"{HERE} 105" in t for t in said)


@pytest.mark.row("SX-37")
def test_the_dynamic_list_holds_who_came_in_who_is_watched_and_who_left(case: Case) -> None:
    lists = monitor(case, date(2026, 3, 1))
    assert [(t["institution"], t["stage"], t["guidance_until"]) for t in lists["trials"]] == []
    assert [(t["institution"], t["stage"]) for t in monitor(case, date(2026, 1, 31))["trials"]] == [("C", "guidance")]
    assert [(b["code"], b["barred_until"]) for b in lists["bans"]] == [("G", "2027-01-01")]
    assert [(r["code"], r["place"], r["cause"]) for r in lists["releases"]] == [("X", True, "withdrawn")]


@pytest.mark.row("SX-38")
def test_what_has_to_be_reported_is_found_by_rule_and_clause(case: Case, record: dict[str, Any]) -> None:
    for t in monitor(case, case.city.data_as_of)["triggers"]:
        assert t["document"] == "plan" and t["article"] and t["text"]
    assert {f["rule"] for f in record["findings"]} >= {r.id for r in case.policy if r.family == "bound"}
