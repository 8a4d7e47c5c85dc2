"""One stage: ask HiGHS, and believe only what holds in exact integers."""
from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from allocator.domain.outcome import Whole
from allocator.matrix.exact import best_possible, goal_value
from allocator.matrix.value import Goal, Matrix, Reals
from allocator.solver.engine import Answer, Engine
from allocator.solver.faults import Contradiction
from allocator.solver.settle import Lock, settle, tighter, whole_bound, worth


@dataclass
class Clock:
    """Seconds for all stages together, and whether someone asked to stop."""

    limit: float
    stop: Callable[[], bool]
    began: float = field(default_factory=time.monotonic)

    @property
    def spent(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.began

    @property
    def left(self) -> float:
        """Seconds that remain."""
        return max(0.0, self.limit - self.spent)

    @property
    def out(self) -> bool:
        """Whether nothing more may be begun."""
        return self.stop() or self.left <= 0


@dataclass
class Question:
    """One goal over one matrix, the earlier goals locked, and the best whole plan so far."""

    matrix: Matrix
    goal: Goal
    locks: list[Lock]
    x: Whole | None
    gap: float = 0.0

    def offer(self, point: Reals) -> bool:
        """Keep a point of HiGHS if it holds exactly and beats the best."""
        y = settle(self.matrix, point, self.goal, self.locks)
        if y is None or (self.x is not None and worth(self.goal, y) <= worth(self.goal, self.x)):
            return False
        self.x = y
        return True

    def bound(self, said: float) -> int | None:
        """HiGHS's bound or the columns' own, whichever is stronger."""
        return tighter(self.goal, whole_bound(self.goal, said), best_possible(self.matrix, self.goal))


@dataclass(frozen=True, eq=False)
class Found:
    """What a search is worth.

    Parameters
    ----------
    x : array or None
        The plan; None with `final` means infeasible, without it that none was found in time.
    final : bool
        Whether HiGHS came to its end.
    bound : int or None
        What no plan can pass.
    nodes : int
        Nodes of the tree.
    """

    x: Whole | None
    final: bool
    bound: int | None = None
    nodes: int = 0


def search(engine: Engine, question: Question, clock: Clock) -> Found:
    """Optimise one goal: with presolve, and again without wherever the answer is not to be believed.

    Raises
    ------
    Contradiction
        Neither answer holds: a plan that breaks a row, an optimum worse than its bound or its start, "infeasible" beside a valid plan.
    """
    met = _met(question)
    if met or clock.out:
        return met or Found(question.x, False, best_possible(question.matrix, question.goal))
    engine.aim(question.goal)
    said: list[str] = []
    for presolve in (True, False):
        start = None if question.x is None else question.x.astype(np.float64)
        answer = engine.run(presolve=presolve, seconds=clock.left, start=start)
        if answer.verdict == "stopped" or clock.out:
            return _stopped(question, answer)
        if answer.verdict == "infeasible" and question.x is None and not presolve:
            return Found(None, True)
        found = _proven(question, answer)
        if found:
            return found
        said.append(answer.said)
    raise Contradiction(question.goal.name, ", ".join(said))


def _met(question: Question) -> Found | None:
    """A plan that already reaches what the columns' bounds allow needs no search."""
    x, best = question.x, best_possible(question.matrix, question.goal)
    return Found(x, True, best) if x is not None and goal_value(question.goal, x) == best else None


def _proven(question: Question, answer: Answer) -> Found | None:
    """An optimum that holds exactly, is not worse than the plan before, and is as good as its bound; else None."""
    if answer.verdict != "optimal" or answer.point is None:
        return None
    goal, y = question.goal, settle(question.matrix, answer.point, question.goal, question.locks)
    bound = question.bound(answer.bound)
    if y is None or bound is None or (question.x is not None and worth(goal, question.x) > worth(goal, y)):
        return None
    short = (bound - goal_value(goal, y)) * (1 if goal.maximise else -1)
    return None if short < 0 or (short > 0 and not question.gap) else Found(y, True, bound, answer.nodes)


def _stopped(question: Question, answer: Answer) -> Found:
    """The best plan that was seen before the stop."""
    if answer.point is not None:
        question.offer(answer.point)
    return Found(question.x, False, question.bound(answer.bound), answer.nodes)
