from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from allocator.geography.metric import geodesic_mm, metres, millimetres
from allocator.geography.nearest import nearest
from allocator.geography.pairs import Pairs
from allocator.geography.search import within

Point = tuple[np.ndarray, np.ndarray]
Scattered = Callable[..., Point]
WGS84 = Geod(ellps="WGS84")


def every_pair(points: Point, sites: Point) -> np.ndarray:
    """Geodesic metres, to the millimetre, of all points x sites."""
    (x, y), (sx, sy) = points, sites
    grids = [np.broadcast_to(a, (len(x), len(sx))).ravel() for a in (x[:, None], y[:, None], sx[None, :], sy[None, :])]
    return np.rint(np.asarray(WGS84.inv(*grids)[2]) * 1000).reshape(len(x), len(sx)) / 1000


def as_table(pairs: Pairs) -> np.ndarray:
    table = np.zeros((pairs.rows, pairs.columns), dtype=bool)
    table[pairs.row_numbers(), pairs.index] = True
    return table


@pytest.mark.parametrize("radius", [0.5, 300, 961.538, 5_000, 40_000])
@pytest.mark.parametrize("lat", [-20.0, 0.0, 31.3, 47.0, 70.0])
def test_pairs_equal_brute_force_on_the_ellipsoid(radius: float, lat: float, scattered: Scattered) -> None:
    points, sites = scattered(1, 300, lat=lat), scattered(2, 80, lat=lat)
    assert np.array_equal(as_table(within(*points, *sites, radius)), every_pair(points, sites) <= radius)


def test_pairs_equal_haversine_but_for_a_rim_of_half_a_percent(scattered: Scattered) -> None:
    points, sites = scattered(3, 500), scattered(4, 100)
    (x, y), (sx, sy) = (np.radians(p) for p in (points, sites))
    h = np.sin((y[:, None] - sy) / 2) ** 2 + np.cos(y)[:, None] * np.cos(sy) * np.sin((x[:, None] - sx) / 2) ** 2
    sphere = 2 * 6_371_008.8 * np.arcsin(np.sqrt(h))
    found, clear = as_table(within(*points, *sites, 800)), np.abs(sphere / 800 - 1) > 0.005
    assert np.array_equal(found[clear], (sphere <= 800)[clear])
    assert found.any()
    assert (~clear).any()


def test_a_radius_for_each_point(scattered: Scattered) -> None:
    points, sites = scattered(5, 400), scattered(6, 150)
    radius = np.random.default_rng(0).choice([0.0, 300.0, 961.5, 1_500.0, 3_750.0], 400)
    assert np.array_equal(as_table(within(*points, *sites, radius)), every_pair(points, sites) <= radius[:, None])


@pytest.mark.parametrize("bearing", [0, 37, 90, 211])
@pytest.mark.parametrize("limit", [Fraction(800), Fraction(12500, 13), Fraction(3750)])
def test_the_limit_itself_is_within_and_a_millimetre_more_is_not(limit: Fraction, bearing: float) -> None:
    whole = int(millimetres(limit)) / 1000
    ends = [WGS84.fwd(118.4, 31.3, bearing, whole + more)[:2] for more in (-0.001, 0.0, 0.001)]
    lon, lat = zip(*ends, strict=True)
    assert as_table(within(lon, lat, [118.4], [31.3], limit)).ravel().tolist() == [True, True, False]


def test_a_pair_is_judged_the_same_from_both_ends() -> None:
    near = WGS84.fwd(118.4, 31.3, 63, 800.0000000001)[:2]
    there, back = within([118.4], [31.3], [near[0]], [near[1]], 800), within([near[0]], [near[1]], [118.4], [31.3], 800)
    assert len(there) == len(back) == 1


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), radius=st.floats(1, 60_000), km=st.floats(0.01, 80))
def test_any_scatter_and_radius_equals_brute_force(seed: int, radius: float, km: float, scattered: Scattered) -> None:
    points, sites = scattered(seed, 40, km), scattered(seed + 1, 30, km)
    expected = every_pair(points, sites) * 1000 <= np.floor(radius * 1000 + 1e-4) + 0.1
    assert np.array_equal(as_table(within(*points, *sites, radius)), expected)


def test_a_radius_far_below_a_bucket_finds_neighbours_across_its_edges(scattered: Scattered) -> None:
    sites = scattered(18, 3_000)
    lon, lat = zip(*(WGS84.fwd(x, y, b, 0.4)[:2] for x, y, b in zip(*sites, range(3_000), strict=True)), strict=True)
    pairs = within(lon, lat, *sites, 0.5)
    assert set(zip(range(3_000), range(3_000), strict=True)) <= set(zip(pairs.row_numbers().tolist(), pairs.index.tolist(), strict=True))


def test_same_place_is_within_nothing_of_itself() -> None:
    assert len(within([118.4], [31.3], [118.4], [31.3], 0)) == 1


def test_points_and_sites_without_coordinates_are_near_nothing() -> None:
    pairs = within([118.4, np.nan], [31.3, 31.3], [np.nan, 118.4, 118.4], [31.3, np.nan, 31.3], 100)
    assert (pairs.counts.tolist(), pairs.index.tolist()) == ([1, 0], [2])


@pytest.mark.parametrize(("points", "sites"), [(0, 3), (3, 0), (0, 0)])
def test_nothing_is_near_nothing(points: int, sites: int, scattered: Scattered) -> None:
    pairs = within(*scattered(1, points), *scattered(2, sites), 800)
    assert (pairs.rows, pairs.columns, len(pairs)) == (points, sites, 0)


def test_dense_scatter_in_many_batches_equals_brute_force(scattered: Scattered) -> None:
    points, sites = scattered(8, 6_000, km=3), scattered(9, 300, km=3)
    pairs = within(*points, *sites, 1_500)
    assert len(pairs) > 1 << 18
    assert np.array_equal(as_table(pairs), every_pair(points, sites) <= 1_500)


def test_shown_distance_is_the_geodesic_to_a_millimetre_in_a_town(scattered: Scattered) -> None:
    points, sites = scattered(10, 2_000), scattered(11, 2_000)
    assert np.abs(metres(*points, *sites) - geodesic_mm(*points, *sites) / 1000).max() < 0.0015


def test_nearest_is_the_least_of_all_distances(scattered: Scattered) -> None:
    points, sites = scattered(12, 700), scattered(13, 90)
    number, far = nearest(*points, *sites)
    all_of_them = every_pair(points, sites)
    assert np.array_equal(number, all_of_them.argmin(axis=1))
    assert far == pytest.approx(all_of_them.min(axis=1), abs=0.002)


def test_nearest_of_nothing_is_infinitely_far() -> None:
    number, far = nearest([118.4, np.nan], [31.3, 31.3], [], [])
    assert number.tolist() == [-1, -1]
    assert np.isinf(far).all()
    number, far = nearest([118.4, np.nan], [31.3, 31.3], [np.nan, 118.5], [31.3, 31.3])
    assert number.tolist() == [1, -1]
    assert np.isinf(far[1])


def test_an_ordinary_search_imports_numpy_only() -> None:
    code = ("import sys; from allocator.geography.search import within; import allocator.reductions, allocator.geography.reach, "
            "allocator.geography.conflicts, allocator.geography.nearest, allocator.geography.coordinates;"
            "assert len(within([118.4], [31.3], [118.401], [31.3], 800)) == 1;"
            "print([m for m in ('scipy', 'pyproj', 'networkx', 'pandas') if m in sys.modules])")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_pairs_turned_over_and_back_are_the_same(scattered: Scattered) -> None:
    pairs = within(*scattered(14, 200), *scattered(15, 60), 3_000)
    back = pairs.transposed().transposed()
    assert np.array_equal(as_table(pairs.transposed()), as_table(pairs).T)
    assert np.array_equal(back.start, pairs.start)
    assert np.array_equal(back.index, pairs.index)


def test_rows_can_be_taken_in_any_order_and_tables_joined(scattered: Scattered) -> None:
    points, sites = scattered(16, 120), scattered(17, 60)
    near, far = within(*points, *sites, 1_000), within(*points, *sites, 2_500)
    rows = np.array([7, 3, 3, 100])
    assert np.array_equal(as_table(far.take(rows)), as_table(far)[rows])
    assert np.array_equal(as_table(near | far), as_table(far))
    assert near.row(5).tolist() == np.flatnonzero(as_table(near)[5]).tolist()
