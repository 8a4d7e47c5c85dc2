"""Random instances of all kinds: HiGHS's staged optimum, or its "infeasible", put to CP-SAT; every plan to the audit."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from allocator.audit import audit, broken
from allocator.domain.case import Case
from allocator.domain.outcome import Outcome
from allocator.matrix import Matrix, compile_model
from allocator.program import build, plan_of
from allocator.referee.case import case as put
from allocator.referee.case import unfit
from allocator.rules.goals import goals
from allocator.solver.session import Session
from tests.campaign.result import Result
from tests.campaign.towns import MAKERS

ROOT = Path(__file__).resolve().parents[2]
JUDGING = """\
import json, sys
from allocator.referee.judging import judge
for line in sys.stdin:
    print(json.dumps(judge(json.loads(line))), flush=True)
"""


class Court:
    """One child with CP-SAT for all cases, to spare its imports; the two solvers clash in one process."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._child = subprocess.Popen([sys.executable, "-c", JUDGING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                       env=environment)

    def __enter__(self) -> Court:
        return self

    def __exit__(self, *_: object) -> None:
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


def solved(case: Case) -> tuple[Matrix, Outcome]:
    """A case's matrix and HiGHS's answer."""
    program = build(case, goals(case))
    matrix = compile_model(program.model, program.scales)
    return matrix, Session(matrix).solve()


def own(case: Case, matrix: Matrix, outcome: Outcome) -> str:
    """What the audit and the exact goals say against a plan; empty: nothing."""
    plan = plan_of(outcome.values, case, matrix.column)
    wrong = broken(audit(plan, case))
    if wrong:
        return f"the audit finds {wrong[0].rule} {wrong[0].subject}"
    other = [s.goal for g, s in zip(goals(case), outcome.stages, strict=True) if g.value(plan, case) != s.value]
    return f"goals measured otherwise: {other}" if other else ""


def second_solver(count: int, seed: int) -> Result:
    """So many instances, in turn of each maker."""
    result = Result("against CP-SAT")
    kinds: set[str] = set()
    with Court() as court:
        for k in range(count):
            if result.late:
                break
            name, make = MAKERS[k % len(MAKERS)]
            number = seed * 1_000_000 + k // len(MAKERS)
            try:
                case = make(number)
                kinds |= {r.kind for r in case.policy.rules}
                matrix, outcome = solved(case)
                ruling = court.rules(matrix, outcome)
                trouble = own(case, matrix, outcome) if outcome.has_plan else ""
            except Exception as error:                   # a campaign tells of everything
                result.saw("raised")
                result.wrong.append(f"{name} {number}: {type(error).__name__} {error}")
                continue
            result.saw(f"{outcome.status} {ruling['status']}")
            if ruling["status"] == "disagrees" or trouble:
                second = f"CP-SAT {ruling['status']} {ruling['goal']} {ruling['said']}"
                result.wrong.append(f"{name} {number}: {outcome.status}, {second} {trouble}")
    result.rows.append(f"rule kinds that took part: {len(kinds)}: {', '.join(sorted(kinds))}")
    return result
