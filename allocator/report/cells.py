"""Writes one cell or one stretch of cells: text is always text, a formula always has its value."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from allocator.report.style import Format, Styles
from allocator.report.table import Cell, Formula, Link, Value

RISKY = ("=", "+", "-", "@", "\t", "\r")         # a spreadsheet may take text that opens so for a formula


@dataclass(frozen=True)
class Canvas:
    """One worksheet, with the formats of its workbook and the names of its sheets."""

    book: Any
    page: Any
    of: Styles
    fills: Mapping[str, Format]
    names: Mapping[str, str]


def put(canvas: Canvas, row: int, column: int, cell: Cell, role: str, form: str = "", formula: str = "") -> None:
    """Write one cell; `formula` is the text of a `Formula` with its addresses filled in."""
    page, look = canvas.page, canvas.of(role, form)
    if isinstance(cell, Formula):
        page.write_formula(row, column, f"={formula}", look, stored(cell.value))
    elif isinstance(cell, Link):
        page.write_url(row, column, f"internal:'{canvas.names[cell.sheet]}'!A1", canvas.of("link"), cell.text)
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, look)
    elif isinstance(cell, int | Fraction):
        page.write_number(row, column, stored(cell), look)
    else:
        text(canvas, row, column, cell or "", role, form)


def stored(value: Value) -> Any:
    """A value as the file holds it: whole, the nearest double, or text."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    return "" if value is None else value


def text(canvas: Canvas, row: int, column: int, words: str, role: str, form: str = "") -> None:
    """Write text, marked as such where it looks like a formula."""
    if words:
        canvas.page.write_string(row, column, words, canvas.of(role, form, words.startswith(RISKY)))
    else:
        canvas.page.write_blank(row, column, None, canvas.of(role, form))


def across(canvas: Canvas, row: int, first: int, last: int, words: str, role: str) -> None:
    """Write text over several cells of a row."""
    if last > first:
        canvas.page.merge_range(row, first, row, last, "", canvas.of(role))
    text(canvas, row, first, words, role)
