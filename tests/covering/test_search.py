"""What greedy, swaps and bounds say, against trying every choice."""
from __future__ import annotations

import time
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.covering.bounds import Reached, bounds, relaxed, settled
from allocator.covering.search import Search, chosen, greedy, improved
from allocator.covering.state import State
from allocator.covering.value import Covering
from allocator.geography.pairs import Pairs

MOST_SITES = 7


@st.composite
def coverings(draw: st.DrawFn) -> Covering:
    count = draw(st.integers(2, MOST_SITES))
    rows = draw(st.lists(st.tuples(st.sets(st.integers(0, count - 1), min_size=1), st.integers(0, 50)), min_size=1, max_size=12))
    return made(count, [(sorted(sites), people) for sites, people in rows], draw(st.integers(0, 9)))


def made(count: int, rows: list[tuple[list[int], int]], base: int = 0) -> Covering:
    row = np.repeat(np.arange(len(rows)), [len(sites) for sites, _ in rows])
    column = np.array([j for sites, _ in rows for j in sites])
    return Covering(np.array([people for _, people in rows], dtype=np.int64), Pairs.of(row, column, len(rows), count), base)


def mask(covering: Covering, sites: tuple[int, ...]) -> np.ndarray:
    found = np.zeros(covering.count, dtype=np.bool_)
    found[list(sites)] = True
    return found


def best(covering: Covering, n: int) -> int:
    """The most that n sites cover, by trying all."""
    return max(covering.worth(mask(covering, c)) for c in combinations(range(covering.count), n))


@given(coverings())
def test_no_choice_passes_the_bound_and_greedy_and_swaps_never_pass_the_best(covering: Covering) -> None:
    steps = greedy(covering, covering.count)
    reached = []
    for n in range(1, covering.count + 1):
        first = chosen(covering, steps[:n])
        better = improved(covering, first, rounds=20)
        assert better.sum() == first.sum() <= n
        assert covering.worth(first) <= covering.worth(better) <= best(covering, n)
        reached.append(Reached(better, covering.worth(better)))
    for over in (bounds(covering, ()), bounds(covering, reached[:1]), bounds(covering, reached)):
        assert over[0] == covering.base
        assert all(best(covering, n) <= over[n] for n in range(1, covering.count + 1))
        assert (np.diff(over) >= 0).all() and over[-1] <= covering.reachable


@given(coverings(), st.lists(st.integers(0, MOST_SITES - 1), max_size=30))
def test_a_state_changed_step_by_step_is_the_state_made_at_once(covering: Covering, flips: list[int]) -> None:
    state = State(covering)
    for site in flips:
        if site < covering.count:
            (state.drop if state.chosen[site] else state.add)(site)
    at_once = State(covering, state.chosen)
    assert state.value == at_once.value == covering.worth(state.chosen)
    assert (state.gain == at_once.gain).all() and (state.loss == at_once.loss).all()
    for site in range(covering.count):
        flipped = state.chosen.copy()
        flipped[site] ^= True
        change = -state.loss[site] if state.chosen[site] else state.gain[site]
        assert covering.worth(flipped) == state.value + change


def test_greedy_takes_the_first_of_equals_and_stops_when_nobody_is_gained() -> None:
    covering = made(3, [([0, 2], 5), ([1], 5)])
    assert [(s.site, s.people) for s in greedy(covering, 3)] == [(0, 5), (1, 10)]


def test_swaps_leave_a_greedy_trap() -> None:
    # greedy takes site 0 (6 + 6 people), then 5 more; sites 1 and 2 together cover everybody
    covering = made(3, [([0, 1], 6), ([0, 2], 6), ([1], 5), ([2], 5)])
    first = chosen(covering, greedy(covering, 2))
    assert (covering.worth(first), covering.worth(improved(covering, first))) == (17, 22)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_bound_of_sites_that_share_nobody_is_their_sum(n: int) -> None:
    covering = made(4, [([0], 10), ([1], 7), ([2], 5), ([3], 3)])
    first = chosen(covering, greedy(covering, n))
    assert bounds(covering, [Reached(first, covering.worth(first))])[n] == sum((10, 7, 5, 3)[:n])


def test_a_search_in_the_background_ends_with_its_block_and_never_loses() -> None:
    dice = np.random.default_rng(5)
    rows = [(sorted({int(j) for j in dice.integers(0, 40, 5)}), int(n)) for n in dice.integers(1, 100, 600)]
    covering = made(40, rows)
    start = mask(covering, tuple(range(8)))
    with Search(covering, start, pause=0) as search:
        while covering.worth(search.best) == covering.worth(start):
            time.sleep(0.01)
    after = search.best
    assert after.sum() == 8 and covering.worth(after) > covering.worth(start)
    with Search(covering, start, wanted=False) as idle:
        pass
    assert idle.best is start


@given(coverings(), st.data())
def test_whatever_is_better_takes_and_leaves_the_sites_that_are_settled(covering: Covering, data: st.DataObject) -> None:
    n = data.draw(st.integers(1, covering.count - 1))
    reached = mask(covering, tuple(range(n)))
    people = covering.worth(reached)
    share = relaxed(covering, Reached(reached, people), bounds(covering, ())).share
    if share is not None:
        taken, left = settled(covering, share, n, people)
        for choice in combinations(range(covering.count), n):
            there = mask(covering, choice)
            assert covering.worth(there) <= people or (there[taken].all() and not there[left].any())
