from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.geography import patterns as module
from allocator.geography.pairs import Pairs
from allocator.geography.patterns import COVERED, UNREACHABLE, Patterns, Tally, aggregate

SITES = 6
ROWS = st.lists(st.tuples(st.frozensets(st.integers(0, SITES - 1), max_size=4), st.integers(0, 5_000), st.booleans()), max_size=40)


def table(sets: list[frozenset[int]], columns: int = SITES) -> Pairs:
    row = np.array([i for i, s in enumerate(sets) for _ in s], dtype=np.int64)
    return Pairs.of(row, np.array([j for s in sets for j in sorted(s)], dtype=np.int64), len(sets), columns)


def patterns_of(rows: list[tuple[frozenset[int], int, bool]]) -> Patterns:
    return aggregate(table([s for s, _, _ in rows]), np.array([n for _, n, _ in rows], dtype=np.int64),
                     covered=np.array([c for _, _, c in rows], dtype=bool))


@given(rows=ROWS)
def test_patterns_equal_a_dictionary_of_site_sets(rows: list[tuple[frozenset[int], int, bool]]) -> None:
    people: dict[tuple[int, ...], list[int]] = defaultdict(lambda: [0, 0])
    for sites, insured, covered in rows:
        if sites and not covered:
            people[tuple(sorted(sites))][0] += insured
            people[tuple(sorted(sites))][1] += 1
    found = patterns_of(rows)
    assert {s: [n, k] for s, n, k in zip(found.sites, found.insured, found.points, strict=True)} == people
    assert list(found.sites) == sorted(people)
    assert found.covered == Tally(sum(c for _, _, c in rows), sum(n for _, n, c in rows if c))
    assert found.unreachable == Tally(sum(not s and not c for s, _, c in rows), sum(n for s, n, c in rows if not s and not c))


@given(rows=ROWS)
def test_every_person_is_in_one_place(rows: list[tuple[frozenset[int], int, bool]]) -> None:
    assert patterns_of(rows).total == Tally(len(rows), sum(n for _, n, _ in rows))


@given(rows=ROWS, seed=st.integers(0, 999))
def test_order_of_points_decides_nothing(rows: list[tuple[frozenset[int], int, bool]], seed: int) -> None:
    one = patterns_of(rows)
    other = patterns_of([rows[i] for i in np.random.default_rng(seed).permutation(len(rows))])
    assert (one.sites, one.insured, one.points, one.covered, one.unreachable) == (
        other.sites, other.insured, other.points, other.covered, other.unreachable)


def test_every_point_knows_its_pattern() -> None:
    found = patterns_of([(frozenset({2, 1}), 5, False), (frozenset(), 7, False), (frozenset({0}), 9, True), (frozenset({0}), 4, False)])
    assert found.member is not None
    assert found.member.tolist() == [1, UNREACHABLE, COVERED, 0]
    assert found.sites == ((0,), (1, 2))


def test_points_told_in_bulk_weigh_as_many() -> None:
    reach = table([frozenset({1}), frozenset({1}), frozenset()])
    found = aggregate(reach, np.array([10, 20, 30]), points=np.array([3, 4, 5]))
    assert (found.insured, found.points, found.unreachable) == ((30,), (7,), Tally(5, 30))


def test_two_sets_of_one_key_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unlucky:
        """Draws the same key for every site the first time, so that {0}, {1} and {0, 1, 2} meet in one key."""

        def __init__(self, seed: int) -> None:
            self.seed = seed

        def integers(self, low: int, high: int, size: int, dtype: type) -> np.ndarray:
            return np.full(size, 7, dtype) if self.seed == module.SEED else np.arange(1, size + 1, dtype=dtype) ** 7

    monkeypatch.setattr(module.np.random, "default_rng", Unlucky)
    found = aggregate(table([frozenset({0}), frozenset({1}), frozenset({0, 1, 2}), frozenset({1})]), np.array([1, 2, 3, 4]))
    assert dict(zip(found.sites, found.insured, strict=True)) == {(0,): 1, (1,): 6, (0, 1, 2): 3}


def test_no_demand_and_no_sites() -> None:
    assert patterns_of([]).total == Tally()
    assert aggregate(table([frozenset(), frozenset()], columns=0), np.array([1, 2])).unreachable == Tally(2, 3)
