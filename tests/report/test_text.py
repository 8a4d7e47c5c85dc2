"""Text of an input stays text, whatever it begins with."""
from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.report.small import HOSTILE
from tests.report.spreadsheet import Book


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_is_written_as_text(book: Book, text: str) -> None:
    found = [c for s in book.formulas for row in s.iter_rows() for c in row if c.value == text]
    assert found
    assert {c.data_type for c in found} == {"s"}
    if text[0] in "=+-@":
        assert all(c.quotePrefix for c in found)


def test_no_formula_holds_a_word_of_an_input(book: Book) -> None:
    texts = [book.formulas[s][c].value for s, c in book.formula_cells()]
    assert not [t for t in texts if any(word in t for word in ("HYPERLINK", "1+1", "A&B", "重点医院", "East", "West"))]


def test_the_only_links_lead_to_sheets_of_the_workbook(contents: dict[str, bytes]) -> None:
    for content in contents.values():
        names = set(Book(content).formulas.sheetnames)
        with ZipFile(BytesIO(content)) as z:
            found = [location for n in z.namelist() for location in re.findall(r'location="(.*?)"', z.read(n).decode("utf-8", "ignore"))]
            outside = [n for n in z.namelist() if b'TargetMode="External"' in z.read(n)]
        assert outside == []
        assert len(found) == len(names) - 1                          # one a sheet, from the contents on the cover
        assert {link.partition("!")[0].strip("'") for link in found} == names - {"封面与参数", "Cover"}
