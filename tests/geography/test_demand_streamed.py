from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from allocator.geography import demand as module
from allocator.geography.cells import Plane
from allocator.geography.demand import Chunk, aggregate_stream
from allocator.geography.metric import Places
from allocator.geography.patterns import Patterns, Tally, aggregate
from allocator.geography.search import within_mm

Scattered = Callable[..., tuple[np.ndarray, np.ndarray]]


def told(p: Patterns) -> tuple[object, ...]:
    return p.sites, p.insured, p.points, p.covered, p.unreachable


@pytest.mark.parametrize("sums", [0, 300, 20_000, 1 << 21])
@pytest.mark.parametrize("fine", [1, 5, 64])                             # coarse cells are nearly all crossed by rims, fine ones hardly
@pytest.mark.parametrize("seed", range(9))
def test_pieces_are_patterns_of_the_whole(seed: int, fine: int, sums: int, scattered: Scattered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SUMS", sums)
    monkeypatch.setattr(module, "PIECE", 250)
    monkeypatch.setattr(module, "SIDES", ((700, 64), (1_200, 100)))          # finer cells from some point on
    monkeypatch.setattr("allocator.geography.cells.TO_A_RADIUS", fine)
    rng = np.random.default_rng(seed)
    points, sites, staying, km = rng.integers(300, 1_500), rng.integers(0, 40), rng.integers(0, 8), int(rng.choice([6, 20, 60]))
    limits = [(800_000, 3_750_000), (961_538, 1_000), (5_500_000, 0)][seed % 3]
    (lon, lat), here, there = scattered(seed, points, 2 * km, lat=31.2), scattered(seed + 1, sites, km), scattered(seed + 2, staying, km)
    lon[rng.random(points) < 0.03] = np.nan
    here[0][rng.random(sites) < 0.1] = np.nan
    insured, kind = rng.integers(0, 99, points), rng.integers(0, 2, points)
    each = np.array(limits)[kind]
    whole = aggregate(within_mm(lon, lat, *here, each), insured, covered=within_mm(lon, lat, *there, each).counts > 0)
    pieces = (Chunk(lon[i:i + 400], lat[i:i + 400], insured[i:i + 400], kind[i:i + 400]) for i in range(0, points, 400))
    streamed = aggregate_stream(pieces, *here, limits, *there)
    assert told(streamed) == told(whole)
    assert streamed.total == Tally(points, int(insured.sum()))


def test_order_of_pieces_decides_nothing(scattered: Scattered) -> None:
    (lon, lat), sites = scattered(1, 3_000), scattered(2, 60)
    pieces = [Chunk(lon[i:i + 500], lat[i:i + 500], np.arange(i, i + 500)) for i in range(0, 3_000, 500)]
    assert told(aggregate_stream(pieces, *sites, [2_000_000])) == told(aggregate_stream(pieces[::-1], *sites, [2_000_000]))


def test_memory_does_not_grow_with_the_number_of_points(scattered: Scattered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIDES", ())
    monkeypatch.setattr(module, "MOST", 32)                            # few cells: all of them are met in the first pieces already
    sites = scattered(3, 10)

    def peak(count: int) -> int:
        def pieces() -> Iterator[Chunk]:
            for i in range(count):
                lon, lat = scattered(i, 20_000)
                yield Chunk(lon, lat, np.ones(20_000, dtype=np.int64))

        tracemalloc.start()
        assert aggregate_stream(pieces(), *sites, [2_000_000]).total.points == count * 20_000
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(40)                                 # first use of everything, pyproj included
    assert peak(40) < 1.1 * peak(4)


@pytest.mark.parametrize("limit", [300_000, 4_000_000])
def test_no_cell_called_whole_or_out_of_reach_holds_a_point_that_says_otherwise(limit: int, scattered: Scattered) -> None:
    sites, (lon, lat) = scattered(4, 12), scattered(5, 4_000, km=26)
    plane = Plane.over(*sites, limit / 1000, 512)
    cell, reach = plane.cell_of(lon, lat), within_mm(lon, lat, *sites, limit)
    near = np.zeros((len(lon), 12), dtype=bool)
    near[reach.row_numbers(), reach.index] = True
    assert not near[cell < 0].any()
    for site, whole, part in plane.rims(Places.of(*sites), limit):
        assert near[np.isin(cell, whole), site].all()
        assert not near[~np.isin(cell, whole) & ~np.isin(cell, part), site].any()


def test_nothing_to_reach_leaves_everyone_unreachable() -> None:
    found = aggregate_stream([Chunk(np.array([118.4]), np.array([31.3]), np.array([7]))], [], [], [800_000])
    assert told(found) == ((), (), (), Tally(), Tally(1, 7))
