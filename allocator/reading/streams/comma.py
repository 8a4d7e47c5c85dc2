"""CSV files of any length: numbers straight from the text where every cell is as it should be, else row by row from there."""
from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from allocator.reading.streams.columns import LONGEST, Faults, Found, Piece, sound, typed

ROWS = 1 << 18                           # read together where all columns are numbers, a quarter of it where there are texts
SNIFFED = 1 << 20                        # bytes by which UTF-8 is told from GBK


def headers(path: Path, faults: Faults) -> list[str]:
    """Texts of the first row."""
    with _open(path, faults) as file:
        return next(csv.reader(file), [])


def pieces(path: Path, found: Mapping[str, Found], faults: Faults) -> Iterator[Piece]:
    """The columns, piece by piece."""
    kinds = [(f"f{k}", f"U{LONGEST + 1}" if f.column.form == "text" else "f8") for k, f in enumerate(found.values())]
    size, done = max(1, ROWS // (4 if any(kind != "f8" for _, kind in kinds) else 1)), 0
    with _open(path, faults) as file:
        next(csv.reader(file))
        while (piece := _loaded(file, kinds, [f.at for f in found.values()], size)) is None or len(piece):
            columns = None if piece is None else {key: piece[name] for key, (name, _) in zip(found, kinds, strict=True)}
            if columns is None or not sound(columns, found):
                yield from _slowly(path, found, faults, done)
                return
            yield columns
            done += len(piece)


def _loaded(file: io.TextIOWrapper, kinds: list[tuple[str, str]], places: list[int], rows: int) -> Any:
    """Some rows; None where a cell needs a closer look."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)          # an empty rest is the end of the file
        try:
            return np.loadtxt(file, dtype=kinds, delimiter=",", usecols=places, max_rows=rows, ndmin=1, comments=None, quotechar='"')
        except ValueError:                                    # UnicodeDecodeError is one too
            return None


def _slowly(path: Path, found: Mapping[str, Found], faults: Faults, done: int) -> Iterator[Piece]:
    """The rest of the file row by row."""
    width = len(headers(path, faults))
    with _open(path, faults) as file:
        rows = filter(any, islice(csv.reader(file, strict=True), 1, None))
        for _ in islice(rows, done):
            pass
        try:
            while some := list(islice(rows, max(1, ROWS // 8))):
                yield _typed(some, width, found, faults, done)
                done += len(some)
        except csv.Error:
            faults.file("quotes")
        except UnicodeDecodeError:
            faults.file("not_text")


def _typed(rows: list[list[str]], width: int, found: Mapping[str, Found], faults: Faults, done: int) -> Piece:
    for k, row in enumerate(rows):
        if len(row) != width:
            faults.row(done + k, "ragged", found=len(row), expected=width)
    faults.done()
    columns = {key: typed([row[f.at].strip() for row in rows], f, done, faults) for key, f in found.items()}
    faults.done()
    return columns


def _open(path: Path, faults: Faults) -> io.TextIOWrapper:
    with path.open("rb") as file:
        start = file.read(SNIFFED)
    start = start[: start.rfind(b"\n") + 1] or start
    for name in ("utf-8-sig", "gb18030"):
        try:
            start.decode(name)
        except UnicodeDecodeError:
            continue
        return path.open(encoding=name, newline="")
    faults.file("not_text")
