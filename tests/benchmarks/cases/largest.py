"""The largest class of the literature: 100 sites, 100 thousand to 20 million points, radius 5.5 in a square of 30 x 30, 10 sites chosen.

References
----------
Cordeau, Furini and Ljubić 2019, "Benders decomposition for very large scale partial set covering and maximal covering location problems".
"""
from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.benchmarks.bench import Bench
from tests.benchmarks.cases.siting import MATRIX, PYOMO
from tests.benchmarks.data import Town, degrees, earth, town
from tests.benchmarks.measuring import DONE, Run, cpu
from tests.benchmarks.report import Line, Report, Target, differences, seconds, times

UNIT_M = 1_000                           # metres to a unit of the literature's square
SITES, CHOSEN, SIDE_M, RADIUS_M = 100, 10, 30 * UNIT_M, 5_500
SIZES = (100_000, 500_000, 1_000_000, 5_000_000, 20_000_000)
BESIDE = 5_000                           # points of the instance on which the peers prove the same optimum
PIECE = 1 << 18
RIM_M = 0.001                            # what stands so near a rim is counted as unknown when the answer is checked
READS, OVER_INPUT_MB, WITHIN_S = 50, 250, 5
OTHER, SEED = "another draw", 3          # the first draw needs no tree search, this one does
READ_TIMES = 3                           # before aggregation, and after
OURS = "allocator"


def largest(bench: Bench) -> Report:
    """The largest class of the literature: aggregation against reading the array once, memory against the input."""
    sizes = SIZES[:2] if bench.quick else SIZES
    runs = {n: bench.job(_name(n), OURS, "cases.largest:solved", points=n) for n in sizes}
    other = bench.job(f"{_name(sizes[-1])}, {OTHER}", OURS, "cases.largest:solved", points=sizes[-1], seed=SEED)
    lines = [Line.of(_name(n), OURS, run) for n, run in runs.items()] + [Line.of(f"{_name(sizes[-1])}, {OTHER}", OURS, other)]
    lines += _beside(bench)
    wrong = [f"{line.work}: {line.run.told['wrong']}" for line in lines if line.run.told.get("wrong")]
    targets = tuple(t for run, name in ((runs[sizes[-1]], _name(sizes[-1])), (other, f"{_name(sizes[-1])}, {OTHER}")) if run.status == DONE
                    for t in _targets(run, name))
    return Report(
        "100 sites, 100 thousand to 20 million points, 10 chosen (the literature's largest class)",
        "Radius 5.5 in a square of 30 × 30, one unit taken as a kilometre; the points are generated in the process that aggregates them.",
        tuple(lines), targets, (*differences(tuple(lines)), *wrong), {"From array to optimum": _table(runs)},
        {OURS: [[n, r.told["aggregate_cpu"] + r.told["solve_cpu"], r.peak_mb - r.told["input_mb"]] for n, r in runs.items() if r.told]})


def _name(points: int) -> str:
    return f"{points / 1e6:g}M × 100" if points >= 1_000_000 else f"{points // 1000}k × 100"


def _beside(bench: Bench) -> list[Line]:
    """The same square with few points, where peers end: their optimum and ours."""
    path = str(bench.folder / "square.npz")
    town(BESIDE, SITES, side_m=SIDE_M, radius_m=RADIUS_M, most=CHOSEN).save(path)
    work = _name(BESIDE)
    jobs = {OURS: "programs:ours", PYOMO: "programs:pyomo", MATRIX: "programs:matrix"}
    return [Line.of(work, program, bench.job(work, program, job, path=path)) for program, job in jobs.items()]


def _table(runs: dict[int, Run]) -> list[list[str]]:
    head = ["points", "patterns", "read once, CPU s", "aggregate, CPU s", "ratio", "choose, prove, CPU s", "memory over input", "optimum"]
    rows = [[f"{n:,}", f"{t['patterns']:,}", f"{t['read_cpu']:.4f}", seconds(t["aggregate_cpu"]), times(t["aggregate_cpu"] / t["read_cpu"]),
             seconds(t["solve_cpu"]), f"{r.peak_mb - t['input_mb']:,.0f} MB", f"{t['objective']:,}"]
            for n, r in runs.items() if r.status == DONE for t in (r.told,)]
    return [head, *rows]


def _targets(run: Run, name: str) -> tuple[Target, ...]:
    t = run.told
    ratio, work, over = t["aggregate_cpu"] / t["read_cpu"], t["aggregate_cpu"] + t["solve_cpu"], run.peak_mb - t["input_mb"]
    proven = t["status"] == "optimal"
    return (Target(f"{name} to a proven optimum, data in memory", f"< {WITHIN_S} s of CPU", f"{seconds(work)} s, {t['status']}",
                   proven and work < WITHIN_S),
            Target(f"{name}: aggregation against reading the array once", f"< {READS} ×", times(ratio), ratio < READS),
            Target(f"{name}: peak memory", f"≤ input + {OVER_INPUT_MB} MB", f"input + {over:,.0f} MB", over <= OVER_INPUT_MB))


def solved(points: int, seed: int = 1) -> dict[str, Any]:
    """Generate, read once, aggregate, choose, prove; then check the answer point by point."""
    from allocator.geography.demand import aggregate_stream
    from allocator.site.choose import Task, most
    from allocator.solver import Settings, Solver

    square = _square(points, seed)
    with Solver() as solver:
        reads, marks = [_read(square) for _ in range(READ_TIMES)], [cpu()]
        patterns = aggregate_stream(_chunks(square), square.site_lon, square.site_lat, [RADIUS_M * 1000])
        marks.append(cpu())
        reads += [_read(square) for _ in range(READ_TIMES)]
        marks.append(cpu())
        choice = most(Task.of(patterns, [f"S{j:03}" for j in range(SITES)], solver, Settings(time_limit=300)), CHOSEN)
        marks.append(cpu())
    low, high = covered(square, choice.chosen)
    wrong = "" if low <= choice.people <= high else f"said {choice.people:,} people, found {low:,} to {high:,}"
    return {"objective": choice.people, "status": choice.status, "patterns": len(patterns), "read_cpu": statistics.median(reads),
            "aggregate_cpu": marks[1] - marks[0], "solve_cpu": marks[3] - marks[2], "wrong": wrong,
            "input_mb": sum(c.nbytes for c in (square.lon, square.lat, square.people)) / 2**20}


def _read(square: Town) -> float:
    """CPU seconds to read every figure once."""
    before = time.process_time()
    for column in (square.lon, square.lat, square.people):
        column.sum()
    return time.process_time() - before


def _square(points: int, seed: int) -> Town:
    """Uniform points with 1 to 100 people each; made in pieces, so that making them needs no memory of its own."""
    dice = np.random.default_rng(seed)
    site_lon, site_lat = degrees(dice.random((SITES, 2)) * SIDE_M)
    lon, lat, people = np.empty(points), np.empty(points), np.empty(points, dtype=np.int32)
    for i in range(0, points, PIECE):
        part = slice(i, min(points, i + PIECE))
        size = part.stop - part.start
        lon[part], lat[part] = degrees(dice.random((size, 2)) * SIDE_M)
        people[part] = dice.integers(1, 101, size)
    return Town(lon, lat, people, site_lon, site_lat, RADIUS_M, CHOSEN)


def _chunks(square: Town) -> Iterator[Any]:
    from allocator.geography.demand import Chunk

    for i in range(0, len(square.lon), PIECE):
        yield Chunk(square.lon[i:i + PIECE], square.lat[i:i + PIECE], square.people[i:i + PIECE].astype(np.int64))


def covered(square: Town, chosen: Any) -> tuple[int, int]:
    """People surely covered by chosen sites, and with those on a rim: every point against every chosen site, by straight lines in space."""
    low = high = 0
    gates = earth(square.site_lon[chosen], square.site_lat[chosen])
    for i in range(0, len(square.lon), PIECE):
        at, people = earth(square.lon[i:i + PIECE], square.lat[i:i + PIECE]), square.people[i:i + PIECE]
        nearest = np.sqrt(np.min([((at - gate) ** 2).sum(axis=1) for gate in gates], axis=0))
        low, high = low + int(people[nearest < RADIUS_M - RIM_M].sum()), high + int(people[nearest < RADIUS_M + RIM_M].sum())
    return low, high


