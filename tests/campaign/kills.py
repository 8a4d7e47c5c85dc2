"""Runs killed and interrupted at random times: no torn or mixed files, the best plan kept."""
from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from pathlib import Path

from allocator.audit import audit, broken
from allocator.reading.instance import read_instance
from allocator.reading.plan import read_plan
from allocator.report import folder
from allocator.standing import stand
from tests.campaign.result import Result
from tests.faults.hard import hard
from tests.faults.running import at_random, files, interrupted, killed_while_writing, run, start, torn, town, whole

WITHIN = 1.0                    # seconds from a signal to the end, on a machine that has nothing else to do


def killed(count: int, seed: int) -> Result:
    """Kill −9 at random times: three of five while a run's files are written, again and again; two of five a whole `solve`."""
    result, dice = Result("kill −9"), random.Random(seed)
    runs = 2 * count // 5
    with tempfile.TemporaryDirectory() as there:
        _while_writing(Path(there) / "written", count - runs, dice, result)
        _whole_runs(Path(there), runs, dice, result)
    return result


def _while_writing(at: Path, count: int, dice: random.Random, result: Result) -> None:
    at.mkdir()
    folder.replace_run(at, files(0))
    for k in range(count):
        if result.late:
            break
        killed_while_writing(at, 1000 * k, at_random(dice))
        _look(at, result, f"writing {k}", "while writing")


def _whole_runs(there: Path, count: int, dice: random.Random, result: Result) -> None:
    """Every moment of a run is as likely, from its first import to a little after its end."""
    instance, out = town(there / "in"), there / "out"
    run("solve", instance, "--out", out, cwd=there)
    began = time.monotonic()
    run("solve", instance, "--out", out, cwd=there)
    takes = time.monotonic() - began
    for k in range(count):
        if result.late:
            break
        with start("solve", instance, "--out", out, cwd=there) as process:
            time.sleep(dice.random() * takes * 1.1)
            process.kill()
            process.communicate()
        _look(out, result, f"solve {k}", "whole runs" if process.returncode == -signal.SIGKILL else "whole runs that had ended by then")
    if run("solve", instance, "--out", out, cwd=there).returncode or not whole(out):
        result.wrong.append("after the kills a run does not end well")
    else:
        result.rows.append(f"a whole run takes {takes:.1f} s; after the kills the next one ended well")


def _look(at: Path, result: Result, what: str, counted: str) -> None:
    result.saw(counted)
    found = torn(at)
    if found:
        result.wrong.append(f"{what}: {found}")


def signalled(count: int, seed: int) -> Result:
    """Ctrl-C and SIGTERM in turn during a search that would not end; the plan is read back and audited."""
    result, dice, took, loads = Result("Ctrl-C and SIGTERM during the search"), random.Random(seed), [], []
    with tempfile.TemporaryDirectory() as there:
        instance, out = hard(Path(there) / "in"), Path(there) / "out"
        reading = read_instance(instance)
        case = stand(reading.city, reading.policy, reading.instance.decisions)
        for k in range(count):
            if result.late:
                break
            number = (signal.SIGINT, signal.SIGTERM)[k % 2]
            code, seconds, said = interrupted(instance, out, number, 0.3 + 2 * dice.random())
            took.append(seconds)
            loads.append(os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0)
            result.saw(f"{number.name} {said.get('status', 'nothing found yet')}")
            wrong = _wrong(code, said, out)
            if not wrong and said:
                wrong = "broken" if broken(audit(read_plan(out / "plan.json", case.city), case)) else ""
            if wrong:
                result.wrong.append(f"{k} {number.name}: {wrong}")
    if took:
        within, median = sum(t <= WITHIN for t in took), sorted(took)[len(took) // 2]
        result.rows.append(f"seconds from signal to end: median {median:.2f}, longest {max(took):.2f}; {within} of {len(took)} within "
                           f"{WITHIN:.0f} s (load of the machine {min(loads):.1f} to {max(loads):.1f} on {os.cpu_count()} cores)")
    return result


def _wrong(code: int, said: dict[str, object], out: Path) -> str:
    if code != 130:
        return f"exit {code}"
    if not said:
        return "" if not out.exists() or not any(out.iterdir()) else "files without a manifest"
    if (said["status"], said["interrupted"], said["confirmed_by"]) != ("feasible", True, []):
        return f"marked as {said['status']} {said['confirmed_by']}"
    return torn(out)
