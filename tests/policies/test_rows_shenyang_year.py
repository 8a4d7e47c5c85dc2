"""Shenyang's rows that tell: the background in figures, stock and increment, the analysis, the yearly execution plan."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.audit import audit, broken
from allocator.cli import main
from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.questions.assess import assess
from tests.policies.book import printed, texts, written
from tests.policies.desk import found, model
from tests.policies.shenyang import LEVELS, pooled, ruled, store
from tests.report.spreadsheet import Book
from tests.towns import applies, at, city, hospital, pharmacy, plan

RICH, FAIR, COUNTY = "和平区", "浑南区", "法库县"


@pytest.fixture(scope="module")
def case() -> Case:
    """A main urban zone with 660 beds where 551 can be paid, a suburb and a county with room."""
    old, new = date(2018, 1, 1), date(2023, 1, 1)
    there = [hospital("U1", RICH, 400, "0.50", tier="tertiary", township="一", admitted_on=old),
             hospital("U2", RICH, 260, "0.80", township="一", admitted_on=old), hospital("F", FAIR, 100, "0.90", admitted_on=old),
             hospital("K", COUNTY, 40, "0.90", tier="primary", admitted_on=new), pooled("C", RICH, **at(0)), pharmacy("P", FAIR, **at(0))]
    rows = [applies("A", FAIR, 60, score=Fraction(85), **at(0)),
            applies("B", COUNTY, 20, tier="tertiary", score=Fraction(70), **at(30_000)),
            applies("V", COUNTY, facility="village_clinic", scheme="pooled", **at(20_000)),
            store("S", COUNTY, score=Fraction(60), **at(400))]
    return ruled(there, rows, demand=city({FAIR: 1}, points=[(FAIR, 0, 9_000)]).demand)


@pytest.fixture(scope="module")
def best(case: Case) -> Plan:
    return plan(case, "A", "B", "V", cuts={"U1": 10})


@pytest.fixture(scope="module")
def record(case: Case, best: Plan) -> dict[str, Any]:
    return written(case, best)


@pytest.fixture(scope="module")
def book(case: Case, best: Plan) -> Book:
    return printed(case, best)


@pytest.mark.row("SY-01")
def test_the_background_is_told_in_figures(case: Case) -> None:
    told = {(r["problem"], r["subject"]): (r["value"], r["standard"]) for r in assess(case)["diagnosis"]}
    assert told["fast_growth", "inpatient"][0] == "0.333333"                   # three hospitals at the end of 2020, four five years later
    assert told["density", "医保主城区"] == ("11", "9.183432")                 # 660 of 60,000
    assert told["density", COUNTY] == ("4", "9.183432")
    assert told["tiers", "tertiary"] == ("0.5", "0.6") and told["tiers", "secondary"] == ("0.45", "0.2")
    # 200 + 208 + 90 + 36 of 800 beds
    assert told["low_use", "city"] == ("0.6675", None)


@pytest.mark.row("SY-03")
def test_areas_are_rich_fairly_rich_and_weak_as_the_table_of_districts_says(case: Case) -> None:
    levels = {d.district: d.resource_level for d in case.city.districts}
    assert levels == LEVELS and set(levels.values()) == {"rich", "fair", "weak"}
    at_level = {c: [model("shenyang").rule(f"priority-{r}").of(case.city.by_application[c], case) for r in ("weak", "fair")] for c in "AB"}
    assert at_level == {"A": [0, 1], "B": [2, 0]}


@pytest.mark.row("SY-05")
def test_stock_increment_and_quality_stand_on_the_plan_and_the_fund_keeps_a_little(record: dict[str, Any], case: Case, best: Plan) -> None:
    assert broken(audit(best, case)) == ()
    assert [(a["institution"], a["reduced"], a["use_before"], a["use_after"]) for a in record["adjustments"]] == [
        ("U1", 10, "0.5", "0.512821")]                                         # 调整存量, 提高质量
    assert {(r["district"], r["tier"]): r["admitted"] for r in record["beds"] if r["admitted"]} == {
        (FAIR, "secondary"): 60, (COUNTY, "tertiary"): 20}                     # 优化增量
    assert case.policy.parameters["surplus_rate"].default == Fraction("0.03") and case.policy.rule("fundable").surplus_rate > 0


@pytest.mark.row("SY-19")
def test_the_analysis_the_conditions_and_the_process_have_their_place(case: Case, book: Book) -> None:
    assert {"assess", "solve", "explain", "monitor", "settle"} <= set(main.commands)
    lists = assess(case)
    assert {"agglomeration", "equity", "access", "coverage"} <= {k for k, rows in lists.items() if rows}
    said = texts(book, "规则校核")
    for entry in ("qualified", "probation", "tail"):
        assert any(model("shenyang").rule(entry).clause.says in t for t in said), entry


@pytest.mark.row("SY-22", "SY-45")
def test_the_product_is_a_plan_for_the_year_of_every_district(case: Case, record: dict[str, Any], book: Book) -> None:
    assert (record["model"], record["year"]) == ("shenyang", 2026)
    assert {r["district"] for r in record["beds"]} == set(LEVELS)
    assert {r["application"]: (r["admitted"], r["beds"]) for r in record["admissions"]} == {
        "A": (True, 60), "B": (True, 20), "V": (True, 0), "S": (False, 0)}
    assert {"封面与参数", "区县汇总", "床位配置", "机构准入", "床位调整", "规则校核"} <= set(book.values.sheetnames)
    assert set(LEVELS) <= set(texts(book, "区县汇总"))
    assert {f.subject for f in found(case, Plan(), "inpatient-quota")} == set(case.policy.zones)
