"""What a sheet shows, before anything is written: columns, lines, formulas with their value, notes."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

LONGEST, PADDING = 15, 1.5       # signs of a word that a column may grow for; units that a cell keeps free
WORD = re.compile(r"[A-Za-z]+")

Value = str | int | Fraction | date | None


@dataclass(frozen=True)
class Formula:
    """A live formula and what it comes to; the value has no default, since a reader that does not recalculate sees nothing else.

    Parameters
    ----------
    text : without the leading "="; `{key}` is the cell of that column in the same line, `{key.all}` all cells of the column.
    """

    text: str
    value: Value


@dataclass(frozen=True)
class Link:
    """Text that leads to another sheet of the workbook, by its key."""

    text: str
    sheet: str


Cell = Value | Formula | Link


@dataclass(frozen=True)
class Mark:
    """A fill under a condition, beside a word that says the same: `when` is a formula, `look` bad or differs."""

    when: str
    look: str


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    form : text, centre, code, count, change, rate, share, figure, delta or date: alignment, font and number format.
    group : header over neighbouring columns of the same group.
    summed : whether the total line adds it up.
    span : cells of the sheet's grid that it takes; never more than one on a sheet that is read back.
    """

    key: str
    header: str
    width: float = 10
    form: str = "text"
    group: str = ""
    summed: bool = False
    span: int = 1
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of a table.

    Parameters
    ----------
    look : body, subtotal or label (a form whose first cell is its name).
    form : of its columns of form `figure` and `delta`, where a table has lines of several units.
    """

    cells: Mapping[str, Cell]
    look: str = "body"
    form: str = ""


@dataclass(frozen=True)
class Chart:
    """Stacked columns with one series of points, from columns of the table above it."""

    title: str
    axis: str
    names: str
    stacked: tuple[str, ...]
    points: str
    rows: int = 10


@dataclass(frozen=True)
class Series:
    """One series of a plot: two columns of some lines of a table of the sheet.

    Parameters
    ----------
    look : line, dashed, dot, hollow, square or diamond.   first, last : lines, from 0; none where last < first.
    """

    name: str
    x: str
    y: str
    look: str
    first: int
    last: int
    table: int = 0


@dataclass(frozen=True)
class Plot:
    """Points and lines over two axes of figures; `close` fits the axes to the points, as on a map."""

    title: str
    x_axis: str
    y_axis: str
    series: tuple[Series, ...]
    rows: int = 18
    close: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Header, lines, total.

    Parameters
    ----------
    total : cells of the total line besides the sums; None: no total line.
    empty : the sentence that says why there are no lines.
    headless : a form without a header.
    apart : begins a page of its own in print.
    """

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Mapping[str, Cell] | None = None
    caption: str = ""
    empty: str = ""
    headless: bool = False
    apart: bool = False
    chart: Chart | Plot | None = None

    @property
    def grouped(self) -> bool:
        """Whether a second header line stands over the columns."""
        return any(c.group for c in self.columns)

    @property
    def total_cells(self) -> dict[str, Cell]:
        """The total line: sums of the summed columns, and what is given besides."""
        sums: dict[str, Cell] = {c.key: self._sum(c.key) for c in self.columns if c.summed}
        return {**sums, **(self.total or {})}

    def _sum(self, key: str) -> Cell:
        whole = sum((number(plain(line.cells.get(key))) for line in self.lines if line.look == "body"), Fraction(0))
        value = int(whole) if whole.denominator == 1 else whole
        return Formula(f"SUM({{{key}.all}})", value) if self.lines else value


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet.

    Parameters
    ----------
    number : 附表N of a printed one, else "".
    widths : of the grid; empty: those of the first table's columns.
    lead : sentences between the title and the first table.
    signed : whether the signature line closes it.
    fixed : columns that stay while scrolling.
    large : a cover, with its larger title.
    filtered : whether the header has filter buttons.
    """

    key: str
    name: str
    title: str
    tables: tuple[Table, ...]
    number: str = ""
    unit: str = ""
    maker: str = ""
    lead: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    signed: bool = False
    portrait: bool = False
    widths: tuple[float, ...] = ()
    fixed: int = 0
    large: bool = False
    filtered: bool = False

    @cached_property
    def grid(self) -> tuple[float, ...]:
        """Widths of the sheet's columns: as given, or wide enough for the longest Latin word, which would else be torn."""
        if self.widths:
            return self.widths
        table = self.tables[0]
        return tuple(max(c.width, min(LONGEST, _longest(c.header, *_texts(table, c))) + PADDING) for c in table.columns)


def _texts(table: Table, column: Column) -> list[str]:
    values = (plain(line.cells.get(column.key)) for line in table.lines) if column.form == "centre" else ()
    return [v for v in values if isinstance(v, str)]


def _longest(*texts: str) -> int:
    return max((len(word) for text in set(texts) for word in WORD.findall(text)), default=0)


def plain(cell: Cell) -> Value:
    """What a cell comes to."""
    if isinstance(cell, Formula):
        return cell.value
    return cell.text if isinstance(cell, Link) else cell


def number(value: Value) -> Fraction:
    """A value in a sum: text and empty cells are nothing, as in a spreadsheet."""
    return Fraction(value) if isinstance(value, int | Fraction) else Fraction(0)
