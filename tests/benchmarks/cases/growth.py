"""How time and memory grow with the number of demand points, and with the number of sites."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.benchmarks.bench import Bench
from tests.benchmarks.cases.siting import MATRIX, PEERS, PYOMO, SPOPT
from tests.benchmarks.data import town
from tests.benchmarks.measuring import DONE, Limits, Run
from tests.benchmarks.report import Line, Report, differences, seconds

OURS = "allocator"
SECONDS = 40                             # for each run: what takes longer is no point of the picture
POINTS, MORE_POINTS = (1_000, 4_000, 16_000, 64_000), (250_000, 1_000_000, 4_000_000)
SITES, MORE_SITES = (50, 100, 200, 400), (800, 1_600)
WITH = (SPOPT, PYOMO, MATRIX)


def growth(bench: Bench) -> Report:
    """CPU seconds and memory against the number of points, and of sites."""
    own = replace(bench, limits=Limits(SECONDS, bench.limits.memory_mb), failed={}, known={})
    runs = {"points": {n: _beside(own, n, 100, peers=n in POINTS) for n in POINTS + (() if bench.quick else MORE_POINTS)}}
    own.failed.clear()
    runs["sites"] = {m: _beside(own, 5_000, m, peers=m in SITES) for m in SITES + (() if bench.quick else MORE_SITES)}
    rows = tuple(Line.of(f"{n:,} {what}", p, run) for what, by in runs.items() for n, some in by.items() for p, run in some.items())
    tables = {f"CPU seconds and MB, by the number of {what}": _table(what, by) for what, by in runs.items()}
    text = (f"Uniform points in a square of 10 km, radius 800 m, 10 chosen; the number of points grows with 100 sites, the number of sites "
            f"with 5,000 points. Runs of more than {SECONDS} s are left out.")
    return Report("Growth, in figures", text, (), (), differences(rows), tables, _series(runs))


def _beside(bench: Bench, points: int, sites: int, *, peers: bool) -> dict[str, Run]:
    path, work = str(bench.folder / "growing.npz"), f"{points:,} × {sites:,}"
    town(points, sites, side_m=10_000, radius_m=800, most=10).save(path)
    jobs = {OURS: ("programs:ours", {}), **{p: PEERS[p] for p in WITH if peers}}
    return {p: bench.job(work, p, job, path=path, **given) for p, (job, given) in jobs.items()}


def _table(what: str, runs: dict[int, dict[str, Run]]) -> list[list[str]]:
    return [[what, OURS, *WITH], *([f"{n:,}", *(_cell(some.get(p)) for p in (OURS, *WITH))] for n, some in runs.items())]


def _cell(run: Run | None) -> str:
    return f"{seconds(run.cpu)} s, {run.peak_mb:,.0f} MB" if run and run.status == DONE else "–"


def _series(runs: dict[str, dict[int, dict[str, Run]]]) -> dict[str, Any]:
    """`points: program` -> (number, CPU seconds, MB)."""
    return {f"{what}: {p}": [[n, some[p].cpu, some[p].peak_mb] for n, some in by.items() if p in some and some[p].status == DONE]
            for what, by in runs.items() for p in (OURS, *WITH)}
