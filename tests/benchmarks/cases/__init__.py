"""The cases in the order in which they run: name -> function of a Bench."""
from __future__ import annotations

from collections.abc import Callable

from tests.benchmarks.bench import Bench
from tests.benchmarks.cases import apart, begin, city, growth, hard, largest, siting, stream, walk
from tests.benchmarks.report import Report

CASES: dict[str, Callable[[Bench], Report]] = {
    "2k": siting.small,
    "20k": siting.middle,
    "200k": siting.uniform,
    "200k-clustered": siting.clustered,
    "1M": siting.million,
    "largest": largest.largest,
    "stream": stream.stream,
    "hard": hard.hard,
    "conflicts": apart.apart,
    "walk": walk.walk,
    "wuhu": city.city,
    "wuhu-200k": city.thick,
    "start": begin.begin,
    "growth": growth.growth,
}
