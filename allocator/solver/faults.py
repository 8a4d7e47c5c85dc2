"""What is wrong when HiGHS contradicts itself: exit 70, never a plan and never "infeasible"."""
from __future__ import annotations

from allocator.errors import Disagreement, Problem
from allocator.words import say


class Contradiction(Disagreement):
    """Neither with presolve nor without does HiGHS give an answer that holds in exact integers.

    Parameters
    ----------
    goal : str
        The stage.
    said : str
        HiGHS's words for the two answers.
    """

    def __init__(self, goal: str, said: str) -> None:
        super().__init__(Problem("HiGHS", say("highs.contradicts", goal=goal, said=said)))
        self.goal, self.said = goal, said


def broken_plan() -> Disagreement:
    """A plan was reported that breaks a row."""
    return Disagreement(Problem("HiGHS", say("highs.broken_plan")))


def other_values(goals: list[str]) -> Disagreement:
    """Values were reported that the plan does not have."""
    return Disagreement(Problem("HiGHS", say("highs.other_values", goals=", ".join(goals))))
