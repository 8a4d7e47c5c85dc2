"""Assembles sheets into the bytes of a workbook; the same sheets give the same bytes."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter

from allocator import words
from allocator.report.cells import Canvas
from allocator.report.page import Foot
from allocator.report.paint import paint
from allocator.report.style import FONTS, fills, styles
from allocator.report.table import Sheet

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
           "default_date_format": "yyyy-mm-dd"}


def assemble(title: str, sheets: Sequence[Sheet], foot: Foot, year: int) -> bytes:
    """Write every sheet in order.

    Parameters
    ----------
    foot : of every page.
    year : of the plan; the file says that it was made on its first day, so that no clock enters it.
    """
    out = BytesIO()
    look = {"font_name": FONTS[words.language()][0], "font_size": 10.5}
    book = xlsxwriter.Workbook(out, {**OPTIONS, "default_format_properties": look})
    book.set_properties({"title": title, "created": datetime(year, 1, 1)})
    of, marks = styles(book), fills(book)
    names = {sheet.key: sheet.name for sheet in sheets}
    pages = [book.add_worksheet(sheet.name) for sheet in sheets]
    for sheet, page in zip(sheets, pages, strict=True):
        paint(Canvas(book, page, of, marks, names), sheet, foot)
    book.close()
    return out.getvalue()
