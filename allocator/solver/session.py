"""The lexicographic order: each goal kept while the next is optimised, over one Highs object."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from allocator.domain.outcome import Outcome, Stage, Whole
from allocator.matrix.exact import goal_value, holds
from allocator.matrix.value import Goal, Matrix, Places
from allocator.matrix.variants import Changes
from allocator.solver.apart import components, narrowed
from allocator.solver.engine import Engine, Failure
from allocator.solver.news import News, Tell
from allocator.solver.probes import Conflict, deletion_filter
from allocator.solver.search import Clock, Found, Question, search
from allocator.solver.settings import Settings
from allocator.solver.stages import hold_to_bounds, outcome, reached

ANY = Goal("any plan", True, np.zeros(0, dtype=np.int32), np.zeros(0))
COMPLETION = 10.0          # seconds at most for completing a start that names only some columns
Start = tuple[Places, Whole]


class Session:
    """HiGHS in this process; later questions change bounds and goals only.

    Parameters
    ----------
    matrix : Matrix
        The program.
    settings : Settings, optional
        Seconds, gap, threads, seed.
    stop : callable, optional
        Asked during every run; True ends it with the best plan so far.
    tell : callable, optional
        Takes the news and, with a better plan, its values.
    """

    def __init__(
        self, matrix: Matrix, settings: Settings | None = None, *,
        stop: Callable[[], bool] = lambda: False, tell: Tell = lambda _news, _x: None,
    ) -> None:
        self.matrix, self.settings, self._stop, self._tell = matrix, settings or Settings(), stop, tell
        self.engine = Engine(matrix, stop)
        self.engine.tune(self.settings)
        self._open()
        self.engine.on_point = lambda point: self._news.say("better", self._question) if self._question.offer(point) else None
        self.engine.on_log = lambda bound, nodes: self._news.log(self._question, bound, nodes)

    def _open(self) -> None:
        """A fresh clock, question and news."""
        self._clock = Clock(self.settings.time_limit, self._stop)
        self._news = News(self._tell, self._clock, max(1, len(self.matrix.goals)))
        self._question = Question(self.matrix, self._goals[0], [], None)
        self._label: Whole | None = None

    def turn(self, matrix: Matrix, settings: Settings | None = None) -> None:
        """Take other bounds and goals of the same structure, other settings."""
        if (matrix.width, matrix.height, matrix.value.size) != (self.matrix.width, self.matrix.height, self.matrix.value.size):
            raise Failure("another structure needs another session")
        self.matrix, self.settings = matrix, settings or self.settings
        self.engine.rebound(matrix)
        self.engine.tune(self.settings)

    def solve(self, start: Start | None = None) -> Outcome:
        """All goals in order; with no goals, any plan.

        Parameters
        ----------
        start : (column numbers, values), optional
            A plan, or a part of one that is completed first.

        Raises
        ------
        Contradiction
            HiGHS contradicts itself, with presolve and without.
        """
        self._open()
        if not self.matrix.width:
            return self._without_columns()
        try:
            return self._stages(self._begun(start))
        finally:
            self.engine.unlock()

    @property
    def _goals(self) -> tuple[Goal, ...]:
        return self.matrix.goals or (ANY,)

    def _without_columns(self) -> Outcome:
        x = np.zeros(0, dtype=np.int64)
        if not holds(self.matrix, x):
            return Outcome("infeasible", confirmed_by=("highs",))
        return outcome(self.matrix.goals, x, [reached(g, x, g.offset, 0, 0.0) for g in self.matrix.goals])

    def _stages(self, x: Whole | None) -> Outcome:
        stages: list[Stage] = []
        for k, goal in enumerate(self._goals):
            if x is not None and self._clock.out:
                break
            locks = [(g, s.value) for g, s in zip(self._goals, stages, strict=False)]
            self._news.stage, self._question = k, Question(self.matrix, goal, locks, x, self.settings.gap)
            found = self._one()
            if found.x is None:
                return self._nothing(found)
            x = found.x
            hold_to_bounds(self._goals, stages, x)
            stages.append(reached(goal, x, found.bound, found.nodes, self._clock.spent - sum(s.seconds for s in stages)))
            if not found.final:
                break
            self._keep(goal, x)
        assert x is not None
        told = stages if self.matrix.goals else []
        return outcome(self.matrix.goals, x, told, self._stop())

    def _one(self) -> Found:
        self._news.say("begins", self._question)
        with self._apart():
            found = search(self.engine, self._question, self._clock)
        self._question.x = found.x
        if found.x is not None:
            self._news.say("done", self._question, found.bound, found.nodes)
        return found

    @contextmanager
    def _apart(self) -> Iterator[None]:
        """Leave alone what the goal does not hang together with; with a gap allowed, earlier goals may still gain there."""
        x, goal = self._question.x, self._question.goal
        if x is None or self.settings.gap or goal.index.size == 0:
            yield
            return
        if self._label is None:
            self._label = components(self.matrix)
        self.engine.rebound(narrowed(self.matrix, goal, x, self._label))
        try:
            yield
        finally:
            self.engine.rebound(self.matrix)

    def _keep(self, goal: Goal, x: Whole) -> None:
        """Lock a stage at what its whole plan is worth, not at what HiGHS says of it."""
        if goal.index.size:
            self.engine.lock(goal, goal_value(goal, x))

    def _nothing(self, found: Found) -> Outcome:
        if found.final:
            return Outcome("infeasible", confirmed_by=("highs", "highs without presolve"))
        return Outcome("no_plan", interrupted=self._stop())

    def _begun(self, start: Start | None) -> Whole | None:
        """A whole, valid plan out of what was given; None where there is none."""
        if start is None:
            return None
        index, value = start
        if index.size < self.matrix.width:
            return self._completed(index, value)
        x = np.zeros(self.matrix.width, dtype=np.int64)
        x[index] = value
        return x if holds(self.matrix, x) else None

    def _completed(self, index: Places, value: Whole) -> Whole | None:
        """The columns given fixed, HiGHS finds the others."""
        lower, upper = self.matrix.col_lower.copy(), self.matrix.col_upper.copy()
        lower[index] = upper[index] = value
        self.engine.rebound(replace(self.matrix, col_lower=lower, col_upper=upper))
        self.engine.aim(self._goals[0])
        answer = self.engine.run(presolve=True, seconds=min(COMPLETION, self._clock.left))
        self.engine.rebound(self.matrix)
        if answer.point is not None:
            self._question.offer(answer.point)
        return self._question.x

    # -- counterfactuals and conflicts: bounds only

    @contextmanager
    def changed(self, changes: Changes) -> Iterator[None]:
        """Ask under other bounds or goals, and come back."""
        before = self.matrix
        self.turn(changes.on(before))
        try:
            yield
        finally:
            self.turn(before)

    def feasible(self, without: Iterable[str] = ()) -> bool | None:
        """Whether any plan satisfies the rows once these rules are freed; None when time ran out."""
        with self.changed(Changes(without=tuple(without), goals=())):
            status = self.solve().status
        return {"infeasible": False, "no_plan": None}.get(status, True)

    def conflict(self, rules: Iterable[str]) -> Conflict:
        """Rules out of these that cannot hold together."""
        return deletion_filter(self.feasible, rules)
