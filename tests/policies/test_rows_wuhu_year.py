"""Wuhu's rows that say figures, periods, classes, reports and the yearly loop."""
from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from allocator.cli import main
from allocator.domain.case import Case
from allocator.domain.city import City, Event
from allocator.domain.plan import Plan
from allocator.errors import BadInput
from allocator.questions.assess import assess
from allocator.reading.instance import read_instance
from allocator.yearly.monitor import monitor
from tests.policies.book import printed, texts, written
from tests.policies.desk import desk, model
from tests.report.spreadsheet import Book
from tests.towns import admitted, applies, at, city, clinic, hospital, pharmacy, plan, township

NORTH, SOUTH = "镜湖区", "南陵县"


def town(**more: Any) -> City:
    """South lacks 19 beds of 59 and has a hospice, a pharmacy site and one who is decided; North has 110 beds and an exit."""
    old, new = date(2019, 1, 1), date(2024, 1, 1)
    there = (hospital("S", SOUTH, 40, "0.90", tier="primary", admitted_on=old), hospital("N1", NORTH, 60, "0.60", township="城",
             admitted_on=old), hospital("N2", NORTH, 50, "1", township="城", admitted_on=new), clinic("C", NORTH, admitted_on=old),
             hospital("X", NORTH, 20, admitted_on=old, exited_on=date(2026, 3, 1)), pharmacy("D", NORTH, admitted_on=old, **at(0)))
    asked = (applies("A", SOUTH, 10), applies("P", SOUTH, 5, facility="hospice"), applies("K", SOUTH, 5),
             applies("Q", SOUTH, kind="site", category="pharmacy", facility="pharmacy", township="籍山镇", name="", **at(5_000)))
    return city({NORTH: 10_000, SOUTH: 10_000}, there, asked, [(NORTH, 0, 10_000), (SOUTH, 5_000, 10_000)],
                townships=(township("籍山镇", SOUTH, 10_000),), **more)


@pytest.fixture(scope="module")
def case() -> Case:
    return desk("wuhu", town(events=(Event(code="S", date=date(2025, 5, 1), kind="minor_breach"),)), (admitted("K"),))


@pytest.fixture(scope="module")
def best(case: Case) -> Plan:
    return plan(case, "A", "K", "P", "Q", cuts={"N1": 6}, transfers={(NORTH, SOUTH): 10})


@pytest.fixture(scope="module")
def record(case: Case, best: Plan) -> dict[str, Any]:
    return written(case, best)


@pytest.fixture(scope="module")
def book(case: Case, best: Plan) -> Book:
    return printed(case, best)


# -- 现状与期限

@pytest.mark.row("WH-01")
def test_the_shipped_tables_add_up_to_the_published_baseline(root: Path) -> None:
    there = read_instance(root / "instances" / "wuhu2026.yaml", {}).city
    assert Counter(i.category for i in there.baseline) == {"inpatient": 155, "outpatient": 695, "pharmacy": 1_194}
    beds, doctors = (sum(getattr(i, name) for i in there.baseline) for name in ("insured_beds", "doctors"))
    assert (beds, doctors, there.data_as_of) == (23_950, 10_151, date(2025, 9, 30))
    rates = (Fraction(beds, there.insured) * 1000, Fraction(doctors, there.insured) * 1000, Fraction(2_044, there.insured) * 10_000)
    assert [round(r, 2) for r in rates] == [Fraction("6.51"), Fraction("2.76"), Fraction("5.56")]


@pytest.mark.row("WH-03", "WH-36")
@pytest.mark.parametrize(("year", "valid"), [(2025, False), (2026, True), (2028, True), (2029, False)])
def test_the_plan_is_for_the_years_2026_to_2028_from_july(year: int, valid: bool) -> None:
    assert model("wuhu").documents["plan"].in_force == (date(2026, 7, 1), date(2028, 12, 31))
    if valid:
        assert model("wuhu", year).rule("bed-milestone")
        return
    with pytest.raises(BadInput):
        model("wuhu", year)


@pytest.mark.row("WH-05")
def test_three_classes_have_rules_of_their_own() -> None:
    rules = {"inpatient": "bed-total", "outpatient": "clinic-total", "pharmacy": "pharmacy-total"}
    rows = {"inpatient": applies("A", SOUTH, 5), "outpatient": applies("A", SOUTH),
            "pharmacy": applies("A", SOUTH, category="pharmacy", facility="pharmacy", township="籍山镇")}
    for category, row in rows.items():
        there = desk("wuhu", city({SOUTH: 10_000}, [hospital("S", SOUTH, 40)], [row], townships=(township("籍山镇", SOUTH, 10_000),)))
        assert {c for c, entry in rules.items() if there.policy.rule(entry).covers(row, there)} == {category}


@pytest.mark.row("WH-35")
def test_what_the_companion_rules_would_say_is_marked_as_not_published(book: Book) -> None:
    unpublished = {n for n, p in model("wuhu").parameters.items() if p.source == "annex (not published)"}
    assert unpublished == {"f_d", "clinic_standard", "pharmacy_standard", "need_scope"}
    said = texts(book, "封面与参数")
    for name in unpublished:
        says = model("wuhu").parameters[name].says
        assert said[next(k for k, t in enumerate(said) if says in t) + 1] == "本系统"


# -- 诊断与目标

@pytest.mark.row("WH-02")
def test_the_five_problems_are_told_in_figures(case: Case) -> None:
    rows = assess(case)["diagnosis"]
    told = {(r["problem"], r["subject"]): (r["value"], r["standard"]) for r in rows}
    assert {p for p, _ in told} == {"uneven", "fast_growth", "density", "low_use", "tiers", "irregular"}
    # beds 130 and 40 of equal numbers of people: 1 - 2 x (area under the Lorenz curve) = (130 - 40) / (2 x 170)
    assert told["uneven", "insured_beds"][0] == "0.264706"
    assert told["fast_growth", "inpatient"][0] == "0.333333"                   # three hospitals in September 2020, four five years later
    assert told["density", "city"] == ("8.5", "5.97")                          # 170 beds of 20,000 insured
    # 36 + 36 + 50 + 16 beds in use of 170
    assert told["low_use", "city"] == ("0.811765", "0.79")
    assert told["tiers", "primary"] == ("0.266667", "0.1")                     # 40 of the 150 that stay
    assert told["irregular", "institutions"][0] == "0.166667"                  # one of six within the year


@pytest.mark.row("WH-04")
def test_total_structure_entry_and_use_stand_on_the_plan(record: dict[str, Any], book: Book) -> None:
    total = {m["year"]: (m["planned"], m["limit"]) for m in record["milestones"] if m["rule"] == "bed-milestone"}
    assert total == {2026: (164, 126)}                             # 总量适宜: 170 - 20 - 6 + 20 of 20,000 insured, 6.33 allow 126.6
    shape = {f["subject"]: f["measured"] for f in record["findings"] if f["rule"] == "tiers"}
    assert set(shape) == {"tertiary", "secondary", "primary"}      # 结构合理
    flow = [sum(r[c] for r in record["beds"]) for c in ("exited", "reduced", "admitted")]
    assert flow == [20, 6, 20]                                     # 进出有序
    assert [(a["institution"], a["reduced"], a["use_before"], a["use_after"]) for a in record["adjustments"]] == [
        ("N1", 6, "0.6", "0.666667")]                              # 运行高效
    assert {"封面与参数", "床位配置", "机构准入", "退出与释放", "床位调整"} <= set(book.values.sheetnames)


@pytest.mark.row("WH-23")
def test_figures_come_from_models_and_places_can_be_seen(case: Case, record: dict[str, Any], book: Book) -> None:
    assert [(s["township"], s["count"], s["insured_newly_covered"]) for s in record["slots"]] == [("籍山镇", 1, 10_000)]
    reached = {r["district"]: (r["covered_before"], r["covered_after"]) for r in record["coverage"] if r["category"] == "pharmacy"}
    assert reached == {NORTH: (10_000, 10_000), SOUTH: (0, 10_000)}
    assert sum(len(s._charts) for s in book.formulas) >= 1
    assert {"agglomeration", "equity", "access", "coverage"} <= set(assess(case))


# -- 闭环

@pytest.mark.row("WH-24")
def test_each_step_of_the_loop_has_its_command(case: Case, record: dict[str, Any]) -> None:
    steps = {"测算": "assess", "比对": "assess", "论证": "compare", "确定": "solve", "监测": "monitor", "调整": "audit"}
    assert set(steps.values()) <= set(main.commands)
    needs = {n["district"]: (n["required"], n["after_exits"], n["difference"]) for n in assess(case)["needs"]
             if n["scope"] == "district" and not n["tier"]}
    assert needs == {NORTH: (59, 110, 51), SOUTH: (59, 40, -19)}
    assert [r["admitted"] for r in record["admissions"] if r["application"] == "K"] == [True]


@pytest.mark.row("WH-24")
def test_what_is_decided_is_fixed_and_what_is_not_stays_open(case: Case) -> None:
    assert (case.standing("K").fixed, case.standing("K").decided) == ("admitted", True)
    assert (desk("wuhu", town()).standing("K").fixed, desk("wuhu", town()).standing("K").open) == ("", True)


@pytest.mark.row("WH-25", "WH-26", "WH-27")
def test_the_triggers_of_adjustment_are_listed_where_they_are_hit(case: Case) -> None:
    hit = {(t["rule"], t["subject"]): t["text"] for t in monitor(case, case.city.data_as_of)["triggers"]}
    assert {SOUTH, NORTH} == {s for r, s in hit if r == "requirement"}
    assert "59" in hit["requirement", SOUTH] and "40" in hit["requirement", SOUTH]
    assert [s for r, s in hit if r == "freeze-occupancy"] == [NORTH], "102 of 130 beds in use are under 79 %, 36 of 40 are not"
    assert ("pharmacy-circle", "city") in hit


@pytest.mark.row("WH-25")
def test_where_nothing_is_hit_nothing_is_listed() -> None:
    quiet = city({SOUTH: 10_000}, [hospital("T", SOUTH, 35, "0.85", tier="tertiary"), hospital("S", SOUTH, 18, "0.85"), hospital(
        "P", SOUTH, 6, "0.85", tier="primary"), clinic("C", SOUTH, doctors=29), pharmacy("D", SOUTH, **at(0))], points=[(SOUTH, 0, 10_000)])
    rows = monitor(desk("wuhu", quiet), quiet.data_as_of)["triggers"]
    # 18 of 59 beds are 0.3 over three tenths, 6 are 0.1 over one tenth: whole beds cannot do better
    assert {(t["rule"], t["subject"]) for t in rows} == {("tiers", "secondary"), ("tiers", "primary")}
    busy = desk("wuhu", city(quiet.districts, [hospital("S", SOUTH, 59, "0.50")]))
    assert ("freeze-occupancy", SOUTH) in {(t["rule"], t["subject"]) for t in monitor(busy, quiet.data_as_of)["triggers"]}
