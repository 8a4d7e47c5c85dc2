"""On foot: a network of 100,000 edges, and who is within fifteen minutes of 1,200 pharmacies."""
from __future__ import annotations

from typing import Any

from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import DONE
from tests.benchmarks.report import Line, Report, Target, seconds

STREETS = 224                            # a side: 224 x 223 x 2 = 99,904 edges
BLOCK_M, WALK_M_PER_MINUTE, MINUTES = 90.0, 80.0, 15
PHARMACIES, POINTS, WITHIN_S = 1_200, 50_000, 2.0
OURS, PEER = "allocator", "scipy, Dijkstra from each"


def walk(bench: Bench) -> Report:
    """A walking network of 100,000 edges, 1,200 pharmacies, fifteen minutes."""
    work = f"{2 * STREETS * (STREETS - 1):,} edges"
    runs = {OURS: bench.job(work, OURS, "cases.walk:reached"), PEER: bench.job(work, PEER, "cases.walk:searched")}
    lines = tuple(Line.of(work, program, run, part=True) for program, run in runs.items())
    said = {p: r.told["objective"] for p, r in runs.items() if r.status == DONE}
    wrong = (f"pairs differ: {said}",) if len(set(said.values())) > 1 else ()
    used = runs[OURS].told.get("work_cpu", float("inf"))
    target = Target(f"{work}, {PHARMACIES:,} pharmacies, {MINUTES} minutes", f"< {WITHIN_S:.0f} s of CPU", f"{seconds(used)} s",
                    used < WITHIN_S)
    return Report(f"A walking network of {work} and {PHARMACIES:,} pharmacies",
                  f"{POINTS:,} demand points and the pharmacies join at their nearest node; the objective is the count of pairs within "
                  f"{MINUTES} minutes. Seconds without imports, from edge table to pairs.", lines, (target,), wrong)


def _city(seed: int = 1) -> dict[str, Any]:
    """Streets a little out of line, each with minutes of its own; places to walk from and to."""
    import numpy as np

    from tests.benchmarks.data import degrees

    dice = np.random.default_rng(seed)
    grid = np.stack(np.meshgrid(np.arange(STREETS), np.arange(STREETS)), axis=-1).reshape(-1, 2)
    lon, lat = degrees((grid + dice.normal(0, 0.15, grid.shape)) * BLOCK_M)
    number = np.arange(STREETS**2).reshape(STREETS, STREETS)
    tail = np.concatenate((number[:, :-1].ravel(), number[:-1].ravel()))
    head = np.concatenate((number[:, 1:].ravel(), number[1:].ravel()))
    minutes = np.round(BLOCK_M / WALK_M_PER_MINUTE * dice.uniform(0.9, 1.6, len(tail)), 3)
    places = [degrees(dice.random((n, 2)) * STREETS * BLOCK_M) for n in (POINTS, PHARMACIES)]
    return {"tail": tail, "head": head, "minutes": minutes, "lon": lon, "lat": lat, "points": places[0], "pharmacies": places[1]}


def reached() -> dict[str, Any]:
    """Ours: points -> pharmacies."""
    from fractions import Fraction

    from allocator.geography.network import Network
    from tests.benchmarks.programs import timed

    at, leg = _city(), Fraction(1, 80)

    def work() -> dict[str, Any]:
        network = Network.of(at["tail"], at["head"], at["minutes"], at["lon"], at["lat"])
        points, pharmacies = (network.join(*at[who], leg) for who in ("points", "pharmacies"))
        return {"objective": len(network.within(points, pharmacies, MINUTES))}

    return timed(work)


def searched() -> dict[str, Any]:
    """What an analyst writes with scipy: Dijkstra from every pharmacy, cut off at the limit, the legs added."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    from allocator.geography.nearest import nearest
    from tests.benchmarks.programs import timed

    at = _city()

    def work() -> dict[str, Any]:
        ends = {who: nearest(*at[who], at["lon"], at["lat"]) for who in ("points", "pharmacies")}
        nodes, cost = len(at["lon"]), np.rint(at["minutes"] * 1000)
        streets = csr_array((cost, (at["tail"], at["head"])), shape=(nodes, nodes))
        (node, far), (gate, off) = ends["points"], ends["pharmacies"]
        left, pairs = MINUTES * 1000 - np.rint(far / 80 * 1000), 0
        for one, leg in zip(gate, np.rint(off / 80 * 1000), strict=True):
            minutes = dijkstra(streets, directed=False, indices=one, limit=MINUTES * 1000)
            pairs += int((minutes[node] + leg <= left).sum())
        return {"objective": pairs}

    return timed(work)
