"""One question to the child: its news heard, its clock watched, the best plan held here whatever becomes of it."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable

from allocator.domain.outcome import Outcome, Stage, Whole
from allocator.matrix.exact import best_possible, goal_value, holds
from allocator.matrix.value import Matrix
from allocator.solver import freight
from allocator.solver.faults import Contradiction, broken_plan, other_values
from allocator.solver.process import Process
from allocator.solver.settings import Progress, Settings
from allocator.solver.settle import tighter
from allocator.solver.stages import outcome, reached
from allocator.solver.versions import refused
from allocator.solver.wire import Message

STEP = 0.05              # seconds between two looks at the clock and at signals
HEED = 0.2               # seconds in which the child may answer a stop after an interrupt; its best plan is here already
OVERTIME = 0.5           # seconds past its limit before it is told to stop
HEED_OVERTIME = 1.5      # seconds in which it may then answer
OnProgress = Callable[[Progress], None]


class Talk:
    """What is known while one question is being answered."""

    def __init__(self, process: Process, number: int, matrix: Matrix, settings: Settings, on_progress: OnProgress | None) -> None:
        self._process, self._number, self._matrix, self._limit = process, number, matrix, settings.time_limit
        self._on_progress = on_progress
        self._began = time.monotonic()
        self._end_at: float | None = None
        self._interrupted = False
        self._best: Whole | None = None
        self._stages: list[Stage] = []
        self._bound: int | None = None

    def until_answered(self, interrupt: threading.Event) -> Outcome:
        """Listen until there is an outcome; one is made here where the child has to be ended or ends by itself."""
        while True:
            message = self._process.hear(STEP)
            answer = self._heard(message) if message else None
            if answer:
                return answer
            if self._process.gone:
                return self._orphaned()
            self._watch(interrupt)

    def _watch(self, interrupt: threading.Event) -> None:
        """Ask the child to stop when someone interrupts or the time is long over; end it when it does not."""
        now = time.monotonic()
        if self._end_at is not None and now >= self._end_at:
            self._process.kill()
        elif interrupt.is_set() and not self._interrupted:
            self._interrupted = True
            self._stop(now + HEED)
        elif self._end_at is None and now >= self._began + self._limit + OVERTIME:
            self._stop(now + HEED_OVERTIME)

    def _stop(self, end_at: float) -> None:
        self._end_at = end_at
        self._process.say(Message("stop", {"number": self._number}))

    def _heard(self, message: Message) -> Outcome | None:
        if message.kind == "news":
            self._news(message)
        elif message.kind == "outcome":
            return self._checked(freight.outcome_of(message, self._interrupted))
        elif message.kind == "contradiction":
            raise Contradiction(**message.fields)
        elif message.kind == "hello" and message.fields["refusal"]:
            raise refused(message.fields["version"], message.fields["refusal"])
        return None

    def _news(self, message: Message) -> None:
        said = Progress(**message.fields)
        if "x" in message.arrays:
            self._hold(message.arrays["x"])
        self._bound = None if said.event == "begins" else said.bound if said.bound is not None else self._bound
        if said.event == "done" and self._matrix.goals and self._best is not None:
            seconds = said.seconds - sum(s.seconds for s in self._stages)
            self._stages.append(reached(self._matrix.goals[said.stage], self._best, said.bound, said.nodes, seconds))
        if self._on_progress:
            self._on_progress(said)

    def _hold(self, x: Whole) -> None:
        if not holds(self._matrix, x):
            raise broken_plan()
        self._best = x

    def _checked(self, said: Outcome) -> Outcome:
        """Nothing is believed that does not hold here too, in exact integers."""
        if said.has_plan:
            self._hold(said.values)
            wrong = [s.goal for g, s in zip(self._matrix.goals, said.stages, strict=True) if goal_value(g, said.values) != s.value]
            if wrong:
                raise other_values(wrong)
        return said

    def _orphaned(self) -> Outcome:
        """The child is gone: what was held here is the outcome."""
        trouble = "" if self._end_at is not None else self._process.last_words()
        if self._best is None:
            return Outcome("no_plan", interrupted=self._interrupted, trouble=trouble)
        goals, stages = self._matrix.goals, self._stages
        if len(stages) < len(goals):
            seconds = time.monotonic() - self._began - sum(s.seconds for s in stages)
            goal = goals[len(stages)]
            bound = tighter(goal, self._bound, best_possible(self._matrix, goal))
            stages = [*stages, reached(goal, self._best, bound, 0, seconds)]
        return outcome(goals, self._best, stages, self._interrupted, trouble)
