"""What single sheets say: verdicts, marks, freezes, conclusions, exemptions, overrides."""
from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from allocator.report.context import Context
from allocator.report.sheets import (
    adjustments,
    admissions,
    beds,
    coverage,
    decisions,
    districts,
    exemptions,
    exits,
    freezes,
    measures_sheet,
    rules_sheet,
    slots,
    sources,
    transfers,
    waitlist,
)
from allocator.report.table import Formula, Line, plain
from allocator.standing import stand
from tests.towns import rule


def line(sheet: Any, key: str, value: object, table: int = 0) -> dict[str, Any]:
    """The plain values of the line that has this value."""
    found: Line = next(x for x in sheet.tables[table].lines if plain(x.cells.get(key)) == value)
    return {k: plain(v) for k, v in found.cells.items()}


# -- rules

def finding(**more: Any) -> dict[str, Any]:
    row = {"rule": "bed-total", "kind": "density_limit", "clause": {"document": "plan", "article": "四"}, "subject": "city",
           "measured": 10, "sense": "<=", "limit": 10, "unit": "beds", "slack": 0, "excused": 0, "verdict": "binding",
           "strictness": "must", "reason": "", "text": "t"}
    return {**row, **more}


def judged(context: Context, **more: Any) -> Any:
    made = rules_sheet.sheet(replace(context, record={**context.record, "findings": [finding(**more)]}))
    return made.tables[0].lines[0].cells


@pytest.mark.parametrize(("more", "word", "margin"), [
    ({}, "符合（已达限值）", 0),
    ({"measured": 9, "verdict": "met"}, "符合", 1),
    ({"measured": 11, "verdict": "violated"}, "不符合", -1),
    ({"measured": 11, "verdict": "violated", "strictness": "should"}, "未达到", -1),
    ({"measured": 12, "excused": 2, "verdict": "binding"}, "符合（已达限值）", -2),
    ({"sense": ">=", "measured": 12, "excused": 2, "verdict": "binding"}, "符合（已达限值）", 2),
    ({"sense": ">=", "measured": 9, "verdict": "violated"}, "不符合", -1),
    ({"sense": "==", "verdict": "met"}, "符合", 0),
    ({"sense": "==", "measured": 11, "verdict": "violated"}, "不符合", -1),
])
def test_the_verdict_is_a_formula_that_says_what_the_audit_said(context: Context, more: dict[str, Any], word: str, margin: int) -> None:
    cells = judged(context, **more)
    assert isinstance(cells["verdict"], Formula)
    assert (cells["verdict"].value, cells["margin"].value) == (word, margin)


def test_a_verdict_that_rounding_hides_stays_a_word(context: Context) -> None:
    cells = judged(context, measured="5.970000", limit="5.97", verdict="violated")
    assert cells["verdict"] == "不符合"


def test_tenths_of_a_bed_are_shown_as_beds(context: Context) -> None:
    cells = judged(context, measured=131, limit=120, unit="beds/10", verdict="violated")
    assert (plain(cells["measured"]), plain(cells["limit"]), cells["unit"]) == (Fraction(131, 10), 12, "张")


def test_a_rule_that_does_not_apply_says_why_and_has_no_figures(context: Context) -> None:
    cells = judged(context, measured=None, limit=None, verdict="not_applicable", reason="本年度没有", text="")
    assert (cells["verdict"], cells["text"], cells.get("measured")) == ("不适用", "本年度没有", None)


def test_findings_are_all_there_in_their_order(context: Context) -> None:
    made = rules_sheet.sheet(context).tables[0].lines
    assert [x.cells["rule"] for x in made] == [f["rule"] for f in context.record["findings"]]
    assert "刚性规则不符合1项，引导性目标未达到3项" in rules_sheet.sheet(context).lead[0]


# -- districts, beds, coverage

def test_a_district_is_concluded_in_words(context: Context) -> None:
    said = {plain(x.cells["district"]): x.cells["conclusion"] for x in districts.sheet(context).tables[0].lines}
    assert said["East"] == "优化增量；跨区域调入10张"
    assert said["Mid"] == "供需平衡；暂停新增住院类"
    assert said["West"] == "优化存量；暂停新增住院类；核减床位25张；跨区域调出10张"


def test_institutions_are_counted_where_they_stand(context: Context) -> None:
    west = line(districts.sheet(context), "district", "West")
    assert (west["inpatient_current"], west["inpatient_exits"], west["inpatient_new"], west["inpatient_after"]) == (4, 1, 0, 3)
    assert (west["pharmacy_current"], west["pharmacy_exits"], west["pharmacy_after"]) == (1, 1, 0)
    assert west["outpatient_new"] == 1


def test_tiers_are_held_against_the_ratio_of_the_model(context: Context) -> None:
    made = beds.sheet(context)
    assert made is not None
    middle = line(made, "tier", "二级", table=1)
    # all 295 planned beds are secondary, three tenths of them should be: 206.5 too many
    assert (middle["planned"], middle["share_planned"], float(middle["deviation"])) == (295, 1, 206.5)


def test_conversions_and_moves_have_columns_only_where_there_are_any(context: Context) -> None:
    keys = [c.key for c in beds.sheet(context).tables[2].columns]                        # type: ignore[union-attr]
    assert "converted" in keys
    assert "moved_in" not in keys


def test_a_standard_is_judged_for_the_city_and_not_for_its_districts(context: Context) -> None:
    made = coverage.sheet(context)
    assert made is not None
    assert plain(made.tables[0].total_cells["verdict"]) == "未达到"
    assert line(made, "district", "West")["verdict"] == "低于全市标准"


# -- standings

def test_a_freeze_is_shown_with_its_figure_and_whom_it_stops(context: Context) -> None:
    made = freezes.sheet(context)
    assert made is not None
    mid, west = line(made, "district", "Mid"), line(made, "district", "West")
    assert (mid["trigger"], mid["measured"], mid["let_in"]) == ("职工医保基金当期结余（元）", -1000, 1)
    # W1 half, W2 nine tenths, W3 three quarters, X1 four fifths used: (50 + 45 + 22.5 + 16) of 200 beds, in whole bed-days
    assert (west["trigger"], west["measured"], west["threshold"], west["closed"]) == ("病床使用率", "66.75%", "70.00%", 1)


def test_an_exempt_applicant_is_listed_with_class_clause_and_rules_lifted(context: Context) -> None:
    made = exemptions.sheet(context)
    assert made is not None
    key = line(made, "application", "A2")
    assert (key["class"], key["reach"], key["proof"]) == ("clause of exempt-key", "数量", "重点建设项目；医院")
    assert key["lifted"] == "密度限值、减一增一"
    old = line(made, "application", "A9")
    assert old["proof"] == "取得许可或备案2026-01-05；申请2026-02-01；诊所"
    assert old["reach"] == "计划"


def test_a_decision_is_logged_with_the_rules_that_it_overrides(context: Context) -> None:
    made = decisions.sheet(context)
    taken = line(made, "decided_code", "A3")
    assert (taken["decided"], taken["beds_decided"], taken["by"]) == ("准入", 30, "office")
    assert "freeze-fund" in taken["overrides"]
    assert line(made, "decided_code", "W2")["decided"] == "核减床位"


def test_the_reserve_order_stands_by_quota_and_rank(context: Context) -> None:
    made = waitlist.sheet(context)
    assert made is not None
    assert [(x.cells["application"], x.cells["waitlist"]) for x in made.tables[0].lines] == [("A4", 1), ("A5", 1)]


def test_a_cut_that_was_decided_is_not_held_against_the_limit(context: Context) -> None:
    made = adjustments.sheet(context)
    assert line(made, "institution", "W2")["margin"] is None
    assert line(made, "institution", "W1")["margin"] == 0


def test_what_is_freed_and_granted_is_balanced_by_district(context: Context) -> None:
    made = exits.sheet(context)
    assert made is not None
    west = line(made, "district", "West")
    # 20 beds exit, 25 are cut, 10 converted; 10 go to East
    assert (west["released"], west["granted"], west["received"], west["released_less_granted"]) == (55, 0, -10, 45)
    assert [x.cells["code"] for x in made.tables[1].lines] == ["X1", "D2"]


# -- applications

def test_every_application_stands_once_admitted_ones_first(context: Context) -> None:
    made = admissions.sheet(context)
    codes = [x.cells["application"] for x in made.tables[0].lines]
    assert sorted(codes) == sorted(r["application"] for r in context.record["admissions"])
    flags = [x.cells["admitted"] for x in made.tables[0].lines]
    assert flags == sorted(flags, key=lambda f: f != "是")


def test_reasons_beyond_the_third_are_counted() -> None:
    row = {"reasons": [{"text": t} for t in ("甲", "乙", "乙", "丙", "丁", "戊")]}
    assert admissions.reasons(row) == "甲；乙；丙；另有2项"


def test_a_slot_is_one_line_a_site_and_one_sentence(context: Context) -> None:
    made = slots.sheet(context)
    assert made is not None
    first = line(made, "code", "S1")
    assert first["sentence"] == "East东镇 新增定点零售药店1家，新覆盖10,000人，最近同类30.0公里"
    assert (first["count"], first["insured_newly_covered"]) == (1, 10_000)


def test_sites_of_one_slot_stand_in_lines_of_their_own(context: Context) -> None:
    twin = replace(context.case.city.by_application["S1"], code="S2")
    city = replace(context.case.city, applications=(*context.case.city.applications, twin))
    rows = [*context.record["admissions"], {**context.record["admissions"][-1], "application": "S2"}]
    record = {**context.record, "admissions": rows, "slots": [{**context.record["slots"][0], "count": 2}]}
    made = slots.sheet(replace(context, case=replace(context.case, city=city), record=record))
    assert made is not None
    assert [x.cells["code"] for x in made.tables[0].lines] == ["S1", "S2"]
    assert plain(made.tables[0].total_cells["count"]) == 2
    assert plain(made.tables[0].total_cells["insured_newly_covered"]) == 10_000


def test_objectives_say_whether_they_are_proven(context: Context) -> None:
    made = measures_sheet.sheet(context)
    proven = next(t for t in made.tables if t.columns[1].key == "objective")
    assert {plain(x.cells["remark"]) for x in proven.lines} == {"已证明最优"}
    assert plain(proven.lines[1].cells["value"]) == Fraction(1234, 10)


@pytest.mark.parametrize(("value", "text"), [
    (True, "是"), ({}, "—"), ([], "—"), (None, "—"), (Fraction("1.3"), "1.3"), (["甲", "乙"], "甲、乙"),
    ({2026: Fraction("6.33"), 2028: "x"}, "2026: 6.33；2028: x")])
def test_a_parameter_is_shown_in_words(context: Context, value: object, text: str) -> None:
    policy = replace(context.case.policy, values={"f_d": value})
    made = sources.sheet(replace(context, case=replace(context.case, policy=policy)))
    assert line(made, "parameter", "f_d", table=1)["value_used"] == text


def test_coverage_shows_what_each_new_institution_adds(context: Context) -> None:
    made = coverage.sheet(context)
    assert made is not None
    drawn = next(t for t in made.tables if t.chart)
    worth = made.tables[made.tables.index(drawn) + 1]
    (site,) = worth.lines
    assert (site.cells["code"], site.cells["gained"], site.cells["alone"]) == ("S1", 10_000, 10_000)
    assert [(x.cells["sites"], x.cells["people"], x.cells["plan"]) for x in drawn.lines][:2] == [(0, 10_000, None), (1, 20_000, 20_000)]
    assert drawn.apart and worth.apart


# -- what a model cannot fill

def without(context: Context, *kinds: str, more: tuple[Any, ...] = ()) -> Context:
    """The same plan under a model without some kinds of rules, nothing decided and nothing moved or cut."""
    rules = tuple(r for r in context.case.policy if r.kind not in kinds) + more
    record = {**context.record, "transfers": [], "adjustments": [], **({"needs": []} if "requirement" in kinds else {})}
    return replace(context, case=stand(context.case.city, replace(context.case.policy, rules=rules)), record=record)


def test_a_swap_sheet_is_there_only_for_swaps_and_transfers(context: Context) -> None:
    still = rule("total_invariant", "still", scope="district")
    assert transfers.sheet(without(context)) is not None
    assert transfers.sheet(without(context, "swap", "transfer", more=(still,))) is None
    assert [adjustments.sheet(c).number for c in (without(context), without(context, "swap", "transfer"))] == ["附表4（二）", "附表4"]


@pytest.mark.parametrize(("kinds", "said"), [
    ((), "本年度没有核减床位的机构。"), (("adjustment_limits",), "按模型的规则，现有机构均无可核减的床位")])
def test_an_empty_sheet_of_cuts_says_whether_the_model_could_cut(context: Context, kinds: tuple[str, ...], said: str) -> None:
    assert adjustments.sheet(without(context, *kinds)).tables[0].empty.startswith(said)


def test_needs_are_shown_only_where_the_model_requires_any(context: Context) -> None:
    bare = without(context, "requirement", "tier_ratio")
    captions = [t.caption for t in measures_sheet.sheet(bare).tables]
    assert len(captions) == len(measures_sheet.sheet(context).tables) - 1
    made = beds.sheet(bare)
    assert made is not None
    assert not {"required", "share_target", "deviation"} & {c.key for t in made.tables for c in t.columns}
