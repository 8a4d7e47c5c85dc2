from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.geography.conflicts import cliques, pairs_within
from allocator.geography.metric import geodesic_mm


def test_pairs_are_those_near_each_other_and_of_one_kind(scattered: Callable[..., tuple[np.ndarray, np.ndarray]]) -> None:
    lon, lat = scattered(1, 120, km=8)
    kind = np.random.default_rng(1).integers(0, 3, 120)
    first, second = np.triu_indices(120, 1)
    close = geodesic_mm(lon[first], lat[first], lon[second], lat[second]) <= 800_000
    near = set(zip(first[close].tolist(), second[close].tolist(), strict=True))
    assert set(pairs_within(lon, lat, 800)) == near
    assert set(pairs_within(lon, lat, 800, kind)) == {(i, j) for i, j in near if kind[i] == kind[j]}
    assert 0 < len(pairs_within(lon, lat, 800, kind)) < len(near)


def test_a_triangle_is_one_group_and_a_chain_is_two() -> None:
    assert cliques([(0, 1), (0, 2), (1, 2)]) == ((0, 1, 2),)
    assert cliques([(0, 1), (1, 2)]) == ((0, 1), (1, 2))
    assert cliques([]) == ()


EDGES = st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda e: e[0] < e[1]))


@settings(max_examples=200)
@given(edges=EDGES, most=st.sampled_from([0, 1, 3, 1000]))
def test_groups_say_exactly_the_pairs_however_few_cliques_are_listed(edges: set[tuple[int, int]], most: int) -> None:
    groups = cliques(edges, most)
    assert {pair for group in groups for pair in combinations(group, 2)} == edges
    assert list(groups) == sorted(set(groups))


@settings(max_examples=100)
@given(edges=EDGES)
def test_uncapped_groups_are_the_maximal_cliques(edges: set[tuple[int, int]]) -> None:
    def conflict(group: tuple[int, ...]) -> bool:
        return all(pair in edges for pair in combinations(group, 2))

    every = [g for k in range(2, 13) for g in combinations(range(12), k) if conflict(g)]
    largest = {g for g in every if not any(set(g) < set(h) for h in every)}
    assert set(cliques(edges)) == largest


@pytest.mark.parametrize("seed", range(3))
def test_order_of_pairs_decides_nothing(seed: int) -> None:
    edges = [(i, j) for i, j in combinations(range(14), 2) if (i * j + i + j) % 3]
    shuffled = [edges[i] for i in np.random.default_rng(seed).permutation(len(edges))]
    assert cliques(shuffled, 4) == cliques(edges, 4)
