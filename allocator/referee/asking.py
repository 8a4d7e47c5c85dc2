"""The side that asks: one child a case, its answer checked here in exact integers before anyone is called wrong."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np

from allocator.domain.outcome import Outcome, Whole
from allocator.matrix.value import Matrix
from allocator.referee.case import Confirmation, Ruled, case, proves, unfit

ROOT = Path(__file__).parents[2]
STEP = 0.05          # seconds between two looks at whoever may stop it
GRACE = 10.0          # seconds beyond its own limit before the child is ended: imports and building


class Pending:
    """A case being judged; use it in a `with`, ask for the `answer` when there is nothing else left to do."""

    def __init__(self, matrix: Matrix, outcome: Outcome, time_limit: float) -> None:
        self._matrix, self._outcome, self._limit, self._began = matrix, outcome, time_limit, time.monotonic()
        self._unfit = unfit(matrix, outcome)
        self._text = b""
        if self._unfit:
            return
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        self._child = _child(self._errors)
        line = json.dumps(case(matrix, outcome, time_limit)).encode() + b"\n"
        self._thread = threading.Thread(target=self._talk, args=(line,), daemon=True)
        self._thread.start()

    def __enter__(self) -> Pending:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def answer(self, stopped: Callable[[], bool] = lambda: False) -> Confirmation:
        """Wait for the ruling, at most until the time limit or until someone stops it."""
        if self._unfit:
            return self._unfit
        until = self._began + self._limit + GRACE
        while self._thread.is_alive() and time.monotonic() < until and not stopped():
            self._thread.join(STEP)
        if self._thread.is_alive():
            return self._said("undecided", "ended: it did not keep its time")
        return self._ruled(json.loads(self._text)) if self._text else self._said("undecided", self._last_words())

    def close(self) -> None:
        """End the child, whatever it is doing."""
        if self._unfit or self._errors.closed:
            return
        self._child.kill()
        self._child.wait()
        self._thread.join()
        _close(self._child.stdin, self._child.stdout, self._errors)

    def _talk(self, line: bytes) -> None:
        """Say the case and hear the ruling, on a thread of its own: neither may wait for the other side."""
        assert self._child.stdin and self._child.stdout
        try:
            self._child.stdin.write(line)
            self._child.stdin.flush()
        except OSError:          # it ended before it read: its stderr says why
            return
        self._text = self._child.stdout.read()

    def _last_words(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace").strip().rpartition("\n")[2] or "it ended without a word"

    def _ruled(self, ruling: dict[str, Any]) -> Confirmation:
        x = np.array(ruling["x"], dtype=np.int64) if "x" in ruling else None
        if x is not None and not proves(self._matrix, self._outcome, ruling["goal"], x):
            return self._said("undecided", f"{ruling['said']}: its own plan does not hold", ruling["goal"])
        return self._said(ruling["status"], ruling["said"], ruling["goal"], x)

    def _said(self, status: Ruled, detail: str, goal: str = "", x: Whole | None = None) -> Confirmation:
        return Confirmation(status, detail, goal, x, time.monotonic() - self._began)


def begin(matrix: Matrix, outcome: Outcome, time_limit: float = 60.0) -> Pending:
    """Set the second solver to work and go on."""
    return Pending(matrix, outcome, time_limit)


def confirm(matrix: Matrix, outcome: Outcome, time_limit: float = 60.0) -> Confirmation:
    """Ask the second solver whether an optimum is one, every stage of it, or whether there really is no plan.

    Parameters
    ----------
    matrix : Matrix
        The program as it was solved.
    outcome : Outcome
        ``optimal`` or ``infeasible``; of any other nothing can be confirmed.
    time_limit : float
        Seconds for all stages together.
    """
    with begin(matrix, outcome, time_limit) as pending:
        return pending.answer()


def _child(errors: IO[bytes]) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "allocator.referee.judging"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env={**os.environ, "PYTHONPATH": path},
    )


def _close(*files: IO[bytes] | None) -> None:
    for file in files:
        with suppress(OSError):          # what was still to be written has no reader any more
            if file:
                file.close()
