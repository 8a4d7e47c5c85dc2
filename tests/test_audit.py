"""The audit: what comes first, what is broken, and how a finding is said."""
from __future__ import annotations

from fractions import Fraction

import pytest

from allocator import words
from allocator.audit import AS_APPLIED, audit, broken, closing_words, disregarded, number, percent, sentence, subject_words, unit_words
from allocator.domain.finding import Clause, Finding, Verdict, judge
from allocator.domain.plan import Plan
from allocator.rules.base import decimal
from tests.towns import admitted, applies, cut, finding, made, plan, requirement, rule, three


def test_first_whether_the_plan_may_be_decided_then_every_rule_in_the_models_order() -> None:
    rules = (rule("swap", reuse="1"), requirement(), rule("adjustment_limits", target_use="0.85", share_per_institution="1",
                                                          share_per_district="1",
                                                          min_block=1, min_remaining=0))
    case = made(three(applies("A", "East", 5)), *rules)
    found = audit(Plan({"A": 6}, {"W1": 101}), case)
    order = list(dict.fromkeys(f.rule for f in found))
    assert order == [AS_APPLIED, "swap", "requirement", "adjustment-limits"]
    assert {f.subject for f in found if f.rule == AS_APPLIED} == {"A", "W1"}


def test_broken_are_violated_must_rules_only() -> None:
    should = rule("density_limit", "soft", resource="insured_beds", value="1", strictness="should")
    must = rule("density_limit", "hard", resource="insured_beds", value="1")
    case = made(three(), should, must)
    assert [f.rule for f in broken(audit(plan(case), case))] == ["hard"]


def test_every_rule_says_something_of_the_empty_plan() -> None:
    kinds = [rule("ban"), rule("eligibility"), rule("transfer"), rule("class_control", where={"type": "dental"}), requirement()]
    case = made(three(), *kinds)
    assert {f.rule for f in audit(plan(case), case)} == {r.id for r in kinds}


# -- verdicts

@pytest.mark.parametrize(("measured", "sense", "limit", "excused", "verdict"), [
    (5, "<=", 6, 0, Verdict.MET), (6, "<=", 6, 0, Verdict.BINDING), (7, "<=", 6, 0, Verdict.VIOLATED), (7, "<=", 6, 1, Verdict.BINDING),
    (8, "<=", 6, 1, Verdict.VIOLATED), (7, ">=", 6, 0, Verdict.MET), (6, ">=", 6, 0, Verdict.BINDING), (5, ">=", 6, 0, Verdict.VIOLATED),
    (5, ">=", 6, -1, Verdict.BINDING), (6, "==", 6, 0, Verdict.MET), (5, "==", 6, 0, Verdict.VIOLATED),
    (Fraction(1, 3), "<=", Fraction(1, 3), 0, Verdict.BINDING), (Fraction(33333, 100000), "<=", Fraction(1, 3), 0, Verdict.MET)])
def test_verdicts_are_exact(measured: int, sense: str, limit: int, excused: int, verdict: Verdict) -> None:
    assert judge(measured, sense, limit, excused) is verdict


@pytest.mark.parametrize(("measured", "sense", "limit", "excused", "slack", "gap"), [
    (5, "<=", 6, 0, 1, 0), (8, "<=", 6, 0, -2, 2), (8, "<=", 6, 1, -2, 1), (8, "<=", 6, 3, -2, 0), (5, ">=", 6, 0, -1, 1),
    (7, ">=", 6, 0, 1, 0),
    (5, "==", 6, 0, 1, 1), (8, "==", 6, 0, -2, 2), (6, "==", 6, 0, 0, 0)])
def test_slack_counts_all_and_the_gap_what_is_not_excused(measured: int, sense: str, limit: int, excused: int, slack: int,
                                                          gap: int) -> None:
    f = Finding(rule="r", kind="k", clause=Clause(document="d"), subject="s", measured=measured, sense=sense, limit=limit, excused=excused)
    assert (f.slack, f.gap) == (slack, gap)


def test_what_does_not_apply_has_neither() -> None:
    f = Finding(rule="r", kind="k", clause=Clause(document="d"), subject="s")
    assert (f.slack, f.gap, f.broken) == (None, 0, False)


# -- sentences

def test_a_sentence_has_the_findings_figures_in_both_languages() -> None:
    case = made(three(applies("A", "East", 21)), requirement(), rule("swap", "it", reuse="1"))
    f = finding(case, plan(case, "A"), subject="East", row="headroom")
    assert sentence(f) == "East短缺，非豁免新增21张，退出后缺口20张"
    words.use("en")
    assert sentence(f) == "East is short: 21 beds added, 20 lacking after exits"


def test_what_is_excused_is_said() -> None:
    case = made(three(applies("A", "East", 30, tags=("key_project",))), rule("exempt", where={"tags": "key_project"}),
                rule("density_limit", "it", resource="insured_beds", value="6", when_over="net_nonincrease"))
    said = sentence(finding(case, plan(case, "A")))
    assert said.startswith("全市规划310张，限值280张")
    assert said.endswith("（其中豁免及已定事项30张，不作超限论）")


def test_what_does_not_apply_says_why() -> None:
    case = made(three(), rule("transfer", "it"))
    assert sentence(finding(case, plan(case))) == "全市：本方案没有跨区域调剂"


def test_a_closing_says_its_figures() -> None:
    wish = (applies("A", "West", 5), applies("B", "East", 5, qualified=False, disqualified_reason="无执业许可"))
    case = made(three(*wish), rule("eligibility"), rule("freeze", any_of=[{"occupancy_below": "0.79"}], categories=["inpatient"]))
    (frozen,), (unqualified,) = case.standing("A").closings, case.standing("B").closings
    # (50 + 45 + 22.5) / 180, bed-days rounded down: 42 886 of 65 700, 65.28 %.
    assert closing_words("freeze", frozen.facts) == "West病床使用率65.28%，低于79%，暂停新增"
    assert closing_words("eligibility", unqualified.facts) == "不符合准入条件：无执业许可"


@pytest.mark.parametrize(("value", "text"), [(1234567, "1,234,567"), (0, "0"), (Fraction(1, 3), "0.333333"), (None, ""), ("x", "x")])
def test_numbers_as_people_read_them(value: object, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(("value", "places", "text"), [
    (Fraction("5.97"), 6, "5.97"), (Fraction(1, 3), 2, "0.33"), (Fraction(1, 8), 2, "0.13"), (Fraction(-1, 8), 2, "-0.13"),
    (Fraction(-1, 1000), 2, "0"),
    (7, 6, "7"), (Fraction("0.9999999"), 6, "1"), (Fraction(1005, 1000), 2, "1.01")])
def test_decimals_are_rounded_half_up(value: Fraction, places: int, text: str) -> None:
    assert decimal(value, places) == text


def test_units_and_subjects_in_words() -> None:
    assert [unit_words(u) for u in ("beds/10", "persons")] == ["张/10", "人"]
    assert [subject_words(s) for s in ("city", "镜湖区")] == ["全市", "镜湖区"]
    assert percent(Fraction(79, 100)) == "79%"


def test_a_plan_that_disregards_a_decision_is_told_but_not_broken() -> None:
    case = made(three(applies("A", "East", 5)), decisions=[admitted("A"), cut("W1", 5)])
    found = list(disregarded(Plan(reduced={"W1": 4}), case))
    said = [(f.subject, f.measured, f.limit, str(f.verdict), f.broken) for f in found]
    assert said == [("A", 0, 1, "violated", False), ("W1", 4, 5, "violated", False)]
    assert list(disregarded(Plan({"A": 5}, {"W1": 5}), case)) == []
