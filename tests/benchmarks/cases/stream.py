"""A file of any length, streamed: `allocator site` on CSV files that grow, and the memory that does not."""
from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from tests.benchmarks.bench import Bench
from tests.benchmarks.data import degrees
from tests.benchmarks.measuring import DONE, Run
from tests.benchmarks.report import Line, Report, Target, seconds

SITES, CHOSEN, SIDE_M, RADIUS_M = 200, 20, 20_000, 500
LINES = (500_000, 1_000_000, 2_000_000)
SPARE = 1.1                              # what the longest file may need beyond the shortest one, by chance of the system
PIECE = 100_000
OURS = "allocator site"


def stream(bench: Bench) -> Report:
    """`allocator site` on CSV files that grow: memory independent of their length."""
    sizes = [n // 10 for n in LINES] if bench.quick else list(LINES)
    sites = _file(bench.folder / "sites.csv", SITES, seed=2, people=False)
    runs = {n: _run(bench, n, sites) for n in sizes}
    lines = tuple(Line.of(_name(n), OURS, run) for n, run in runs.items())
    wrong = tuple(f"{_name(n)}: {run.status} {run.note}" for n, run in runs.items() if run.status != DONE)
    least, most = min(r.peak_mb for r in runs.values()), max(r.peak_mb for r in runs.values())
    target = Target(f"CSV of {sizes[0]:,} to {sizes[-1]:,} lines, streamed: peak memory", "independent of N",
                    f"{runs[sizes[0]].peak_mb:,.0f} to {runs[sizes[-1]].peak_mb:,.0f} MB", most <= SPARE * least)
    slope = (runs[sizes[-1]].cpu - runs[sizes[0]].cpu) / (sizes[-1] - sizes[0]) * 1e6
    command = f"`allocator site demand.csv sites.csv --radius {RADIUS_M} -p {CHOSEN}`"
    return Report("CSV files that grow, streamed", f"{command} from files to files, {SITES} sites, workbook and map included. "
                  f"Each further million lines takes {seconds(slope)} s of CPU.",
                  lines, (target,), wrong)


def _name(lines: int) -> str:
    return f"{lines / 1e6:g}M lines"


def _run(bench: Bench, lines: int, sites: Path) -> Run:
    demand = _file(bench.folder / f"demand-{lines}.csv", lines, seed=1, people=True)
    argv = [sys.executable, "-m", "allocator", "site", str(demand), str(sites), "--radius", str(RADIUS_M), "-p", str(CHOSEN),
            "--out", str(bench.folder / f"site-{lines}"), "--quiet"]
    found = bench.command(_name(lines), OURS, argv)
    demand.unlink()
    return found


def _file(path: Path, lines: int, *, seed: int, people: bool) -> Path:
    """A table of places, written in pieces."""
    dice = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8") as file:
        file.write("code,lon,lat,insured\n" if people else "code,name,lon,lat\n")
        for i in range(0, lines, PIECE):
            lon, lat = degrees(dice.random((min(PIECE, lines - i), 2)) * SIDE_M)
            count = dice.integers(1, 101, len(lon)).tolist()
            rows = zip(range(i, i + len(lon)), lon.tolist(), lat.tolist(), count, strict=True)
            file.writelines(f"P{k},{x:.6f},{y:.6f},{n}\n" if people else f"S{k},Site {k},{x:.6f},{y:.6f}\n" for k, x, y, n in rows)
    return path
