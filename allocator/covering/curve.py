"""People covered against the number of sites, with what no choice of as many can pass; and what each chosen site is worth."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.covering.bounds import Reached, bounds
from allocator.covering.search import greedy
from allocator.covering.state import State
from allocator.covering.value import Covering

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Point:
    """One point of the curve: some choice of so many sites covers `people`; none covers more than `bound`."""

    sites: int
    people: int
    bound: int


@dataclass(frozen=True)
class Worth:
    """What one chosen site is worth.

    Parameters
    ----------
    in_reach : people whom it covers.   alone : of these, whom nothing else covers.
    gained : people first covered when sites are taken in the order of `rank`, the one that gains most first.
    """

    site: int
    rank: int
    in_reach: int
    alone: int
    gained: int


def curve(covering: Covering, chosen: Flags, upto: int) -> tuple[Point, ...]:
    """The curve through a choice: sites taken away from it and added to it one by one, or greedily from nothing where that is better.

    Parameters
    ----------
    upto : number of sites at which it ends.
    """
    upto = min(upto, covering.count)
    forward, through = _greedy(covering, upto), _through(covering, chosen, upto)
    sets = [max(a, b, key=covering.worth) for a, b in zip(forward, through, strict=True)]
    people = np.maximum.accumulate([covering.worth(s) for s in sets])
    n = int(chosen.sum())
    anchors = sorted({k for k in (n // 4, n // 2, n, 2 * n, upto) if 0 < k <= upto})
    over = bounds(covering, [Reached(sets[k], int(people[k])) for k in anchors])
    return tuple(Point(k, int(people[k]), int(over[k])) for k in range(upto + 1))


def _greedy(covering: Covering, upto: int) -> list[Flags]:
    sets = [np.zeros(covering.count, dtype=np.bool_)]
    for step in greedy(covering, upto):
        sets.append(sets[-1].copy())
        sets[-1][step.site] = True
    return sets + [sets[-1]] * (upto + 1 - len(sets))


def _through(covering: Covering, chosen: Flags, upto: int) -> list[Flags]:
    """Choices of 0, 1, 2 … sites, one of them the given one."""
    down, up = State(covering, chosen), State(covering, chosen)
    below, above = [chosen], [chosen]
    while down.chosen.any():
        down.drop(int(np.argmin(np.where(down.chosen, down.loss, np.iinfo(np.int64).max))))
        below.append(down.chosen.copy())
    while len(below) + len(above) - 1 <= upto and not up.chosen.all():
        up.add(int(np.argmax(np.where(up.chosen, -1, up.gain))))
        above.append(up.chosen.copy())
    return [*reversed(below), *above[1:]][: upto + 1]


def worths(covering: Covering, chosen: Flags) -> tuple[Worth, ...]:
    """What each chosen site is worth, in the order in which they gain most."""
    whole, state = State(covering, chosen), State(covering)
    in_reach, found = covering.by_site(covering.people), []
    for rank in range(1, int(chosen.sum()) + 1):
        site = int(np.argmax(np.where(chosen & ~state.chosen, state.gain, -1)))
        found.append(Worth(site, rank, int(in_reach[site]), int(whole.loss[site]), int(state.gain[site])))
        state.add(site)
    return tuple(found)
