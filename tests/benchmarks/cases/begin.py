"""How long a person waits for `--help`."""
from __future__ import annotations

import statistics
import sys

from tests.benchmarks.bench import Bench
from tests.benchmarks.report import Line, Report, Target, seconds

REPEATS, WITHIN_S = 7, 0.15


def begin(bench: Bench) -> Report:
    """`allocator --help` and `--version`: the median of several runs."""
    lines, targets = [], []
    for option in ("--help", "--version"):
        runs = [bench.command(option, f"allocator, run {k}", [sys.executable, "-m", "allocator", option]) for k in range(1, REPEATS + 1)]
        cpu, wall = statistics.median(r.cpu for r in runs), statistics.median(r.wall for r in runs)
        lines.append(Line(option, "allocator", runs[0], cpu, wall))
        reached = f"{seconds(cpu)} s, {seconds(wall)} s of wall"
        targets.append(Target(f"allocator {option}", f"≤ {WITHIN_S} s of CPU", reached, cpu <= WITHIN_S))
    return Report("Starting", f"The median of {REPEATS} runs.", tuple(lines), tuple(targets))
