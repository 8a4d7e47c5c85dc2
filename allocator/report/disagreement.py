"""`disagreement/`: what somebody needs to repeat a run on which audit, solver and second solver do not agree."""
from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from allocator import words
from allocator.domain.instance import Instance
from allocator.errors import Disagreement
from allocator.matrix import Changes, Matrix, locked, write_mps
from allocator.questions.solved import Solved
from allocator.referee import Confirmation
from allocator.report.manifest import versions


@contextmanager
def bundled(folder: Path, instance: Instance, options: Mapping[str, Any]) -> Iterator[None]:
    """Leave the bundle of a disagreement in `folder`, and pass it on."""
    try:
        yield
    except Disagreement as found:
        with suppress(OSError):                  # a full disk must not hide what it is about
            write(folder, found, instance, options)
        raise


def write(folder: Path, found: Disagreement, instance: Instance, options: Mapping[str, Any]) -> None:
    """The program as .mps and, beside it, the inputs' digests, versions, options and what was said; both or neither."""
    half = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    if found.program is not None:
        write_mps(found.program, half / "program.mps")
    said = {"instance": instance.name, "year": instance.year, "said": [str(p) for p in found.problems], "evidence": found.evidence,
            "inputs": dict(sorted(instance.inputs.items())), "versions": versions(), "options": dict(options)}
    (half / "inputs.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(half, folder)


def refuted(solved: Solved, said: Confirmation) -> Disagreement:
    """The second solver's objection: the goals before the disputed one as locks, and its own plan where it has one."""
    outcome = solved.outcome
    claimed = {s.goal: s.value for s in outcome.stages}
    evidence = {"status": outcome.status, "goal": said.goal, "claimed": claimed, "second": said.detail, "plan": _plan(solved.matrix, said)}
    return Disagreement(words.say("error.second", detail=f"{said.goal} {said.detail}".strip()), evidence=evidence,
                        program=_from(solved.matrix, said.goal, claimed))


def _from(matrix: Matrix, goal: str, claimed: Mapping[str, int]) -> Matrix:
    """The program of one stage: the goals before it kept at their values, it and those after it still to be optimised."""
    names = [g.name for g in matrix.goals]
    at = names.index(goal) if goal in names else 0
    for g in matrix.goals[:at]:
        matrix = locked(matrix, g, claimed[g.name])
    return Changes(goals=matrix.goals[at:]).on(matrix)


def _plan(matrix: Matrix, said: Confirmation) -> dict[str, int] | None:
    return None if said.x is None else {matrix.columns[j]: int(said.x[j]) for j in np.flatnonzero(said.x)}
