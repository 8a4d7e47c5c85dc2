"""What an objective is: one whole-valued expression in one unit, and the same quantity measured on a plan."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.rules.base import Decisions, Expression, Row


def no_rows(x: Decisions, case: Case) -> Iterator[Row]:
    """For goals that need no rows of their own."""
    yield from ()


@dataclass(frozen=True)
class Goal:
    """One stage of the lexicographic order.

    Parameters
    ----------
    sense : "max" or "min".   scale : the value is counted in 1/scale of `unit`.
    expression : the stage as linear algebra, whole coefficients.   value : the same, measured on a plan, in 1/scale.
    rows : rows that tie its own variables.
    """

    name: str
    sense: str
    unit: str
    expression: Callable[[Decisions, Case], Expression]
    value: Callable[[Plan, Case], int]
    scale: int = 1
    rows: Callable[[Decisions, Case], Iterator[Row]] = no_rows
