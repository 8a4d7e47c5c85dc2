"""A made-up case solved as the commands solve it."""
from __future__ import annotations

from allocator.domain.case import Case
from allocator.questions.solved import Solved
from allocator.run import plan_for
from allocator.screen import Screen
from allocator.solver import Settings, Solver


def solved(case: Case, solver: Solver) -> Solved:
    """The solved program of a case, in silence."""
    return plan_for(case, solver, Settings(), Screen(quiet=True))
