"""Two solvers: who confirms is said everywhere; where they do not agree there is no plan, but a bundle to repeat it with."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.running import ROOT, here, run, town

pytest.importorskip("ortools", reason="the second solver is optional")
# HiGHS's answer is made worse before anybody looks at it: the optimum of the last goal, the first application left out
WORSE = """\
import sys
if '-m' in sys.orig_argv and 'allocator' in sys.orig_argv:
    import allocator.run as run
    from allocator.matrix import Changes
    from dataclasses import replace
    from allocator.solver import Solver
    plain = Solver.solve
    def solve(self, matrix, settings=None, **more):
        worse = Changes(columns={'admit[S001]': (0.0, 0.0)}).on(matrix)
        return plain(self, worse, settings, **more)
    Solver.solve = solve
"""
NONE = """\
import sys
if '-m' in sys.orig_argv and 'allocator' in sys.orig_argv:
    from allocator.domain.outcome import Outcome
    from allocator.solver import Solver
    Solver.solve = lambda self, *a, **k: Outcome('infeasible', confirmed_by=('highs',))
"""
ABSENT = "import sys\nsys.modules['ortools'] = None\n"


def with_site(tmp_path: Path, code: str, *more: str) -> tuple[Any, Path]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(code, "utf-8")
    out = tmp_path / "out"
    environment = {"PYTHONPATH": f"{tmp_path / 'site'}{os.pathsep}{ROOT}"}
    return run("solve", town(tmp_path / "in"), "--out", out, *more, cwd=tmp_path, env=environment), out


def test_a_plan_that_the_second_solver_betters_is_exit_70_with_a_bundle_and_no_plan(tmp_path: Path) -> None:
    done, out = with_site(tmp_path, WORSE)
    assert done.returncode == 70, done.stderr
    assert "Traceback" not in done.stderr
    assert [p.name for p in out.iterdir()] == ["disagreement"]
    assert sorted(p.name for p in (out / "disagreement").iterdir()) == ["inputs.json", "program.mps"]
    said = json.loads((out / "disagreement/inputs.json").read_text("utf-8"))
    assert said["evidence"]["goal"] == "pharmacy_coverage"
    assert said["evidence"]["plan"]["admit[S001]"] == 1
    assert set(said["inputs"]) >= {"town.yaml", "town-model.yaml", "town/applications.csv"}
    assert all(len(digest) == 64 for digest in said["inputs"].values())


def test_the_bundled_program_has_the_goals_before_as_rows_and_its_optimum_is_the_better_one(tmp_path: Path) -> None:
    _, out = with_site(tmp_path, WORSE)
    mps = (out / "disagreement/program.mps").read_text("utf-8")
    assert "lock[milestone_gap]" in mps
    claimed = json.loads((out / "disagreement/inputs.json").read_text("utf-8"))["evidence"]["claimed"]["pharmacy_coverage"]
    code = ("import highspy, sys\nh = highspy.Highs()\nh.setOptionValue('output_flag', False)\nh.readModel(sys.argv[1])\nh.run()\n"
            "print(round(h.getInfo().objective_function_value))\n")
    said = subprocess.run([sys.executable, "-c", code, str(out / "disagreement/program.mps")], capture_output=True, text=True, check=True)
    assert int(said.stdout.split()[-1]) > claimed


def test_a_false_infeasible_is_exit_70_and_not_3(tmp_path: Path) -> None:
    done, out = with_site(tmp_path, NONE)
    assert done.returncode == 70, done.stderr
    assert [p.name for p in out.iterdir()] == ["disagreement"]


def test_the_run_before_stands_beside_the_bundle(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert here("solve", town(tmp_path / "in"), "--out", out, cwd=tmp_path).returncode == 0
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    done, out = with_site(tmp_path, WORSE)
    assert done.returncode == 70
    assert {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()} == before


def test_a_confirmed_optimum_says_so_on_screen_cover_and_manifest(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = here("solve", town(tmp_path / "in"), "--out", out, cwd=tmp_path)
    assert "经两个求解器确认" in done.stderr
    assert json.loads((out / "run.json").read_text("utf-8"))["confirmed_by"] == ["highs", "cp-sat"]
    assert "经两个求解器确认" in cover(out)


def test_without_the_second_solver_it_is_proven_by_one(tmp_path: Path) -> None:
    done, out = with_site(tmp_path, ABSENT)
    assert done.returncode == 0, done.stderr
    assert "由一个求解器证明" in done.stderr
    assert json.loads((out / "run.json").read_text("utf-8"))["confirmed_by"] == ["highs"]
    assert "由一个求解器证明" in cover(out)


def test_the_same_plan_with_and_without_the_second_solver(tmp_path: Path) -> None:
    _, one = with_site(tmp_path, ABSENT)
    two = tmp_path / "two"
    here("solve", town(tmp_path / "in"), "--out", two, cwd=tmp_path)
    assert (one / "plan.json").read_bytes() == (two / "plan.json").read_bytes()


def cover(out: Path) -> str:
    from openpyxl import load_workbook

    sheet = load_workbook(out / "plan.xlsx").worksheets[0]
    return "\n".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None)
