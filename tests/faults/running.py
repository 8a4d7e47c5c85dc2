"""Runs of the command that end badly, and whether a results folder is whole."""
from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from allocator.report import folder

ROOT = Path(__file__).resolve().parents[2]
TOWN = ROOT / "tests" / "data" / "reading"
SOON = 60.0                         # far above what a command takes on a busy machine


def town(at: Path) -> Path:
    """A copy of the small town; its instance file."""
    shutil.copytree(TOWN, at, dirs_exist_ok=True)
    return at / "town.yaml"


def start(*arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None, **more: Any) -> subprocess.Popen[str]:
    """`python -m allocator …` in a process group of its own, as a shell would start it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **(env or {})}
    return subprocess.Popen([sys.executable, "-m", "allocator", *map(str, arguments)], cwd=cwd, env=environment, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, encoding="utf-8", **more)


def run(*arguments: str | Path, cwd: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """The same, to its end."""
    with start(*arguments, cwd=cwd, **more) as process:
        out, err = process.communicate(timeout=SOON)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def here(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The same in this process, which spares its imports; the solvers' children are real."""
    from click.testing import CliRunner

    from allocator.cli import main

    with contextlib.chdir(cwd):
        done = CliRunner().invoke(main, [str(a) for a in arguments])
    failed = done.exception is not None and not isinstance(done.exception, SystemExit)
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr + ("Traceback " * failed))


def until_said(process: subprocess.Popen[str], word: str) -> str:
    """What it says on stderr up to a line that holds a word; the pipe stays open."""
    said = ""
    assert process.stderr
    for line in process.stderr:
        said += line
        if word in line:
            break
    return said


def interrupted(instance: Path, out: Path, number: signal.Signals, after: float) -> tuple[int, float, dict[str, Any]]:
    """Solve until the search begins, signal so long after; the exit code, the seconds it took to end, run.json."""
    with start("solve", instance, "--out", out, cwd=out.parent) as process:
        until_said(process, "编译")
        time.sleep(after)
        process.send_signal(number)
        began = time.monotonic()
        _, err = process.communicate(timeout=SOON)
        took = time.monotonic() - began
    if process.returncode != 130:
        sys.stderr.write(err)                 # what a campaign would otherwise lose
    said = json.loads((out / folder.MANIFEST).read_text("utf-8")) if (out / folder.MANIFEST).is_file() else {}
    return process.returncode, took, said


def whole(at: Path) -> bool:
    """Whether a folder with a manifest holds exactly the files that it names, each with its digest."""
    said = json.loads((at / folder.MANIFEST).read_text("utf-8"))["outputs"]
    there = {n for n in folder.PLAN_FILES if (at / n).is_file()} - {folder.MANIFEST}
    return there == set(said) and all(hashlib.sha256((at / n).read_bytes()).hexdigest() == d for n, d in said.items())


def torn(at: Path) -> str:
    """What is wrong with a results folder, `previous` included, after at least one run was complete; empty: nothing."""
    here, before = (at / folder.MANIFEST).is_file(), (at / folder.PREVIOUS / folder.MANIFEST).is_file()
    if not here and not before:
        return "no complete run is left"
    wrong = [str(p) for p, there in ((at, here), (at / folder.PREVIOUS, before)) if there and not whole(p)]
    return f"mixed: {wrong}" if wrong else ""


# -- the writing alone, over and over

def files(number: int) -> dict[str, bytes]:
    """A run's files, told apart by its number; every third run has no plan and tells a conflict instead."""
    text = (f"{number} " * 20_000).encode()
    names = ("plan.json", "conflict.json", "conflict.xlsx") if number % 3 == 2 else ("plan.json", "plan.xlsx")
    made = {name: text + name.encode() for name in names}
    said = {"outputs": {n: hashlib.sha256(b).hexdigest() for n, b in made.items()}}
    return {**made, folder.MANIFEST: json.dumps(said).encode()}


def killed_while_writing(at: Path, number: int, die: Callable[[int], None]) -> None:
    """Fork a child that writes runs, and let `die` see to its death."""
    child = os.fork()
    if not child:
        try:
            for k in range(number, number + 1_000_000):
                folder.replace_run(at, files(k))
        finally:
            os._exit(1)
    die(child)
    os.waitpid(child, 0)


def at_random(dice: random.Random) -> Callable[[int], None]:
    """Kill after up to a twentieth of a second."""
    def die(child: int) -> None:
        time.sleep(dice.random() * 0.05)
        os.kill(child, signal.SIGKILL)

    return die
