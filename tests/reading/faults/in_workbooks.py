"""Faults of tables kept as sheets of a workbook, and of the workbook itself."""
from __future__ import annotations

import warnings
from typing import Any

from tests.reading.faults.base import Fault
from tests.reading.faults.book import Edit, rezipped, workbook

FILE, HOSPITALS = "town.xlsx", "xl/worksheets/sheet5.xml"


def one(name: str, edit: Edit, place: str, says: str, **more: object) -> Fault:
    """The good workbook, edited as a person would."""
    return Fault(name, FILE, workbook(edit), f"{FILE} {place}", says, **more)      # type: ignore[arg-type]


def raw(name: str, content: bytes, says: str, place: str = FILE, **more: object) -> Fault:
    """Other bytes in its place."""
    return Fault(name, FILE, content, place, says, **more)      # type: ignore[arg-type]


def at(table: str, cell: str, value: object) -> Edit:
    """Write one cell."""
    return lambda _, sheets: sheets[table].write(cell, value)


def xml(old: bytes, new: bytes, part: str = HOSPITALS) -> bytes:
    """The good workbook with one part of its XML replaced."""
    def change(content: bytes) -> bytes:
        assert content.count(old) >= 1, (old, content[:2000])
        return content.replace(old, new, 1)
    return rezipped(GOOD, {part: change})


def doubled() -> bytes:
    """A zip with one name twice."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return rezipped(GOOD, {}, ((HOSPITALS, b"<worksheet/>"),))


def encrypted(content: bytes) -> bytes:
    """The flag of encryption set in every header of a zip."""
    data = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(mark, start + 4)
    return bytes(data)


def lying(content: bytes) -> bytes:
    """A zip whose directory says that a part is far smaller than it is."""
    data, name = bytearray(content), HOSPITALS.encode()
    central = data.rfind(name) - 46
    assert data[central:central + 4] == b"PK\x01\x02"
    data[central + 24:central + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def _hide(book: Any, sheets: dict[str, Any]) -> None:
    sheets["institutions"].set_row(2, None, None, {"hidden": True})


def _filter(book: Any, sheets: dict[str, Any]) -> None:
    sheets["applications"].autofilter("A1:AG5")
    sheets["applications"].filter_column("A", "x == A001")
    for row in (2, 3, 4):
        sheets["applications"].set_row(row, None, None, {"hidden": True})


GOOD = workbook()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

FAULTS: list[Fault] = [
    # what people do
    one("book-merged-cells", lambda b, s: s["institutions"].merge_range("B2:B3", "东区人民医院"), "现有定点机构!B2:B3",
        "merged cells B2:B3"),
    one("book-merged-title", lambda b, s: s["releases"].merge_range("J1:L1", "说明"), "释放台账!J1:L1", "merged cells J1:L1"),
    one("book-hidden-row", _hide, "现有定点机构", "1 hidden or filtered rows are read all the same: 3", severity="warning"),
    one("book-filtered-rows", _filter, "申请与潜在布点", "3 hidden or filtered rows", severity="warning"),
    one("book-formula-without-value", lambda b, s: s["districts"].write_formula("B2", "=30000*2", None, ""), "区县!B2", "no stored value"),
    one("book-not-available", lambda b, s: s["districts"].write_formula("B2", "=NA()", None, "#N/A"), "区县!B2", "holds the error #N/A"),
    one("book-broken-reference", lambda b, s: s["districts"].write_formula("C3", "=#REF!+1", None, "#REF!"), "区县!C3",
        "holds the error #REF!"),
    one("book-error-as-text", at("districts", "B2", "#VALUE!"), "区县!B2", "holds the error #VALUE!"),
    one("book-truth-in-a-number", lambda b, s: s["institutions"].write_boolean("R2", True), "现有定点机构!R2", "is a truth value"),
    one("book-thousands", at("districts", "B2", "60,000"), "区县!B2", "commas between thousands"),
    one("book-text-in-a-number", at("districts", "B2", "六万"), "区县!B2", "a number was expected"),
    one("book-fraction", at("districts", "B2", 60000.5), "区县!B2", "whole number"),
    one("book-negative", at("districts", "B2", -60000), "区县!B2", "is negative"),
    one("book-day-in-a-number", lambda b, s: s["districts"].write_datetime("B2", __import__("datetime").datetime(2026, 7, 1),
        b.add_format({"num_format": "yyyy-mm-dd"})), "区县!B2", "found the day 2026-07-01"),
    one("book-number-in-a-day", at("institutions", "AA2", 12), "现有定点机构!AA2", "is not a day"),
    one("book-unknown-value", at("institutions", "C2", "住院"), "现有定点机构!C2", "none of its values"),
    one("book-unknown-district", at("institutions", "K3", "西城区"), "现有定点机构!K3", "no district '西城区'"),
    one("book-code-twice", at("applications", "A3", "A001"), "申请与潜在布点!A3", "first at town.xlsx 申请与潜在布点!A2", count=2),
    one("book-totals", lambda b, s: s["districts"].write_row("A4", ["合计", 100000, 109000, 270.75]), "区县!4", "row of totals"),
    one("book-header-twice", at("institutions", "B1", "机构编码"), "现有定点机构!B1", "stands twice", count=2),
    one("book-column-missing", at("institutions", "C1", "类别名称"), "现有定点机构!1", "column category (定点类别) is missing"),
    one("book-empty-cell", lambda b, s: s["districts"].write_string("B2", ""), "区县!B2", "insured is empty"),
    one("book-blanks-at-the-end", at("institutions", "K3", "西区 "), "现有定点机构!K3", "1 cells", severity="note"),
    one("book-point-swapped", lambda b, s: s["institutions"].write_row("N2", [31.33, 118.37]), "现有定点机构!N2", "are swapped"),
    raw("book-sheet-missing", workbook(None, ("districts", "townships", "demand_points", "institutions")),
        "table applications (申请与潜在布点) is missing", "town-workbook.yaml:8:9"),
    raw("book-of-other-sheets", workbook(lambda b, s: b.add_worksheet("数据"), ()), "no sheet of the workbook is a table",
        "town-workbook.yaml:8:20"),
    # what is no workbook
    raw("book-empty", b"", "the file is empty"),
    raw("book-xls", OLE + b"W\0o\0r\0k\0b\0o\0o\0k\0", "old .xls"),
    raw("book-password", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    raw("book-html", "<html><table><tr><td>区县</td></tr></table></html>".encode(), "renamed web page"),
    raw("book-html-with-a-mark", b"\xef\xbb\xbf\r\n<!doctype html><table></table>", "renamed web page"),
    raw("book-csv", b"district,insured\n", "not an .xlsx workbook"),
    raw("book-truncated", GOOD[:len(GOOD) * 2 // 3], "broken or cut short"),
    raw("book-start-only", GOOD[:40], "broken or cut short"),
    raw("book-of-words", rezipped(GOOD, {"xl/workbook.xml": None}, (("word/document.xml", b"<w/>"),)), "not an .xlsx workbook"),
    raw("book-sheetless", rezipped(GOOD, {"xl/workbook.xml": lambda x: x[:x.index(b"<sheets>")] + x[x.index(b"</sheets>") + 9:]}),
        "no sheet"),
    raw("book-sheet-part-missing", rezipped(GOOD, {HOSPITALS: None}), "broken or cut short"),
    raw("book-broken-xml", rezipped(GOOD, {"xl/workbook.xml": lambda x: x[:-20]}), "broken or cut short"),
    raw("book-checksum", GOOD.replace(b"", b"", 1)[:len(GOOD) // 2] + bytes([GOOD[len(GOOD) // 2] ^ 255]) + GOOD[len(GOOD) // 2 + 1:],
        "broken or cut short"),
    raw("book-utf16", rezipped(GOOD, {HOSPITALS: lambda x: x.decode().encode("utf-16")}), "broken or cut short"),
    # what is meant to harm
    raw("book-bomb", rezipped(GOOD, {}, (("xl/media/image1.xml", bytes(20_000_000)),)), "unpack to too much"),
    raw("book-lying-size", lying(GOOD), "broken or cut short"),
    raw("book-far-cell", xml(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        "reaches to row 1048576"),
    raw("book-far-column", xml(b"</sheetData>", b'<row r="9"><c r="ZZZZ9"><v>1</v></c></row></sheetData>'), "column 475254"),
    raw("book-entity-bomb", xml(HEAD, HEAD + ENTITIES), "DTD or entities"),
    raw("book-external-entity", xml(HEAD, HEAD + EXTERNAL, "xl/workbook.xml"), "DTD or entities"),
    raw("book-entry-twice", doubled(), "stands twice in the package"),
    raw("book-entry-above", rezipped(GOOD, {}, (("../evil.xml", b"<x/>"),)), "../evil.xml in the package is not allowed"),
    raw("book-entry-absolute", rezipped(GOOD, {}, (("/etc/evil.xml", b"<x/>"),)), "/etc/evil.xml in the package is not allowed"),
    raw("book-encrypted-entries", encrypted(GOOD), "password"),
]
