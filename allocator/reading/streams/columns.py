"""What columns of a large table must hold, and what is wrong where they do not."""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn
from unicodedata import normalize

import numpy as np

from allocator.errors import BadInput
from allocator.reading.problems import Problems, say

LONGEST = 60                             # characters of a text; a longer one is refused
FAULTS = 20                              # told of one file
Form = Literal["text", "number", "amount", "whole"]
Piece = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One column that is looked for.

    Parameters
    ----------
    headers : names that it may bear, in either language.   form : text, number, amount (0 or more) or whole (0 or more).
    needed : whether the table must have it; then no text of it may be empty.   blank : whether a figure may be missing.
    """

    key: str
    headers: tuple[str, ...]
    form: Form = "number"
    needed: bool = True
    blank: bool = False


@dataclass(frozen=True)
class Found:
    """A column of a file: where it stands, and the header that it bears there."""

    column: Column
    at: int
    header: str


class Faults:
    """What is wrong with one file; raised together, once there are too many or a piece has been looked through."""

    def __init__(self, path: Path) -> None:
        self.name, self._problems = path.as_posix(), Problems()

    def file(self, sentence: str, **fields: str) -> NoReturn:
        """A fault of the whole file."""
        self._problems.error(self.name, f"stream.{sentence}", **fields)
        raise BadInput(*self._problems.found)

    def row(self, row: int, sentence: str, **fields: object) -> None:
        """A fault of one row, by its number among the data from 0."""
        self._add(say("place.row", file=self.name, row=row + 2), sentence, fields)

    def cell(self, row: int, header: str, sentence: str, **fields: object) -> None:
        """A fault of one cell."""
        self._add(say("place.cell", file=self.name, row=row + 2, column=header), sentence, {"column": header, **fields})

    def _add(self, place: str, sentence: str, fields: Mapping[str, Any]) -> None:
        self._problems.error(place, sentence if "." in sentence else f"stream.{sentence}", hint="", **fields)
        if self._problems.errors >= FAULTS:
            self._problems.error(self.name, "stream.more", count=FAULTS)
            self.done()

    def done(self) -> None:
        """Raise what was found.

        Raises
        ------
        BadInput
            if anything was.
        """
        if self._problems.errors:
            raise BadInput(*self._problems.found)


def understood(headers: Sequence[str], columns: Sequence[Column], faults: Faults) -> dict[str, Found]:
    """Where each column stands; the first of the headers that it may bear wins."""
    at = {plain(h): i for i, h in reversed(list(enumerate(headers)))}
    found = {}
    for c in columns:
        known = next((at[plain(h)] for h in c.headers if plain(h) in at), None)
        if known is not None:
            found[c.key] = Found(c, known, headers[known])
        elif c.needed:
            faults.file("no_column", column=" / ".join(c.headers), hint=say("present", words="、".join(headers[:30])))
    return found


def plain(heading: str) -> str:
    """A header without blanks, units in brackets and differences of width or case."""
    return re.sub(r"\s+|[(（][^()（）]*[)）]$", "", normalize("NFKC", heading)).lower()


def sound(piece: Piece, found: Mapping[str, Found]) -> bool:
    """Whether every cell of some columns is what it should be."""
    return all(_texts_sound(piece[key], f.column) if f.column.form == "text" else _figures_sound(piece[key], f.column)
               for key, f in found.items())


def _texts_sound(cells: Any, column: Column) -> bool:
    length = np.char.str_len(cells)
    return not ((length > LONGEST).any() or (column.needed and (length == 0).any()))


def _figures_sound(cells: Any, column: Column) -> bool:
    filled = cells[~np.isnan(cells)] if column.blank else cells
    whole = column.form != "whole" or ((filled == np.floor(filled)) & (filled < 2**53)).all()
    return bool(np.isfinite(filled).all() and whole and (column.form == "number" or (filled >= 0).all()))


def typed(cells: Sequence[str], f: Found, first: int, faults: Faults) -> Any:
    """A column of texts as what it should be, one by one, with a place for every fault; `first` is the number of its first row."""
    if f.column.form == "text":
        for k, cell in enumerate(cells):
            if (f.column.needed and not cell) or len(cell) > LONGEST:
                faults.cell(first + k, f.header, "long" if cell else "text", most=LONGEST)
        return np.array(cells, dtype=np.str_)
    return np.array([_figure(cell, f, first + k, faults) for k, cell in enumerate(cells)], dtype=np.float64)


def _figure(cell: str, f: Found, row: int, faults: Faults) -> float:
    try:
        figure = float(normalize("NFKC", cell)) if cell else np.nan
    except ValueError:
        figure = np.inf
    if f.column.blank and not cell:
        return np.nan
    if not cell:
        faults.cell(row, f.header, "text")
    elif not np.isfinite(figure):
        faults.cell(row, f.header, "number", value=cell)
    elif not _figures_sound(np.array([figure]), f.column):
        faults.cell(row, f.header, "whole" if f.column.form == "whole" else "negative", value=cell)
    return figure
