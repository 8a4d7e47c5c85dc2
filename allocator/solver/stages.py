"""The records of the stages, made alike by the session and by the parent that has to end it."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from allocator.domain.outcome import Outcome, Stage, Whole
from allocator.matrix.exact import goal_value
from allocator.matrix.value import Goal
from allocator.solver.faults import Contradiction
from allocator.solver.settle import tighter


def reached(goal: Goal, x: Whole, bound: int | None, nodes: int, seconds: float) -> Stage:
    """A stage that was searched: optimal where value and bound are the same."""
    value = goal_value(goal, x)
    return Stage(goal.name, goal.sense, value, bound, "optimal" if value == bound else "feasible", nodes, seconds, goal.scale)


def hold_to_bounds(goals: Sequence[Goal], stages: Sequence[Stage], x: Whole) -> None:
    """Whether a later plan stays within what was proven of the stages before it.

    Raises
    ------
    Contradiction
        HiGHS proved too much: here is a plan beyond its bound.
    """
    for goal, stage in zip(goals, stages, strict=False):
        value = goal_value(goal, x)
        if stage.bound is not None and tighter(goal, value, stage.bound) != value:
            raise Contradiction(goal.name, f"{stage.bound}, {value}")


def outcome(goals: Sequence[Goal], x: Whole, stages: Sequence[Stage], interrupted: bool = False, trouble: str = "") -> Outcome:
    """A plan with its stages, the goals that were never reached included: what it happens to be worth to them, without a bound."""
    said = [_as_it_ended(s, goal_value(g, x)) for g, s in zip(goals, stages, strict=False)]
    rest = [Stage(g.name, g.sense, goal_value(g, x), None, "not_reached", scale=g.scale) for g in goals[len(stages):]]
    proven = not rest and all(s.status == "optimal" for s in said)
    return Outcome("optimal" if proven else "feasible", x, (*said, *rest), interrupted, ("highs",) if proven else (), trouble)


def _as_it_ended(stage: Stage, value: int) -> Stage:
    """A stage that ended within a gap may have been bettered by the stages after it."""
    return stage if value == stage.value else replace(stage, value=value, status="optimal" if value == stage.bound else "feasible")
