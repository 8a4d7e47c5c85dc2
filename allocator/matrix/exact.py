"""The matrix in exact integers: what a whole point does to every row and every goal. Floats never decide."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from allocator.domain.outcome import Whole
from allocator.matrix.value import Goal, Matrix, Reals


def activity(matrix: Matrix, x: Whole) -> Whole:
    """Value of every row at a whole point."""
    sums = np.zeros(matrix.value.size + 1, dtype=np.int64)
    np.cumsum(matrix.value.astype(np.int64) * np.asarray(x, dtype=np.int64)[matrix.index], out=sums[1:])
    return np.asarray(sums[matrix.start[1:]] - sums[matrix.start[:-1]])


def violated(matrix: Matrix, x: Whole) -> list[int]:
    """Numbers of the rows that a whole point breaks."""
    value = activity(matrix, x)
    return [int(i) for i in np.flatnonzero((value < matrix.row_lower) | (value > matrix.row_upper))]


def holds(matrix: Matrix, x: Whole) -> bool:
    """Whether a whole point keeps every column's bounds and every row."""
    return bool(((x >= matrix.col_lower) & (x <= matrix.col_upper)).all()) and not violated(matrix, x)


def goal_value(goal: Goal, x: Whole) -> int:
    """What a whole point is worth to a goal."""
    return int(goal.value.astype(np.int64) @ np.asarray(x, dtype=np.int64)[goal.index]) + goal.offset


def best_possible(matrix: Matrix, goal: Goal) -> int | None:
    """The goal's bound from the columns' bounds alone; None where one of them is infinite."""
    up = (goal.value > 0) == goal.maximise
    ends: npt.NDArray[np.float64] = np.where(up, matrix.col_upper[goal.index], matrix.col_lower[goal.index])
    if not np.isfinite(ends).all():
        return None
    return int(goal.value.astype(np.int64) @ ends.astype(np.int64)) + goal.offset


def reach(matrix: Matrix) -> tuple[Reals, Reals]:
    """Least and greatest value that each row can take within the columns' bounds."""
    low, high = matrix.col_lower[matrix.index], matrix.col_upper[matrix.index]
    up = matrix.value > 0
    rows = np.repeat(np.arange(matrix.height), np.diff(matrix.start))
    least = np.bincount(rows, weights=matrix.value * np.where(up, low, high), minlength=matrix.height).astype(np.float64)
    most = np.bincount(rows, weights=matrix.value * np.where(up, high, low), minlength=matrix.height).astype(np.float64)
    return least, most
