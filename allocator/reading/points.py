"""Demand points as columns: hundreds of thousands of rows without an object for each."""
from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

from allocator.reading.problems import Problems
from allocator.reading.tables import TOTALS, Table, typed
from allocator.words.headers import COLUMNS, values


@dataclass(frozen=True)
class Points:
    """Columns of the table of demand points, in the order of its rows."""

    numbers: list[int]
    columns: dict[str, list[Any]]


def points(table: Table, problems: Problems) -> Points:
    """The columns: at once where every cell is as it should be, else row by row, so that each fault has its place."""
    return _at_once(table) or _row_by_row(table, problems)


def _at_once(table: Table) -> Points | None:
    rows = table.grid.rows[1:]
    if not rows or set(map(len, rows)) != {len(table.grid.rows[0])} or table.grid.bad:
        return None
    raw = {key: [row[i] for row in rows] for key, i in table.columns.items() if key != "name"}
    try:
        columns = {key: _column(key, cells) for key, cells in raw.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return Points(list(table.grid.numbers[1:]), _complete(columns, len(rows)))


def _column(key: str, cells: list[Any]) -> list[Any]:
    if key == "insured":
        return [int(c) for c in cells] if all(map(str.isdecimal, cells)) else _odd()
    if key in ("lon", "lat"):
        numbers = [float(c) for c in cells]
        return numbers if all(map(isfinite, numbers)) else _odd()
    if key == "area_class":
        return [AREA_CLASSES[c] for c in cells]
    if not all(isinstance(c, str) for c in set(cells)) or (key in ("code", "district") and not all(cells)):
        return _odd()
    return cells if TOTALS.isdisjoint(cells) else _odd()


def _odd() -> list[Any]:
    raise ValueError("a cell needs a closer look")


def _row_by_row(table: Table, problems: Problems) -> Points:
    records = typed(table, None, problems).records
    columns = {key: [r.values.get(key, _empty(key)) for r in records] for key in table.columns if key != "name"}
    return Points([r.number for r in records], _complete(columns, len(records)))


def _complete(columns: dict[str, list[Any]], length: int) -> dict[str, list[Any]]:
    return {key: columns.get(key) or [_empty(key)] * length for key in COLUMNS["demand_points"] if key != "name"}


def _empty(key: str) -> Any:
    return nan if key in ("lon", "lat") else 0 if key == "insured" else ""


AREA_CLASSES = {"": ""} | {word: english for english, chinese in values("area_class").items() for word in (english, chinese)}
