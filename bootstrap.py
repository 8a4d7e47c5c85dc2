"""Make .venv from a pinned lock when it is missing or stale, then run a task in it. Standard library only.

    python3 bootstrap.py solve instances/wuhu2026.yaml      (Windows: py -3.11 bootstrap.py solve ...)

What follows the task is handed on. A folder `wheelhouse/` beside this file serves machines without a network.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent
ENV = ROOT / ".venv"
PYTHON = ENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = ENV / ".stamp"
GUARD = ROOT / ".venv.lock"
WHEELHOUSE = ROOT / "wheelhouse"
OLDEST = (3, 11)

RUN, TEST, BENCH = "requirements.lock", "requirements-test.lock", "requirements-bench.lock"
HOLDS = {RUN: {RUN, TEST, BENCH}, TEST: {TEST, BENCH}, BENCH: {BENCH}}  # a lock, and those that hold its pins too

LINT = (
    ("-m", "ruff", "check", "."),
    ("-m", "mypy"),
    ("-c", 'from importlinter.cli import lint_imports_command as lint; lint(["--no-logo"])'),
)
PYTEST = ("-m", "pytest", "-q", "-n", "auto", "--maxprocesses", "4", "--dist", "loadfile")
TASKS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {  # task: its lock, and what Python is asked in turn
    "setup": (RUN, ()),
    "solve": (RUN, (("-m", "allocator", "solve"),)),
    "docs": (RUN, (("docs/make_kinds.py",), ("docs/make_coverage.py",))),
    "lint": (TEST, LINT),
    "test": (TEST, (*LINT, PYTEST)),
    "campaign": (TEST, (("tests/campaign",),)),
    "bench": (BENCH, (("tests/benchmarks",),)),
}


def sha256(content: bytes) -> str:
    """Return the digest by which two states of a file are told apart."""
    return hashlib.sha256(content).hexdigest()


def base() -> str:
    """Return what the whole environment hangs on: the Python, the place, and the `[project]` table (a lint setting does not count)."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return sha256(json.dumps([sys.version, str(ENV), project], sort_keys=True).encode())


def digest(lock: str) -> str:
    """Return the state of a lock file as it lies here, whatever its line ends."""
    return sha256((ROOT / lock).read_bytes().replace(b"\r\n", b"\n"))


def stamped() -> dict[str, str]:
    """Return the locks that .venv holds, by name; empty where it has to be made afresh."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
        locks: dict[str, str] = stamp["locks"]
        sound = PYTHON.is_file() and stamp["base"] == base() and all(digest(lock) == state for lock, state in locks.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return locks if sound else {}


def pip(*arguments: str) -> None:
    """Install into .venv, from the wheelhouse alone where there is one."""
    source = ["--no-index", "--find-links", str(WHEELHOUSE)] if WHEELHOUSE.is_dir() else []
    command = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", *source, *arguments]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit("bootstrap: pip could not install what is pinned (see above); offline, fill wheelhouse/ as README.md says, then run again")


def create() -> None:
    """Make an empty .venv in place of whatever is there."""
    import venv

    try:
        venv.create(ENV, with_pip=True, clear=True)
    except (OSError, ValueError, ImportError, subprocess.CalledProcessError) as error:
        sys.exit(f"bootstrap: {ENV} could not be made: {error}; on Debian and Ubuntu install python3-venv, then run again")


def install(lock: str, held: dict[str, str]) -> None:
    """Bring .venv to hold `lock`, adding to it where it suits; the stamp goes first and comes back last."""
    print(f"bootstrap: {'adding to' if held else 'making'} {ENV.name} from {lock} ...", file=sys.stderr, flush=True)
    STAMP.unlink(missing_ok=True)
    if not held:
        create()
    pip("--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / lock))
    if not held:
        pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    half = STAMP.with_suffix(".half")
    half.write_text(json.dumps({"base": base(), "locks": {**held, lock: digest(lock)}}), "utf-8")
    half.replace(STAMP)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one bootstrap at a time touch .venv; the system frees the guard when a process ends, however it ends."""
    with GUARD.open("w") as guard:
        if os.name == "nt":
            import msvcrt

            while True:
                with contextlib.suppress(OSError):  # LK_LOCK gives up after ten seconds
                    msvcrt.locking(guard.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl

            fcntl.flock(guard, fcntl.LOCK_EX)
        yield


def prepare(lock: str) -> None:
    """Make sure that .venv holds what `lock` pins."""
    if HOLDS[lock] & stamped().keys():
        return
    with alone():
        held = stamped()  # another bootstrap may have done it meanwhile
        if not HOLDS[lock] & held.keys():
            install(lock, held)


def call(command: list[str]) -> int:
    """Run one command to its end; an interrupt is the command's own business (it saves the best plan), so here it only waits."""
    with subprocess.Popen(command, cwd=ROOT) as child:
        signal.signal(signal.SIGINT, lambda *_: None)  # a terminal sends Ctrl-C to both
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        return child.wait()


def run(commands: tuple[tuple[str, ...], ...], arguments: list[str]) -> int:
    """Run every command, the last with the arguments; return the exit code of the first that failed."""
    failed = []
    for command in commands:
        rest = arguments if command is commands[-1] else []
        code = call([str(PYTHON), *command, *rest])
        if code:
            failed.append((command[1].split()[0] if command[0] == "-m" else "lint-imports", code))
    if failed and len(commands) > 1:
        print("bootstrap: failed: " + "; ".join(name for name, _ in failed), file=sys.stderr)
    return failed[0][1] if failed else 0


def main() -> int:
    """Prepare .venv for the task that is asked for, and run it."""
    if sys.version_info < OLDEST:
        sys.exit(f"bootstrap: Python 3.11 or later is needed, this is {sys.version.split()[0]}; try: make PYTHON=python3.11 ...")
    if len(sys.argv) < 2 or sys.argv[1] not in TASKS:
        sys.exit(f"usage: python3 bootstrap.py {{{','.join(TASKS)}}} [arguments]")
    lock, commands = TASKS[sys.argv[1]]
    prepare(lock)
    return run(commands, sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
