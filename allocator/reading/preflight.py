"""Looks into a workbook's zip before any library opens it: what is no workbook, or would cost too much, is refused.

A file of 4.6 KB with one far cell costs 2 GB in most readers; a bomb of zeros unpacks to any size.
"""
from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from allocator.reading.problems import Problems

LARGEST, MOST_ENTRIES, MOST_CELLS = 300_000_000, 2_000, 5_000_000
RATIO, RATIO_FROM = 200, 2_000_000            # an entry may unpack to 200 times its size, once that is more than 2 MB
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
UTF16 = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


@dataclass(frozen=True)
class Package:
    """The parts of a workbook that matter: sheet name -> its XML."""

    sheets: dict[str, bytes]


class _Refused(Exception):
    def __init__(self, key: str, **fields: Any) -> None:
        super().__init__(key)
        self.key, self.fields = key, fields


def preflight(content: bytes, file: str, problems: Problems) -> Package | None:
    """The sheets' XML; None where the workbook must not be opened."""
    try:
        _is_zip(content)
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _entries(package)
            return Package(_sheets(package))
    except _Refused as refused:
        problems.error(file, refused.key, **refused.fields)
    except (zipfile.BadZipFile, zlib.error, EOFError, ElementTree.ParseError, LookupError, NotImplementedError, OSError, ValueError):
        problems.error(file, "workbook.broken")
    return None


def _is_zip(content: bytes) -> None:
    start = content[:4096].lstrip()
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise _Refused("workbook.password" if locked else "workbook.xls")
    if not content:
        raise _Refused("workbook.empty")
    if start[:1] == b"<" or b"<html" in start.lower() or b"<table" in start.lower():
        raise _Refused("workbook.html")
    if content[:2] != b"PK":
        raise _Refused("workbook.not_xlsx")


def _entries(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    names = [e.filename.lower() for e in entries]
    if len(set(names)) < len(names):
        raise _Refused("workbook.entry_twice", entry=next(n for n in names if names.count(n) > 1))
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > LARGEST:
        raise _Refused("workbook.bomb")
    for e in entries:
        if ".." in e.filename.split("/") or e.filename.startswith("/") or "\\" in e.orig_filename or ":" in e.filename:
            raise _Refused("workbook.entry_path", entry=e.filename)
        if e.flag_bits & 1:
            raise _Refused("workbook.password")
        if e.file_size > RATIO_FROM and e.file_size > RATIO * max(1, e.compress_size):
            raise _Refused("workbook.bomb")
    if "xl/workbook.xml" not in names:
        raise _Refused("workbook.not_xlsx")


def _sheets(package: zipfile.ZipFile) -> dict[str, bytes]:
    """Every XML part is unpacked once: a false size or checksum shows here, and so does a DTD."""
    parts = {e.filename: _clean(package.read(e)) for e in package.infolist() if e.filename.lower().endswith((".xml", ".rels"))}
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    relations = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    found = {}
    for sheet in book.iter(f"{MAIN}sheet"):
        target = targets[sheet.get(RELATION)]
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if "worksheets" in part:
            _bounded(str(sheet.get("name")), parts[part])
            found[str(sheet.get("name"))] = parts[part]
    if not found:
        raise _Refused("workbook.sheetless")
    return found


def _clean(xml: bytes) -> bytes:
    if xml[:2] in UTF16 or b"utf-16" in xml[:200].lower():
        raise _Refused("workbook.broken")
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise _Refused("workbook.dtd")
    return xml


CELL = re.compile(rb'\br="([A-Z]{1,4})([0-9]{1,8})"')


def _bounded(name: str, xml: bytes) -> None:
    """Refuse a sheet whose used corner lies so far out that a dense table of it would not fit."""
    cells = CELL.findall(xml)
    widest = max((_number(letters) for letters in {c for c, _ in cells}), default=1)
    lowest = max((int(n) for n in {n for _, n in cells}), default=1)
    if widest * lowest > MOST_CELLS or widest > 16_384 or lowest > 1_048_576:
        raise _Refused("workbook.far_cell", sheet=name, rows=lowest, columns=widest)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
