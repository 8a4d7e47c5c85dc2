"""6 : 3 : 1 in whole tenths of a bed."""
from __future__ import annotations

import pytest
from pydantic import ValidationError

from allocator.domain.finding import Verdict
from tests.towns import applies, city, finding, findings, hospital, made, plan, rule

HERE = (hospital("T", "East", 60, tier="tertiary"), hospital("S", "East", 30), hospital("P", "East", 6, tier="primary"),
        hospital("U", "East", 4, tier="ungraded"))
TIERS = rule("tier_ratio", "it", shares="6:3:1", strictness="should", gap_in="tier_deviation")


def test_exactly_at_the_shares_nothing_is_missing() -> None:
    case = made(city({"East": 10_000}, HERE), TIERS)
    found = findings(case, plan(case))
    assert [(f.subject, f.measured, f.limit, f.verdict) for f in found] == [
        ("tertiary", 600, 600, Verdict.BINDING), ("secondary", 300, 300, Verdict.BINDING), ("primary", 100, 100, Verdict.BINDING)]


@pytest.mark.parametrize(("tier", "gaps"), [
    # One tertiary bed more: 10 x 61 - 6 x 101 = 4 over; the others are under.
    ("tertiary", [4, 0, 0]), ("secondary", [0, 7, 0]), ("primary", [0, 0, 9]), ("ungraded", [0, 0, 9])])
def test_one_bed_more(tier: str, gaps: list[int]) -> None:
    case = made(city({"East": 10_000}, HERE, (applies("A", "East", 1, tier=tier),)), TIERS)
    assert [f.gap for f in findings(case, plan(case, "A"))] == gaps


def test_one_bed_less() -> None:
    # A secondary bed less: tertiary 600 - 6 x 99 = 6 over, primary 100 - 99 = 1 over, secondary 290 - 297 under.
    case = made(city({"East": 10_000}, HERE), TIERS)
    assert [f.gap for f in findings(case, plan(case, cuts={"S": 1}))] == [6, 0, 1]


def test_an_upgrade_moves_beds_from_tier_to_tier() -> None:
    up = applies("A", "East", category="inpatient", kind="upgrade", parent_code="S", tier="tertiary")
    case = made(city({"East": 10_000}, HERE, (up,)), TIERS)
    # Tertiary 90 of 100: 900 - 600; secondary none.
    assert finding(case, plan(case, "A"), subject="tertiary").gap == 300
    assert finding(case, plan(case, "A"), subject="secondary").facts["beds"] == 0


@pytest.mark.parametrize("shares", ["6:3", "6:3:1:0:1", "0:0:0", "6:x:1", "6:-3:1"])
def test_a_ratio_has_three_or_four_parts_that_are_not_all_nothing(shares: str) -> None:
    with pytest.raises(ValidationError):
        rule("tier_ratio", shares=shares)
