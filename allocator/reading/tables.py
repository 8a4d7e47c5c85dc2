"""Tables: rows typed cell by cell, every fault with its place."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from allocator.reading.grid import Cell, Grid
from allocator.reading.heading import columns_of, say_column
from allocator.reading.needs import Needs
from allocator.reading.problems import Problems
from allocator.reading.rows import REQUIRED, ROWS
from allocator.words import language
from allocator.words.headers import values

TOTALS = frozenset(("合计", "总计", "小计", "共计", "total", "totals", "sum", "subtotal", "grand total"))


@dataclass(frozen=True)
class Record:
    """One row: its number and its typed cells, empty ones left out."""

    number: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A table with its typed rows, and where each column stands."""

    name: str
    grid: Grid
    columns: Mapping[str, int]
    records: tuple[Record, ...] = ()

    def place(self, number: int, key: str = "") -> str:
        """Where a cell or row stands."""
        column = self.columns.get(key)
        return self.grid.place(number) if column is None else self.grid.cell(number, column)

    def all_differ(self, column: str) -> bool:
        """Whether every row has its own text in a column, seen at once."""
        i, rows = self.columns.get(column, -1), self.grid.rows[1:]
        cells = {row[i] for row in rows if 0 <= i < len(row)}
        return len(cells) == len(rows) and all(isinstance(c, str) and c for c in cells)

    def texts(self, column: str, blank: bool = True) -> list[tuple[int, str]]:
        """Number and text of every cell of a column, faulty ones too; with `blank` the empty ones as well."""
        i = self.columns.get(column, -1)
        found = [(n, text_of(row[i]) if 0 <= i < len(row) else "") for n, row in self.cells()]
        return found if blank else [(n, t) for n, t in found if t]

    def cells(self) -> Iterable[tuple[int, Sequence[Cell]]]:
        """Rows below the header, with their numbers."""
        return zip(self.grid.numbers[1:], self.grid.rows[1:], strict=True)


def opened(grid: Grid, name: str, needs: Needs, problems: Problems) -> Table | None:
    """A table whose header is understood, its rows not yet typed; None where it cannot be read."""
    if not grid.rows:
        problems.error(grid.name, "table.empty")
        return None
    columns = columns_of(grid, name, needs, problems)
    return Table(name, grid, columns) if set(REQUIRED[name]) <= set(columns) else None


def typed(table: Table, context: Mapping[str, str] | None, problems: Problems) -> Table:
    """The table with its rows typed; rows with faults are left out.

    Parameters
    ----------
    context : tags of the model in either language -> tag; None where every tag passes.
    """
    report = Reporter(table, problems)
    if table.name == "districts" and not table.grid.rows[1:]:
        problems.error(table.grid.name, "table.no_rows")
    return replace(table, records=tuple(r for n, row in table.cells() if (r := _record(n, row, table, context, report)) is not None))


def _record(number: int, row: Sequence[Cell], table: Table, context: Mapping[str, str] | None, report: Reporter) -> Record | None:
    cells = {key: row[i] for key, i in table.columns.items() if i < len(row) and row[i] != "" and row[i] is not None}
    if not _is_data(number, row, cells, report):
        return None
    bad = {key for key, i in table.columns.items() if (number, i) in table.grid.bad} if table.grid.bad else set()
    absent = [key for key in REQUIRED[table.name] if key not in cells and key not in bad]
    for key in absent:
        report.add(number, key, "cell.missing", {})
    try:
        values_of_row = ROWS[table.name].validate_python(cells, context=context)
    except ValidationError as e:
        for fault in e.errors(include_url=False):
            report.fault(number, str(fault["loc"][0]), fault)
        return None
    return None if absent or bad else Record(number, values_of_row)


def _is_data(number: int, row: Sequence[Cell], cells: Mapping[str, Cell], report: Reporter) -> bool:
    """Whether a row has as many cells as the header (blank ones too many do no harm), and is no row of totals."""
    width = len(report.table.grid.rows[0])
    if len(row) != width and (len(row) < width or any(c != "" for c in row[width:])):
        report.add(number, "", "table.ragged", {"found": len(row), "expected": width})
        return False
    if any(isinstance(c, str) and c.lower() in TOTALS for c in list(cells.values())[:4]):
        report.add(number, "", "table.totals", {})
        return False
    return True


class Reporter:
    """Says what is wrong with the cells of one table."""

    def __init__(self, table: Table, problems: Problems) -> None:
        self.table, self.problems = table, problems

    def add(self, number: int, key: str, sentence: str, fields: Mapping[str, Any], hint: str = "") -> None:
        """One fault of one cell, or with key "" of a row."""
        column = say_column(key, self.table.name)
        group = f"{self.table.grid.name} {column}".strip()
        self.problems.error(self.table.place(number, key), sentence, hint=hint, group=group, **{"column": column, **fields})

    def fault(self, number: int, key: str, fault: Any) -> None:
        """One fault that pydantic found."""
        if (number, self.table.columns[key]) not in self.table.grid.bad:
            self.add(number, key, fault["type"], dict(fault.get("ctx") or {}), self._hint(fault))

    def _hint(self, fault: Any) -> str:
        if fault["type"] != "cell.not_in_list":
            return ""
        known = values(fault["ctx"]["column"], fault["ctx"]["table"])
        return self.problems.meant(fault["ctx"]["value"], known.values() if language() == "zh" else known)


def text_of(cell: Cell) -> str:
    """What a cell shows, for comparing names."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
