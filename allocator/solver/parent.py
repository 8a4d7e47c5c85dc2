"""The parent's side: a child that answers questions about matrices, started early and always reaped."""
from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from types import TracebackType

import numpy as np

from allocator.domain.outcome import Outcome, Whole
from allocator.matrix.value import Matrix
from allocator.matrix.variants import Changes
from allocator.solver import freight
from allocator.solver.probes import Conflict, deletion_filter
from allocator.solver.process import Process
from allocator.solver.settings import Settings
from allocator.solver.signals import listening
from allocator.solver.talk import OnProgress, Talk
from allocator.solver.wire import Array

Given = Mapping[str, int] | Whole


class Solver:
    """HiGHS in a process of its own; use it in a `with`.

    Starting it takes a moment that passes while the caller reads and builds: make it first, ask it later. Each question is answered
    from a fresh beginning, so that no earlier one decides between equal plans.

    Parameters
    ----------
    stop : threading.Event, optional
        Interrupts the running question and every later one, once it is set; without it an interrupt ends one question only.
    """

    def __init__(self, stop: threading.Event | None = None) -> None:
        self._process: Process | None = Process()
        self._loaded: Array | None = None
        self._number = 0
        self._lasting = stop is not None
        self._interrupt = stop or threading.Event()

    def __enter__(self) -> Solver:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def solve(
        self, matrix: Matrix, settings: Settings | None = None, *, start: Given | None = None, on_progress: OnProgress | None = None,
    ) -> Outcome:
        """All goals of the matrix in order.

        Parameters
        ----------
        matrix : Matrix
            The program; one that differs from the last in bounds and goals only is not loaded again.
        settings : Settings, optional
            Seconds for all stages, gap, threads, seed, memory.
        start : mapping of column name to value, or array by column, optional
            A plan, or a part of one: kept in case nothing better is found in time.
        on_progress : callable, optional
            Takes the news.

        Returns
        -------
        Outcome
            Infeasible, stopped, interrupted and crashed are values too.

        Raises
        ------
        Disagreement
            HiGHS contradicts itself or what it reports does not hold in exact integers.
        BadInput
            This version of HiGHS is refused.
        """
        settings = settings or Settings()
        process = self._ready()
        self._number += 1
        self._begin()
        question = freight.question(self._number, matrix, settings, _numbers(matrix, start), fresh=matrix.value is not self._loaded)
        self._loaded = matrix.value
        try:
            with listening(self._interrupt):
                process.say(question)
                answer = Talk(process, self._number, matrix, settings, on_progress).until_answered(self._interrupt)
        except BaseException:
            self._drop()
            raise
        if process.gone:
            self._drop()
        return answer

    def ask(self, matrix: Matrix, changes: Changes, settings: Settings | None = None, *, start: Given | None = None) -> Outcome:
        """The same matrix under other bounds, freed rules, other goals."""
        return self.solve(changes.on(matrix), settings, start=start)

    def feasible(self, matrix: Matrix, settings: Settings | None = None, without: Iterable[str] = ()) -> bool | None:
        """Whether any plan satisfies the rows once these rules are freed; None when time ran out or someone interrupted."""
        status = self.ask(matrix, Changes(without=tuple(without), goals=()), settings).status
        return {"infeasible": False, "no_plan": None}.get(status, True)

    def conflict(self, matrix: Matrix, rules: Iterable[str], settings: Settings | None = None) -> Conflict:
        """Rules out of these that cannot hold together; the settings' time is that of each probe, and an interrupt ends them all."""
        self._begin()
        return deletion_filter(lambda without: None if self.interrupted else self.feasible(matrix, settings, without), rules)

    @property
    def interrupted(self) -> bool:
        """Whether the last question was interrupted: then ask no more."""
        return self._interrupt.is_set()

    def interrupt(self) -> None:
        """End the running question from another thread or a signal handler, keeping its best plan."""
        self._interrupt.set()

    def close(self) -> None:
        """Let the child go."""
        process, self._process = self._process, None
        if process:
            process.close()

    def _begin(self) -> None:
        """Forget an interrupt that was meant for the question before."""
        if not self._lasting:
            self._interrupt.clear()

    def _ready(self) -> Process:
        """The child; a new one where the last was ended."""
        if self._process is None:
            self._process, self._loaded = Process(), None
        return self._process

    def _drop(self) -> None:
        if self._process:
            self._process.kill()
        self.close()


def _numbers(matrix: Matrix, start: Given | None) -> tuple[Array, Array] | None:
    """A start as column numbers and values."""
    if start is None:
        return None
    if isinstance(start, Mapping):
        pairs = sorted((matrix.column[name], value) for name, value in start.items())
        return np.array([j for j, _ in pairs], dtype=np.int32), np.array([v for _, v in pairs], dtype=np.int64)
    return np.arange(matrix.width, dtype=np.int32), np.asarray(start, dtype=np.int64)


def solve(
    matrix: Matrix, settings: Settings | None = None, *, start: Given | None = None, on_progress: OnProgress | None = None,
) -> Outcome:
    """One question to a child of its own; see `Solver.solve`."""
    with Solver() as solver:
        return solver.solve(matrix, settings, start=start, on_progress=on_progress)
