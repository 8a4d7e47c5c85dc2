"""The clause that a refusal cites: of an equal one that bears on it, of a worse one that whose goal it would spoil."""
from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.finding import Reason
from allocator.questions.reasons import NO_CLAUSE, WhyNot
from allocator.rules.base import Rule
from allocator.solver import Solver
from tests.questions.solving import solved
from tests.towns import applies, hospital, made, pharmacy, rule, three

SHOP = {"category": "pharmacy", "facility": "pharmacy"}
TIERS = rule("tier_ratio", "tiers", shares="6:3:1", strictness="should", gap_in="tier_deviation")
TOTAL = rule("plan_total", "shops", where={"category": "pharmacy"}, totals={"East": 3, "Mid": 3, "West": 3})
CIRCLE = rule("coverage", "circle", category="pharmacy", reach={"urban": {"metres": 800}}, strictness="should",
              counts_in="pharmacy_coverage")
BEDS = rule("density_limit", "beds", resource="insured_beds", value="9", when_over="net_nonincrease")


def refused(code: str, case: Case, solver: Solver) -> Reason:
    """The one reason why it is not admitted."""
    done = solved(case, solver)
    (why,) = WhyNot(done).reasons(case.city.by_application[code])
    assert not done.chosen.admits(code)
    return why


@pytest.mark.parametrize(("rules", "cited"), [
    ((TIERS, BEDS, TOTAL, CIRCLE), "shops"), ((TIERS, BEDS, CIRCLE, TOTAL), "shops"), ((TIERS, BEDS, CIRCLE), "circle"),
    ((TIERS, BEDS), "objectives")])
def test_a_site_that_is_equal_in_every_goal_cites_what_bears_on_its_class(rules: tuple[Rule, ...], cited: str, solver: Solver) -> None:
    case = made(three(applies("S", "East", kind="site", **SHOP), more=(pharmacy("P", "East"),)), *rules, objectives=("tier_deviation",))
    why = refused("S", case, solver)
    assert why.rule == cited
    assert (why.clause == NO_CLAUSE) == (cited == "objectives")
    assert why.text


def test_one_that_is_preferred_but_comes_no_earlier_cites_the_preference(solver: Solver) -> None:
    prefer = rule("priority", "prefer", where={"category": "pharmacy"}, points=0, per_score=1, goal="merit")
    case = made(three(applies("A", "East", score=Fraction(90), **SHOP)), TIERS, BEDS, prefer, objectives=("tier_deviation",))
    assert refused("A", case, solver).rule == "prefer", "no objective counts its points"


def test_a_worse_one_cites_the_rule_whose_gap_it_would_widen_and_not_another_of_that_goal(solver: Solver) -> None:
    def aims(name: str, district: str, value: str) -> Rule:
        return rule("density_limit", name, resource="insured_beds", scope="district", caps={district: value}, strictness="should",
                    gap_in="milestone_gap")
    case = made(three(applies("A", "West", 5)), aims("east", "East", "0"), aims("west", "West", "180"), objectives=("milestone_gap",))
    why = refused("A", case, solver)
    assert (why.rule, "5" in why.text) == ("west", True)


def test_one_that_would_displace_another_cites_the_priority_that_it_has(solver: Solver) -> None:
    def prefers(name: str, **where: Any) -> Rule:
        return rule("priority", name, where=where, points=10)
    place = rule("class_control", "one", where={"category": "outpatient"}, cap_new=1)
    case = made(three(applies("A", "East", type="dental"), applies("B", "East", type="tcm"), more=(hospital("Z", "East", 1),)),
                prefers("tcm", type="tcm"), prefers("dental", type="dental"), place, objectives=("priority",))
    assert refused("B", case, solver).rule == "one", "the number itself comes first"
