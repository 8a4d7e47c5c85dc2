"""The matrix as text: readable rows for golden files, MPS for a disagreement that others must be able to repeat."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from allocator.matrix.value import Goal, Matrix, Places, Reals


def text(matrix: Matrix, only: str | None = None) -> str:
    """One line a row, in order: what the solver gets and nothing else; of one rule where `only` names it."""
    rows = range(matrix.height) if only is None else matrix.rows_of(only)
    return "".join(f"{matrix.rows[i]}: {_row(matrix, int(i))}\n" for i in rows)


def goal_text(matrix: Matrix, goal: Goal) -> str:
    """One line of a goal: sense, terms, constant."""
    tail = f" {goal.offset:+d}" if goal.offset else ""
    return f"{goal.name}: {goal.sense} {_terms(matrix, goal.index, goal.value)}{tail}\n"


def _row(matrix: Matrix, i: int) -> str:
    low, high = matrix.row_lower[i], matrix.row_upper[i]
    terms = _terms(matrix, matrix.index[matrix.terms(i)], matrix.value[matrix.terms(i)])
    if low == high:
        return f"{terms} = {_figure(high)}"
    if np.isfinite(low) and np.isfinite(high):
        return f"{_figure(low)} <= {terms} <= {_figure(high)}"
    if np.isfinite(low):
        return f"{terms} >= {_figure(low)}"
    return f"{terms} <= {_figure(high)}" if np.isfinite(high) else f"{terms} free"


def _terms(matrix: Matrix, index: Places, value: Reals) -> str:
    return " ".join(f"{'+' if v > 0 else ''}{_figure(v)} {matrix.columns[j]}" for j, v in zip(index, value, strict=True)) or "0"


def _figure(v: float) -> str:
    """A whole number without a point; anything else as it is."""
    return str(int(v)) if np.isfinite(v) and v == int(v) else repr(float(v))


def write_mps(matrix: Matrix, path: Path) -> None:
    """Write the program in free MPS: the first goal is the objective, the others follow as further N rows.

    Rows are ``r1``, ``r2`` …, columns ``c1``, ``c2`` …, since names may hold blanks; comments say what each of them is.
    """
    path.write_text("".join(f"{line}\n" for line in _mps(matrix)), encoding="utf-8")


def _mps(matrix: Matrix) -> Iterator[str]:
    yield from (f"* c{j + 1} {name}" for j, name in enumerate(matrix.columns))
    yield from (f"* r{i + 1} {name}" for i, name in enumerate(matrix.rows))
    yield from (f"* g{k + 1} {g.sense} {g.name} {g.offset:+d}" for k, g in enumerate(matrix.goals))
    yield "NAME allocator"
    yield from ("OBJSENSE", " MAX" if matrix.goals and matrix.goals[0].maximise else " MIN", "ROWS")
    yield from (f" N g{k + 1}" for k in range(max(1, len(matrix.goals))))
    yield from (f" {_kind(low, high)} r{i + 1}" for i, (low, high) in enumerate(zip(matrix.row_lower, matrix.row_upper, strict=True)))
    yield "COLUMNS"
    yield from _mps_columns(matrix)
    yield "RHS"
    yield from (f" RHS g1 {-g.offset}" for g in matrix.goals[:1] if g.offset)          # HiGHS would take a second goal's for the first's
    yield from _mps_ends(matrix)
    yield "BOUNDS"
    yield from _mps_bounds(matrix)
    yield "ENDATA"


def _kind(low: float, high: float) -> str:
    if low == high:
        return "E"
    return "L" if np.isfinite(high) else "G" if np.isfinite(low) else "N"


def _mps_columns(matrix: Matrix) -> Iterator[str]:
    """Entries column by column, integers between markers."""
    entries: list[list[str]] = [[] for _ in range(matrix.width)]
    for k, g in enumerate(matrix.goals):
        for j, v in zip(g.index, g.value, strict=True):
            entries[j].append(f" c{j + 1} g{k + 1} {_figure(v)}")
    for i in range(matrix.height):
        for j, v in zip(matrix.index[matrix.terms(i)], matrix.value[matrix.terms(i)], strict=True):
            entries[j].append(f" c{j + 1} r{i + 1} {_figure(v)}")
    for j, lines in enumerate(entries):
        own = lines or [f" c{j + 1} g1 0"]          # a column without entries must be named all the same
        if matrix.integer[j]:
            yield from (f" m{j + 1} 'MARKER' 'INTORG'", *own, f" n{j + 1} 'MARKER' 'INTEND'")
        else:
            yield from own


def _mps_ends(matrix: Matrix) -> Iterator[str]:
    ends = [(i, *e) for i, e in enumerate(zip(matrix.row_lower, matrix.row_upper, strict=True), 1) if np.isfinite(e).any()]
    yield from (f" RHS r{i} {_figure(high if np.isfinite(high) else low)}" for i, low, high in ends)
    yield "RANGES"
    yield from (f" RNG r{i} {_figure(high - low)}" for i, low, high in ends if np.isfinite(high - low) and low != high)


def _mps_bounds(matrix: Matrix) -> Iterator[str]:
    for j, (low, high) in enumerate(zip(matrix.col_lower, matrix.col_upper, strict=True)):
        yield f" LO BND c{j + 1} {_figure(low)}" if np.isfinite(low) else f" MI BND c{j + 1}"
        yield f" UP BND c{j + 1} {_figure(high)}" if np.isfinite(high) else f" PL BND c{j + 1}"
