"""Demand points that the same sites reach, told once: isomorphic aggregation.

References
----------
The number of patterns depends on sites and radius, not on the number of points: 2,190 of 100,000 points, 2,610 of 20 million.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from allocator.geography.pairs import Pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

COVERED, UNREACHABLE = -1, -2            # in `Patterns.member`
SEED = 20_260_101                        # of the sites' random keys: the same keys in every run
Sites = tuple[int, ...]


@dataclass(frozen=True)
class Tally:
    """Demand points and the insured people at them."""

    points: int = 0
    insured: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(self.points + other.points, self.insured + other.insured)


@dataclass(frozen=True, eq=False)
class Patterns:
    """Demand points with the same sites in reach, told once; sorted by their sites.

    Parameters
    ----------
    sites : ascending site numbers of each pattern, never empty.
    insured, points : people and demand points of each.
    covered, unreachable : what stands outside: in reach whatever is decided, and of no site at all.
    member : int32[N], pattern of every demand point, or COVERED or UNREACHABLE; None where points were streamed.
    """

    sites: tuple[Sites, ...]
    insured: tuple[int, ...]
    points: tuple[int, ...]
    covered: Tally = Tally()
    unreachable: Tally = Tally()
    member: NDArray[np.int32] | None = None

    def __len__(self) -> int:
        """Count of patterns."""
        return len(self.sites)

    @property
    def total(self) -> Tally:
        """All demand, in and outside the patterns."""
        return Tally(sum(self.points), sum(self.insured)) + self.covered + self.unreachable

    @property
    def entries(self) -> int:
        """Sites of all patterns: the non-zeros of plain coverage rows."""
        return sum(map(len, self.sites))


def aggregate(reach: Pairs, insured: NDArray[np.int64], *, covered: NDArray[np.bool_] | None = None,
              points: NDArray[np.int64] | None = None) -> Patterns:
    """Isomorphic aggregation: points that the same sites reach are covered by the same decisions, so they are one pattern.

    Parameters
    ----------
    reach : demand points -> sites that may be there.
    insured : int64[N], people.
    covered : bool[N], in reach of what is there whatever is decided; default none.
    points : int64[N], how many points each row already stands for; default one.
    """
    points = np.ones(reach.rows, dtype=np.int64) if points is None else points
    covered = np.zeros(reach.rows, dtype=np.bool_) if covered is None else covered
    empty = ~covered & (reach.counts == 0)
    open_rows = np.flatnonzero(~covered & ~empty)
    group, first = _groups(reach.take(open_rows))
    names = site_tuples(reach.take(open_rows[first]))
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    member = np.where(covered, COVERED, UNREACHABLE).astype(np.int32)
    member[open_rows] = rank[group]

    def tally(mask: NDArray[np.bool_]) -> Tally:
        return Tally(int(points[mask].sum()), int(insured[mask].sum()))

    return Patterns(tuple(names[i] for i in order), _sums(member, insured, len(order)), _sums(member, points, len(order)),
                    tally(covered), tally(empty), member)


def merged(parts: Iterable[Patterns]) -> Patterns:
    """Patterns of demand that came in parts, over the same sites; `member` is not told."""
    people: dict[Sites, Tally] = {}
    covered, unreachable = Tally(), Tally()
    for part in parts:
        covered, unreachable = covered + part.covered, unreachable + part.unreachable
        for names, insured, points in zip(part.sites, part.insured, part.points, strict=True):
            people[names] = people.get(names, Tally()) + Tally(points, insured)
    order = sorted(people)
    return Patterns(tuple(order), tuple(people[n].insured for n in order), tuple(people[n].points for n in order), covered, unreachable)


def _sums(member: NDArray[np.int32], weight: NDArray[np.int64], count: int) -> tuple[int, ...]:
    total = np.zeros(count, dtype=np.int64)
    inside = member >= 0
    np.add.at(total, member[inside], weight[inside])
    return tuple(total.tolist())


def site_tuples(reach: Pairs) -> list[Sites]:
    """The sites of every row."""
    index, start = reach.index.tolist(), reach.start.tolist()
    return [tuple(index[a:b]) for a, b in pairwise(start)]


def alike(reach: Pairs, *labels: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Group of every row by its sites and its labels (0 or more), and the first row of each group, ascending."""
    empty = reach.counts == 0
    group = np.full(reach.rows, -1, dtype=np.int64)
    group[~empty] = _groups(reach.take(np.flatnonzero(~empty)))[0]
    for label in labels:
        wide = int(label.max(initial=0)) + 1
        group = np.unique(group * wide + label, return_inverse=True)[1]
    _, first, group = np.unique(group, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[group], np.sort(first)


def _groups(reach: Pairs) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Group of every row by its sites, and the first row of each group; no row is empty.

    A site's key is a random word, a row's the exclusive or of its sites'. Rows of one key are compared with their group's first row, site
    by site; should two sets ever share a key, other keys are drawn, so the answer does not rest on chance.
    """
    if not reach.rows:
        return (np.zeros(0, dtype=np.int64),) * 2
    seed = SEED
    while True:
        keys = np.random.default_rng(seed).integers(0, 1 << 64, size=reach.columns, dtype=np.uint64)
        _, first, group = np.unique(np.bitwise_xor.reduceat(keys[reach.index], reach.start[:-1]), return_index=True, return_inverse=True)
        if _same(reach, first[group]):
            return group, first
        seed += 1


def _same(reach: Pairs, likeness: NDArray[np.int64]) -> bool:
    """Whether every row has exactly the sites of the row that it is likened to."""
    if (reach.counts != reach.counts[likeness]).any():
        return False
    return bool((reach.index == reach.take(likeness).index).all())
