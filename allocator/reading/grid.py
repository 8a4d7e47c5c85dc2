"""A sheet or CSV file as cells, before anything is made of them."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allocator.reading.problems import say

Cell = Any                              # str, int, float, bool, date; "" where the cell is empty


@dataclass(frozen=True)
class Grid:
    """Rows of cells with their places.

    Parameters
    ----------
    file : path as people are shown it.   sheet : name of the sheet, "" for a CSV file.
    rows : cells, without the blank rows.   numbers : number of each row as a spreadsheet shows it.
    bad : (number, column) of cells that are refused already.
    """

    file: str
    sheet: str
    rows: Sequence[Sequence[Cell]]
    numbers: Sequence[int]
    bad: frozenset[tuple[int, int]] = frozenset()

    @property
    def name(self) -> str:
        """File, and sheet where there is one."""
        return f"{self.file} {self.sheet}" if self.sheet else self.file

    def place(self, number: int, column: int | None = None, header: str = "") -> str:
        """Where a row or cell stands: `file sheet!C12`, or file, row and column by its header."""
        if self.sheet:
            return f"{self.file} {self.sheet}!{letters(column)}{number}" if column is not None else f"{self.file} {self.sheet}!{number}"
        if column is None:
            return say("place.row", file=self.file, row=number)
        return say("place.cell", file=self.file, row=number, column=header or letters(column))

    def cell(self, number: int, column: int) -> str:
        """Where a cell stands, its column by the first row's text."""
        top = self.rows[0] if self.rows else ()
        header = top[column] if column < len(top) else ""
        return self.place(number, column, str(header))


def letters(column: int) -> str:
    """Name of a column as a spreadsheet shows it: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
