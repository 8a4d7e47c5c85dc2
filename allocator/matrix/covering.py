"""The covering problem alone as a matrix, straight from arrays: no algebra is needed to say it."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from allocator.matrix.value import Goal, Matrix
from allocator.reductions import Chain, Linear, Reduced

Terms = list[tuple[int, int]]
Said = tuple[str, Terms, float, float]          # name, (column, coefficient), lower, upper


def most_people(reduced: Reduced, sites: Sequence[str], most: int) -> Matrix:
    """At most so many sites, as many people as can be (MCLP).

    Parameters
    ----------
    sites : names of the sites, by number.
    """
    rows = [*_reach(reduced, len(sites)), ("limit", [(j, 1) for j in range(len(sites))], -np.inf, float(most))]
    return _matrix(sites, len(reduced.patterns), rows, [_people(reduced, len(sites))])


def fewest_sites(reduced: Reduced, sites: Sequence[str], people: int) -> Matrix:
    """As few sites as can be that cover so many people (partial covering)."""
    goal = _people(reduced, len(sites))
    wanted = [(int(j), int(c)) for j, c in zip(goal.index, goal.value, strict=True)]
    rows = [*_reach(reduced, len(sites)), ("share", wanted, float(people - goal.offset), np.inf)]
    return _matrix(sites, len(reduced.patterns), rows, [_count(len(sites))])


def all_covered(patterns: Sequence[Sequence[int]], sites: Sequence[str]) -> Matrix:
    """As few sites as can be that cover every pattern (LSCP).

    Parameters
    ----------
    patterns : sites of each.
    """
    rows: list[Said] = [(f"cover[{k}]", [(j, 1) for j in p], 1.0, np.inf) for k, p in enumerate(patterns)]
    return _matrix(sites, 0, rows, [_count(len(sites))])


def point(reduced: Reduced, chosen: np.ndarray) -> np.ndarray:
    """int64[columns]: a choice of sites (bool[sites]) with all that it covers."""
    people = [bool(chosen[list(s)].any()) for s in reduced.patterns.sites]
    return np.concatenate((chosen, np.array(people, dtype=np.bool_))).astype(np.int64)


def _reach(reduced: Reduced, sites: int) -> Iterator[Said]:
    """Nobody is covered but by a site or with the pattern that theirs leans on."""
    for c in reduced.chains:
        yield f"reach[{c.child}]", _chain(c, sites), -np.inf, 0.0


def _chain(c: Chain, sites: int) -> Terms:
    known = [] if c.parent is None else [(sites + c.parent, -1)]
    return sorted([(sites + c.child, 1), *known, *((j, -1) for j in c.extra)])


def _people(reduced: Reduced, sites: int) -> Goal:
    linear: Linear = reduced.linear
    terms = [*linear, *((sites + k, n) for k, n in enumerate(reduced.patterns.insured))]
    return Goal("covered", True, np.array([j for j, _ in terms], dtype=np.int32), np.array([n for _, n in terms], dtype=np.float64),
                reduced.patterns.covered.insured)


def _count(sites: int) -> Goal:
    return Goal("sites", False, np.arange(sites, dtype=np.int32), np.ones(sites))


def _matrix(sites: Sequence[str], patterns: int, rows: Sequence[Said], goals: Sequence[Goal]) -> Matrix:
    width = len(sites) + patterns
    start = np.concatenate(([0], np.cumsum([len(terms) for _, terms, _, _ in rows]))).astype(np.int32)
    entries = [e for _, terms, _, _ in rows for e in terms]
    lower, upper = (np.array([row[end] for row in rows], dtype=np.float64) for end in (2, 3))
    return Matrix(
        columns=(*(f"site[{s}]" for s in sites), *(f"people[{k}]" for k in range(patterns))),
        col_lower=np.zeros(width), col_upper=np.ones(width), integer=np.arange(width) < len(sites),
        rows=tuple(name for name, *_ in rows), owner=("",) * len(rows), row_lower=lower, row_upper=upper,
        start=start, index=np.array([j for j, _ in entries], dtype=np.int32), value=np.array([c for _, c in entries], dtype=np.float64),
        goals=tuple(goals),
    )
