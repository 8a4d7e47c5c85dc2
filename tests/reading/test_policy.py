"""A model, read for one year."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from allocator.reading.entries import read_rules
from allocator.reading.figures import Figures
from allocator.reading.instance import read_instance
from allocator.reading.node import Node
from allocator.reading.policy import read_policy
from allocator.reading.problems import Problems
from allocator.rules import KINDS
from tests.reading.conftest import errors_of
from tests.reading.faults.base import GOOD

MODEL = GOOD / "town-model.yaml"
Change = Callable[[str, str, str], Path]


@pytest.mark.parametrize(("year", "strictness"), [(2026, "should"), (2027, "should"), (2028, "must")])
def test_the_latest_year_that_is_not_later_says_how_strict_a_rule_is(year: int, strictness: str) -> None:
    assert read_policy(MODEL, year).rule("bed-milestone").strictness == strictness


def test_figures_are_exact_and_parameters_stand_in_for_them() -> None:
    policy = read_policy(MODEL, 2026)
    assert policy.rule("bed-total").value == Fraction(597, 100)
    assert policy.rule("swap").reuse == 1
    assert policy.rule("tiers").shares == (6, 3, 1)
    assert read_policy(MODEL, 2026, {"reuse": Fraction(1, 2)}).rule("swap").reuse == Fraction(1, 2)
    assert read_policy(MODEL, 2026).values == {"bed_limit": policy.values["bed_limit"], "plan_made": False, "reuse": 1}


def test_rules_keep_the_order_of_the_model_and_their_clause() -> None:
    policy = read_policy(MODEL, 2026)
    assert [r.id for r in policy][:3] == ["bed-total", "bed-milestone", "swap"]
    assert policy.rule("swap").clause.article == "四（四）"
    assert policy.objectives == ("milestone_gap", "pharmacy_coverage", "priority", "tier_deviation")


@pytest.mark.parametrize("year", [2025, 2029, 1, 99999])
def test_a_year_outside_the_period_is_bad_input(year: int) -> None:
    assert any(str(year) in str(p) for p in errors_of(lambda: read_policy(MODEL, year)))


def test_a_single_word_stands_for_a_list_of_one(change: Change) -> None:
    town = change("town-model.yaml", "categories: [inpatient]", "categories: inpatient")
    assert read_policy(town / "town-model.yaml", 2026).rule("freeze-occupancy").categories == ("inpatient",)


def test_a_parameter_may_be_given_by_year_in_lists_and_maps(change: Change) -> None:
    change("town-model.yaml", "glide: {2026: 6.33, 2027: 6.15, 2028: 5.97}", "glide: {parameter: glide}")
    glide = "  glide: {default: {2026: 6.33, 2028: 5.97}, source: our reading}"
    town = change("town-model.yaml", "  reuse: {default", f"{glide}\n  reuse: {{default")
    plain = read_policy(MODEL, 2026).rule("bed-milestone").when_over
    assert read_policy(town / "town-model.yaml", 2026).rule("bed-milestone").when_over != plain


@pytest.mark.parametrize(("given", "faults"), [("2026-03-30", 0), ("30", 1)])
def test_a_day_may_be_given_for_a_day_and_nothing_else(change: Change, given: str, faults: int) -> None:
    town = change("town-model.yaml", "  reuse: {default", "  open_by: {default: 2025-09-30, source: our reading}\n  reuse: {default")
    change("town.yaml", "parameters: {", f"parameters: {{open_by: {given}, ")
    if faults:
        assert [str(p) for p in errors_of(lambda: read_instance(town / "town.yaml")) if "open_by" in str(p)] != []
    else:
        assert read_instance(town / "town.yaml").policy.values["open_by"] == date(2026, 3, 30)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_reads_its_own_example(kind: str) -> None:
    problems = Problems()
    entry = {"id": "it", "kind": kind, "clause": {"document": "plan", "article": "一"}, **KINDS[kind].EXAMPLE}
    root = Node.of({"documents": {"plan": {"title": "a"}}, "rules": [entry]}, "model.yaml:1:1")
    rules = read_rules(root, 2026, Figures.of(root, Node.of({}, ""), {}, problems), {}, problems)
    assert problems.found == []
    assert [type(r) for r in rules] == [KINDS[kind]]
