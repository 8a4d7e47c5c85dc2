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
            beside = [(PYOMO, "programs:pyomo"), (MATRIX, "programs:matrix")]
            found_by = bench.together(work, [(peer, job, {"path": path, "seconds": limit}) for peer, job in beside])
            runs |= dict(zip((PYOMO, MATRIX), found_by, strict=True))
        lines += [Line.of(work, program, run) for program, run in runs.items()]
        table += [_row(work, program, run) for program, run in runs.items()]
        found[work] = runs[OURS]
    text = f"100,000 points, a square of 20 km, radius 1,450 m, {limit} s of wall each."
    return Report("The hard class: 500 sites, each point in reach of eight", text, tuple(lines), _targets(found, limit), (),
                  {"After the time": table})


HEAD = ["work", "program", "first plan, CPU s", "wall s", "its gap", "value", "bound", "gap"]


def _row(work: str, program: str, run: Run) -> list[str]:
    t = run.told
    if run.status != DONE:
        return [work, program, *["–"] * 5, run.status]
    known = "first_plan_wall" in t
    first = (f"{t['first_plan_cpu']:.2f}", f"{t['first_plan_wall']:.2f}", f"{t['first_plan_gap']:.2%}") if known else ("–", "–", "–")
    ends = (f"{t['bound']:,}", f"{_gap(run):.2%}") if "bound" in t and _gap(run) < 1 else ("–", "100% or more")
    return [work, program, *first, f"{t['objective']:,}", *ends]


def _gap(run: Run) -> float:
    return float(run.told["bound"] - run.told["objective"]) / max(1, run.told["objective"])


def _targets(found: dict[str, Run], limit: int) -> tuple[Target, ...]:
    done = {work: run for work, run in found.items() if run.status == DONE}
    gaps = [Target(f"{work}: gap after {limit} s", f"≤ {GAP:.1%}", f"{_gap(run):.2%}", _gap(run) <= GAP) for work, run in done.items()]
    used, wall = (max(run.told[f"first_plan_{kind}"] for run in done.values()) for kind in ("cpu", "wall"))
    reached = f"{used:.2f} s, {wall:.2f} s of wall, at most"
    return (*gaps, Target("hard: first plan with a bound", f"≤ {FIRST_S:.0f} s of CPU", reached, used <= FIRST_S))
