"""Every goal says one quantity twice: as algebra for the solver, and measured on a plan."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import islice
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.matrix import Changes
from allocator.rules.goals import GOALS, goals, known_objectives
from allocator.rules.goals.base import Goal
from allocator.rules.goals.bed_need import segments, weighted
from allocator.rules.goals.simple import use_per_mille
from allocator.solver.session import Session
from tests.random_towns import BED_GOALS, PLACE_GOALS, town_of_beds, town_of_places
from tests.rules.compiled import Compiled, plans
from tests.towns import admitted, applies, city, cut, finding, hospital, made, plan, requirement, rule, three

TOWNS = [(town_of_beds, seed) for seed in range(12)] + [(town_of_places, seed) for seed in range(12)]


@pytest.mark.parametrize(("make", "seed"), TOWNS)
def test_what_the_solver_weighs_is_what_is_measured(make: Any, seed: int) -> None:
    case = make(seed)
    stages = goals(case)
    compiled = Compiled.of(case, stages)
    must = [r.id for r in case.policy if r.strictness == "must"]
    session = Session(compiled.matrix)
    for p in islice(plans(case, seed, 8, most=3), 6):
        with session.changed(Changes(columns=compiled.fixed(p), without=tuple(must))):
            outcome = session.solve()
        assert {s.goal: s.value for s in outcome.stages} == {g.name: g.value(p, case) for g in stages}, p


def test_every_objective_of_the_random_towns_and_of_the_registry_is_looked_at() -> None:
    assert set(GOALS) <= {*BED_GOALS, *PLACE_GOALS}


def goal(case: Case, name: str) -> Goal:
    return next(g for g in goals(case) if g.name == name)


def value(case: Case, name: str, p: Plan) -> int:
    return goal(case, name).value(p, case)


# -- bed need

@pytest.mark.parametrize(("beds", "worth"), [
    # 36 x 8, 12 x 4, 6 x 2, 6 x 1.
    (0, 0), (1, 8), (36, 288), (37, 292), (48, 336), (54, 348), (60, 354), (61, 354), (-3, 0)])
def test_the_first_beds_weigh_most(beds: int, worth: int) -> None:
    assert weighted(beds, segments(60, requirement())) == worth


def test_edges_are_rounded_up() -> None:
    # 0.6 x 7 = 4.2, 0.8 x 7 = 5.6, 0.9 x 7 = 6.3.
    assert segments(7, requirement()) == [(5, 8), (1, 4), (1, 2), (0, 1)]


def test_bed_need_counts_what_is_planned_in_the_tiers_that_are_needed() -> None:
    wish = (applies("A", "East", 10), applies("T", "East", 10, tier="tertiary"), applies("W", "West", 10))
    plain = made(three(*wish), requirement(), objectives=("bed_need",))
    # East 40: 288 + 4 x 4 = 304; Mid 60: 354; West 180 of 120: 72 x 8 + 24 x 4 + 12 x 2 + 12 = 708.
    assert value(plain, "bed_need", plan(plain)) == 304 + 354 + 708
    # East 50: 288 + 48 + 2 x 2; a bed in West, which has enough, adds nothing.
    assert value(plain, "bed_need", plan(plain, "A", "W")) == 340 + 354 + 708
    other = made(three(*wish), requirement(need_scope={"tertiary": "city", "secondary": "district", "primary": "district"}),
                 objectives=("bed_need",))
    assert value(other, "bed_need", plan(other, "T")) == value(other, "bed_need", plan(other))


def test_spread_is_between_the_district_with_most_and_with_least_beyond_its_need() -> None:
    case = made(three(applies("A", "East", 20)), requirement(), objectives=("spread",))
    # East -20, Mid 0, West +60.
    assert value(case, "spread", plan(case)) == 80
    assert value(case, "spread", plan(case, "A", cuts={"W1": 10})) == 50


# -- points

def points(*wish: Application, **figures: Any) -> Case:
    it = rule("priority", "it", **figures)
    return made(three(*wish), requirement(), it, rule("priority", "other", where={"specialty": "oncology"}, points=100),
                objectives=("priority",))


def test_points_count_for_each_bed_of_a_hospital_and_once_for_others() -> None:
    case = points(applies("A", "East", 7, score=Fraction("92.9")), applies("C", "East", score=Fraction(80)), applies("N", "East", 3),
                  points=2, per_score=1)
    # A full point of the score counts: 2 + 92 for each of 7 beds; 2 + 80 once; 2 x 3 without a score.
    assert [value(case, "priority", plan(case, c)) for c in ("A", "C", "N")] == [94 * 7, 82, 6]


def test_several_clauses_add_up() -> None:
    case = points(applies("A", "East", 2, specialty="oncology"), points=5)
    assert value(case, "priority", plan(case, "A")) == 105 * 2


@pytest.mark.parametrize(("wish", "worth"), [
    (applies("A", "East", 1), 5), (applies("A", "Mid", 1), 0), (applies("A", "West", 1, account_district="East"), 5),
    (applies("A", "East", 1, kind="site"), 0)])
def test_points_for_short_districts_only_and_never_for_sites(wish: Application, worth: int) -> None:
    case = points(wish, points=5, in_short=True)
    assert value(case, "priority", plan(case, "A")) == worth


def test_a_priority_limits_nothing() -> None:
    case = points(applies("A", "East", 1), points=5)
    assert finding(case, plan(case, "A")).reason.startswith("只定先后")


# -- who gives

def test_the_least_used_give_first() -> None:
    case = made(three(), requirement(), objectives=("least_used_first", "institutions_touched"))
    # W1 500, W3 749.9 (⌊0.75 x 10 950⌋ = 8 212 of 10 950 days): 750 in thousandths, half up.
    assert [value(case, "least_used_first", plan(case, cuts={h: 2})) for h in ("W1", "W3")] == [1000, 1500]
    assert value(case, "institutions_touched", plan(case, cuts={"W1": 9, "W3": 1})) == 2


@pytest.mark.parametrize(("bed_days", "beds", "mille"), [(None, 10, 1000), (1825, 10, 500), (1823, 10, 499), (1824, 10, 500), (0, 10, 0),
                                                         (5, 0, 1000)])
def test_use_in_thousandths_half_up_and_full_where_unknown(bed_days: int | None, beds: int, mille: int) -> None:
    # 1823 / 3650 = 0.49945; 1824 / 3650 = 0.49973.
    assert use_per_mille(hospital("H", "East", beds, bed_days=bed_days)) == mille


# -- ties

def test_ties_go_by_transfers_sites_day_and_code() -> None:
    wish = (applies("A", "East", applied_on=date(2026, 2, 1)), applies("B", "East", applied_on=date(2026, 1, 1)),
            applies("C", "East", kind="site"))
    case = made(three(*wish), requirement(), rule("transfer"))
    p = plan(case, "A", "C", transfers={("West", "East"): 4})
    names = [g.name for g in goals(case)]
    assert names == ["transferred", "ties_sites", "ties_earlier", "ties_code"]
    # The second day of application, and none at all after every day; the first and the third code.
    assert [value(case, n, p) for n in names] == [4, 1, 2 + 3, 1 + 3]


# -- gaps and what a model may name

def test_gaps_of_one_stage_are_in_one_unit() -> None:
    beds = rule("density_limit", "a", resource="insured_beds", value="1", strictness="should", gap_in="g")
    doctors = rule("density_limit", "b", resource="doctors", value="1", strictness="should", gap_in="g")
    case = made(three(), beds, doctors, objectives=("g",))
    with pytest.raises(ValueError, match="g:"):
        goals(case)


def test_a_must_rule_has_no_gap() -> None:
    must = made(three(), rule("density_limit", "a", resource="insured_beds", value="1", gap_in="g"), objectives=("g",))
    assert value(must, "g", plan(must)) == 0


def test_tier_gaps_are_tenths_of_a_bed() -> None:
    case = made(city({"East": 1000}, (hospital("H", "East", 10),)), rule("tier_ratio", "a", shares="6:3:1", strictness="should",
                                                                         gap_in="g"), objectives=("g",))
    g = goal(case, "g")
    # All ten beds secondary: 100 - 30 = 70 tenths over.
    assert (g.value(plan(case), case), g.scale, g.unit) == (70, 10, "beds")


def test_objectives_that_a_model_may_name() -> None:
    case = made(three(), rule("tier_ratio", "a", shares="6:3:1", strictness="should", gap_in="mine"),
                rule("coverage", "c", category="pharmacy", reach={}, counts_in="people"))
    assert known_objectives(case.policy) == {*GOALS, "mine", "people", "minimum_shortfall"}


def test_decided_cuts_count_in_the_goals_like_any() -> None:
    case = made(three(applies("A", "East", 3)), requirement(), objectives=("institutions_touched",),
                decisions=(cut("W2", 4), admitted("A")))
    assert value(case, "institutions_touched", plan(case, "A", cuts={"W2": 4})) == 1
