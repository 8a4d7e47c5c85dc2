"""People in reach: at the target, one person short of it, and who serves."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.finding import Verdict
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.rules.bounds.coverage import Reach
from tests.towns import applies, at, city, finding, made, pharmacy, plan, refused, rule

SHOP = {"category": "pharmacy", "facility": "pharmacy"}
ROAD = [("East", 0.0, 700), ("East", 1000.0, 200), ("East", 2000.0, 100)]


def wants(code: str, metres: float, **more: Any) -> Application:
    return applies(code, "East", **{**SHOP, **at(metres), **more})


def town(*wish: Application, more: tuple[Institution, ...] = (), decisions: Any = (), **figures: Any) -> Case:
    here = (pharmacy("P", "East", **at(0)), *more)
    it = rule("coverage", "it", **{"category": "pharmacy", "share": "0.9", "reach": {"urban": {"metres": 400}}, **figures})
    return made(city({"East": 1000}, here, wish, ROAD), rule("eligibility"), it, decisions=decisions)


@pytest.mark.parametrize(("share", "target", "verdict"), [
    ("0.9", 900, Verdict.BINDING), ("0.8991", 900, Verdict.BINDING), ("0.899", 899, Verdict.MET), ("0.9001", 901, Verdict.VIOLATED)])
def test_a_share_is_rounded_up_to_people(share: str, target: int, verdict: Verdict) -> None:
    case = town(wants("A", 1000), share=share)
    f = finding(case, plan(case, "A"))
    assert (f.measured, f.limit, f.verdict) == (900, target, verdict)


def test_reach_includes_its_limit() -> None:
    # 399.9 m and 400.1 m from the 200 people at 1 km.
    near, far = town(wants("A", 1399.9)), town(wants("A", 1400.1))
    assert finding(near, plan(near, "A")).measured == 900
    assert finding(far, plan(far, "A")).measured == 700


def test_before_today_and_at_most_are_said() -> None:
    case = town(wants("A", 1000), wants("B", 2000, qualified=False), wants("C", 5000))
    f = finding(case, plan(case))
    # B, at the last hundred, is closed: 900 is all that can be reached.
    assert (f.measured, f.facts["before"], f.facts["reachable"], f.facts["insured"]) == (700, 700, 900, 1000)


def test_a_refused_site_is_out_of_what_can_be_reached() -> None:
    case = town(wants("A", 1000), decisions=(refused("A"),))
    assert finding(case, plan(case)).facts["reachable"] == 700


@pytest.mark.parametrize("gone", [{"status": "suspended"}, {"exited_on": date(2026, 5, 1)}])
def test_who_is_suspended_or_leaves_serves_nobody_afterwards(gone: dict[str, Any]) -> None:
    case = town(more=(pharmacy("Q", "East", **gone, **at(1000)),))
    f = finding(case, plan(case))
    assert f.measured == 700
    assert f.facts["before"] == (700 if "status" in gone else 900)


def test_a_pharmacy_that_moves_serves_at_its_new_place_only() -> None:
    case = town(wants("R", 2000, kind="relocation", parent_code="Q"), more=(pharmacy("Q", "East", **at(1000)),))
    assert finding(case, plan(case)).measured == 900
    assert finding(case, plan(case, "R")).measured == 800


def test_clinics_serve_where_the_rule_says_so() -> None:
    case = town(applies("A", "East", **at(1000)), served_by={"category": ["pharmacy", "outpatient"]})
    assert finding(case, plan(case, "A")).measured == 900


def test_expansions_and_upgrades_serve_nobody_new() -> None:
    case = town(wants("A", 1000, kind="expansion", parent_code="P"))
    assert finding(case, plan(case, "A")).measured == 700


def test_without_a_share_it_is_an_objective_only() -> None:
    case = town(share=None)
    assert finding(case, plan(case)).verdict is Verdict.NOT_APPLICABLE


def test_minutes_are_metres_of_path_over_the_detour() -> None:
    # 15 minutes at 5 km/h are 1250 m of path, 12 500 / 13 m in a straight line.
    assert Reach(minutes=Fraction(15), km_per_h=Fraction(5), detour=Fraction("1.3")).straight() == Fraction(12_500, 13)
    assert Reach(metres=Fraction(800)).straight() == 800
    with pytest.raises(ValueError, match="reach_missing"):
        Reach(minutes=Fraction(15)).straight()


def test_what_one_site_alone_reaches_speaks_for_it() -> None:
    case = town(wants("A", 1000), wants("B", 1100))
    looked_at, both = case.policy.rule("it"), Plan({"A": 0, "B": 0})
    assert looked_at.support(case.city.by_application["A"], both, case) is None
    assert looked_at.support(case.city.by_application["A"], Plan({"A": 0}), case)["people"] == "200"
