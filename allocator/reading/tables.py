"""Tables: headers in either language, rows typed cell by cell, every fault with its place."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

from pydantic import ValidationError

from allocator.reading.grid import Cell, Grid
from allocator.reading.problems import Problems, listed, say
from allocator.reading.rows import COLUMNS_TOO, REQUIRED, ROWS
from allocator.rules.base import Rule
from allocator.words import language
from allocator.words.headers import COLUMNS, header, values

TOTALS = frozenset(("合计", "总计", "小计", "共计", "total", "totals", "sum", "subtotal", "grand total"))
FLOOD = 50                          # faults of one sort in one column that are told one by one


@dataclass(frozen=True)
class Needs:
    """Columns that the rules of a model read: (table, column) -> the rules that do."""

    rules: Mapping[tuple[str, str], tuple[Rule, ...]] = field(default_factory=dict)

    @classmethod
    def by(cls, rules: Iterable[Rule]) -> Needs:
        """What these rules declare by `columns`."""
        found: dict[tuple[str, str], tuple[Rule, ...]] = {}
        for rule in rules:
            for column in getattr(rule, "columns", ()):
                found[column] = (*found.get(column, ()), rule)
        return cls(found)

    def of(self, table: str) -> dict[str, str]:
        """Column -> the first rule that reads it, "" where it is always required."""
        always = {c: "" for c in (*REQUIRED[table], *COLUMNS_TOO.get(table, ()))}
        return {c: rules[0].id for (t, c), rules in self.rules.items() if t == table} | always

    def asks(self, table: str, column: str, row: Mapping[str, Any]) -> bool:
        """Whether one of the rules that read the column speaks of rows of this category; always where no rule is needed."""
        rules = self.rules.get((table, column), ())
        return not rules or any(_speaks_of(rule, row.get("category", "")) for rule in rules)


def _speaks_of(rule: Rule, category: str) -> bool:
    named = getattr(rule, "category", None) or getattr(rule, "categories", None) or ()
    return not named or not category or category in ((named,) if isinstance(named, str) else named)


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
    if (above := _lines_above(grid, name)):
        problems.error(grid.place(grid.numbers[0]), "table.title", count=above)
        return None
    columns = _header(grid, name, problems)
    missing = [c for c in needs.of(name) if c not in columns]
    for column in missing:
        _missing(column, grid, name, needs, problems)
    return None if set(missing) & set(REQUIRED[name]) else Table(name, grid, columns)


SITE = ("site", values("kind", "applications")["site"])         # a potential location has no name yet


def typed(table: Table, context: Mapping[str, str] | None, problems: Problems) -> Table:
    """The table with its rows typed; rows with faults are left out."""
    report = Reporter(table, problems)
    records = [r for number, row in table.cells() if (r := _record(number, row, table, context, report)) is not None]
    report.rest()
    if table.name == "districts" and not table.grid.rows[1:]:
        problems.error(table.grid.name, "table.no_rows")
    return Table(table.name, table.grid, table.columns, tuple(records))


def _record(number: int, row: Sequence[Cell], table: Table, context: Mapping[str, str] | None, report: Reporter) -> Record | None:
    if not _shaped(number, row, table, report):
        return None
    cells = {key: row[i] for key, i in table.columns.items() if i < len(row) and row[i] != "" and row[i] is not None}
    if any(isinstance(c, str) and c.lower() in TOTALS for c in list(cells.values())[:4]):
        report.problems.error(table.place(number), "table.totals")
        return None
    bad = [key for key, i in table.columns.items() if (number, i) in table.grid.bad]
    unnamed = {"name"} if table.name == "applications" and cells.get("kind") in SITE else set()
    absent = [key for key in REQUIRED[table.name] if key not in cells and key not in bad and key not in unnamed]
    for key in absent:
        report.add(number, key, "cell.missing", {"column": say_column(key, table.name)})
    try:
        typed_cells = ROWS[table.name].validate_python(cells, context=context)
    except ValidationError as e:
        for fault in e.errors(include_url=False):
            report.fault(number, str(fault["loc"][0]), fault)
        return None
    return None if absent or bad else Record(number, typed_cells)


def _shaped(number: int, row: Sequence[Cell], table: Table, report: Reporter) -> bool:
    """Whether a row has as many cells as the header; blank ones too many do no harm."""
    width = len(table.grid.rows[0])
    if len(row) == width or (len(row) > width and not any(c != "" for c in row[width:])):
        return True
    report.problems.error(table.place(number), "table.ragged", found=len(row), expected=width)
    return False


class Reporter:
    """Says what is wrong with cells; of many faults of one sort in one column, the first ones and their count."""

    def __init__(self, table: Table, problems: Problems) -> None:
        self.table, self.problems = table, problems
        self.counts: dict[tuple[str, str], int] = {}

    def add(self, number: int, key: str, sentence: str, fields: Mapping[str, object], hint: str = "") -> None:
        """One fault of one cell."""
        self.counts[key, sentence] = self.counts.get((key, sentence), 0) + 1
        if self.counts[key, sentence] <= FLOOD:
            self.problems.error(self.table.place(number, key), sentence, hint=hint, **fields)

    def fault(self, number: int, key: str, fault: Any) -> None:
        """One fault that pydantic found."""
        if (number, self.table.columns[key]) in self.table.grid.bad:
            return
        context = dict(fault.get("ctx") or {})
        self.add(number, key, fault["type"], {"column": say_column(key, self.table.name), **context}, self._hint(key, fault))

    def _hint(self, key: str, fault: Any) -> str:
        if fault["type"] != "cell.not_in_list":
            return ""
        known = values(fault["ctx"]["column"], fault["ctx"]["table"])
        words = known.values() if language() == "zh" else known.keys()
        return self.problems.meant(fault["ctx"]["value"], [*words])

    def rest(self) -> None:
        """Count what was not told one by one."""
        for (key, _), n in self.counts.items():
            if n > FLOOD:
                self.problems.error(self.table.grid.name, "table.more", column=say_column(key, self.table.name), count=n - FLOOD)


def say_column(key: str, table: str) -> str:
    """A column as the language in use names it."""
    return header(key, table) if language() == "zh" else key


def _header(grid: Grid, name: str, problems: Problems) -> dict[str, int]:
    known = _known(name)
    columns: dict[str, int] = {}
    for i, cell in enumerate(grid.rows[0]):
        key = known.get(plain(str(cell)))
        if key in columns and key is not None:
            problems.error(grid.cell(grid.numbers[0], i), "table.header_twice", header=cell, first=grid.cell(grid.numbers[0], columns[key]))
        elif key is not None:
            columns[key] = i
    return columns


def text_of(cell: Cell) -> str:
    """What a cell shows, for comparing names."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def plain(heading: str) -> str:
    """A header without blanks, units in brackets and differences of width or case."""
    return re.sub(r"\s+|\([^()]*\)$", "", normalize("NFKC", heading)).lower()


def _lines_above(grid: Grid, name: str) -> int:
    """Rows above the header: 0 where the first row is it, or no row is."""
    known = _known(name)
    hits = [len({known[h] for c in row if (h := plain(str(c))) in known}) for row in grid.rows[:10]]
    best = hits.index(max(hits))
    return best if hits[0] < 2 <= hits[best] else 0


def _known(name: str) -> dict[str, str]:
    return {plain(text): key for key in COLUMNS[name] for text in (key, header(key, name))}


def _missing(column: str, grid: Grid, name: str, needs: Needs, problems: Problems) -> None:
    rule = needs.of(name)[column]
    present = [str(c) for c in grid.rows[0] if c != ""]
    near = problems.meant(column, present)
    both = f"{column} ({header(column, name)})"
    key = "table.column_for_rule" if rule else "table.no_column"
    problems.error(grid.place(grid.numbers[0]), key, column=both, rule=rule, hint=f"{say('present', words=listed(present))} {near}".strip())
