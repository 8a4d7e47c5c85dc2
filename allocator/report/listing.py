"""Workbooks made of plain lists: one sheet a list, its columns those of the rows, headers in the language in use."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from allocator import words
from allocator.report.table import Cell, Column, Line, Sheet, Table
from allocator.report.workbook import table_workbook
from allocator.words.headers import HEADERS, values

Rows = Sequence[Mapping[str, Any]]


def list_workbook(title: str, lists: Mapping[str, Rows], *, year: int, right: str, summed: Sequence[str] = ()) -> bytes:
    """The bytes of a workbook with a sheet for each list; an empty one says so.

    Parameters
    ----------
    lists : key of the sheet -> its rows; `list.<key>` names it.   summed : columns that the total line adds up.
    """
    sheets = [_sheet(title, key, rows, summed) for key, rows in lists.items()]
    return table_workbook(title, sheets, year=year, right=right)


def _sheet(title: str, key: str, rows: Rows, summed: Sequence[str]) -> Sheet:
    name = words.say(f"list.{key}") if words.has(f"list.{key}") else key
    keys = list(dict.fromkeys(k for row in rows for k in row))
    columns = tuple(Column(k, header(k), _width(k, rows), _form(k, rows), summed=k in summed) for k in keys) or (Column("none", name, 40),)
    table = Table(columns=columns, lines=tuple(Line({k: cell(k, row.get(k)) for k in keys}) for row in rows),
                  total={keys[0]: words.say("list.total")} if keys and set(keys) & set(summed) else None, empty=words.say("list.empty"))
    return Sheet(key=key, name=name[:31], title=f"{title} {name}", tables=(table,), fixed=1, filtered=True)


def header(key: str) -> str:
    """A column's header."""
    if words.has(f"list.column.{key}"):
        return words.say(f"list.column.{key}")
    return HEADERS.get(key, key) if words.language() == "zh" else key.replace("_", " ")


def cell(key: str, value: Any) -> Cell:
    """A value as the sheet holds it: numbers as numbers, known words in the language in use."""
    if isinstance(value, bool):
        return words.say("list.yes" if value else "list.no")
    if value is None or isinstance(value, int | Fraction):
        return value
    text = str(value)
    if _numeric(text):
        return Fraction(text)
    for prefix in ("state.", "category.", "resource.", "stage.", "subject.", "problem."):
        if words.has(prefix + text):
            return words.say(prefix + text)
    known = values("kind", "events") if key == "event" else values(key)
    return known.get(text, text) if words.language() == "zh" else text


def _numeric(text: str) -> bool:
    return bool(text) and text.removeprefix("-").replace(".", "", 1).isdigit() and not (text[0] == "0" and text[1:2].isdigit())


def _form(key: str, rows: Rows) -> str:
    given = [row.get(key) for row in rows if row.get(key) is not None]
    if given and all(isinstance(v, int) and not isinstance(v, bool) for v in given):
        return "count"
    return "figure" if given and all(not isinstance(v, bool) and _numeric(str(v)) for v in given) else "text"


def _width(key: str, rows: Rows) -> float:
    longest = max((len(str(row.get(key, ""))) for row in rows), default=8)
    return float(min(48, max(9, longest + 4)))
