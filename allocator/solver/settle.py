"""From HiGHS's point to whole values that hold exactly, or to the admission that there are none."""
from __future__ import annotations

import math

import numpy as np

from allocator.domain.outcome import Whole
from allocator.matrix.exact import activity, goal_value, holds
from allocator.matrix.value import Goal, Matrix, Places, Reals

NEAR = 1e-6
Lock = tuple[Goal, int]


def worth(goal: Goal, x: Whole) -> int:
    """Value of a point, the greater the better whatever the sense."""
    value = goal_value(goal, x)
    return value if goal.maximise else -value


def kept(locks: list[Lock], x: Whole) -> bool:
    """Whether the earlier stages keep their values."""
    return all(goal_value(g, x) >= v if g.maximise else goal_value(g, x) <= v for g, v in locks)


def settle(matrix: Matrix, point: Reals, goal: Goal, locks: list[Lock]) -> Whole | None:
    """The best whole point at `point`: rounded, or with its fractional continuous columns raised as far as the rows let them.

    Every candidate is checked in exact integers against bounds, rows and locks; None where none of them holds.
    """
    if not np.isfinite(point).all():
        return None
    rounded = np.rint(point).astype(np.int64)
    torn = np.flatnonzero(~matrix.integer & (np.abs(point - rounded) > NEAR)).astype(np.int32)
    candidates = [rounded, _raised(matrix, point, torn)] if torn.size else [rounded]
    good = [x for x in candidates if holds(matrix, x) and kept(locks, x)]
    return max(good, key=lambda x: worth(goal, x)) if good else None


def _raised(matrix: Matrix, point: Reals, torn: Places) -> Whole:
    """A covered share between 0 and 1 is 1 wherever the rows allow it: set the torn columns down, then up one by one until none can."""
    x = np.rint(point).astype(np.int64)
    x[torn] = np.floor(point[torn] + NEAR).astype(np.int64)
    value = activity(matrix, x).astype(np.float64)
    rows_of = np.repeat(np.arange(matrix.height), np.diff(matrix.start))
    entries = {int(j): np.flatnonzero(matrix.index == j) for j in torn}
    waiting = list(entries)
    while waiting:
        before = len(waiting)
        for j in waiting:
            rows, step = rows_of[entries[j]], matrix.value[entries[j]]
            after = value[rows] + step
            up = (step < 0) | (after <= matrix.row_upper[rows])
            down = (step > 0) | (after >= matrix.row_lower[rows])
            if x[j] < matrix.col_upper[j] and (up & down).all():
                x[j] += 1
                value[rows] = after
        waiting = [j for j in waiting if x[j] <= point[j]]
        if len(waiting) == before:
            break
    return x


def whole_bound(goal: Goal, bound: float) -> int | None:
    """HiGHS's bound as the whole number that no plan can pass; None while it has none."""
    if not math.isfinite(bound):
        return None
    slack = NEAR + 1e-9 * abs(bound)
    return math.floor(bound + slack) if goal.maximise else math.ceil(bound - slack)


def tighter(goal: Goal, *bounds: int | None) -> int | None:
    """The strongest of several bounds."""
    known = [b for b in bounds if b is not None]
    if not known:
        return None
    return min(known) if goal.maximise else max(known)
