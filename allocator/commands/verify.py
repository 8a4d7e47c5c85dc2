"""`allocator verify`: repeat a run from its run.json and say whether the plan is the same."""
from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from allocator import words
from allocator.commands.solve import solve
from allocator.errors import BadInput, Problem
from allocator.report.folder import MANIFEST, sha256
from allocator.report.manifest import versions
from allocator.run import Options

SAME, DIFFERS = 0, 1


def verify(results: Path, instance: Path | None, *, quiet: bool, as_json: bool) -> int:
    """Exit code 0 when plan.json comes out byte for byte the same, 1 when it differs, 2 when the run cannot be repeated."""
    said = manifest_of(results)
    words.use(str(said["options"].get("language", "zh")))
    where = instance or Path(str(said["repeat"]["instance"]))
    if not where.is_file():
        raise BadInput(Problem(str(where), words.say("verify.no_instance")))
    with tempfile.TemporaryDirectory() as folder:
        options = {k: v for k, v in said["options"].items() if k in ("time_limit", "gap", "threads", "seed", "plain")}
        solve(Options(instance=where, out=Path(folder), quiet=True, **options))
        again = json.loads((Path(folder) / MANIFEST).read_text("utf-8"))
    told = differences(said, again, results)
    click.echo(json.dumps(told, ensure_ascii=False, indent=1) if as_json else "\n".join(lines(told)))
    return SAME if told["same"] else DIFFERS


def manifest_of(results: Path) -> dict[str, Any]:
    """run.json of a results folder.

    Raises
    ------
    BadInput
        when it is not there or is none.
    """
    path = results / MANIFEST
    try:
        said = json.loads(path.read_text("utf-8"))
        return {"options": said["options"], "repeat": said["repeat"], "inputs": said["inputs"], "outputs": said["outputs"],
                "versions": said["versions"], "status": said["status"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(Problem(str(path), words.say("verify.no_run"))) from error


def differences(said: Mapping[str, Any], again: Mapping[str, Any], results: Path) -> dict[str, Any]:
    """What is the same and what is not: the plan, the files on disk, inputs and versions."""
    now = versions()
    on_disk = {name: _digest(results / name) == digest for name, digest in said["outputs"].items()}
    changed = [k for k in {*said["inputs"], *again["inputs"]} if said["inputs"].get(k) != again["inputs"].get(k)]
    other = {k: [said["versions"].get(k), now.get(k)] for k in sorted({*said["versions"], *now})}
    return {
        "same": said["outputs"].get("plan.json") == again["outputs"].get("plan.json") and all(on_disk.values()),
        "plan": said["outputs"].get("plan.json") == again["outputs"].get("plan.json"), "files": on_disk,
        "inputs": sorted(changed), "versions": {k: pair for k, pair in other.items() if pair[0] != pair[1]},
        "status": [said["status"], again["status"]],
    }


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()) if path.is_file() else ""


def lines(told: Mapping[str, Any]) -> list[str]:
    """The same in sentences."""
    said = [words.say("verify.same" if told["same"] else "verify.differs")]
    said += [words.say("verify.file", name=n) for n, same in told["files"].items() if not same]
    said += [words.say("verify.input", name=n) for n in told["inputs"]]
    return said + [words.say("verify.version", name=n, was=was, now=now) for n, (was, now) in told["versions"].items()]
