"""Other questions of the same matrix: bounds, freed rules, other goals, a lock, rows that may give way. Each makes a new Matrix."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from allocator.matrix.exact import reach
from allocator.matrix.value import Goal, Matrix, Places, Reals

Ends = tuple[float, float]


@dataclass(frozen=True)
class Changes:
    """What is different from the program: nothing of it compiles or loads anything again.

    Parameters
    ----------
    columns, rows : mapping of name to (lower, upper)
        Other bounds, by name.
    without : tuple of str
        Rules whose rows are freed.
    goals : tuple of str or Goal, or None
        The goals to optimise, in this order: names of the matrix's own, or new ones; empty asks for any plan at all; None keeps them all.
    """

    columns: Mapping[str, Ends] = field(default_factory=dict)
    rows: Mapping[str, Ends] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    goals: tuple[str | Goal, ...] | None = None

    def on(self, matrix: Matrix) -> Matrix:
        """The matrix with these changes; its structure (the arrays of A) stays the very same objects."""
        moved = {matrix.row[name]: ends for name, ends in self.rows.items()}
        freed = {int(i): (-np.inf, np.inf) for rule in self.without for i in matrix.rows_of(rule)}
        row_lower, row_upper = _moved(matrix.row_lower, matrix.row_upper, moved | freed)
        col_lower, col_upper = _moved(matrix.col_lower, matrix.col_upper, {matrix.column[n]: ends for n, ends in self.columns.items()})
        goals = self._goals(matrix)
        return replace(matrix, col_lower=col_lower, col_upper=col_upper, row_lower=row_lower, row_upper=row_upper, goals=goals)

    def _goals(self, matrix: Matrix) -> tuple[Goal, ...]:
        if self.goals is None:
            return matrix.goals
        known = {g.name: g for g in matrix.goals}
        return tuple(g if isinstance(g, Goal) else known[g] for g in self.goals)


def _moved(lower: Reals, upper: Reals, ends: Mapping[int, Ends]) -> tuple[Reals, Reals]:
    lower, upper = lower.copy(), upper.copy()
    for k, (low, high) in ends.items():
        lower[k], upper[k] = low, high
    return lower, upper


def locked(matrix: Matrix, goal: Goal, value: int) -> Matrix:
    """The matrix with one more row: the goal is at least as good as `value`."""
    end = float(value - goal.offset)
    low, high = (end, np.inf) if goal.maximise else (-np.inf, end)
    return _with_row(matrix, f"lock[{goal.name}]", (goal.index, goal.value), (low, high))


def _with_row(matrix: Matrix, name: str, terms: tuple[Places, Reals], ends: Ends) -> Matrix:
    return replace(
        matrix, rows=(*matrix.rows, name), owner=(*matrix.owner, ""),
        row_lower=np.append(matrix.row_lower, ends[0]), row_upper=np.append(matrix.row_upper, ends[1]),
        start=np.append(matrix.start, np.int32(matrix.start[-1] + terms[0].size)),
        index=np.concatenate([matrix.index, terms[0]]), value=np.concatenate([matrix.value, terms[1]]),
    )


def elastic(matrix: Matrix, rules: Iterable[str], goal: str = "give_way") -> Matrix:
    """The matrix where these rules' rows may give way, with one goal: the least total amount, in whole units of the rules' figures.

    Ask it of one rule alone: a sum over several units would rather lift many small rows than lower one figure.
    """
    rows = np.concatenate([np.zeros(0, dtype=np.int32), *(matrix.rows_of(rule) for rule in rules)])
    low, high = reach(matrix)
    per = {int(i): float(matrix.per.get(matrix.rows[i], 1)) for i in rows}
    short = [(i, k, np.ceil((matrix.row_lower[i] - low[i]) / k)) for i, k in per.items() if matrix.row_lower[i] > low[i]]
    over = [(i, -k, np.ceil((high[i] - matrix.row_upper[i]) / k)) for i, k in per.items() if matrix.row_upper[i] < high[i]]
    slacks = sorted([*short, *over], key=lambda slack: (slack[0], -slack[1]))
    first = matrix.width
    wider = replace(
        matrix, columns=(*matrix.columns, *(f"{goal}[{matrix.rows[i]},{'lower' if s > 0 else 'upper'}]" for i, s, _ in slacks)),
        col_lower=np.append(matrix.col_lower, np.zeros(len(slacks))), col_upper=np.append(matrix.col_upper, [u for *_, u in slacks]),
        integer=np.append(matrix.integer, np.ones(len(slacks), dtype=np.bool_)),
        goals=(Goal(goal, False, np.arange(first, first + len(slacks), dtype=np.int32), np.ones(len(slacks))),),
    )
    return _with_terms(wider, [(i, first + k, s) for k, (i, s, _) in enumerate(slacks)])


def _with_terms(matrix: Matrix, terms: list[tuple[int, int, float]]) -> Matrix:
    """Append (row, column, coefficient) to rows; the columns are new ones, so they come last in each row."""
    at = matrix.start[[i + 1 for i, *_ in terms]]
    more = np.bincount([i for i, *_ in terms], minlength=matrix.height)
    return replace(
        matrix, start=(matrix.start + np.concatenate([[0], np.cumsum(more)])).astype(np.int32),
        index=np.insert(matrix.index, at, [j for _, j, _ in terms]).astype(np.int32),
        value=np.insert(matrix.value, at, [c for *_, c in terms]),
    )
