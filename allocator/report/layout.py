"""Where everything of a sheet lies: rows and columns, zero-based, known before anything is written."""
from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from allocator.report.table import Sheet, Table


@dataclass(frozen=True)
class Place:
    """Rows of one table; `last` is `first - 1` where there are no lines, a row that is not there is None."""

    caption: int | None
    header: int
    first: int
    last: int
    total: int | None
    empty: int | None
    chart: int | None
    end: int

    @property
    def start(self) -> int:
        """Its first row: the caption where there is one."""
        return self.header if self.caption is None else self.caption


@dataclass(frozen=True)
class Layout:
    """Rows of a whole sheet."""

    number: int | None
    title: int
    unit: int | None
    lead: tuple[int, ...]
    tables: tuple[Place, ...]
    notes: tuple[int, ...]
    sign: int | None
    end: int


def arrange(sheet: Sheet) -> Layout:
    """Lay a sheet out from top to bottom."""
    number = 0 if sheet.number else None
    title = 1 if sheet.number else 0
    row = title + 1
    unit = row if sheet.unit or sheet.maker else None
    row += unit is not None
    lead = tuple(range(row, row + len(sheet.lead)))
    row += len(lead)
    places: list[Place] = []
    for table in sheet.tables:
        places.append(_place(table, row + bool(places)))
        row = places[-1].end
    notes = tuple(range(row, row + len(sheet.notes)))
    row += len(notes)
    sign = row + 1 if sheet.signed else None
    return Layout(number, title, unit, lead, tuple(places), notes, sign, row + 2 if sheet.signed else row)


def _place(table: Table, row: int) -> Place:
    caption = row if table.caption else None
    header = row + bool(table.caption)
    first = header + (0 if table.headless else 2 if table.grouped else 1)
    row = first + len(table.lines)
    total = row if table.total is not None else None
    row += total is not None
    empty = row if table.empty and not table.lines else None
    row += empty is not None
    chart = row + 1 if table.chart and table.lines else None
    row = chart + table.chart.rows + 1 if chart and table.chart else row
    return Place(caption, header, first, first + len(table.lines) - 1, total, empty, chart, row)


def starts(table: Table) -> dict[str, int]:
    """First grid column of each column of a table."""
    offsets = accumulate((c.span for c in table.columns), initial=0)
    return {c.key: at for c, at in zip(table.columns, offsets, strict=False)}


def letters(column: int) -> str:
    """Name of a column: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        text = chr(65 + digit) + text
    return text


@dataclass(frozen=True)
class At:
    """A column as formulas speak of it, seen from one row: itself is the cell there.

    Notes
    -----
    `.all` is every data cell, `.first` the first of them, `.total` the cell of the total line, `.col` the cell with its column fixed.
    """

    name: str
    row: int
    place: Place

    def __str__(self) -> str:
        """The cell in the same row."""
        return f"{self.name}{self.row + 1}"

    def __format__(self, spec: str) -> str:
        """The same, inside a formula's text."""
        return str(self)

    @property
    def all(self) -> str:
        """All data cells of the column."""
        return f"{self.name}${self.place.first + 1}:{self.name}${self.place.last + 1}"

    @property
    def col(self) -> str:
        """The cell in the same row, column fixed: for conditions that fill a whole range."""
        return f"${self}"

    @property
    def first(self) -> str:
        """The first data cell of the column."""
        return f"{self.name}${self.place.first + 1}"

    @property
    def total(self) -> str:
        """The cell of the total line."""
        if self.place.total is None:
            raise ValueError("a table without a total line")
        return f"${self.name}${self.place.total + 1}"


def columns_at(table: Table, place: Place, row: int) -> dict[str, At]:
    """Every column of a table as formulas speak of it."""
    return {key: At(letters(column), row, place) for key, column in starts(table).items()}


def filled(text: str, sheet: Sheet, index: int, row: int) -> str:
    """A formula's text with its addresses: `{key}` of the same table, `{t0[key].total}` of the sheet's first table."""
    places = arrange(sheet).tables
    others = {f"t{i}": columns_at(t, p, row) for i, (t, p) in enumerate(zip(sheet.tables, places, strict=True))}
    return text.format(**columns_at(sheet.tables[index], places[index], row), **others)


def address(sheet: Sheet, table: int, key: str, row: int | None = None) -> str:
    """A cell of another sheet, for formulas: of a data line, or of the total line where `row` is None.

    Raises
    ------
    ValueError
        if the table has no total line.
    """
    place = arrange(sheet).tables[table]
    at = columns_at(sheet.tables[table], place, place.first + (row or 0))[key]
    return f"'{sheet.name}'!{at.total if row is None else at}"
