"""Cells as they should have been typed: blanks at the ends and full-width digits are mended with a note, error values are refused."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from unicodedata import normalize

from allocator.reading.grid import Cell, Grid
from allocator.reading.problems import Problems

ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"))
BLANKS = " \t\r\n\u00a0\u3000\u200b\u200c\u200d\ufeff"
WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ－．／％]")
PLAIN_WHEN_NARROW = re.compile(r"[\x20-\x7e！-～年月日]*")
END = "[ \t\u00a0\u3000\u200b\u200c\u200d\ufeff]"
MAYBE_ODD = re.compile(r"""[ \t\u00a0\u3000\u200b\u200c\u200d\ufeff"０-９Ａ-Ｚａ-ｚ－．／％#]""")       # a quick look first
ODD = re.compile(rf'{END}(?:[,\r\n"]|\Z)|(?:\A|[,\n"]){END}|{WIDE.pattern}|#[A-Z]|"[\r\n]|[\r\n]"')    # anything to mend or refuse


def tidy(grid: Grid, problems: Problems) -> Grid:
    """The same grid with its cells mended; what was mended and what is refused goes to `problems`."""
    mended: list[str] = []
    bad: set[tuple[int, int]] = set(grid.bad)
    rows: list[Sequence[Cell]] = []
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        new = [_mend(c) if isinstance(c, str) else c for c in row]
        mended += [grid.cell(number, i) for i, (a, b) in enumerate(zip(row, new, strict=True)) if a is not b and a != b]
        for i, cell in enumerate(new):
            if isinstance(cell, str) and cell in ERRORS:
                bad.add((number, i))
                problems.error(grid.cell(number, i), "cell.error_value", group=grid.name, value=cell)
        rows.append(new)
    if mended:
        problems.note(mended[0], "cells_mended", count=len(mended))
    return replace(grid, rows=rows, bad=frozenset(bad))


def _mend(cell: str) -> str:
    cell = cell.strip(BLANKS)
    if cell.isascii() or not (WIDE.search(cell) and PLAIN_WHEN_NARROW.fullmatch(cell)):
        return cell
    return normalize("NFKC", cell)
