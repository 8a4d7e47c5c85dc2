"""One large table: its header understood at once, its rows in pieces."""
from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from allocator.reading.streams import comma, parquet
from allocator.reading.streams.columns import Column, Faults, Found, Piece, understood

PARQUET = (".parquet", ".pq")


@dataclass(frozen=True, eq=False)
class Table:
    """A file with the columns that were looked for and found."""

    path: Path
    headers: tuple[str, ...]
    found: Mapping[str, Found]
    faults: Faults

    def has(self, key: str) -> bool:
        """Whether the file has a column."""
        return key in self.found

    def pieces(self) -> Iterator[Piece]:
        """Columns by key, piece by piece: float64 or text.

        Raises
        ------
        BadInput
            if a cell is not what it should be, or there is no row at all.
        """
        rows = 0
        for piece in _reader(self.path).pieces(self.path, self.found, self.faults):
            rows += len(next(iter(piece.values())))
            yield piece
        if not rows:
            self.faults.file("empty")

    def whole(self) -> Piece:
        """All rows at once."""
        some = list(self.pieces())
        return {key: np.concatenate([p[key] for p in some]) for key in self.found}

    def fault(self, row: int, key: str, sentence: str, **fields: object) -> None:
        """A fault of one cell, for checks that look at several columns."""
        self.faults.cell(row, self.found[key].header, sentence, **fields)


def open_table(path: Path, columns: Sequence[Column]) -> Table:
    """Understand the header of a CSV or Parquet file.

    Raises
    ------
    BadInput
        if there is no such file, it cannot be read, or a column is missing.
    """
    faults = Faults(path)
    if not path.is_file():
        faults.file("not_a_file" if path.exists() else "missing")
    names = _reader(path).headers(path, faults)
    return Table(path, tuple(names), understood(names, columns, faults), faults)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reader(path: Path) -> _Reader:
    return parquet if path.suffix.lower() in PARQUET else comma


class _Reader(Protocol):
    """A kind of file."""

    def headers(self, path: Path, faults: Faults) -> list[str]:
        """Names of the columns."""

    def pieces(self, path: Path, found: Mapping[str, Found], faults: Faults) -> Iterator[Piece]:
        """The columns, piece by piece."""
