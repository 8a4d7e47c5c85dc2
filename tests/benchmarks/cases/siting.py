"""Choosing sites beside the peers, from two thousand demand points to a million."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.benchmarks.bench import Bench
from tests.benchmarks.data import town
from tests.benchmarks.measuring import DONE
from tests.benchmarks.report import Line, Report, Target, differences, times

COLD, WARM = "allocator, cold", "allocator, warm"
SPOPT, CBC, PYOMO, MATRIX = "spopt + HiGHS", "spopt + CBC", "Pyomo + HiGHS", "highspy, matrix"
PEERS: dict[str, tuple[str, dict[str, Any]]] = {
    SPOPT: ("programs:spopt", {"solver": "highs"}), CBC: ("programs:spopt", {"solver": "cbc"}),
    PYOMO: ("programs:pyomo", {}), MATRIX: ("programs:matrix", {})}
AGAIN, QUICK_S = 7, 5.0                  # times that the warm process repeats the work where it is quick
Lines = dict[str, Line]


def small(bench: Bench) -> Report:
    """2,000 points, 100 sites: where everybody is quick."""
    lines = _lines(bench, "2k × 100", dict(points=2_000, sites=100, side_m=10_000, radius_m=1_000, most=10))
    return _report("2,000 points, 100 sites, 10 chosen", "A square of 10 km, radius 1,000 m.", lines)


def middle(bench: Bench) -> Report:
    """20,000 points, 200 sites: where spopt is slow."""
    lines = _lines(bench, "20k × 200", dict(points=20_000, sites=200, side_m=10_000, radius_m=800, most=20))
    targets = [_faster(lines, peer, COLD, 30) for peer in (SPOPT, CBC)] + [_faster(lines, peer, WARM, 100) for peer in (SPOPT, CBC)]
    return _report("20,000 points, 200 sites, 20 chosen", "A square of 10 km, radius 800 m.", lines, *targets)


def uniform(bench: Bench) -> Report:
    """200,000 uniform points, 500 sites."""
    spec = dict(points=200_000, sites=500, side_m=20_000, radius_m=500, most=50)
    lines = _lines(bench, "200k × 500 uniform", spec, vain=(SPOPT, CBC))
    return _report("200,000 uniform points, 500 sites, 50 chosen", "A square of 20 km, radius 500 m.", lines,
                   _faster(lines, PYOMO, WARM, 200), _smaller(lines, PYOMO, WARM, 4))


def clustered(bench: Bench) -> Report:
    """200,000 points about hot spots, 500 sites: hard for HiGHS without reductions."""
    spec = dict(points=200_000, sites=500, side_m=20_000, radius_m=800, most=50, clustered=True)
    lines = _lines(bench, "200k × 500 clustered", spec, vain=(PYOMO, MATRIX))
    return _report("200,000 clustered points, 500 sites, 50 chosen", "Forty hot spots in a square of 20 km, radius 800 m.", lines)


def million(bench: Bench) -> Report:
    """A million points, 500 sites."""
    lines = _lines(bench, "1M × 500 uniform", dict(points=1_000_000, sites=500, side_m=20_000, radius_m=500, most=50))
    return _report("1,000,000 uniform points, 500 sites, 50 chosen", "A square of 20 km, radius 500 m.", lines)


def _report(title: str, text: str, lines: Lines, *targets: Target | None) -> Report:
    every = tuple(lines.values())
    return Report(title, text, every, tuple(t for t in targets if t), differences(every))


def _lines(bench: Bench, work: str, spec: dict[str, Any], vain: tuple[str, ...] = ()) -> Lines:
    """Every program on one town, ours first.

    Parameters
    ----------
    vain : peers that are known to go over the limits: they are tried side by side, and in a quick run left out.
    """
    path = str(_made(bench, work, spec))
    cold = bench.job(work, COLD, "programs:ours", path=path)
    warm = bench.job(work, WARM, "programs:ours", path=path, again=AGAIN if cold.cpu < QUICK_S else 1)
    lines = {COLD: Line.of(work, COLD, cold), WARM: Line.of(work, WARM, warm, part=True)}
    for peer, (job, given) in PEERS.items():
        if peer not in vain:
            lines[peer] = Line.of(work, peer, bench.job(work, peer, job, path=path, **given))
    if vain and not bench.quick:
        runs = bench.together(work, [(peer, PEERS[peer][0], {"path": path, **PEERS[peer][1]}) for peer in vain])
        lines |= {peer: Line.of(work, peer, run) for peer, run in zip(vain, runs, strict=True)}
    return lines


def _made(bench: Bench, work: str, spec: dict[str, Any]) -> Path:
    path = bench.folder / (work.replace(" ", "-").replace("×", "x") + ".npz")
    town(**spec).save(path)
    return path


def _faster(lines: Lines, peer: str, program: str, wanted: int) -> Target | None:
    """How many times faster than a peer; a warm process is compared with the peer's work alone, without its imports."""
    there, here = lines.get(peer), lines[program]
    if there is None or there.run.status != DONE or not here.cpu:
        return None
    reached = (there.run.told["work_cpu"] if program == WARM else there.run.cpu) / here.cpu
    return Target(f"{here.work} against {peer}, {program.rpartition(' ')[2]}", f"{wanted} ×", times(reached), reached >= wanted)


def _smaller(lines: Lines, peer: str, program: str, wanted: int) -> Target | None:
    there, here = lines[peer].run, lines[program].run
    if there.status != DONE:
        return None
    share = here.peak_mb / there.peak_mb
    reached = f"1/{1 / share:.1f} ({here.peak_mb:,.0f} MB)"
    return Target(f"{lines[program].work} against {peer}, memory", f"≤ 1/{wanted}", reached, share * wanted <= 1)
