"""The good town as a workbook in Chinese, the same bytes every time; and workbooks with other parts."""
from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import xlsxwriter

from allocator.words.headers import TABLES, header, value
from tests.reading.faults.base import good

DATES = ("_on", "date", "_until")
Edit = Callable[[Any, dict[str, Any]], object]


def workbook(edit: Edit | None = None, tables: tuple[str, ...] = tuple(TABLES)) -> bytes:
    """Every table of the good town as a sheet with Chinese headers and values; `edit` gets the book and its sheets by table."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1)})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheets = {name: _sheet(book, name, day) for name in tables}
    if edit is not None:
        edit(book, sheets)
    book.close()
    return target.getvalue()


def _sheet(book: Any, name: str, day: Any) -> Any:
    sheet = book.add_worksheet(TABLES[name])
    head, *rows = csv.reader(io.StringIO(good(f"town/{name}.csv")))
    for j, key in enumerate(head):
        sheet.write_string(0, j, header(key, name))
        for i, row in enumerate(rows, 1):
            _write(sheet, i, j, key, row[j], name, day)
    return sheet


def _write(sheet: Any, i: int, j: int, key: str, text: str, table: str, day: Any) -> None:
    if not text:
        return
    if key.endswith(DATES):
        sheet.write_datetime(i, j, datetime.combine(date.fromisoformat(text), datetime.min.time()), day)
    elif text.replace(".", "", 1).lstrip("-").isdigit():
        sheet.write_number(i, j, float(text))
    else:
        sheet.write_string(i, j, value(text, key, table))


def rezipped(content: bytes, changes: Mapping[str, Callable[[bytes], bytes] | None], more: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    """A workbook with parts changed or (None) left out, and further entries."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            change = changes.get(entry.filename, bytes)
            if change is not None:
                new.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), change(old.read(entry)), zipfile.ZIP_DEFLATED)
        for name, data in more:
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()
