"""Parquet files of any length, by the extra `parquet`."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from allocator.reading.streams.columns import Faults, Found, Piece, sound, typed

ROWS = 1 << 18


def headers(path: Path, faults: Faults) -> list[str]:
    """Names of the columns."""
    return list(_open(path, faults).schema_arrow.names)


def pieces(path: Path, found: Mapping[str, Found], faults: Faults) -> Iterator[Piece]:
    """The columns, piece by piece."""
    done = 0
    for batch in _open(path, faults).iter_batches(batch_size=ROWS, columns=[f.header for f in found.values()]):
        raw = {key: batch.column(f.header) for key, f in found.items()}
        columns = {key: _column(raw[key], f) for key, f in found.items()}
        if not sound(columns, found):
            columns = {key: typed(_texts(raw[key]), f, done, faults) for key, f in found.items()}
            faults.done()
        yield columns
        done += batch.num_rows


def _open(path: Path, faults: Faults) -> Any:
    try:
        from pyarrow.lib import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        faults.file("needs", package="pyarrow", extra="parquet")
    try:
        return ParquetFile(path)
    except ArrowException:
        faults.file("parquet")


def _column(array: Any, f: Found) -> Any:
    if f.column.form == "text":
        return np.array(_texts(array), dtype=np.str_)
    try:
        return np.asarray(array.cast("float64").to_numpy(zero_copy_only=False), dtype=np.float64)
    except (ValueError, TypeError):                           # ArrowInvalid is a ValueError
        return np.full(len(array), np.inf)


def _texts(array: Any) -> list[str]:
    return ["" if v is None else str(v) for v in array.to_pylist()]
