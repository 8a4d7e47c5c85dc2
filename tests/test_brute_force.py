"""The solver's staged optimum is what trying every plan finds: hundreds of tiny towns, every goal, in exact integers."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import pytest

from allocator.audit import audit, broken
from allocator.domain.case import Case
from allocator.domain.outcome import Outcome
from allocator.domain.plan import Plan
from allocator.matrix import Matrix, compile_model
from allocator.program import build, plan_of
from allocator.questions.flows import canonical_transfers
from allocator.rules.goals import goals
from allocator.rules.goals.base import Goal
from allocator.solver.session import Session
from tests.random_towns import every_plan, size, town_of_beds, town_of_places

MOST = 400                # plans of a town that is worth trying
BEDS, PLACES = 150, 120   # towns


@cache
def small(make: Callable[[int], Case], count: int) -> tuple[int, ...]:
    """Seeds of towns that are small enough."""
    seeds, seed = [], 0
    while len(seeds) < count:
        if 1 < size(make(seed)) <= MOST:
            seeds.append(seed)
        seed += 1
    return tuple(seeds)


def best(plans: Iterable[Plan], stages: tuple[Goal, ...], case: Case) -> tuple[list[int], list[Plan]]:
    """Value of each stage, and the plans that reach them all."""
    left, values = list(plans), []
    for g in stages:
        worth = [g.value(p, case) for p in left]
        values.append((max if g.sense == "max" else min)(worth))
        left = [p for p, n in zip(left, worth, strict=True) if n == values[-1]]
    return values, left


def solved(case: Case, *, plain: bool = False) -> tuple[Matrix, Outcome]:
    program = build(case, goals(case), plain=plain)
    matrix = compile_model(program.model, program.scales)
    return matrix, Session(matrix).solve()


def compare(case: Case) -> None:
    lawful = [p for p in every_plan(case) if not broken(audit(p, case))]
    stages = goals(case)
    matrix, outcome = solved(case)
    if not lawful:
        assert outcome.status == "infeasible"
        return
    values, _ = best(lawful, stages, case)
    assert outcome.status == "optimal"
    plan = canonical_transfers(plan_of(outcome.values, case, matrix.column), case)
    assert [(s.goal, s.value) for s in outcome.stages] == [(g.name, n) for g, n in zip(stages, values, strict=True)]
    assert broken(audit(plan, case)) == ()
    assert [g.value(plan, case) for g in stages] == values


@pytest.mark.parametrize("seed", small(town_of_beds, BEDS))
def test_beds_are_granted_as_trying_every_plan_would(seed: int) -> None:
    compare(town_of_beds(seed))


@pytest.mark.parametrize("seed", small(town_of_places, PLACES))
def test_places_are_granted_as_trying_every_plan_would(seed: int) -> None:
    compare(town_of_places(seed))


@pytest.mark.parametrize("seed", small(town_of_places, PLACES)[:40])
def test_the_unreduced_program_has_the_same_optimum(seed: int) -> None:
    case = town_of_places(seed)
    (_, reduced), (_, plain) = solved(case), solved(case, plain=True)
    assert reduced.status == plain.status
    assert [s.value for s in reduced.stages] == [s.value for s in plain.stages]
