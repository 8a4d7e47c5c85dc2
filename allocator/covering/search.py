"""A first plan: the site that gains most, again and again; then swaps of neighbours, at first worse ones too.

References
----------
Church and ReVelle 1974 (greedy adding); Schrimpf et al. 2000 (ruin and recreate). A search is seeded and ends by counts, not a clock, but
for the one in the background, which is heard only where nothing is proven.
"""
from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from allocator.covering.state import State
from allocator.covering.value import Covering

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

SEED = 20_260_103
HARD = 50_000                            # entries from which a solver needs long enough for a good start to pay
ROUNDS = 250, 4_000                      # of swaps: below that, and from there
LONG, PAUSE = 20_000, 6.0                # rounds of one search in the background, before it begins anew; seconds before the first
TOGETHER = 3                             # sites swapped in one round at most
WARM = 0.0015                            # of the people covered: losses taken at the beginning; none at the end
OVERLOOKED = 0.3                         # chance that a neighbour stays out of a round


@dataclass(frozen=True)
class Step:
    """One more site: which, and the people covered with it."""

    site: int
    people: int


def greedy(covering: Covering, most: int) -> tuple[Step, ...]:
    """Sites in the order in which each gains most, the first of equals, until nobody is gained or `most` are taken."""
    state, steps = State(covering), []
    for _ in range(min(most, covering.count)):
        site = int(np.argmax(state.gain))
        if state.gain[site] <= 0:
            break
        state.add(site)
        steps.append(Step(site, state.value))
    return tuple(steps)


def chosen(covering: Covering, steps: tuple[Step, ...]) -> Flags:
    """bool[sites] of some steps."""
    mask: Flags = np.zeros(covering.count, dtype=np.bool_)
    mask[[s.site for s in steps]] = True
    return mask


def improved(covering: Covering, start: Flags, rounds: int | None = None, *, seed: int = SEED,
             stop: Callable[[], bool] = lambda: False) -> Flags:
    """The best choice of as many sites that swaps from `start` come by; never a worse one.

    Parameters
    ----------
    rounds : of swaps; by the size of the problem where none are given.   stop : asked before each; True ends it.
    """
    state, dice = State(covering, start), np.random.default_rng(seed)
    best, value = state.chosen.copy(), state.value
    rounds = ROUNDS[len(covering.sites) >= HARD] if rounds is None else rounds
    if not start.any() or start.all():
        return best
    for left in range(rounds, 0, -1):
        before = state.value
        gone, came = _swap(state, dice)
        if state.value < before + WARM * value * left / rounds * float(np.log(1 - dice.random())):
            _exchange(state, came, gone)
        elif state.value > value:
            best, value = state.chosen.copy(), state.value
        if value == covering.reachable or stop():
            break
    return best


class Search:
    """Swaps in the background, from a choice to better ones, for as long as a `with` lasts: while a solver works in another process.

    Parameters
    ----------
    wanted : whether to search at all.   pause : seconds before it begins: what a solver does at once needs no help.
    """

    def __init__(self, covering: Covering, start: Flags, wanted: bool = True, pause: float = PAUSE) -> None:
        self.best, self._covering, self._pause, self._done = start, covering, pause, threading.Event()
        self._thread = threading.Thread(target=self._work if wanted else int, daemon=True)

    def __enter__(self) -> Search:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _work(self) -> None:
        for seed in count(SEED + 1):
            if self._done.wait(self._pause if seed == SEED + 1 else 0):
                return
            self.best = improved(self._covering, self.best, LONG, seed=seed, stop=self._done.is_set)


def _swap(state: State, dice: np.random.Generator) -> tuple[list[int], list[int]]:
    """Drop a chosen site with some neighbours, then add what gains most; half the time the first one may not come back at once."""
    first = int(dice.choice(np.flatnonzero(state.chosen)))
    gone = _with_neighbours(state, first, int(dice.integers(TOGETHER)), dice)
    _exchange(state, gone, [])
    shut = first if dice.random() < 0.5 else -1
    came: list[int] = []
    for _ in gone:
        gain = np.where(state.chosen, -1, state.gain)
        if shut >= 0 and state.chosen.sum() + 1 < len(gain):
            gain[shut] = -1
        came.append(int(np.argmax(gain)))
        state.add(came[-1])
    return gone, came


def _with_neighbours(state: State, first: int, others: int, dice: np.random.Generator) -> list[int]:
    """A chosen site, and those chosen ones that share most people with it, some overlooked."""
    if not others:
        return [first]
    shared = state.covering.near(first).shared
    near = np.flatnonzero(state.chosen & (shared > 0) & (dice.random(len(shared)) > OVERLOOKED))
    near = near[near != first]
    return [first, *near[np.argsort(-shared[near], kind="stable")][:others].tolist()]


def _exchange(state: State, gone: list[int], came: list[int]) -> None:
    for site in gone:
        state.drop(site)
    for site in came:
        state.add(site)
