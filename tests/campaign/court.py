"""One child with CP-SAT for all cases of a process, to spare its imports; the two solvers clash in one process."""
from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from allocator.domain.outcome import Outcome
from allocator.matrix import Matrix
from allocator.referee.case import case as put
from allocator.referee.case import unfit

ROOT = Path(__file__).resolve().parents[2]
JUDGING = """\
import json, sys
from allocator.referee.judging import judge
for line in sys.stdin:
    print(json.dumps(judge(json.loads(line))), flush=True)
"""


class Court:
    """CP-SAT, asked case by case."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._child = subprocess.Popen([sys.executable, "-c", JUDGING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                       env=environment)

    def __enter__(self) -> Court:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let it end."""
        self._child.communicate()

    def rules(self, matrix: Matrix, outcome: Outcome) -> dict[str, Any]:
        """CP-SAT's ruling; what needs no search is told without it."""
        settled = unfit(matrix, outcome)
        if settled:
            return {"status": settled.status, "goal": settled.goal, "said": settled.detail}
        assert self._child.stdin and self._child.stdout
        self._child.stdin.write(json.dumps(put(matrix, outcome, 30.0)) + "\n")
        self._child.stdin.flush()
        ruling: dict[str, Any] = json.loads(self._child.stdout.readline())
        return ruling


@cache
def standing_court() -> Court:
    """The one of this process."""
    court = Court()
    atexit.register(court.close)
    return court
