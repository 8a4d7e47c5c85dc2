"""Which rows go with which columns: a sparse 0/1 table in two arrays."""
from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Pairs:
    """Row i goes with columns index[start[i]:start[i + 1]], ascending, each once (CSR without values).

    Parameters
    ----------
    start : int64[rows + 1].   index : int32[pairs].   columns : how many columns there are.
    """

    start: NDArray[np.int64]
    index: NDArray[np.int32]
    columns: int

    @classmethod
    def of(cls, row: NDArray[np.integer], column: NDArray[np.integer], rows: int, columns: int) -> Pairs:
        """Pairs in any order, none twice -> canonical order."""
        key = row.astype(np.int64) * max(columns, 1) + column
        if not (key[1:] > key[:-1]).all():
            key.sort()
        row, column = np.divmod(key, max(columns, 1))
        start = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=rows)))).astype(np.int64)
        return cls(start, column.astype(np.int32), columns)

    @property
    def rows(self) -> int:
        """Count of rows."""
        return len(self.start) - 1

    def __len__(self) -> int:
        """Count of pairs."""
        return len(self.index)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """int64[rows]: columns of each row."""
        return np.diff(self.start)

    def row_numbers(self) -> NDArray[np.int64]:
        """int64[pairs]: the row of each pair."""
        return np.repeat(np.arange(self.rows), self.counts)

    def row(self, i: int) -> NDArray[np.int32]:
        """Columns of one row."""
        return self.index[self.start[i]:self.start[i + 1]]

    def take(self, rows: NDArray[np.integer]) -> Pairs:
        """Some rows, in the order given."""
        counts = self.counts[rows]
        start = np.concatenate(([0], np.cumsum(counts)))
        at = np.arange(start[-1]) - np.repeat(start[:-1] - self.start[:-1][rows], counts)
        return Pairs(start, self.index[at], self.columns)

    def kept(self, rows: NDArray[np.bool_]) -> Pairs:
        """The same with the rows off a mask emptied."""
        start = np.concatenate(([0], np.cumsum(np.where(rows, self.counts, 0)))).astype(np.int64)
        return Pairs(start, self.index[np.repeat(rows, self.counts)], self.columns)

    def chosen(self, columns: NDArray[np.bool_]) -> Pairs:
        """The columns of a mask only, numbered anew."""
        keep, number = columns[self.index], np.cumsum(columns) - 1
        start = np.concatenate(([0], np.cumsum(keep)))[self.start].astype(np.int64)
        return Pairs(start, number[self.index[keep]].astype(np.int32), int(columns.sum()))

    def transposed(self) -> Pairs:
        """Columns become rows: points -> sites becomes sites -> points."""
        order = np.argsort(self.index, kind="stable")
        start = np.concatenate(([0], np.cumsum(np.bincount(self.index, minlength=self.columns)))).astype(np.int64)
        return Pairs(start, self.row_numbers()[order].astype(np.int32), self.rows)

    def __or__(self, other: Pairs) -> Pairs:
        """Pairs of either table."""
        return self._from_keys(np.union1d(self._keys(), other._keys()))

    def __sub__(self, other: Pairs) -> Pairs:
        """Pairs of this table that the other has not."""
        return self._from_keys(np.setdiff1d(self._keys(), other._keys(), assume_unique=True))

    def _keys(self) -> NDArray[np.int64]:
        return self.row_numbers() * max(self.columns, 1) + self.index

    def _from_keys(self, keys: NDArray[np.int64]) -> Pairs:
        return Pairs.of(*np.divmod(keys, max(self.columns, 1)), self.rows, self.columns)
