"""CP-SAT's second opinion: it agrees with what is right, proves wrong what is wrong, and says when it cannot tell."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from allocator.domain.outcome import Outcome, Stage
from allocator.matrix import Changes, Matrix, goal_value, holds
from allocator.referee import begin, confirm
from allocator.referee.case import case
from allocator.solver import solve
from tests.solver.programs import INF, counted_out, endless, points, program, tiny, town

pytest.importorskip("ortools", reason="the second solver is optional")
SOON = 30.0


def claim(m: Matrix, x: np.ndarray, status: str = "optimal") -> Outcome:
    """An outcome that calls a plan optimal."""
    stages = [Stage(g.name, g.sense, goal_value(g, x), goal_value(g, x), "optimal") for g in m.goals]
    return Outcome(status, np.asarray(x, dtype=np.int64), tuple(stages))


def counted_cases() -> Iterator[tuple[Matrix, Outcome, str]]:
    """Programs that are counted out: every fortieth point of each claimed as optimal, and "infeasible" of every one."""
    for seed in range(150):
        m, best = tiny(seed), counted_out(tiny(seed))
        yield m, Outcome("infeasible"), "agrees" if best is None else "disagrees"
        for k, x in enumerate(points(m)):
            right = tuple(goal_value(g, x) for g in m.goals) == best
            if right or k % 40 == 0:
                yield m, claim(m, x), "agrees" if right else "disagrees"


def special_cases() -> dict[str, tuple[Matrix, Outcome, str]]:
    # as good as its column allows only with x0 = 0; then x1 is 1 at most, though x0 = 1 would let it be 5
    proven = program([1, 5], [({1: 1, 0: -4}, -INF, 1)], [(False, {0: 1}, 0), (True, {1: 1}, 0)])
    # 3 of 10 people, which a share of 0.3 would cover, need the site all the same
    share = program([1, 1], [({1: 1, 0: -1}, -INF, 0), ({1: 10}, 3, INF)], [(False, {0: 1}, 0)], continuous=[1])
    return {
        "a goal proven by its columns binds those after it": (proven, claim(proven, np.array([0, 1])), "agrees"),
        "a plan worse in its first goal is refuted however good in the second": (proven, claim(proven, np.array([1, 5])), "disagrees"),
        "a share counts as none or all": (share, claim(share, np.array([1, 1])), "agrees"),
    }


@pytest.fixture(scope="module")
def rulings(root: Path) -> list[tuple[str, str]]:
    """(expected, ruled) of every case, all judged in one child to spare its imports: the special ones first."""
    asked = [*special_cases().values(), *counted_cases()]
    judged = "json.dumps([judge(c)['status'] for c in json.load(sys.stdin)])"
    code = f"import json, sys; from allocator.referee.judging import judge; print({judged})"
    told = json.dumps([case(m, o, 20.0) for m, o, _ in asked])
    environment = {**os.environ, "PYTHONPATH": str(root)}
    said = subprocess.run([sys.executable, "-c", code], input=told, capture_output=True, text=True, check=True, env=environment)
    return list(zip((expected for *_, expected in asked), json.loads(said.stdout), strict=True))


@pytest.mark.parametrize("name", special_cases())
def test_special_cases(rulings, name):
    expected, ruled = rulings[list(special_cases()).index(name)]
    assert ruled == expected


def test_it_agrees_with_what_counting_out_finds_and_refutes_every_other_plan(rulings):
    assert [ruled for _, ruled in rulings] == [expected for expected, _ in rulings]
    assert min(sum(ruled == word for _, ruled in rulings) for word in ("agrees", "disagrees")) > 100


def test_a_town_solved_by_highs_is_confirmed():
    m = town(0)
    outcome = solve(m)
    said = confirm(m, outcome)
    assert (said.status, said.detail) == ("agrees", "OPTIMAL")
    assert outcome.confirmed("cp-sat").confirmed_by == ("highs", "cp-sat")


def test_a_plan_worse_in_one_goal_is_refuted_by_a_better_one_that_holds():
    m = town(1, 30, 20, 2)
    best = solve(m)
    worse = solve(Changes(columns={f"x{j}": (0.0, 0.0) for j in np.flatnonzero(best.values[:30])[:3]}).on(m))
    said = confirm(m, worse)
    assert said.status == "disagrees"
    assert holds(m, said.x)
    k = next(k for k, s in enumerate(worse.stages) if s.goal == said.goal)
    assert [goal_value(g, said.x) for g in m.goals[:k]] == [s.value for s in worse.stages[:k]]
    assert goal_value(m.goals[k], said.x) != worse.stages[k].value


def test_a_false_infeasible_is_refuted_by_a_plan():
    m = town(1, 30, 20, 2)
    said = confirm(m, Outcome("infeasible"))
    assert said.status == "disagrees"
    assert holds(m, said.x)


@pytest.mark.parametrize(("matrix", "outcome", "status", "detail"), [
    pytest.param(tiny(0), Outcome("no_plan"), "undecided", "no_plan is nothing to confirm", id="no plan"),
    pytest.param(program([INF], [], []), Outcome("optimal", np.array([1])), "undecided", "a column without bounds", id="open column"),
    pytest.param(program([0], [], []), Outcome("optimal", np.array([1])), "disagrees", "the plan breaks a row", id="broken"),
    pytest.param(program([1], [], [(True, {0: 1}, 0)]), claim(program([1], [], [(True, {0: 2}, 0)]), np.array([1])),
                 "disagrees", "the plan's value is another", id="another value"),
])
def test_what_needs_no_second_solver_is_said_without_one(matrix, outcome, status, detail):
    said = confirm(matrix, outcome)
    assert (said.status, said.detail) == (status, detail)
    assert said.seconds == 0


def test_out_of_time_it_is_undecided_and_leaves_no_child():
    m, began = endless(), time.monotonic()
    with begin(m, claim(m, greedy(m)), time_limit=0.5) as pending:
        said = pending.answer()
        child = pending._child
    assert said.status in {"undecided", "disagrees"}
    assert child.poll() is not None
    assert time.monotonic() - began < SOON


def greedy(m: Matrix) -> np.ndarray:
    x = np.zeros(m.width, dtype=np.int64)
    for j in range(m.width):
        x[j] = 1
        x[j] = int(holds(m, x))
    return x


def test_a_case_that_is_dropped_leaves_no_child():
    with begin(endless(), claim(endless(), np.zeros(120)), time_limit=60.0) as pending:
        child = pending._child
    assert child.poll() is not None


def test_a_child_leaves_when_its_asker_is_killed(root):
    code = ("import numpy as np, time\nfrom allocator.referee import begin\nfrom tests.solver.programs import endless\n"
            "from tests.test_referee import claim\npending = begin(endless(), claim(endless(), np.zeros(120)), 60.0)\n"
            "print(pending._child.pid, flush=True)\ntime.sleep(60)")
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, env=environment) as asker:
        child = int(asker.stdout.readline())
        time.sleep(1.0)
        asker.kill()
    until = time.monotonic() + SOON
    while _alive(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _alive(child)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_without_ortools_it_is_absent(tmp_path, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['ortools'] = None\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    said = confirm(tiny(0), Outcome("infeasible"))
    assert said.status == "absent"
    assert "ortools" in said.detail


def test_a_child_that_breaks_is_undecided_with_its_last_word(tmp_path, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text("import json\ndef loads(text): raise OSError('torn')\njson.loads = loads\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    said = confirm(tiny(0), Outcome("infeasible"))
    assert (said.status, said.detail) == ("undecided", "OSError: torn")


def test_it_reaches_neither_pyomo_nor_highspy(root):
    code = "import allocator.referee, allocator.referee.judging, sys; print([m for m in ('pyomo', 'highspy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout == "[]\n"
