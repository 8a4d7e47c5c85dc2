"""The curve lies between what some choice of as many candidates covers and what none can pass; each marginal value is what is lost."""
from __future__ import annotations

from itertools import combinations

import pytest

from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.questions.curves import curves
from allocator.solver import Solver
from tests.questions.solving import solved
from tests.random_towns import town_of_places


def people(case: Case, rule: str, plan: Plan, codes: tuple[str, ...]) -> int:
    """Covered when of the candidates these alone are there."""
    candidates = {a.code for a in case.city.applications if not a.moves}
    kept = {c: n for c, n in plan.admitted.items() if c not in candidates}
    return case.access[rule].people(case.access[rule].covered(Plan({**kept, **dict.fromkeys(codes, 0)}, {})))


def candidates(case: Case, rule: str) -> list[str]:
    may = {c for c, s in case.standings.items() if s.open or s.fixed == "admitted"}
    return [s for s in case.access[rule].sites if s in may and not case.city.by_application[s].moves]


@pytest.mark.parametrize("seed", range(12))
def test_no_choice_of_as_many_passes_the_bound_and_some_reaches_the_curve(seed: int, solver: Solver) -> None:
    case = town_of_places(seed)
    plan = solved(case, solver).plan
    for found in curves(plan, case) if plan else ():
        free = candidates(case, found["rule"])
        assert found["sites"] == sum(plan.admits(c) for c in free)
        for p in found["points"]:
            most = max(people(case, found["rule"], plan, codes) for codes in combinations(free, p["sites"]))
            assert p["people"] <= most <= p["bound"]


@pytest.mark.parametrize("seed", range(12))
def test_what_each_new_institution_is_worth_is_what_goes_with_it(seed: int, solver: Solver) -> None:
    case = town_of_places(seed)
    plan = solved(case, solver).plan
    for found in curves(plan, case) if plan else ():
        codes = tuple(c for c in candidates(case, found["rule"]) if plan.admits(c))
        assert sorted(w["application"] for w in found["worths"]) == sorted(codes)
        access = case.access[found["rule"]]
        assert found["people"] == people(case, found["rule"], plan, codes) == access.people(access.covered(plan))
        assert sum(w["gained"] for w in found["worths"]) == found["people"] - people(case, found["rule"], plan, ())
        for w in found["worths"]:
            rest = tuple(c for c in codes if c != w["application"])
            assert w["alone"] == found["people"] - people(case, found["rule"], plan, rest)


def test_some_town_has_a_curve_that_says_something(solver: Solver) -> None:
    made = [f for seed in range(12) if (plan := solved(case := town_of_places(seed), solver).plan) for f in curves(plan, case)]
    assert any(f["points"][-1]["people"] > f["points"][0]["people"] for f in made)
    assert any(w["gained"] and w["alone"] for f in made for w in f["worths"])
