from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.geography.pairs import Pairs
from allocator.reductions import Chain, Patterns, aggregate, chains, clique_linear, components, reduce, singletons

SITES = 6
SETS = st.dictionaries(st.frozensets(st.integers(0, SITES - 1), min_size=1, max_size=5), st.integers(1, 900), max_size=14)
CONFLICTS = st.sets(st.sampled_from(list(combinations(range(SITES), 2))), max_size=8)


def patterns_of(people: dict[frozenset[int], int]) -> Patterns:
    row = np.array([i for i, s in enumerate(people) for _ in s], dtype=np.int64)
    column = np.array([j for s in people for j in sorted(s)], dtype=np.int64)
    return aggregate(Pairs.of(row, column, len(people), SITES), np.array(list(people.values()), dtype=np.int64))


def there(plan: tuple[int, ...]) -> set[int]:
    return {s for s in range(SITES) if plan[s]}


def lawful(conflicts: set[tuple[int, int]]) -> list[set[int]]:
    plans = [there(p) for p in product((0, 1), repeat=SITES)]
    return [p for p in plans if not any(i in p and j in p for i, j in conflicts)]


def plain(people: dict[frozenset[int], int], sites: set[int]) -> int:
    return sum(n for s, n in people.items() if s & sites)


@given(people=SETS, conflicts=CONFLICTS)
def test_reduced_is_plain_coverage_under_every_lawful_plan(people: dict[frozenset[int], int], conflicts: set[tuple[int, int]]) -> None:
    reduced = reduce(patterns_of(people), conflicts)
    for sites in lawful(conflicts):
        covered: list[int] = [0] * len(reduced.patterns)
        for row in sorted(reduced.chains, key=lambda r: len(reduced.patterns.sites[r.child])):
            leaning = covered[row.parent] if row.parent is not None else 0
            covered[row.child] = min(1, leaning + sum(s in sites for s in row.extra))
        people_covered = sum(n for s, n in reduced.linear if s in sites)
        people_covered += sum(n * y for n, y in zip(reduced.patterns.insured, covered, strict=True))
        assert people_covered == plain(people, sites)


@given(people=SETS, seed=st.integers(0, 10**6))
def test_chain_rows_are_as_tight_as_plain_rows_for_fractions_too(people: dict[frozenset[int], int], seed: int) -> None:
    patterns = patterns_of(people)
    x = np.random.default_rng(seed).integers(0, 5, SITES)                # quarters of a site
    covered = [0] * len(patterns)
    for row in sorted(chains(patterns), key=lambda r: len(patterns.sites[r.child])):
        leaning = covered[row.parent] if row.parent is not None else 0
        covered[row.child] = min(4, leaning + int(sum(x[s] for s in row.extra)))
    assert covered == [min(4, int(sum(x[s] for s in sites))) for sites in patterns.sites]


@given(people=SETS)
def test_a_row_leans_on_the_largest_pattern_within_it(people: dict[frozenset[int], int]) -> None:
    patterns = patterns_of(people)
    sets = [set(s) for s in patterns.sites]
    for row in chains(patterns):
        inside = [len(t) for t in sets if t < sets[row.child] and (len(t) > 1 or len(t) == len(sets[row.child]) - 1)]
        if row.parent is None:
            assert not inside
            assert row.extra == patterns.sites[row.child]
        else:
            assert len(sets[row.parent]) == max(inside)
            assert set(row.extra) == sets[row.child] - sets[row.parent]


@given(people=SETS, scan=st.sampled_from([0, 1, 20]))
def test_a_short_search_leaves_plain_rows_never_wrong_ones(people: dict[frozenset[int], int], scan: int) -> None:
    patterns = patterns_of(people)
    for row in chains(patterns, scan):
        inside = set(patterns.sites[row.parent]) if row.parent is not None else set()
        assert inside < set(patterns.sites[row.child])
        assert inside | set(row.extra) == set(patterns.sites[row.child])


def test_a_pattern_of_one_site_is_that_sites_people() -> None:
    linear, rest = singletons(patterns_of({frozenset({3}): 70, frozenset({1, 3}): 20}))
    assert linear == ((3, 70),)
    assert (rest.sites, rest.insured) == (((1, 3),), (20,))


def test_a_pattern_of_rivals_is_each_ones_people_and_one_pair_free_keeps_it() -> None:
    people = {frozenset({0, 1, 2}): 40, frozenset({2, 3}): 5}
    linear, rest = clique_linear(patterns_of(people), [(0, 1, 2)])
    assert linear == ((0, 40), (1, 40), (2, 40))
    assert rest.sites == ((2, 3),)
    assert clique_linear(patterns_of(people), [(0, 1), (1, 2)])[0] == ()
    assert clique_linear(patterns_of(people), [(0, 1), (1, 2), (0, 2)])[0] == linear


def test_steps_and_their_counts_on_a_small_town() -> None:
    people = {frozenset({0}): 10, frozenset({0, 1}): 20, frozenset({0, 1, 2}): 30, frozenset({3, 4}): 40, frozenset({1, 2, 3, 5}): 50,
              frozenset({1, 2, 5}): 60}
    reduced = reduce(patterns_of(people), [(3, 4)])
    assert reduced.linear == ((0, 10), (3, 40), (4, 40))
    assert reduced.patterns.sites == ((0, 1), (0, 1, 2), (1, 2, 3, 5), (1, 2, 5))
    assert reduced.chains == (Chain(0, None, (0, 1)), Chain(1, 0, (2,)), Chain(2, 3, (3,)), Chain(3, None, (1, 2, 5)))
    # Entries: plain 2 + 3 + 4 + 3 = 12; chained 2 + (1 + parent) + (1 + parent) + 3 = 9.
    assert reduced.counts == {
        "points": 6, "points_covered_before": 0, "points_unreachable": 0, "patterns": 6, "pattern_entries": 15, "singletons": 1,
        "clique_linear": 1, "rows": 4, "row_entries": 12, "chained_rows": 2, "chained_entries": 9}


@pytest.mark.parametrize("seed", range(5))
def test_order_of_patterns_decides_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    people = {frozenset(rng.choice(SITES, rng.integers(1, 5), replace=False).tolist()): int(rng.integers(1, 99)) for _ in range(20)}
    shuffled = [list(people.items())[i] for i in rng.permutation(len(people))]
    one, other = reduce(patterns_of(people), [(0, 1)]), reduce(patterns_of(dict(shuffled)), [(0, 1)])
    assert (one.linear, one.patterns.sites, one.patterns.insured, one.chains, one.counts) == (
        other.linear, other.patterns.sites, other.patterns.insured, other.chains, other.counts)


def test_components_are_what_no_group_couples() -> None:
    assert components([(5, 1), (2, 3), (1, 4), (7,)]) == ((1, 4, 5), (2, 3), (7,))
    assert components([]) == ()
