"""The benchmarks run: the smallest town by this program and by its plainest peer, in processes of their own, with the same optimum."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.bench import Bench
from tests.benchmarks.cases import CASES
from tests.benchmarks.cases.siting import COLD, PYOMO
from tests.benchmarks.data import CLEAR, Town, town
from tests.benchmarks.measuring import DONE, MEMORY, TIME, UNTRIED, Limits, Run
from tests.benchmarks.record import record, told
from tests.benchmarks.report import Line, Report, Target, differences

POINTS, SITES, RADIUS_M = 300, 20, 900


@pytest.fixture
def path(tmp_path: Path) -> str:
    town(POINTS, SITES, side_m=4_000, radius_m=RADIUS_M, most=4).save(tmp_path / "town.npz")
    return str(tmp_path / "town.npz")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, Limits(60, 4096), quick=True, failed={}, known={})


def test_this_program_and_plain_pyomo_find_the_same_optimum(bench: Bench, path: str) -> None:
    jobs = ((COLD, "programs:ours"), (PYOMO, "programs:pyomo"))
    lines = tuple(Line.of("small", name, bench.job("small", name, job, path=path)) for name, job in jobs)
    assert [line.run.status for line in lines] == [DONE, DONE]
    assert differences(lines) == ()
    assert lines[0].objective == lines[1].objective != ""
    assert all(0 < line.run.told["work_cpu"] <= line.run.cpu and line.run.peak_mb > 20 for line in lines)


def test_points_keep_clear_of_every_rim(path: str) -> None:
    made = Town.load(path)
    far = np.linalg.norm(made.at[:, None] - made.site_at[None], axis=2)
    assert (np.abs(far - RADIUS_M) > CLEAR / 2).all()
    assert len(made.lon) == POINTS and 0 < (far < RADIUS_M).any(axis=1).sum() < POINTS + 1


def test_a_job_over_its_limits_is_ended_and_larger_work_is_not_tried(bench: Bench, path: str) -> None:
    slow = bench.job("small", "worker", "test_benchmarks:busy", limits=Limits(0.5, 4096), seconds=30)
    assert slow.status == TIME and slow.wall > 0.4 and slow.cpu > 0.2
    assert bench.job("large", "worker", "test_benchmarks:busy", seconds=0).status == UNTRIED
    fat = bench.job("small", "eater", "test_benchmarks:busy", limits=Limits(60, 20), seconds=30)
    assert fat.status == MEMORY and fat.peak_mb > 20


def busy(seconds: float) -> dict[str, float]:
    """A job that is of no use."""
    import time

    began = time.process_time()
    while time.process_time() - began < seconds:
        pass
    return {}


def test_different_optima_are_wrong_and_unproven_values_are_not() -> None:
    lines = tuple(Line.of("w", p, Run(DONE, told={"objective": n, "status": s}))
                  for p, n, s in (("a", 5, "optimal"), ("b", 6, "optimal"), ("c", 1, "time limit")))
    assert differences(lines) == ("w: optima differ: a 5, b 6",)
    assert differences(lines[::2]) == ()


def test_the_page_tells_targets_and_lines(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    page = tmp_path / "docs/benchmarks.md"
    page.write_text("# Before\n<!-- results -->\nold\n<!-- end results -->\nafter\n", "utf-8")
    ran = Run(DONE, 1.5, 2.0, 100.0, {"objective": 12345})
    found = Report("Title", "Text.", (Line.of("w", "p", ran),), (Target("w", "< 1 s", "1.5 s", False),)).as_json()
    found |= {"on": "2026-01-01 00:00 UTC", "took": 1.0, "load": 1.0, "limit": 600.0, "memory": 8.0}
    record({"2k": found}, tmp_path)
    text = page.read_text("utf-8")
    assert text.startswith("# Before\n") and text.endswith("after\n") and "old" not in text
    assert "| w | p | 1.50 | 2.00 | 100 MB | 12,345 |" in text
    assert "| w | < 1 s | 1.5 s | **not met** |" in text
    assert "  NOT MET: w: wanted < 1 s, reached 1.5 s" in told(found)


def test_every_case_says_what_it_is() -> None:
    assert all(case.__doc__ for case in CASES.values())
