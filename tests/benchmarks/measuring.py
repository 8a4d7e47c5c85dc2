"""One job in a process of its own: CPU seconds with children, wall, peak memory, and the two limits that end it."""
from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LOOK = 0.03                              # seconds between two looks at a job, at most; at its beginning more often
PAGE_MB = resource.getpagesize() / 2**20
TICK = os.sysconf("SC_CLK_TCK")
DONE, TIME, MEMORY, FAILED, UNTRIED = "done", "over time", "over memory", "failed", "not tried"


@dataclass(frozen=True)
class Limits:
    """Seconds of wall clock and MB that a job may take; on a busy machine longer, until half of the seconds were spent on a processor."""

    seconds: float = 600.0
    memory_mb: float = 8 * 1024


@dataclass(frozen=True)
class Run:
    """What one job took.

    Parameters
    ----------
    cpu, wall : seconds of the whole process with its children, imports included.   peak_mb : most memory of all of them together.
    told : what the job itself says.   note : why it did not end.
    """

    status: str
    cpu: float = 0.0
    wall: float = 0.0
    peak_mb: float = 0.0
    told: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


def untried(why: str) -> Run:
    """A job that is known to be in vain."""
    return Run(UNTRIED, note=why)


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        for thread in _listed(f"/proc/{found[-1]}/task"):
            waiting += [int(n) for n in _text(f"/proc/{found[-1]}/task/{thread}/children").split()]
    return found


def memory_mb(pids: list[int]) -> float:
    """Memory that is resident now."""
    return sum(int((_text(f"/proc/{pid}/statm").split() + ["0"] * 2)[1]) for pid in pids) * PAGE_MB


def most_mb(pid: int) -> float:
    """Most memory of one process since it began."""
    line = next((line for line in _text(f"/proc/{pid}/status").splitlines() if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(line.split()[1]) / 1024


def cpu() -> float:
    """CPU seconds so far of this process, the children that it has reaped and those that live."""
    own, reaped = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in (own, reaped)) + sum(living(pid) for pid in family(os.getpid())[1:])


def living(pid: int) -> float:
    """CPU seconds of a living process and of what it has reaped."""
    fields = _text(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICK if fields else 0.0


def _text(path: str) -> str:
    try:
        return Path(path).read_text("utf-8", errors="replace")
    except OSError:                      # the process has just ended
        return ""


def _listed(path: str) -> list[str]:
    try:
        return os.listdir(path)
    except OSError:
        return []


def command(job: str, **given: Any) -> list[str]:
    """The command line of a function, named as module:function, of these benchmarks."""
    return [sys.executable, "-m", "tests.benchmarks.worker", job, json.dumps(given)]


def run(argv: list[str], folder: Path, limits: Limits) -> Run:
    """Start a command, watch it, end it when it goes over; what it tells is read from the file that TELL names."""
    told, said = folder / f"told-{time.monotonic_ns()}.json", folder / "said.txt"
    began = time.perf_counter()
    with said.open("wb") as screen:
        child = subprocess.Popen(argv, cwd=ROOT, stdout=screen, stderr=subprocess.STDOUT, start_new_session=True,
                                 env={**os.environ, "PYTHONPATH": str(ROOT), "TELL": str(told)})
        status, peak, usage, code = _watched(child.pid, began, limits)
        child.returncode = os.waitstatus_to_exitcode(code)       # it is reaped already
    wall, used = time.perf_counter() - began, usage.ru_utime + usage.ru_stime
    if status is not None:
        return Run(status, used, wall, peak)
    if code:
        last = said.read_text("utf-8", errors="replace").strip().splitlines()[-1:]
        return Run(MEMORY if "MemoryError" in "".join(last) else FAILED, used, wall, peak, note=" ".join(last))
    return Run(DONE, used, wall, peak, json.loads(told.read_text("utf-8")) if told.exists() else {})


def _watched(pid: int, began: float, limits: Limits) -> tuple[str | None, float, Any, int]:
    """Wait for a process: why it was ended (None where it ended by itself), most memory, what it used, its exit code."""
    peak, status = 0.0, None
    while True:
        ended, code, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            return status, peak, usage, code             # not ru_maxrss: it begins with the memory of the process that forked
        tree = family(pid)
        peak = max(peak, memory_mb(tree), most_mb(pid))
        late = time.perf_counter() - began > limits.seconds and sum(map(living, tree)) > limits.seconds / 2
        over = TIME if late else MEMORY if peak > limits.memory_mb else None
        if over and status is None:
            status = over
            for one in reversed(tree):
                _end(one)
        time.sleep(min(LOOK, (time.perf_counter() - began) / 50))


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):        # it may have ended by itself
        os.kill(pid, signal.SIGKILL)
