"""Jinan's rows that say periods, goals, reports and the directed list."""
from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from allocator.cli import main
from allocator.domain.case import Case
from allocator.domain.city import City, Event, Fund, Requirement
from allocator.domain.plan import Plan
from allocator.errors import BadInput
from allocator.questions.assess import assess
from allocator.yearly.monitor import monitor
from tests.policies.book import printed, texts, written
from tests.policies.desk import desk, model
from tests.report.spreadsheet import Book
from tests.towns import applies, at, city, clinic, hospital, pharmacy, plan, township

HERE, THERE = "历下区", "长清区"


def town() -> City:
    """长清 lacks 45 of 85 beds, and its resident fund is short; 历下 lacks two specialties, with two sites."""
    there = (hospital("H", HERE, 90, "0.60", tier="tertiary", admissions=2_000, **at(0)), hospital("T", THERE, 40, "0.90", **at(9_000)),
             clinic("C", HERE, scheme="pooled", **at(0)),
             pharmacy("X", THERE, exited_on=date(2026, 2, 1), exit_cause="withdrawn", **at(9_000)))
    site: dict[str, Any] = {"kind": "site", "township": "镇", "name": ""}
    asked = (applies("A", HERE, 5, specialty="oncology", **at(3_000)), applies("B", THERE, 10),
             applies("Q", HERE, category="pharmacy", facility="pharmacy", **site, **at(0)),
             applies("S", HERE, 20, specialty="paediatric", type="specialised", **site, **at(5_000)))
    funds = (Fund(district=THERE, scheme="resident", year=2025, current_balance=Fraction(-3_000_000)),)
    wanted = tuple(Requirement(district=HERE, category="inpatient", specialty=s, required=30) for s in ("oncology", "paediatric"))
    return city({HERE: 10_000, THERE: 10_000}, there, asked, [(HERE, 0, 10_000), (THERE, 9_000, 10_000)], funds=funds, requirements=wanted,
                townships=(township("镇", HERE, 10_000),), events=(Event(code="C", date=date(2025, 5, 1), kind="minor_breach"),))


@pytest.fixture(scope="module")
def case() -> Case:
    return desk("jinan", town())


@pytest.fixture(scope="module")
def best(case: Case) -> Plan:
    return plan(case, "A", "Q", "S")


@pytest.fixture(scope="module")
def record(case: Case, best: Plan) -> dict[str, Any]:
    return written(case, best)


@pytest.fixture(scope="module")
def book(case: Case, best: Plan) -> Book:
    return printed(case, best)


@pytest.mark.row("JN-01")
@pytest.mark.parametrize(("year", "valid"), [(2025, False), (2026, True), (2027, True), (2028, False)])
def test_the_plan_is_for_the_years_2026_and_2027_and_a_draft(year: int, valid: bool) -> None:
    said = model("jinan").documents["plan"]
    assert (said.in_force, said.status) == ((date(2026, 1, 1), date(2027, 12, 31)), "draft")
    if valid:
        assert model("jinan", year).rule("bed-ceiling")
        return
    with pytest.raises(BadInput):
        model("jinan", year)


@pytest.mark.row("JN-01")
def test_the_cover_says_that_it_is_a_draft(book: Book) -> None:
    said = texts(book, "封面与参数")
    assert any("征求意见稿" in t for t in said)


@pytest.mark.row("JN-02")
def test_the_goals_of_2027_stand_on_the_plan_in_figures(record: dict[str, Any]) -> None:
    found = {(f["rule"], f["subject"]): (f["measured"], f["limit"]) for f in record["findings"]}
    assert (found["bed-ceiling", "city"], found["bed-floor", "city"]) == ((155, 180), (155, 170))            # 总量适宜: 130 + 25 of 20,000
    # of 155 beds 90 are tertiary (60 %: 93), 65 secondary (25 %: 38.75), in hundredths
    assert (found["tiers", "tertiary"], found["tiers", "secondary"]) == ((9_000, 9_300), (6_500, 3_875))     # 结构优化
    assert [sum(r[c] for r in record["beds"]) for c in ("exited", "reduced", "admitted")] == [0, 0, 25]      # 动态调整
    assert {r["category"]: (r["covered_before"], r["covered_after"]) for r in record["coverage"] if r["district"] == HERE} == {
        "outpatient": (10_000, 10_000), "pharmacy": (0, 10_000)}                                             # 协同高效


@pytest.mark.row("JN-26", "JN-29", "JN-34", "JN-37")
def test_total_structure_layout_efficiency_service_and_fund_are_monitored(case: Case) -> None:
    told = assess(case)
    assert [(s["district"], s["beds"], s["occupancy"], s["outpatient"]) for s in told["stock"]] == [
        (HERE, 90, "0.6", 1), (THERE, 40, "0.9", 0)]
    assert [(r["specialty"], r["required"], r["there"]) for r in told["requirements"]] == [("oncology", 30, 0), ("paediatric", 30, 0)]
    assert {"agglomeration", "equity", "access", "coverage", "diagnosis", "needs"} <= set(told)
    hit = {(t["rule"], t["subject"]) for t in monitor(case, case.city.data_as_of)["triggers"]}
    assert {("freeze-fund", THERE), ("bed-need", THERE), ("bed-floor", "city"), ("tiers", "tertiary")} <= hit
    assert ("freeze-fund", HERE) not in hit and [r["code"] for r in monitor(case, date(2026, 3, 1))["releases"]] == ["X"]


@pytest.mark.row("JN-32")
def test_the_yearly_allocation_plan_is_the_workbook(record: dict[str, Any], book: Book) -> None:
    assert (record["model"], record["year"]) == ("jinan", 2026)
    sheets = set(book.values.sheetnames)
    assert {"封面与参数", "区县汇总", "床位配置", "机构准入", "定向新增目录", "豁免清单", "规则校核", "暂停新增"} <= sheets
    assert {"A"} <= set(texts(book, "机构准入")) and {HERE, THERE} <= set(texts(book, "区县汇总"))
    assert {"solve", "audit", "compare"} <= set(main.commands)


@pytest.mark.row("JN-33")
def test_what_the_regional_health_plan_says_is_put_in_by_figures_of_the_year() -> None:
    plain, planned = desk("jinan", town()), desk("jinan", town(), district_value=Fraction("8.0"), f_d={THERE: "1.1"})
    assert [n.required for n in plain.district_needs] == [85, 85]
    assert {n.district: n.required for n in planned.district_needs} == {HERE: 80, THERE: 88}


@pytest.mark.row("JN-34")
def test_beds_and_staff_are_collected_institution_by_institution(root: Path) -> None:
    with open(root / "instances" / "jinan2026" / "institutions.csv", encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert {"licensed_beds", "open_beds", "insured_beds", "bed_days", "doctors", "visits", "admissions"} <= set(rows[0])
    assert all(r["doctors"] for r in rows if r["category"] != "pharmacy")
    assert all(r["open_beds"] for r in rows if r["category"] == "inpatient")


@pytest.mark.row("JN-35")
def test_grades_and_types_that_may_apply_are_published_by_place(record: dict[str, Any], book: Book) -> None:
    columns = ("district", "category", "tier", "specialty", "count", "beds", "insured_newly_covered")
    assert [tuple(s[c] for c in columns) for s in record["slots"]] == [
        (HERE, "inpatient", "secondary", "paediatric", 1, 20, 0), (HERE, "pharmacy", "ungraded", "", 1, 0, 10_000)]
    assert {"二级", "儿科", "镇"} <= set(texts(book, "定向新增目录"))


@pytest.mark.row("JN-36")
def test_what_is_short_is_told_by_specialty(case: Case, record: dict[str, Any]) -> None:
    assert {(s.sort, s.state) for s in case.states["supply-hospitals"]} == {("oncology", "none"), ("paediatric", "none")}
    (told,) = [f for f in record["findings"] if f["rule"] == "supply-hospitals"]
    assert told["subject"] == HERE and "30" in told["text"]


@pytest.mark.row("JN-38")
def test_the_state_of_each_district_and_what_changes_can_be_published(book: Book) -> None:
    sheet = book.values["区县汇总"]
    rows = {str(r[0].value): [c.value for c in r] for r in sheet.iter_rows() if r[0].value in (HERE, THERE)}
    assert set(rows) == {HERE, THERE}
    assert {90, 115} <= set(rows[HERE]) and 40 in rows[THERE]                          # beds today and planned
