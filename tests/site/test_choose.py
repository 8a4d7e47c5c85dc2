"""Choices of sites are what trying every choice finds; proofs are proofs."""
from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from random import Random

import numpy as np
import pytest

from allocator.geography.patterns import Patterns, Tally
from allocator.site.choose import Proof, Task, fewest, most, needed
from allocator.site.everybody import everybody, minimal, parts
from allocator.solver import Settings, Solver

TOWNS = 60


@pytest.fixture(scope="module")
def solver() -> Iterator[Solver]:
    with Solver() as it:
        yield it


def town(seed: int) -> tuple[Patterns, tuple[str, ...]]:
    """Up to seven sites and a dozen patterns, some people covered before."""
    dice = Random(seed)
    sites = dice.randint(1, 7)
    rows = [tuple(sorted(dice.sample(range(sites), dice.randint(1, min(sites, 4))))) for _ in range(dice.randint(0, 12))]
    order = sorted(set(rows))
    people = tuple(dice.randint(0, 9) for _ in order)
    patterns = Patterns(tuple(order), people, (1,) * len(order), Tally(2, dice.randint(0, 5)), Tally(1, 3))
    return patterns, tuple(f"S{j}" for j in range(sites))


def every(patterns: Patterns, sites: int) -> Iterator[tuple[int, int, bool]]:
    """(number of sites, people, whether all patterns are covered) of every choice."""
    for n in range(sites + 1):
        for choice in combinations(range(sites), n):
            hit = [not set(choice).isdisjoint(s) for s in patterns.sites]
            yield n, patterns.covered.insured + sum(p for p, h in zip(patterns.insured, hit, strict=True) if h), all(hit)


@pytest.mark.parametrize("seed", range(TOWNS))
def test_choices_are_what_trying_every_choice_finds(seed: int, solver: Solver) -> None:
    patterns, names = town(seed)
    task, tried = Task.of(patterns, names, solver), list(every(patterns, len(names)))
    for p in range(len(names) + 1):
        choice = most(task, p)
        assert choice.people == max(people for n, people, _ in tried if n <= p)
        assert choice.status == "optimal" and choice.chosen.sum() <= p
        assert task.covering.worth(choice.chosen) == choice.people
    whole = everybody(task)
    assert int(whole.chosen.sum()) == min(n for n, _, everyone in tried if everyone) == whole.proofs[0].bound
    assert task.covering.covered(whole.chosen).all()
    for people in {task.covering.reachable, task.covering.reachable * 2 // 3, task.covering.base}:
        least = min(n for n, found, _ in tried if found >= people)
        choice = fewest(task, people)
        assert [choice.proofs[0].value, choice.proofs[0].bound, int(choice.chosen.sum())] == [least] * 3
        assert choice.people == max(found for n, found, _ in tried if n == least)


def test_the_start_comes_with_a_bound_before_anything_is_solved(solver: Solver) -> None:
    patterns, names = town(7)
    told: list[Proof] = []
    choice = most(Task.of(patterns, names, solver, tell=told.append), 2)
    assert len(told) == 1
    assert told[0].value <= choice.people <= told[0].bound


def hard() -> tuple[Patterns, tuple[str, ...]]:
    """Sites on a line of which neighbours share people: enough of them that a moment is too short."""
    dice = Random(3)
    found = {tuple(sorted(dice.sample(range(60), dice.randint(4, 9)))): dice.randint(1, 1000) for _ in range(3000)}
    order = sorted(found)
    return Patterns(tuple(order), tuple(found[s] for s in order), (1,) * len(order)), tuple(f"S{j:02}" for j in range(60))


def test_without_time_the_start_is_the_answer_with_an_honest_gap(solver: Solver) -> None:
    patterns, names = hard()
    task = Task.of(patterns, names, solver, Settings(time_limit=0.01))
    choice = most(task, 12)
    assert choice.status == "feasible"
    assert choice.proofs[0].value == choice.people < choice.proofs[0].bound
    share = fewest(Task.of(patterns, names, solver, Settings(time_limit=0.01)), choice.people)
    assert share.people >= choice.people
    assert share.proofs[0].bound <= share.proofs[0].value == share.chosen.sum()


def test_sites_that_nobody_needs_are_left_out() -> None:
    patterns, names = Patterns(((0,), (0, 1)), (5, 5), (1, 1)), ("A", "B")
    with Solver() as solver:
        choice = most(Task.of(patterns, names, solver), 2)
    assert choice.chosen.tolist() == [True, False]
    assert needed(Task.of(patterns, names, solver).covering, np.array([True, True])).tolist() == [True, False]


def test_patterns_that_contain_another_say_nothing_new_and_strangers_part() -> None:
    patterns = Patterns(((0, 1), (0, 1, 2), (1, 3), (4, 5)), (1, 1, 1, 1), (1, 1, 1, 1))
    rows = minimal(patterns)
    assert sorted(rows) == [(0, 1), (1, 3), (4, 5)]
    assert parts(rows) == [[(0, 1), (1, 3)], [(4, 5)]]
