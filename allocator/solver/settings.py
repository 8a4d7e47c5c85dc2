"""How to solve, and what is told meanwhile."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class Settings:
    """Options of one solve.

    Parameters
    ----------
    time_limit : float
        Seconds for all stages together.
    gap : float
        Relative gap at which a stage may end; 0 proves every stage to the unit.
    threads : int
        HiGHS's threads; 1 makes the search itself repeatable.
    seed : int
        HiGHS's random seed.
    memory_mb : int, optional
        What the child may take beyond its start (address space); ignored where the system has no such limit.
    """

    time_limit: float = INFINITE
    gap: float = 0.0
    threads: int = 1
    seed: int = 0
    memory_mb: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """News of a running solve.

    Parameters
    ----------
    event : str
        ``begins`` a stage, a ``better`` plan, a ``log`` line of the search, ``done`` with a stage.
    stage, stages : int
        Number of the stage (from 0) and how many there are.
    goal : str
        Its name.
    value, bound : int or None
        Incumbent and bound so far, in the goal's own unit times its scale.
    nodes : int
        Nodes so far.
    seconds : float
        Since the whole solve began.
    scale : int
        The figures that people read are `value / scale` and `bound / scale`.
    """

    event: Literal["begins", "better", "log", "done"]
    stage: int
    stages: int
    goal: str
    value: int | None
    bound: int | None
    nodes: int
    seconds: float
    scale: int = 1
