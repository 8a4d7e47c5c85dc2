"""The hard class: 500 sites, every point in reach of about eight; what is known after two seconds, and after sixty."""
from __future__ import annotations

from typing import Any

from tests.benchmarks.bench import Bench
from tests.benchmarks.cases.siting import MATRIX, PYOMO
from tests.benchmarks.data import town
from tests.benchmarks.measuring import DONE, Run
from tests.benchmarks.report import Line, Report, Target

SECONDS, QUICK = 60, 10
GAP, FIRST_S = 0.003, 2.0
OURS = "allocator"
INSTANCES: dict[str, dict[str, Any]] = {
    "hard, 30 chosen": dict(points=100_000, sites=500, side_m=20_000, radius_m=1_450, most=30),
    "hard, 40 chosen": dict(points=100_000, sites=500, side_m=20_000, radius_m=1_450, most=40),
    "hard, 50 chosen": dict(points=100_000, sites=500, side_m=20_000, radius_m=1_450, most=50),
}
BESIDE = "hard, 40 chosen"               # on this one the peers get the same sixty seconds


def hard(bench: Bench) -> Report:
    """500 sites, eight in reach of everybody: the first plan with a bound, and the gap after a minute."""
    limit, lines, found, table = QUICK if bench.quick else SECONDS, [], {}, [HEAD]
    for work, spec in INSTANCES.items():
        path = str(bench.folder / f"{work.replace(', ', '-').replace(' ', '-')}.npz")
        town(**spec).save(path)
        runs = {OURS: bench.job(work, OURS, "programs:ours", path=path, seconds=limit)}
        if work == BESIDE and not bench.quick:
            runs |= {peer: bench.job(work, peer, job, path=path, seconds=limit)
                     for peer, job in ((PYOMO, "programs:pyomo"), (MATRIX, "programs:matrix"))}
        lines += [Line.of(work, program, run) for program, run in runs.items()]
        table += [_row(work, program, run) for program, run in runs.items()]
        found[work] = runs[OURS]
    return Report("The hard class: 500 sites, each point in reach of eight",
                  f"100,000 points, a square of 20 km, radius 1,450 m, {limit} s each.", tuple(lines), _targets(found, limit), (), {"After the time": table})


HEAD = ["work", "program", "first plan with a bound, s", "its gap", "value", "bound", "gap"]


def _row(work: str, program: str, run: Run) -> list[str]:
    t = run.told
    if run.status != DONE:
        return [work, program, "–", "–", "–", "–", run.status]
    first = (f"{t['first_plan_wall']:.2f}", f"{t['first_plan_gap']:.2%}") if "first_plan_wall" in t else ("–", "–")
    ends = (f"{t['bound']:,}", f"{_gap(run):.2%}") if "bound" in t else ("–", "–")
    return [work, program, *first, f"{t['objective']:,}", *ends]


def _gap(run: Run) -> float:
    return float(run.told["bound"] - run.told["objective"]) / max(1, run.told["objective"])


def _targets(found: dict[str, Run], limit: int) -> tuple[Target, ...]:
    done = {work: run for work, run in found.items() if run.status == DONE}
    gaps = [Target(f"{work}: gap after {limit} s", f"≤ {GAP:.1%}", f"{_gap(run):.2%}", _gap(run) <= GAP) for work, run in done.items()]
    first = max(run.told["first_plan_wall"] for run in done.values())
    return (*gaps, Target("hard: first plan with a bound", f"≤ {FIRST_S:.0f} s", f"{first:.2f} s at most", first <= FIRST_S))
