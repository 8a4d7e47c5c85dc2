"""A first plan without any search: what is constant, then the sites that reach most people, as far as the rows let them; then swaps.

It is a part of a plan only: the solver finds what goes with it (gaps, people covered, beds met) and drops it where nothing does.
"""
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from allocator.covering.state import State
from allocator.covering.value import Covering
from allocator.domain.access import Access, present
from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.geography.patterns import aggregate
from allocator.matrix.value import Matrix
from allocator.program import granted, point

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Reals = NDArray[np.float64]

SWAPS = 200                              # exchanges of the weakest site for another that are tried


def start(case: Case, matrix: Matrix) -> dict[str, int]:
    """Value by column of every decision of a first plan."""
    plan = Plan({c: s.beds for c, s in case.standings.items() if s.fixed == "admitted"}, case.decided_cuts)
    room = Room(matrix, dict(point(plan, case, matrix.column)))
    for rule in case.access:
        plan = _filled(plan, case, case.access[rule], room, matrix)
    return {matrix.columns[j]: n for j, n in point(plan, case, matrix.column)}


class Room:
    """What the rows leave to decisions, whatever becomes of the columns that are not decided here.

    Parameters
    ----------
    values : column -> value of every decision.
    """

    def __init__(self, matrix: Matrix, values: Mapping[int, int]) -> None:
        row = np.repeat(np.arange(matrix.height), np.diff(matrix.start))
        low, high = matrix.col_lower.copy(), matrix.col_upper.copy()
        index = np.fromiter(values, dtype=np.int64)
        low[index] = high[index] = np.fromiter(values.values(), dtype=np.float64)
        self.upper, self.lower = matrix.row_upper, matrix.row_lower
        self.least = self._sums(row, matrix, low, high)
        self.most = self._sums(row, matrix, high, low)
        order = np.argsort(matrix.index, kind="stable")
        self._rows, self._values = row[order], matrix.value[order]
        self._first = np.searchsorted(matrix.index[order], np.arange(matrix.width + 1))

    @staticmethod
    def _sums(row: NDArray[np.int64], matrix: Matrix, small: Reals, large: Reals) -> Reals:
        ends = np.where(matrix.value > 0, small[matrix.index], large[matrix.index])
        return np.bincount(row, weights=matrix.value * ends, minlength=matrix.height).astype(np.float64)

    def change(self, column: int, step: int) -> None:
        """Move a decision."""
        at = slice(self._first[column], self._first[column + 1])
        np.add.at(self.least, self._rows[at], step * self._values[at])
        np.add.at(self.most, self._rows[at], step * self._values[at])

    def allows(self, column: int, step: int = 1) -> bool:
        """Whether a decision can be moved without taking a row over its end, or farther from it than it is."""
        at = slice(self._first[column], self._first[column + 1])
        rows, moves = self._rows[at], step * self._values[at]
        over = (moves > 0) & (self.least[rows] + moves > self.upper[rows])
        under = (moves < 0) & (self.most[rows] + moves < self.lower[rows])
        return not (over | under).any()


class _Choice:
    """One coverage rule's sites while they are chosen."""

    def __init__(self, plan: Plan, case: Case, access: Access, room: Room, matrix: Matrix) -> None:
        patterns = aggregate(access.pairs, access.insured, covered=access.staying)
        there = np.array([present(s, plan) for s in access.sites], dtype=np.bool_)
        self.state, self.room, self.mine = State(Covering.of(patterns, len(access.sites)), there), room, list[int]()
        self.column = [matrix.column[f"admit[{s}]"] if _free(s, case) else -1 for s in access.sites]
        self._shut: set[int] = set()

    def fill(self) -> None:
        """Choose the site that gains most again and again, as far as the rows allow."""
        while (site := self._best()) is not None:
            self._move(site, 1)

    def _best(self) -> int | None:
        gain = np.where(self.state.chosen, -1, self.state.gain)
        for site in np.argsort(-gain, kind="stable").tolist():
            if gain[site] <= 0:
                return None
            if self.column[site] >= 0 and site not in self._shut and self.room.allows(self.column[site]):
                return int(site)
        return None

    def _move(self, site: int, step: int) -> None:
        (self.state.add if step > 0 else self.state.drop)(site)
        self.room.change(self.column[site], step)
        (self.mine.append if step > 0 else self.mine.remove)(site)

    def swap(self, site: int) -> bool:
        """Give a chosen site up for others that gain more together; as before where none do."""
        value, kept = self.state.value, set(self.mine) - {site}
        self._move(site, -1)
        self._shut = {site}
        self.fill()
        self._shut = set()
        if self.state.value > value:
            return True
        for other in [s for s in self.mine if s not in kept]:
            self._move(other, -1)
        self._move(site, 1)
        return False


def _filled(plan: Plan, case: Case, access: Access, room: Room, matrix: Matrix) -> Plan:
    """The plan with the sites that one rule's people want most."""
    choice = _Choice(plan, case, access, room, matrix)
    choice.fill()
    for _ in range(SWAPS):
        weakest = min(choice.mine, key=lambda s: (int(choice.state.loss[s]), s), default=None)
        if weakest is None or not choice.swap(weakest):
            break
    return Plan({**plan.admitted, **{access.sites[s]: granted(case, access.sites[s]) for s in choice.mine}}, plan.reduced)


def _free(site: str, case: Case) -> bool:
    """Whether a site is an application that the program may decide; one that moves takes a place away too, and is left to it."""
    return not site.startswith("stay:") and case.standing(site).open and not case.city.by_application[site].moves
