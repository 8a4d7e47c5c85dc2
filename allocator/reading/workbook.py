"""Workbooks as grids: cells by calamine; what it does not tell (errors, formulas without value, hidden rows) from the sheet's XML."""
from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from allocator.reading.grid import Cell, Grid
from allocator.reading.preflight import preflight
from allocator.reading.problems import Problems, listed
from allocator.reading.tidy import tidy

CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
AT = re.compile(rb'\br="([A-Z]+)([0-9]+)"')
VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)</")
FORMULA = re.compile(rb"<(?:\w+:)?f\b")
HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="([0-9]+)"')
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')


@dataclass(frozen=True)
class Sheet:
    """One sheet before its header is looked for.

    Parameters
    ----------
    merged : range as it is written, first and last row.   hidden : numbers of hidden or filtered rows.
    faults : (row number, column) -> an error value, or "" for a formula without one.
    """

    grid: Grid
    merged: tuple[tuple[str, int, int], ...]
    hidden: tuple[int, ...]
    faults: dict[tuple[int, int], str]


def open_workbook(content: bytes, file: str, problems: Problems) -> dict[str, Sheet] | None:
    """Every sheet with its cells; None where the workbook cannot be read."""
    package = preflight(content, file, problems)
    if package is None:
        return None
    from python_calamine import CalamineError, CalamineWorkbook
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {name: _sheet(file, name, book.get_sheet_by_name(name).to_python(skip_empty_area=False), xml)
                for name, xml in package.sheets.items()}
    except (CalamineError, ValueError, OSError):
        problems.error(file, "workbook.broken")
    return None


def read_workbook(content: bytes, file: str, problems: Problems) -> dict[str, Grid] | None:
    """Sheets as tables are read: nothing merged, no hidden rows unsaid, no error values."""
    sheets = open_workbook(content, file, problems)
    return None if sheets is None else {name: as_table(sheet, problems) for name, sheet in sheets.items()}


def as_table(sheet: Sheet, problems: Problems, first: int = 1, last: int = 1_048_576) -> Grid:
    """The grid of a sheet, its faults between two rows said."""
    name = sheet.grid.name
    for where, top, bottom in sheet.merged:
        if top <= last and bottom >= first:
            problems.error(f"{name}!{where}", "workbook.merged", group=name, range=where)
    if hidden := [n for n in sheet.hidden if first <= n <= last]:
        problems.warn(name, "workbook.hidden", rows=listed(hidden[:20]), count=len(hidden))
    for (row, column), value in sheet.faults.items():
        if first <= row <= last:
            key = "cell.error_value" if value else "workbook.no_value"
            problems.error(sheet.grid.cell(row, column), key, group=name, value=value)
    return tidy(Grid(sheet.grid.file, sheet.grid.sheet, sheet.grid.rows, sheet.grid.numbers, frozenset(sheet.faults)), problems)


def _sheet(file: str, name: str, rows: Sequence[Sequence[Cell]], xml: bytes) -> Sheet:
    full = [(n, row) for n, row in enumerate(rows, 1) if any(c != "" for c in row)]
    grid = Grid(file, name, [row for _, row in full], [n for n, _ in full])
    merged = tuple((f"{a.decode()}{top.decode()}:{b.decode()}{end.decode()}", int(top), int(end)) for a, top, b, end in MERGED.findall(xml))
    return Sheet(grid, merged, tuple(int(n) for n in HIDDEN.findall(xml)), dict(_faults(xml)))


def _faults(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """Cells that hold an error, or a formula that was never calculated."""
    if b't="e"' not in xml and not FORMULA.search(xml):
        return
    for attributes, inside in CELL.findall(xml):
        at = AT.search(attributes)
        value = VALUE.search(inside)
        if at is None:
            continue
        if b't="e"' in attributes:
            yield _position(at), (value[1].decode() if value else "#N/A")
        elif FORMULA.search(inside) and b't="str"' not in attributes and not (value and value[1]):
            yield _position(at), ""


def _position(at: re.Match[bytes]) -> tuple[int, int]:
    column = 0
    for letter in at[1]:
        column = column * 26 + letter - 64
    return int(at[2]), column - 1
