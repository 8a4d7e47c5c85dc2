"""A whole city: `allocator solve` step by step against bare imports and HiGHS alone, and the same city with two hundred thousand points."""
from __future__ import annotations

import json
import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import ROOT, Run, cpu, family, living
from tests.benchmarks.report import Line, Report, Target, differences, seconds, times
from tests.benchmarks.thicker import thicker

INSTANCE, THICK, MANY = "instances/wuhu2026.yaml", 200_000, "allocator solve, 200,000 points"
APART = ("reasons", "compare", "sensitivity", "confirm")                 # questions and the second solver: timed apart
TIMES, APART_S, SAME = 3, 10, 2.0
OURS, BARE = "allocator solve", "imports + HiGHS alone"


def city(bench: Bench) -> Report:
    """`allocator solve instances/wuhu2026.yaml`, step by step."""
    kept = str(bench.folder / "wuhu.pickle")
    ours = bench.job("wuhu2026", OURS, "cases.city:planned", instance=str(ROOT / INSTANCE), out=str(bench.folder / "plan"), kept=kept)
    bare = bench.job("wuhu2026", BARE, "cases.city:bare", kept=kept)
    lines = (Line.of("wuhu2026", OURS, ours), Line.of("wuhu2026", BARE, bare))
    if not ours.told or not bare.told:
        return Report("wuhu2026", "", lines, (), differences(lines))
    apart, whole = _apart(ours), ours.cpu
    ratio = (whole - apart) / bare.cpu
    said = [run.told["goals"] for run in (ours, bare)]
    wrong = () if said[0] == said[1] else (f"goals differ: {said[0]}, HiGHS alone {said[1]}",)
    targets = (Target("wuhu2026 from files to files against bare imports + HiGHS alone", f"≤ {TIMES} ×",
                      f"{times(ratio)} ({seconds(whole - apart)} s / {seconds(bare.cpu)} s)", ratio <= TIMES),
               Target("wuhu2026: why-nots, comparison, sensitivity, second solver", f"≤ {APART_S} s", f"{seconds(apart)} s",
                      apart <= APART_S))
    text = ("Every stage solved, audited, compared, written and read back. The other side imports the same libraries and puts the ready "
            "matrix through the same stages in one Highs object.")
    return Report("A city planned: `allocator solve instances/wuhu2026.yaml`", text, lines, targets, (*differences(lines), *wrong),
                  {"CPU seconds by step": _table(ours, bare)})


def thick(bench: Bench) -> Report:
    """wuhu2026 with 200,000 demand points against the ordinary one."""
    instance = thicker(ROOT / INSTANCE, bench.folder / "thick", THICK // 10 if bench.quick else THICK)
    few = bench.job("wuhu2026", OURS, "cases.city:planned", instance=str(ROOT / INSTANCE), out=str(bench.folder / "few"))
    many = bench.job("wuhu2026", MANY, "cases.city:planned", instance=str(instance), out=str(bench.folder / "many"))
    lines = (Line.of("wuhu2026", OURS, few), Line.of("wuhu2026", MANY, many))
    if not few.told or not many.told:
        return Report("wuhu2026 with many points", "", lines, (), differences(lines))
    a, b = (r.cpu - _apart(r) for r in (few, many))
    names = list(few.told["steps"])
    table = [[n, *(seconds(r.told["steps"].get(n, 0.0)) for r in (few, many))] for n in names]
    target = Target("wuhu2026 with 200,000 points plans in the same few seconds", f"≤ {SAME:.0f} ×",
                    f"{times(b / a)} ({seconds(b)} s / {seconds(a)} s)", b <= SAME * a)
    text = ("Every point a cloud of points with the same people in all. Why-nots, comparison, sensitivity and the second solver are left "
            "out of the ratio.")
    return Report("The same city with 200,000 demand points", text, lines, (target,), (),
                  {"CPU seconds by step": [["step", "as shipped", "with many points"], *table]})


def _apart(run: Run) -> float:
    return float(sum(run.told["steps"].get(s, 0.0) for s in APART))


def _table(ours: Run, bare: Run) -> list[list[str]]:
    steps = ours.told["steps"]
    rest = ours.cpu - sum(steps.values())
    order = [n for n in steps if n not in APART] + [n for n in APART if n in steps]
    parts = [["imports, start and end", rest], *([n, steps[n]] for n in order)]
    other = {"imports, start and end": bare.cpu - bare.told["work_cpu"], "solve": bare.told["work_cpu"]}
    rows = [[name + (" (apart)" if name in APART else ""), seconds(s), seconds(other[name]) if name in other else ""] for name, s in parts]
    return [["step", OURS, BARE], *rows, ["all", seconds(ours.cpu), seconds(bare.cpu)]]


# -- in processes of their own

def planned(instance: str, out: str, kept: str = "") -> dict[str, Any]:
    """The whole command, with the CPU seconds of each step; what the second solver takes beside the steps counts as its own."""
    from allocator import run
    from allocator.commands import solve as command
    from allocator.run import Options

    matrices, steps, compiled = [], {}, run.compile_model
    command.Screen = _timing(command.Screen, steps)
    run.compile_model = lambda *a, **k: matrices.append(compiled(*a, **k)) or matrices[-1]
    code = command.solve(Options(instance=Path(instance), out=Path(out), quiet=True))
    goals = _goals(Path(out) / "plan.json")
    if kept:
        modules = sorted(name for name in sys.modules if not name.startswith(("allocator", "tests", "__")))
        Path(kept).write_bytes(pickle.dumps({"matrix": matrices[0], "modules": modules}))
    return {"steps": steps, "code": code, "goals": goals, "rows": matrices[0].height, "columns": matrices[0].width}


def _goals(plan: Path) -> list[str]:
    return [str(o["value"]) for o in json.loads(plan.read_text("utf-8"))["objectives"]]


def _timing(screen: type[Any], steps: dict[str, float]) -> type[Any]:
    """A screen that notes the CPU seconds of this process and the solver's in each step."""
    class Timing(screen):
        @contextmanager
        def step(self, name: str) -> Iterator[Any]:
            before = _without_referee()
            with super().step(name) as step:
                yield step
            beside = _referee() if name == "confirm" else 0.0           # it has answered, and is not reaped yet
            steps[name] = steps.get(name, 0.0) + _without_referee() - before + beside

    return Timing


def _without_referee() -> float:
    """CPU seconds but those of a second solver that lives beside; once it has ended they fall to the step that runs then (one apart)."""
    return cpu() - _referee()


def _referee() -> float:
    """CPU seconds of the second solver while it lives."""
    lines = {pid: Path(f"/proc/{pid}/cmdline") for pid in family(os.getpid())}
    return sum(living(pid) for pid, line in lines.items() if line.exists() and b"referee" in line.read_bytes())


def bare(kept: str) -> dict[str, Any]:
    """Import what the command had imported; put its matrix through the same stages in one Highs object."""
    import importlib
    from contextlib import suppress

    content = pickle.loads(Path(kept).read_bytes())
    for name in content["modules"]:
        with suppress(Exception):        # submodules that were made up at run time
            importlib.import_module(name)
    import highspy  # noqa: F401

    from tests.benchmarks.programs import timed

    return timed(lambda: {"goals": _stages(content["matrix"])})


def _stages(matrix: Any) -> list[str]:
    """Each goal in turn, the ones before locked at their values."""
    import highspy
    import numpy as np

    highs, found = _loaded(highspy, matrix), []
    columns = np.arange(matrix.width, dtype=np.int32)
    for goal in matrix.goals:
        costs = np.zeros(matrix.width)
        costs[goal.index] = goal.value
        highs.changeColsCost(matrix.width, columns, costs)
        highs.changeObjectiveOffset(float(goal.offset))
        highs.changeObjectiveSense(highspy.ObjSense.kMaximize if goal.maximise else highspy.ObjSense.kMinimize)
        highs.run()
        value = round(highs.getInfo().objective_function_value)
        found.append(str(value) if goal.scale == 1 else str(value / goal.scale))
        ends = (value - goal.offset, np.inf) if goal.maximise else (-np.inf, value - goal.offset)
        highs.addRow(*map(float, ends), len(goal.index), goal.index, goal.value)
    return found


def _loaded(highspy: Any, m: Any) -> Any:
    import numpy as np

    highs, lp = highspy.Highs(), highspy.HighsLp()
    for name, value in {"log_to_console": False, "mip_rel_gap": 0.0, "mip_abs_gap": 0.99, "threads": 1}.items():
        highs.setOptionValue(name, value)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.num_col_, lp.num_row_, lp.col_cost_ = m.width, m.height, np.zeros(m.width)
    lp.col_lower_, lp.col_upper_, lp.row_lower_, lp.row_upper_ = m.col_lower, m.col_upper, m.row_lower, m.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = m.start, m.index, m.value
    lp.integrality_ = [kinds[int(i)] for i in m.integer]
    highs.passModel(lp)
    return highs
