"""The command itself under faults: exit codes, what is kept, no traceback."""
from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from allocator.report import folder
from tests.faults.hard import hard
from tests.faults.running import ROOT, SOON, here, interrupted, run, start, town, until_said, whole

POSIX = pytest.mark.skipif(os.name == "nt", reason="POSIX signals and limits")
WITHIN = 10.0               # a second by design; a busy machine takes its time


def content(at: Path) -> dict[str, bytes]:
    return {p.relative_to(at).as_posix(): p.read_bytes() for p in at.rglob("*") if p.is_file()}


@pytest.fixture
def solved(tmp_path: Path) -> tuple[Path, Path, dict[str, bytes]]:
    """An instance, its results and what they hold."""
    instance, out = town(tmp_path / "in"), tmp_path / "out"
    assert here("solve", instance, "--out", out, cwd=tmp_path).returncode == 0
    return instance, out, content(out)


def limited(size: int) -> Callable[[], None]:
    def set_limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

    return set_limit


@POSIX
@pytest.mark.parametrize("size", [0, 20_000])
def test_a_full_disk_is_exit_5_and_the_run_before_stands(solved: Any, size: int, tmp_path: Path) -> None:
    instance, out, before = solved
    assert max(len(b) for b in before.values()) > 20_000
    done = run("solve", instance, "--out", out, cwd=tmp_path, preexec_fn=limited(size))
    assert done.returncode == 5, done.stderr
    assert "Traceback" not in done.stderr
    assert content(out) == before


def test_a_folder_that_cannot_be_made_is_exit_5(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = here("solve", town(tmp_path / "in"), "--out", tmp_path / "file" / "out", cwd=tmp_path)
    assert done.returncode == 5
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_not_writable_is_exit_5(solved: Any, tmp_path: Path) -> None:
    instance, out, before = solved
    out.chmod(0o500)
    try:
        done = run("solve", instance, "--out", out, cwd=tmp_path)
    finally:
        out.chmod(0o700)
    assert done.returncode == 5
    assert content(out) == before


def test_a_folder_held_by_another_run_is_exit_5(solved: Any, tmp_path: Path) -> None:
    instance, out, before = solved
    with folder.held(out):
        done = here("solve", instance, "--out", out, cwd=tmp_path)
        assert done.returncode == 5
        assert "另一次运行" in done.stderr
    assert content(out) == before


@POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_during_the_search_keeps_the_best_plan_audited_and_marked(number: signal.Signals, tmp_path: Path) -> None:
    instance, out = hard(tmp_path / "in"), tmp_path / "out"
    code, took, said = interrupted(instance, out, number, 2.0)
    assert (code, said["status"], said["interrupted"], said["confirmed_by"]) == (130, "feasible", True, [])
    assert took < WITHIN
    assert whole(out)
    assert here("audit", instance, out / "plan.json", "--out", tmp_path / "audit", cwd=tmp_path).returncode == 0


@POSIX
def test_an_interrupt_before_the_search_leaves_nothing_and_the_run_before_untouched(solved: Any, tmp_path: Path) -> None:
    instance, out, before = solved
    with start("solve", instance, "--out", out, cwd=tmp_path) as process:
        until_said(process, "读取与校验")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=SOON)
    if process.returncode:                 # on a fast machine the search may have ended by then
        assert process.returncode == 130
    assert content(out) == before or whole(out)


@POSIX
@pytest.mark.parametrize("step", ["reasons", "sensitivity", "confirm"])
def test_an_interrupt_after_the_search_does_not_lose_the_plan(step: str, tmp_path: Path) -> None:
    """The step is made slow from outside, so that the signal surely falls into it."""
    slow = {"reasons": ("allocator.questions.reasons", "WhyNot.__init__"), "sensitivity": ("allocator.questions.sensitivity", "variants"),
            "confirm": ("allocator.referee.asking", "Pending._talk")}[step]
    (tmp_path / "sitecustomize.py").write_text(_slowed(*slow), "utf-8")
    instance, out = town(tmp_path / "in"), tmp_path / "out"
    with start("solve", instance, "--out", out, cwd=tmp_path, env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}) as process:
        until_said(process, "独立核验")
        time.sleep(0.7)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=SOON)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert whole(out)
    said = (out / "run.json").read_text("utf-8")
    assert '"interrupted": true' in said
    assert '"status": "optimal"' in said


def _slowed(module: str, name: str) -> str:
    """A sitecustomize that lets one function sleep first, in the command's own process only."""
    return (f"import sys\nif '-m' in sys.orig_argv and 'allocator' in sys.orig_argv:\n    import time, importlib\n"
            f"    m = importlib.import_module({module!r})\n    *path, last = {name!r}.split('.')\n    at = m\n"
            f"    for p in path: at = getattr(at, p)\n    plain = getattr(at, last)\n"
            f"    def slow(*a, **k):\n        until = time.monotonic() + 2.0\n        while time.monotonic() < until: time.sleep(0.01)\n"
            f"        return plain(*a, **k)\n    setattr(at, last, slow)\n")


@POSIX
def test_a_solver_that_ignores_its_time_limit_is_ended(tmp_path: Path) -> None:
    instance, out = hard(tmp_path / "in"), tmp_path / "out"
    with start("solve", instance, "--out", out, "--time-limit", "6", cwd=tmp_path) as process:
        until_said(process, "编译")
        time.sleep(1.0)
        for child in children(process.pid):
            os.kill(child, signal.SIGSTOP)          # it heeds nothing any more
        began = time.monotonic()
        _, err = process.communicate(timeout=SOON)
    assert time.monotonic() - began < 6 + WITHIN
    assert process.returncode in (0, 4), err
    assert whole(out)


def children(pid: int) -> list[int]:
    return [int(c) for t in Path(f"/proc/{pid}/task").iterdir() for c in (t / "children").read_text().split()]


@POSIX
def test_a_solver_that_crashes_does_not_take_the_plan_with_it(tmp_path: Path) -> None:
    instance, out = hard(tmp_path / "in"), tmp_path / "out"
    with start("solve", instance, "--out", out, cwd=tmp_path) as process:
        until_said(process, "编译")
        time.sleep(2.0)
        for child in children(process.pid):
            os.kill(child, signal.SIGKILL)
        _, err = process.communicate(timeout=SOON)
    assert process.returncode in (0, 4), err
    assert "求解进程自行结束：signal 9" in err
    assert "Traceback" not in err
    assert whole(out)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no address-space limit here")
@pytest.mark.parametrize("megabytes", [250, 600])
def test_a_memory_limit_is_exit_4_without_a_traceback(megabytes: int, tmp_path: Path) -> None:
    """Of the command itself, or of the solver's process alone, which takes more."""
    def set_limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20,) * 2)

    done = run("solve", town(tmp_path / "in"), "--out", tmp_path / "out", cwd=tmp_path, preexec_fn=set_limit)
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out/plan.xlsx").exists()
