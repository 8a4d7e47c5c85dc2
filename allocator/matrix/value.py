"""The program as plain arrays."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Places = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Goal:
    """One objective: the sum of `value` times the columns in `index`, plus `offset`; all whole numbers.

    Parameters
    ----------
    name : str
        As the policy model spells it.
    maximise : bool
        Otherwise minimised.
    index, value : arrays
        Column numbers, ascending, and their coefficients.
    offset : int
        Constant part.
    scale : int
        The figure that is reported is the value over `scale`.
    """

    name: str
    maximise: bool
    index: Places
    value: Reals
    offset: int = 0
    scale: int = 1

    @property
    def sense(self) -> Literal["max", "min"]:
        """``max`` or ``min``."""
        return "max" if self.maximise else "min"


@dataclass(frozen=True, eq=False)
class Matrix:
    """`row_lower <= A x <= row_upper`, A by rows (CSR); every figure whole or infinite, kept as floats because HiGHS takes them so.

    Parameters
    ----------
    columns, rows : tuple of str
        Names, as Pyomo says them: ``admit[A0001]``, ``rules[bed-total].density[city]``.
    owner : tuple of str
        Rule id of each row; empty for the program's own.
    integer : array of bool
        Columns that are decisions; the others take whole values by themselves once these are fixed.
    start, index, value : arrays
        Row i has `value[start[i]:start[i+1]]` at the columns `index[start[i]:start[i+1]]`, ascending.
    goals : tuple of Goal
        In the order in which they are optimised.
    per : mapping of str to int
        What one unit of its rule's figure is in a row that is multiplied out, by the row's name; 1 where it is not told.
    """

    columns: tuple[str, ...]
    col_lower: Reals
    col_upper: Reals
    integer: Flags
    rows: tuple[str, ...]
    owner: tuple[str, ...]
    row_lower: Reals
    row_upper: Reals
    start: Places
    index: Places
    value: Reals
    goals: tuple[Goal, ...] = ()
    per: Mapping[str, int] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.col_lower.size

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.row_lower.size

    @cached_property
    def column(self) -> dict[str, int]:
        """Column number by name."""
        return {name: j for j, name in enumerate(self.columns)}

    @cached_property
    def row(self) -> dict[str, int]:
        """Row number by name."""
        return {name: i for i, name in enumerate(self.rows)}

    @cached_property
    def _owned(self) -> dict[str, Places]:
        places: dict[str, list[int]] = {}
        for i, rule in enumerate(self.owner):
            places.setdefault(rule, []).append(i)
        return {rule: np.array(numbers, dtype=np.int32) for rule, numbers in places.items()}

    def rows_of(self, rule: str) -> Places:
        """Row numbers of one rule's Block; none for a rule that said nothing."""
        return self._owned.get(rule, np.zeros(0, dtype=np.int32))

    def terms(self, row: int) -> slice:
        """Where in `index` and `value` this row stands."""
        return slice(int(self.start[row]), int(self.start[row + 1]))
