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

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Reals = NDArray[np.float64]
    Flags = NDArray[np.bool_]

ROUNDS = 200                             # of one search
WORK = 100_000_000                       # entries that one search may touch
FRESH = 0.07                             # weight of the newest choice in the average one
FINE = 1 << 10                           # shares are whole numbers of this part of a person
PATIENCE = 10                            # rounds without a better bound before steps shorten
LONGER, SHORTER = 1.1, 0.66


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
        n = int(r.chosen.sum())
        if 0 < n < covering.count and best[n] > r.people:
            best = np.minimum(best, _by_shares(covering, _shares(covering, n, r)))
    return np.minimum.accumulate(best[::-1])[::-1]


def _by_shares(covering: Covering, share: Whole) -> Whole:
    """The bound that shares give, for every number of sites; shares in 1/FINE."""
    sums = np.sort(covering.by_site(share))[::-1]
    rest = int((FINE * covering.people - share).sum())
    return covering.base + (rest + np.concatenate(([0], np.cumsum(sums)))) // FINE


def _shares(covering: Covering, n: int, reached: Reached) -> Whole:
    """Good shares for n sites, in 1/FINE: steps along the average of the choices that the shares have led to so far."""
    people, value = covering.people.astype(np.float64), float(reached.people - covering.base)
    times = _times(covering, reached.chosen.astype(np.float64))
    best = np.where(times == 0, people, np.where(times == 1, people / 2, 0.0))
    bound, average = _top(covering, people, best, n)
    pace, idle = 0.5, 0
    for _ in range(min(ROUNDS, max(20, WORK // max(1, 3 * len(covering.sites))))):
        slope = _movable(_times(covering, average) - 1.0, best, people)
        length = float(slope @ slope)
        if length == 0 or bound - value < 1:
            break
        share = np.clip(best - pace * (bound - value) / length * slope, 0.0, people)
        found, choice = _top(covering, people, share, n)
        average = FRESH * choice + (1 - FRESH) * average
        if found < bound:
            bound, best, idle = found, share, 0
            pace = min(2.0, pace * LONGER) if slope @ (_times(covering, choice) - 1.0) >= 0 else pace
        else:
            idle += 1
            pace, idle = (pace * SHORTER, 0) if idle >= PATIENCE else (pace, idle)
    whole: Whole = np.rint(best * FINE).astype(np.int64)
    return whole


def _times(covering: Covering, there: Reals) -> Reals:
    """How often each pattern is covered."""
    times: Reals = np.bincount(covering.owner, weights=there[covering.sites.index], minlength=len(covering.people)).astype(np.float64)
    return times


def _top(covering: Covering, people: Reals, share: Reals, n: int) -> tuple[float, Reals]:
    """The bound of these shares, and the n sites that it pays."""
    sums = np.bincount(covering.sites.index, weights=share[covering.owner], minlength=covering.count)
    top = np.argpartition(-sums, n - 1)[:n]
    there = np.zeros(covering.count)
    there[top] = 1.0
    return float((people - share).sum() + sums[top].sum()), there


def _movable(slope: Reals, share: Reals, people: Reals) -> Reals:
    """The slope where a share is not at its end already."""
    stuck = ((share <= 0) & (slope > 0)) | ((share >= people) & (slope < 0))
    moves: Reals = np.where(stuck, 0.0, slope)
    return moves
