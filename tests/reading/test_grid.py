"""A sheet in which nothing can be read but faults still has their places."""
from __future__ import annotations

import io

from openpyxl import Workbook

from allocator.reading.grid import Grid
from allocator.reading.problems import Problems
from allocator.reading.workbook import read_workbook


def test_a_cell_of_a_sheet_without_rows_has_a_place() -> None:
    assert Grid("town.xlsx", "区县", [], []).cell(3, 1) == "town.xlsx 区县!B3"


def test_a_sheet_of_nothing_but_a_formula_that_was_never_calculated_is_refused_with_its_place() -> None:
    book, target, problems = Workbook(), io.BytesIO(), Problems()
    book.active.title = "区县"
    book.active["B3"] = "=1+1"
    book.save(target)
    read_workbook(target.getvalue(), "town.xlsx", problems)
    assert [p.place for p in problems.found if p.severity == "error"] == ["town.xlsx 区县!B3"]
