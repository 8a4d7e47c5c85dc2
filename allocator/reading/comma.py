"""CSV files as grids: UTF-8, or GBK with a note; mixed encodings, control characters and unclosed quotes are refused."""
from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from allocator.reading.grid import Grid
from allocator.reading.problems import Problems
from allocator.reading.tidy import MAYBE_ODD, ODD, tidy

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_csv(content: bytes, file: str, problems: Problems) -> Grid | None:
    """Cells of a CSV file; None where it cannot be read."""
    text = _decode(content, file, problems)
    if text is None:
        return None
    if found := CONTROL.search(text):
        problems.error(f"{file}:{text.count(chr(10), 0, found.start()) + 1}", "csv.control", code=f"U+{ord(found[0]):04X}")
        return None
    return _cells(text, file, problems)


def _cells(text: str, file: str, problems: Problems) -> Grid | None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        problems.error(f"{file}:{reader.line_num}", "csv.quotes")
        return None
    numbers: Sequence[int] = range(1, len(rows) + 1)
    if not all(map(any, rows)):                                # blank rows say nothing
        numbers = [n for n, row in enumerate(rows, 1) if any(row)]
        rows = [rows[n - 1] for n in numbers]
    grid = Grid(file, "", rows, numbers)
    return tidy(grid, problems) if MAYBE_ODD.search(text) and ODD.search(text) else grid


def _decode(content: bytes, file: str, problems: Problems) -> str | None:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        problems.error(file, "csv.not_text")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        return _gbk(content, e.start, file, problems)


def _gbk(content: bytes, at: int, file: str, problems: Problems) -> str | None:
    """Text of a file that is not UTF-8: GBK, unless other lines of it are plainly UTF-8."""
    mixed = any(_plainly_utf8(row) for row in content.split(b"\n"))
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as e:
        text, at, mixed = "", at if mixed else e.start, True
    if mixed:
        line = content.count(b"\n", 0, at) + 1
        problems.error(f"{file}:{line}", "csv.mixed", byte=at + 1, value=f"0x{content[at]:02X}")
        return None
    problems.note(file, "csv.gbk")
    return text


def _plainly_utf8(row: bytes) -> bool:
    try:
        return sum(ord(c) > 0x7F for c in row.decode("utf-8")) > 2
    except UnicodeDecodeError:
        return False
