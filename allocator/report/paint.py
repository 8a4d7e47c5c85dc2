"""Writes one sheet from top to bottom: title, tables, notes, signature."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from allocator import words
from allocator.report import cells, chart, heights, page, plot
from allocator.report.cells import Canvas, across
from allocator.report.layout import Layout, Place, arrange, filled, starts
from allocator.report.table import Cell, Column, Formula, Line, Plot, Sheet, Table, Value, plain

INDENT = 1.4                    # units that text stands in from the border


@dataclass(frozen=True)
class Spot:
    """One table of one sheet, and where it lies."""

    canvas: Canvas
    sheet: Sheet
    at: Layout
    index: int

    @property
    def table(self) -> Table:
        """The table."""
        return self.sheet.tables[self.index]

    @property
    def place(self) -> Place:
        """Its rows."""
        return self.at.tables[self.index]

    @property
    def rooms(self) -> dict[str, float]:
        """Width of each of its columns, in the units of the grid."""
        at = starts(self.table)
        return {c.key: sum(self.sheet.grid[at[c.key]:at[c.key] + c.span]) for c in self.table.columns}


def paint(canvas: Canvas, sheet: Sheet, foot: page.Foot) -> None:
    """Write a whole sheet."""
    at = arrange(sheet)
    for column, width in enumerate(sheet.grid):
        canvas.page.set_column(column, column, width, canvas.of("left"))
    _head(canvas, sheet, at)
    for index in range(len(sheet.tables)):
        _table(Spot(canvas, sheet, at, index))
    _foot(canvas, sheet, at)
    page.set_up(canvas.page, sheet, at, foot)


def _head(canvas: Canvas, sheet: Sheet, at: Layout) -> None:
    last, least = len(sheet.grid) - 1, 34 if sheet.large else 27
    if at.number is not None:
        canvas.page.set_row(at.number, 22)
        cells.text(canvas, at.number, 0, sheet.number, "number")
    room = sum(sheet.grid) / (2.1 if sheet.large else 1.75)      # the title's signs are that much wider than the body's
    canvas.page.set_row(at.title, heights.height([(sheet.title, room)], least, least + 7))
    across(canvas, at.title, 0, last, sheet.title, "cover" if sheet.large else "title")
    if at.unit is not None:
        canvas.page.set_row(at.unit, 20)
        across(canvas, at.unit, 0, last // 2, words.say("report.maker", who=sheet.maker) if sheet.maker else "", "left")
        across(canvas, at.unit, last // 2 + 1, last, words.say("report.unit", unit=sheet.unit) if sheet.unit else "", "right")
    for row, sentence in zip(at.lead, sheet.lead, strict=True):
        _sentence(canvas, sheet, row, sentence, "warning" if sheet.large else "lead")


def _foot(canvas: Canvas, sheet: Sheet, at: Layout) -> None:
    for i, (row, sentence) in enumerate(zip(at.notes, sheet.notes, strict=True), 1):
        _sentence(canvas, sheet, row, words.say("report.note" if i == 1 else "report.note.next", n=i, text=sentence), "note")
    if at.sign is not None:
        canvas.page.set_row(at.sign, 24)
        across(canvas, at.sign, 0, len(sheet.grid) - 1, words.say("report.sign"), "sign")


def _sentence(canvas: Canvas, sheet: Sheet, row: int, sentence: str, role: str) -> None:
    wide = sum(sheet.grid)
    small = heights.height([(sentence, wide * 1.15)], 12.5, 15)
    canvas.page.set_row(row, small if role == "note" else heights.height([(sentence, wide)]))
    across(canvas, row, 0, len(sheet.grid) - 1, sentence, role)


def _table(spot: Spot) -> None:
    canvas, table, place, wide = spot.canvas, spot.table, spot.place, sum(spot.sheet.grid)
    if place.caption is not None:
        canvas.page.set_row(place.caption, 24)
        cells.text(canvas, place.caption, 0, table.caption, "caption")
    if not table.headless:
        _header(spot)
    for row, line in enumerate(table.lines, place.first):
        _line(spot, row, line)
    if place.total is not None:
        _line(spot, place.total, Line(table.total_cells, "total"))
    if place.empty is not None:
        across(canvas, place.empty, 0, len(spot.sheet.grid) - 1, table.empty, "empty")
        canvas.page.set_row(place.empty, heights.height([(table.empty, wide)], least=26))
    _marks(spot)
    if place.chart is not None and table.chart:
        if isinstance(table.chart, Plot):
            plot.draw(canvas, spot.sheet, place, table.chart)
        else:
            chart.draw(canvas, spot.sheet, table, place, table.chart)


def _header(spot: Spot) -> None:
    canvas, table, place, rooms = spot.canvas, spot.table, spot.place, spot.rooms
    canvas.page.set_row(place.first - 1, heights.height([(c.header, rooms[c.key]) for c in table.columns if c.group or not table.grouped]))
    if table.grouped:
        canvas.page.set_row(place.header, 22)
        _groups(spot)
    for c, first in zip(table.columns, starts(table).values(), strict=True):
        if table.grouped and not c.group:
            canvas.page.merge_range(place.header, first, place.header + 1, first + c.span - 1, c.header, canvas.of("header"))
        else:
            across(canvas, place.first - 1, first, first + c.span - 1, c.header, "header")


def _groups(spot: Spot) -> None:
    """Merge the header cells of neighbouring columns of one group."""
    runs: dict[str, tuple[int, int]] = {}
    for c, first in zip(spot.table.columns, starts(spot.table).values(), strict=True):
        if c.group:
            runs[c.group] = (runs.get(c.group, (first, 0))[0], first + c.span - 1)
    for name, (first, last) in runs.items():
        across(spot.canvas, spot.place.header, first, last, name, "header")


def _line(spot: Spot, row: int, line: Line) -> None:
    page, rooms, at = spot.canvas.page, spot.rooms, starts(spot.table)
    texts = [(str(plain(line.cells.get(c.key)) or ""), rooms[c.key] - INDENT * (c.form == "text"))
             for c in spot.table.columns if c.form in ("text", "centre")]
    page.set_row(row, heights.height(texts))
    for i, c in enumerate(spot.table.columns):
        cell = line.cells.get(c.key)
        role = "body" if line.look == "label" and i else line.look
        if c.span > 1:
            page.merge_range(row, at[c.key], row, at[c.key] + c.span - 1, "", spot.canvas.of(role, _form(c, line, cell)))
        formula = filled(cell.text, spot.sheet, spot.index, row) if isinstance(cell, Formula) else ""
        cells.put(spot.canvas, row, at[c.key], cell, role, _form(c, line, cell), formula)


def _form(column: Column, line: Line, cell: Cell) -> str:
    """Number format of a cell; a word among numbers stands in the middle."""
    value = plain(cell)
    if isinstance(value, str) and value and column.form not in ("text", "code"):
        return "centre"
    if column.form == "delta":
        return f"delta_{line.form}" if line.form in ("rate", "share") else "change"
    return (line.form or _places(value)) if column.form == "figure" else column.form


def _places(value: Value) -> str:
    """A `figure` shows the places that it has, at most four."""
    if not isinstance(value, Fraction) or value.denominator == 1:
        return "figure"
    return "figure2" if (value * 100).denominator == 1 else "figure4"


def _marks(spot: Spot) -> None:
    place = spot.place
    last = place.last if place.total is None else place.total
    for c, first in zip(spot.table.columns, starts(spot.table).values(), strict=True):
        for mark in c.marks if spot.table.lines else ():
            when = "=" + filled(mark.when, spot.sheet, spot.index, place.first)
            rule = {"type": "formula", "criteria": when, "format": spot.canvas.fills[mark.look]}
            spot.canvas.page.conditional_format(place.first, first, last, first, rule)
