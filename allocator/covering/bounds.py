"""How many people any choice of n sites can cover at most, for every n at once, in exact integers.

Whoever is covered is paid a share of their people by each covering site that is chosen; for whole shares m of each pattern

    people(any n sites)  <=  sum of (people - m)  +  the n largest sums of m over a site's patterns,

whatever the shares are (Lagrange multipliers of "covered <= sum of sites"). A search in floats looks for good shares; what is returned is
computed from them in integers, so it holds whatever the search was worth.

References
----------
Galvão and ReVelle 1996, "A Lagrangean heuristic for the maximal covering location problem"; Barahona and Anbil 2000, "The volume
algorithm: producing primal solutions with a subgradient method".
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.covering.value import Covering
from allocator.geography.pairs import Pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Reals = NDArray[np.float64]
    Flags = NDArray[np.bool_]

ROUNDS = 1000                            # of one search
WORK = 400_000_000                       # entries that one search may touch
FRESH = 0.05                             # weight of the newest choice in the average one
FINE = 1 << 10                           # shares are whole numbers of this part of a person
PATIENCE = 10                            # rounds without a better bound before steps shorten
LONGER, SHORTER, SHORTEST = 1.1, 0.66, 0.0003


@dataclass(frozen=True, eq=False)
class Reached:
    """Sites that are chosen somewhere, and the people covered by them: a bound near so many sites is wanted, and cannot pass that."""

    chosen: Flags
    people: int


def bounds(covering: Covering, reached: Iterable[Reached]) -> Whole:
    """int64[sites + 1]: at most so many people can be covered by 0, 1, 2 … sites; never falling."""
    best = np.full(covering.count + 1, covering.reachable, dtype=np.int64)
    best[0] = covering.base
    for r in reached:
        best = relaxed(covering, r, best).over
    return best


@dataclass(frozen=True, eq=False)
class Relaxed:
    """What good shares say.

    Parameters
    ----------
    over : int64[sites + 1], the bounds.   choice : as many sites as were asked about, those paid most often: where the relaxation is
        whole, they are its answer.   share : int64[K] in 1/FINE; None where there was nothing to look for.
    """

    over: Whole
    choice: Flags
    share: Whole | None = None


def settled(covering: Covering, share: Whole, n: int, people: int) -> tuple[Flags, Flags]:
    """Sites without which, and sites with which, no choice of n covers more than some people: who seeks more takes or leaves them.

    Exact, in integers: the bound with a site forced in or out is the bound less what it is paid below the last of the n best, or above
    the best of the others.
    """
    sums = covering.by_site(share)
    best = np.sort(sums)[::-1]
    spare = int((FINE * covering.people - share).sum() + best[:n].sum()) - (people - covering.base + 1) * FINE
    return sums - best[n] > spare, best[n - 1] - sums > spare


def relaxed(covering: Covering, reached: Reached, known: Whole) -> Relaxed:
    """Bounds that are known made better near a choice."""
    n = int(reached.chosen.sum())
    if not 0 < n < covering.count or known[n] <= reached.people:
        return Relaxed(known, reached.chosen)
    share, average = _shares(covering, n, reached)
    best = np.minimum(known, _by_shares(covering, share))
    there: Flags = np.zeros(covering.count, dtype=np.bool_)
    there[np.argsort(-average, kind="stable")[:n]] = True
    return Relaxed(np.minimum.accumulate(best[::-1])[::-1], there, share)


def _by_shares(covering: Covering, share: Whole) -> Whole:
    """The bound that shares give, for every number of sites; shares in 1/FINE."""
    sums = np.sort(covering.by_site(share))[::-1]
    rest = int((FINE * covering.people - share).sum())
    return covering.base + (rest + np.concatenate(([0], np.cumsum(sums)))) // FINE


def _shares(covering: Covering, n: int, reached: Reached) -> tuple[Whole, Reals]:
    """Good shares for n sites, in 1/FINE, and the average of the choices that the shares have led to, along which the steps go."""
    people, value = covering.people.astype(np.float64), float(reached.people - covering.base)
    of_pattern, of_site = Sums.of(covering.sites), Sums.of(covering.patterns)
    times = of_pattern(reached.chosen.astype(np.float64))
    best = np.where(times == 0, people, np.where(times == 1, people / 2, 0.0))
    bound, average = _top(of_site, people, best, n)
    pace, idle = 0.5, 0
    for _ in range(min(ROUNDS, max(20, WORK // max(1, 3 * len(covering.sites))))):
        slope = _movable(of_pattern(average) - 1.0, best, people)
        length = float(slope @ slope)
        if length == 0 or bound - value < 1 or pace < SHORTEST:
            break
        share = np.clip(best - pace * (bound - value) / length * slope, 0.0, people)
        found, choice = _top(of_site, people, share, n)
        average = FRESH * choice + (1 - FRESH) * average
        if found < bound:
            bound, best, idle = found, share, 0
            pace = min(2.0, pace * LONGER) if slope @ (of_pattern(choice) - 1.0) >= 0 else pace
        else:
            idle += 1
            pace, idle = (pace * SHORTER, 0) if idle >= PATIENCE else (pace, idle)
    return np.rint(best * FINE).astype(np.int64), average


@dataclass(frozen=True, eq=False)
class Sums:
    """Adds up, for each row of a table of pairs, what its columns are worth."""

    index: NDArray[np.integer]
    filled: Flags
    start: Whole

    @classmethod
    def of(cls, pairs: Pairs) -> Sums:
        """For one table."""
        filled: Flags = pairs.counts > 0
        return cls(pairs.index.astype(np.intp), filled, pairs.start[:-1][filled])

    def __call__(self, worth: Reals) -> Reals:
        """float64[rows]."""
        sums = np.zeros(len(self.filled))
        sums[self.filled] = np.add.reduceat(worth[self.index], self.start) if len(self.start) else 0.0
        return sums


def _top(of_site: Sums, people: Reals, share: Reals, n: int) -> tuple[float, Reals]:
    """The bound of these shares, and the n sites that it pays."""
    sums = of_site(share)
    top = np.argpartition(-sums, n - 1)[:n]
    there = np.zeros(len(sums))
    there[top] = 1.0
    return float((people - share).sum() + sums[top].sum()), there


def _movable(slope: Reals, share: Reals, people: Reals) -> Reals:
    """The slope where a share is not at its end already."""
    stuck = ((share <= 0) & (slope > 0)) | ((share >= people) & (slope < 0))
    moves: Reals = np.where(stuck, 0.0, slope)
    return moves
