"""What no row couples is optimised apart: while a goal is sought, what it does not hang together with stays as it is.

Exact where every earlier goal is proven: the rows fall apart into components, so the best value of a goal is the sum of what its columns
can reach in each; a plan that has it has the best in every component, whatever the others do. Locks say no more than that.
"""
from __future__ import annotations

from dataclasses import replace

import numpy as np

from allocator.domain.outcome import Whole
from allocator.matrix.value import Goal, Matrix


def components(matrix: Matrix) -> Whole:
    """int64[columns]: number of the component of each column: columns that stand in a row together, fixed ones apart."""
    free = (matrix.col_lower < matrix.col_upper)[matrix.index]
    row, column = np.repeat(np.arange(matrix.height), np.diff(matrix.start))[free], matrix.index[free]
    label = np.arange(matrix.width, dtype=np.int64)
    while True:
        least = np.full(matrix.height, matrix.width, dtype=np.int64)
        np.minimum.at(least, row, label[column])
        lower = label.copy()
        np.minimum.at(lower, column, least[row])
        lower = lower[lower]
        if (lower == label).all():
            return label
        label = lower


def narrowed(matrix: Matrix, goal: Goal, x: Whole, label: Whole) -> Matrix:
    """The matrix with the columns fixed at a plan that stand in no component of the goal."""
    idle = ~np.isin(label, label[goal.index])
    lower, upper = (np.where(idle, x, ends) for ends in (matrix.col_lower, matrix.col_upper))
    return replace(matrix, col_lower=lower.astype(np.float64), col_upper=upper.astype(np.float64))
