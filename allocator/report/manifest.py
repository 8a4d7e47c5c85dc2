"""run.json: how the run went, and how to repeat it (contract, section 4)."""
from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from allocator import __version__, words
from allocator.domain.instance import Instance
from allocator.domain.outcome import Stage
from allocator.questions.solved import Solved
from allocator.report.folder import sha256
from allocator.report.record import dump, number

PACKAGES = ("pyomo", "highspy", "numpy", "scipy", "pyproj", "pydantic", "openpyxl", "XlsxWriter", "ortools")


def manifest(instance: Instance, solved: Solved, options: Mapping[str, Any], steps: Sequence[Any], content: Mapping[str, bytes]) -> bytes:
    """The bytes of run.json.

    Parameters
    ----------
    options : as given on the command line.   steps : name, seconds, cpu_seconds, peak_mb of each.
    content : the other files of the run.
    """
    outcome = solved.outcome
    return dump({
        "instance": instance.name, "model": solved.case.policy.name, "status": outcome.status, "interrupted": outcome.interrupted,
        "confirmed_by": list(outcome.confirmed_by), "versions": versions(), "machine": machine(),
        "inputs": dict(sorted(instance.inputs.items())), "outputs": {name: sha256(data) for name, data in sorted(content.items())},
        "options": {**options, "language": words.language()},
        "repeat": {"command": "solve", "instance": _from_here(Path(instance.path))},
        "steps": [_step(s) for s in steps], "stages": [_stage(s) for s in outcome.stages],
        "reach": {rule: access.method for rule, access in sorted(solved.case.access.items())},
        "reductions": {rule: dict(c) for rule, c in sorted(solved.counts.items())},
    })


def _from_here(path: Path) -> str:
    """The instance as seen from the working folder; its file name alone where it lies elsewhere."""
    here = Path.cwd().resolve()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.name


def _step(s: Any) -> dict[str, Any]:
    return {"name": s.name, "seconds": round(s.seconds, 3), "cpu_seconds": round(s.cpu_seconds, 3), "peak_mb": s.peak_mb}


def _stage(s: Stage) -> dict[str, Any]:
    """One row of the log: value and bound in the goal's own unit."""
    bound = None if s.bound is None else Fraction(s.bound, s.scale)
    return {"name": s.goal, "sense": s.sense, "value": number(s.reported), "bound": number(bound), "gap": number(s.gap), "status": s.status,
            "nodes": s.nodes, "seconds": round(s.seconds, 3)}


def run_id(plan_json: bytes) -> str:
    """Short name of a run: the first digits of its plan's digest, the same whenever the plan is."""
    return sha256(plan_json)[:12]


def versions() -> dict[str, str | None]:
    """Versions of what decides a plan; None where it is not installed."""
    found: dict[str, str | None] = {"allocator": __version__, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found


def machine() -> dict[str, Any]:
    """The machine without names or paths."""
    return {"system": platform.system(), "release": platform.release(), "architecture": platform.machine(), "cpus": os.cpu_count()}
