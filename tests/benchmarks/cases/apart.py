"""Thousands of candidates that are in each other's way: maximal cliques against pairs, in the program itself."""
from __future__ import annotations

from typing import Any

from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import DONE
from tests.benchmarks.report import Line, Report, Target, differences, times

CANDIDATES, APART_M, SIDE_DEGREES = 5_000, 500, 0.2
CLIQUES, PAIRS = "allocator, cliques", "allocator, pairs"


def apart(bench: Bench) -> Report:
    """5,000 candidates of which neighbours exclude each other: rows of maximal cliques against rows of pairs."""
    count = CANDIDATES // 5 if bench.quick else CANDIDATES
    work = f"{count:,} in conflict"
    runs = {p: bench.job(work, p, "cases.apart:solved", candidates=count, pairs=p == PAIRS) for p in (CLIQUES, PAIRS)}
    lines = tuple(Line.of(work, p, run) for p, run in runs.items())
    table = [["program", "rows", "non-zeros", "nodes"]]
    table += [[p, *(f"{r.told[k]:,}" for k in ("rows", "entries", "nodes"))] for p, r in runs.items() if r.status == DONE]
    return Report(f"{count:,} candidates, none within {APART_M} m of another: the most points of their scores",
                  "The whole program: who is near whom, Pyomo, matrix, HiGHS to a proven optimum.", lines,
                  _targets(work, runs), differences(lines), {"Rows": table})


def _targets(work: str, runs: dict[str, Any]) -> tuple[Target, ...]:
    here, there = runs[CLIQUES], runs[PAIRS]
    if here.status != DONE or not there.wall:
        return ()
    ratio = there.cpu / here.cpu
    return (Target(f"{work}: cliques against pairs", "faster", times(ratio) + (" or more" if there.status != DONE else ""), ratio > 1),)


def solved(candidates: int, pairs: bool, seed: int = 1) -> dict[str, Any]:
    """Build, compile, solve."""
    import numpy as np

    from allocator.matrix import compile_model
    from allocator.program import build
    from allocator.rules.bounds import min_distance
    from allocator.rules.goals import goals
    from allocator.solver import Settings, Solver
    from tests.towns import applies, city, made, rule

    dice = np.random.default_rng(seed)
    at, score = 118.2 + dice.random((candidates, 2)) * SIDE_DEGREES, dice.integers(1, 101, candidates).tolist()
    wish = [applies(f"A{k:04}", "East", category="pharmacy", facility="pharmacy", lon=float(x), lat=float(y) - 87.1, score=score[k])
            for k, (x, y) in enumerate(at)]
    rules = [rule("min_distance", "apart", where={"category": "pharmacy"}, reach={"metres": APART_M}),
             rule("priority", "score", where={"category": "pharmacy"}, per_score=1)]
    if pairs:
        min_distance.cliques = lambda near: tuple(sorted(set(near)))
    with Solver() as solver:
        case = made(city({"East": 1_000_000}, (), wish), *rules, objectives=("priority",))
        program = build(case, goals(case))
        matrix = compile_model(program.model, program.scales)
        outcome = solver.solve(matrix, Settings(time_limit=300))
    stage = outcome.stages[0]
    return {"objective": stage.value, "status": outcome.status, "rows": matrix.height, "entries": len(matrix.index), "nodes": stage.nodes}
