"""The case that is put to the second solver, and what its answer may prove."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from allocator.domain.outcome import Outcome, Whole
from allocator.matrix.exact import best_possible, goal_value, holds
from allocator.matrix.value import Goal, Matrix, Reals

Ruled = Literal["agrees", "disagrees", "undecided", "absent"]


@dataclass(frozen=True, slots=True, eq=False)
class Confirmation:
    """What the second solver says of an outcome.

    Parameters
    ----------
    status : str
        ``agrees``; ``disagrees`` (a bug of ours or of a solver: exit 70); ``undecided`` (out of time, or nothing to confirm); ``absent``
        (ortools is not installed).
    detail : str
        CP-SAT's word, or why there is none.
    goal : str
        The goal at which it ended; empty for all of them, or for feasibility.
    x : array, optional
        A plan that holds exactly and proves the outcome wrong.
    seconds : float
        Wall time.
    """

    status: Ruled
    detail: str
    goal: str = ""
    x: Whole | None = field(default=None, repr=False)
    seconds: float = 0.0


def unfit(matrix: Matrix, outcome: Outcome) -> Confirmation | None:
    """What is settled without a second solver."""
    if outcome.status not in {"optimal", "infeasible"}:
        return Confirmation("undecided", f"{outcome.status} is nothing to confirm")
    if not (np.isfinite(matrix.col_lower).all() and np.isfinite(matrix.col_upper).all()):
        return Confirmation("undecided", "a column without bounds")
    if outcome.has_plan and not holds(matrix, outcome.values):
        return Confirmation("disagrees", "the plan breaks a row")
    for goal, stage in zip(matrix.goals, outcome.stages, strict=True) if outcome.has_plan else ():
        if goal_value(goal, outcome.values) != stage.value:
            return Confirmation("disagrees", "the plan's value is another", goal.name)
    return None


def proves(matrix: Matrix, outcome: Outcome, name: str, x: Whole) -> bool:
    """Whether CP-SAT's plan really refutes the outcome: it holds, is equal in the goals before and better in this one."""
    if not holds(matrix, x):
        return False
    for goal, stage in zip(matrix.goals, outcome.stages, strict=False):
        ahead = (goal_value(goal, x) - stage.value) * (1 if goal.maximise else -1)
        if goal.name == name or ahead < 0:
            return ahead > 0
    return outcome.status == "infeasible"


def case(matrix: Matrix, outcome: Outcome, seconds: float) -> dict[str, Any]:
    """The matrix in whole numbers."""
    ends = {name: _whole(getattr(matrix, name)) for name in ("col_lower", "col_upper", "row_lower", "row_upper")}
    goals = [_goal(g, proven=s.value == best_possible(matrix, g)) for g, s in zip(matrix.goals, outcome.stages, strict=False)]
    terms = {"start": matrix.start.tolist(), "index": matrix.index.tolist(), "value": _whole(matrix.value)}
    return {**ends, **terms, "goals": goals, "x": outcome.values.tolist() if outcome.has_plan else None, "seconds": seconds}


def _goal(goal: Goal, proven: bool) -> dict[str, Any]:
    """One goal; `proven` by the bounds of its columns, it needs no search and only stays a lock on those after it."""
    return {"name": goal.name, "maximise": goal.maximise, "index": goal.index.tolist(), "value": _whole(goal.value), "proven": proven}


def _whole(figures: Reals) -> list[int | None]:
    """Whole numbers; None for an end that is open."""
    return [int(v) if np.isfinite(v) else None for v in figures.tolist()]
