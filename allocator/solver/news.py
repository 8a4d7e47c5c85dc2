"""What a session tells while it works."""
from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from allocator.domain.outcome import Whole
from allocator.matrix.exact import goal_value
from allocator.solver.search import Clock, Question
from allocator.solver.settings import Progress

LOG_STEP = 0.2             # seconds between two log lines that are passed on
Tell = Callable[[Progress, Whole | None], None]


class News:
    """News of one solve: a plan's values are told once, log lines now and then.

    Parameters
    ----------
    tell : callable
        Takes the news and, with a plan not told before, its values.
    clock : Clock
        The solve's.
    stages : int
        How many there are.
    """

    def __init__(self, tell: Tell, clock: Clock, stages: int) -> None:
        self._tell, self._clock, self._stages = tell, clock, stages
        self._told: Whole | None = None
        self._logged = 0.0
        self.stage = 0

    def log(self, question: Question, bound: float, nodes: int) -> None:
        """A line of the search, if the last one is long enough ago."""
        now = time.monotonic()
        if now - self._logged >= LOG_STEP:
            self._logged = now
            self.say("log", question, question.bound(bound), nodes)

    def say(self, event: Literal["begins", "better", "log", "done"], question: Question, bound: int | None = None, nodes: int = 0) -> None:
        """Anything else."""
        goal, x = question.goal, question.x
        value = None if x is None else goal_value(goal, x)
        self._tell(Progress(event, self.stage, self._stages, goal.name, value, bound, nodes, self._clock.spent, goal.scale),
                   None if x is self._told else x)
        self._told = x
