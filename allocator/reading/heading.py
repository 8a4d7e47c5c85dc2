"""Header rows: which column of a table stands where, by its English or Chinese name."""
from __future__ import annotations

import re
from unicodedata import normalize

from allocator.reading.grid import Grid
from allocator.reading.needs import Needs
from allocator.reading.problems import Problems, listed, say
from allocator.words import language
from allocator.words.headers import COLUMNS, header

UNIT = re.compile(r"\s+|\([^()]*\)$")
LOOKED_AT = 10                            # rows among which a header below other lines is looked for


def plain(heading: object) -> str:
    """A header without blanks, units in brackets and differences of width or case."""
    return UNIT.sub("", normalize("NFKC", str(heading))).lower()


def say_column(key: str, table: str) -> str:
    """A column as the language in use names it."""
    return header(key, table) if key and language() == "zh" else key


def columns_of(grid: Grid, table: str, needs: Needs, problems: Problems) -> dict[str, int]:
    """Key -> position; what is missing, twice or not in the first row goes to `problems`."""
    if above := _lines_above(grid, table):
        problems.error(grid.place(grid.numbers[0]), "table.title", count=above)
        return {}
    columns = _positions(grid, table, problems)
    for column, rule in needs.of(table).items():
        if column not in columns:
            _missing(column, rule, grid, table, problems)
    return columns


def _positions(grid: Grid, table: str, problems: Problems) -> dict[str, int]:
    known, row = _known(table), grid.numbers[0]
    columns: dict[str, int] = {}
    for i, cell in enumerate(grid.rows[0]):
        key = known.get(plain(cell), "")
        if key in columns:
            problems.error(grid.cell(row, i), "table.header_twice", header=cell, first=grid.cell(row, columns[key]))
        elif key:
            columns[key] = i
    return columns


def _lines_above(grid: Grid, table: str) -> int:
    """Rows above the header: 0 where the first row is it, or no row is."""
    known = _known(table)
    hits = [len({known[h] for c in row if (h := plain(c)) in known}) for row in grid.rows[:LOOKED_AT]]
    best = hits.index(max(hits))
    return best if hits[0] < 2 <= hits[best] else 0


def _known(table: str) -> dict[str, str]:
    return {plain(text): key for key in COLUMNS[table] for text in (key, header(key, table))}


def _missing(column: str, rule: str, grid: Grid, table: str, problems: Problems) -> None:
    present = [str(c) for c in grid.rows[0] if c != ""]
    near = problems.nearest(column if language() == "en" else header(column, table), present)
    key = "table.column_for_rule" if rule else "table.no_column"
    problems.error(grid.place(grid.numbers[0]), key, column=f"{column} ({header(column, table)})", rule=rule,
                   hint=f"{say('present', words=listed(present))} {near}".strip())
