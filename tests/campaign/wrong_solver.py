"""A HiGHS that is known to be wrong, in an environment of its own: refused at the start, and caught where the refusal is taken away."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

import numpy as np

from allocator.domain.outcome import Outcome, Stage
from allocator.matrix import Matrix, goal_value, holds
from tests.campaign.court import Court
from tests.campaign.lures import MAKERS, made
from tests.campaign.result import Result
from tests.solver.programs import counted_out

ROOT = Path(__file__).resolve().parents[2]
WRONG = "1.14.0"
ASKING = """\
import json, sys
import allocator.solver.engine as engine
from allocator.errors import AllocatorError
from allocator.solver.session import Session
from tests.campaign.lures import made
try:
    Session(made(0, 0)[1])
    print(json.dumps("not refused"))
except AllocatorError as error:
    print(json.dumps(error.code))
engine.refusal = lambda version: None
for k in range(int(sys.argv[1])):
    try:
        o = Session(made(k, int(sys.argv[2]))[1]).solve()
        print(json.dumps([o.status, o.values.tolist()]))
    except AllocatorError as error:
        print(json.dumps([str(error.code), []]))
"""


def wrong_solver(count: int, seed: int) -> Result:
    """So many tiny programs; every answer that is wrong by counting out must be refused by HiGHS's own check or by CP-SAT."""
    result = Result(f"highspy {WRONG} in a side environment")
    with tempfile.TemporaryDirectory() as folder:
        python = _environment(Path(folder))
        if python is None:
            result.wrong.append("the side environment could not be made: no wheel")
            return result
        said = subprocess.run([str(python), "-c", ASKING, str(count), str(seed)], env={**os.environ, "PYTHONPATH": str(ROOT)},
                              capture_output=True, text=True, check=True, cwd=folder).stdout.splitlines()
    first, *answers = map(json.loads, said)
    result.saw("refused at the start" if first == 2 else "not refused")
    if first != 2:
        result.wrong.append("the version is not refused at the start")
    erred = dict.fromkeys(MAKERS, 0)
    with Court() as court:
        for k, (status, values) in enumerate(answers):
            name, m = made(k, seed)
            verdict = _judged(court, m, f"{name} {k}", status, values, result)
            erred[name] += verdict.startswith("wrong")
            result.saw(verdict)
    result.rows += [f"{name}: wrong on {erred[name]:,} of {len(answers[k::len(MAKERS)]):,}" for k, name in enumerate(MAKERS)]
    if not sum(erred.values()):
        result.wrong.append("it was never wrong: this shows nothing")
    return result


def _judged(court: Court, m: Matrix, name: str, status: str, values: list[int], result: Result) -> str:
    if status == "70":
        return "wrong, and its own check says so (exit 70)"
    best = counted_out(m)
    x = np.array(values, dtype=np.int64)
    reached: Any = tuple(goal_value(g, x) for g in m.goals) if values and holds(m, x) else None
    right = (best is None and status == "infeasible") or (best is not None and reached == best)
    if right and status == "feasible":
        return "right, but not said to be proven"
    ruling = court.rules(m, _claim(m, x, status))["status"]
    if not right and ruling != "disagrees":
        result.wrong.append(f"{name}: {status} is wrong and CP-SAT {ruling}")
    if right and ruling != "agrees":
        result.wrong.append(f"{name}: {status} is right and CP-SAT {ruling}")
    return "right, confirmed" if right else "wrong, and CP-SAT says so (exit 70)"


def _claim(m: Matrix, x: Any, status: str) -> Outcome:
    if status == "infeasible":
        return Outcome("infeasible")
    stages = tuple(Stage(g.name, g.sense, goal_value(g, x), goal_value(g, x), "optimal") for g in m.goals)
    return Outcome("optimal", x, stages)


def _environment(folder: Path) -> Path | None:
    """Numpy as here, and the wrong version; None where it cannot be had."""
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", f"highspy=={WRONG}", f"numpy=={np.__version__}"]
    done = subprocess.run(pip, check=False, capture_output=True)
    if done.returncode:
        sys.stderr.write(done.stderr.decode(errors="replace")[-500:])
    return None if done.returncode else python
