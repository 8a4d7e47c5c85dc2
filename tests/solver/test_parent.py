"""The child process: same answers, its clock, its end by a signal, by a crash, by its parent's death."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from allocator.errors import BadInput
from allocator.matrix import Changes, goal_value, holds, locked
from allocator.solver import Settings, Solver, solve
from allocator.solver.faults import Contradiction
from allocator.solver.session import Session
from tests.solver.programs import INF, counted_out, endless, program, stubborn, tiny, town

LONG = 120.0          # a time limit that no test may use up
SOON = 20.0           # far below it, far above what anything takes on a busy machine


@pytest.fixture(scope="module")
def solver():
    with Solver() as s:
        yield s


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# -- same answers

def test_the_child_answers_as_the_session_does_and_as_counting_out_does(solver):
    for seed in range(0, 250, 3):
        m = tiny(seed)
        ours, best = solver.solve(m), counted_out(m)
        theirs = Session(m).solve()
        assert (ours.status, ours.values.tolist(), ours.confirmed_by) == (theirs.status, theirs.values.tolist(), theirs.confirmed_by), seed
        assert (tuple(s.value for s in ours.stages) or None) == best, seed


def test_a_town_is_solved_the_same_way_whatever_was_asked_before(solver):
    m = town(0, 30, 20, 2)
    first = solver.solve(m)
    solver.ask(m, Changes(columns={"x3": (1, 1)}))
    again = solver.solve(m)
    assert first.status == "optimal"
    assert [first.values.tolist(), [s.nodes for s in first.stages]] == [again.values.tolist(), [s.nodes for s in again.stages]]


def test_changes_are_asked_without_loading_again_and_a_lock_by_loading(solver):
    m = town(1, 30, 20, 2)
    best = solver.solve(m)
    for k in (3, 5, 8):
        name = f"x{k}"
        turned = 1 - int(best.values[k])
        other = solver.ask(m, Changes(columns={name: (turned, turned)}))
        assert other.values[k] == turned
        assert other.stages[0].value <= best.stages[0].value
    tied = solver.solve(locked(m, m.goals[0], best.stages[0].value))
    assert [s.value for s in tied.stages] == [s.value for s in best.stages]


def test_a_conflict_names_the_rules_that_cannot_hold_together(solver):
    # a: x0 + x1 >= 3; b: x0 <= 1; c: x1 <= 1; d has no part in it
    rows = [({0: 1, 1: 1}, 3, INF), ({0: 1}, -INF, 1), ({1: 1}, -INF, 1), ({2: 1}, -INF, 1)]
    m = program([5, 5, 5], rows, [(True, {2: 1}, 0)], owners=list("abcd"))
    assert solver.solve(m).status == "infeasible"
    assert solver.feasible(m, without=["b"])
    assert solver.conflict(m, "abcd").rules == ("a", "b", "c")


def test_a_probe_without_time_keeps_its_rule_and_the_conflict_is_not_called_irreducible(solver):
    conflict = solver.conflict(town(2, 30, 20, 2), ["a"], Settings(time_limit=0.0))
    assert (conflict.rules, conflict.irreducible) == (("a",), False)


def test_a_start_by_name_or_by_number_is_held(solver):
    m = town(3, 30, 20, 2)
    for start in ({"x1": 1, "x2": 0}, np.zeros(m.width, dtype=np.int64)):
        outcome = solver.solve(m, start=start)
        assert outcome.status == "optimal"


def test_progress_tells_of_every_stage_in_order(solver):
    m, heard = town(4, 30, 20, 2), []
    outcome = solver.solve(m, on_progress=heard.append)
    assert [(p.stage, p.goal) for p in heard if p.event == "done"] == [(k, f"g{k}") for k in range(5)]
    assert [p.value for p in heard if p.event == "done"] == [s.value for s in outcome.stages]
    assert {p.stages for p in heard} == {5}
    assert [p.seconds for p in heard] == sorted(p.seconds for p in heard)


def test_a_contradiction_in_the_child_is_one_here(solver):
    # 2 y <= 3 with y continuous: 3 in fractions, 2 in whole numbers
    m = program([1, 2], [({1: 2, 0: 1}, -INF, 3)], [(True, {1: 2}, 0)], continuous=[1])
    with pytest.raises(Contradiction, match="g0"):
        solver.solve(m)
    assert solver.solve(tiny(1)).status in {"optimal", "infeasible"}          # and the next question gets its answer


# -- clock

def test_the_time_limit_is_that_of_all_stages_and_keeps_the_best_plan():
    m, began = endless(), time.monotonic()
    outcome = solve(m, Settings(time_limit=1.0))
    assert time.monotonic() - began < SOON
    assert (outcome.status, outcome.interrupted, outcome.trouble) == ("feasible", False, "")
    assert [s.status for s in outcome.stages] == ["feasible", "not_reached"]
    assert holds(m, outcome.values)
    assert outcome.stages[0].value == goal_value(m.goals[0], outcome.values) < outcome.stages[0].bound


def test_a_child_that_does_not_keep_its_time_is_ended_with_its_start_kept():
    m, began = stubborn(), time.monotonic()
    start = dict.fromkeys((f"x{j}" for j in range(300)), 0)
    outcome = solve(m, Settings(time_limit=0.4), start=start)
    assert time.monotonic() - began < SOON
    assert outcome.status in {"feasible", "no_plan"}
    assert not outcome.interrupted


# -- signals

SCRIPT = """
import sys, time
from allocator.matrix import holds
from allocator.solver import Settings, Solver
from tests.solver.programs import endless, stubborn
m = {"endless": endless, "stubborn": stubborn}[sys.argv[1]]()
start = {f"x{j}": 0 for j in range(100)}
with Solver() as solver:
    print(solver._process.pid, flush=True)
    seen = []
    def tell(p):
        if p.value is not None and not seen:
            seen.append(p)
            print("plan", flush=True)
    outcome = solver.solve(m, Settings(time_limit=120), start=start, on_progress=tell)
print(outcome.status, outcome.interrupted, holds(m, outcome.values), outcome.trouble, flush=True)
"""


def running(root: Path, which: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-W", "error", "-c", SCRIPT, which], cwd=root, stdout=subprocess.PIPE, text=True,
                            env={**os.environ, "PYTHONPATH": str(root)}, start_new_session=True)


@pytest.mark.skipif(sys.platform == "win32", reason="signals to process groups")
@pytest.mark.parametrize(("which", "number", "whole_group"), [
    ("endless", signal.SIGINT, True), ("endless", signal.SIGTERM, False), ("stubborn", signal.SIGINT, False),
])
def test_an_interrupt_ends_the_solve_with_its_best_plan(root, which, number, whole_group):
    with running(root, which) as parent:
        child = int(parent.stdout.readline())
        assert parent.stdout.readline() == "plan\n"
        began = time.monotonic()
        (os.killpg if whole_group else os.kill)(parent.pid, number)          # the terminal's Ctrl-C goes to the whole group
        assert parent.stdout.readline() == "feasible True True \n"
        assert parent.wait(SOON) == 0
        assert time.monotonic() - began < SOON          # measured: 0.1 to 0.6 s
    assert not alive(child)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_a_child_leaves_when_its_parent_is_killed(root):
    with running(root, "endless") as parent:
        child = int(parent.stdout.readline())
        assert parent.stdout.readline() == "plan\n"
        parent.kill()
    until = time.monotonic() + SOON
    while alive(child) and time.monotonic() < until:
        time.sleep(0.02)
    assert not alive(child)


def test_another_thread_can_interrupt(solver):
    began = time.monotonic()
    outcome = solver.solve(endless(), Settings(time_limit=LONG), on_progress=lambda p: p.value is not None and solver.interrupt())
    assert time.monotonic() - began < SOON
    assert (outcome.status, outcome.interrupted) == ("feasible", True)


def test_handlers_are_put_back(solver):
    before = [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)]
    solver.solve(tiny(0))
    assert [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)] == before


def test_a_solve_in_another_thread_leaves_signals_alone():
    got = []
    worker = threading.Thread(target=lambda: got.append(solve(tiny(0))))
    worker.start()
    worker.join(SOON)
    assert got[0].status == Session(tiny(0)).solve().status


# -- crashes

def test_a_killed_child_is_a_value_with_its_reason_and_the_next_question_gets_a_new_one():
    with Solver() as solver:
        pid = solver._process.pid
        kill = lambda p: p.value is not None and alive(pid) and os.kill(pid, signal.SIGKILL)  # noqa: E731
        outcome = solver.solve(endless(), Settings(time_limit=LONG), on_progress=kill)
        assert (outcome.status, outcome.interrupted) == ("feasible", False)
        assert outcome.trouble.startswith("signal 9")
        assert solver.solve(tiny(0)).status == Session(tiny(0)).solve().status


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no address-space limit here")
def test_a_child_out_of_memory_is_a_value_with_its_reason():
    outcome = solve(stubborn(), Settings(time_limit=LONG, memory_mb=30))
    assert outcome.status == "no_plan"
    assert outcome.trouble


def test_trouble_in_the_callers_progress_reaches_the_caller_and_leaves_no_child():
    with Solver() as solver:
        pid = solver._process.pid
        with pytest.raises(ZeroDivisionError):
            solver.solve(endless(), Settings(time_limit=LONG), on_progress=lambda _: 1 / 0)
        assert not alive(pid)


def test_a_solver_that_was_never_asked_leaves_no_child():
    with Solver() as solver:
        pid = solver._process.pid
    assert not alive(pid)


def test_a_refused_highs_in_the_child_is_bad_input(tmp_path, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text("import highspy\nhighspy.Highs.version = lambda self: '1.14.0'\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(BadInput, match=r"highspy 1\.14\.0") as caught:
        solve(tiny(0))
    assert caught.value.code == 2


def test_what_a_library_prints_does_not_tear_the_messages(tmp_path, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text(
        "import threading, os\nthreading.Timer(0.3, lambda: os.write(1, b'noise' * 100)).start()\nprint('noise')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert solve(tiny(0)).status == Session(tiny(0)).solve().status


def test_the_child_starts_without_pyomo_and_other_heavy_libraries(root):
    heavy = "[m for m in ('pyomo', 'pandas', 'scipy', 'ortools', 'pydantic') if m in sys.modules]"
    code = f"import allocator.solver.child, allocator.solver.session, sys; print({heavy})"
    said = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout
    assert said == "[]\n"
