"""Who is within a radius of whom, and who is nearest: a grid of buckets, exact, in time that grows with points and answers only."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from allocator.geography.metric import Limits, Places, millimetres, reach_degrees, reached
from allocator.geography.pairs import Pairs

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

FINE = 2                                 # buckets to a radius
BUCKETS = 1000                           # a side at most: smaller radii get larger buckets
BATCH = 1 << 19                          # candidate pairs looked at together: bounds the memory


def within(lon: ArrayLike, lat: ArrayLike, site_lon: ArrayLike, site_lat: ArrayLike, radius_m: ArrayLike | Fraction) -> Pairs:
    """Points -> sites at most a radius away along the ellipsoid, the radius included.

    Parameters
    ----------
    lon, lat : float[N], points, degrees, WGS-84; NaN is near nothing.
    site_lon, site_lat : float[M], sites.
    radius_m : metres, one for all or float[N].

    Notes
    -----
    Between 80° S and 80° N and not across the date line.
    """
    return within_mm(lon, lat, site_lon, site_lat, millimetres(radius_m))


def within_mm(lon: ArrayLike, lat: ArrayLike, site_lon: ArrayLike, site_lat: ArrayLike, limit_mm: ArrayLike) -> Pairs:
    """The same with limits in whole millimetres."""
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    limit, sites = np.broadcast_to(np.asarray(limit_mm, dtype=np.int64), x.shape), Sites.of(site_lon, site_lat)
    row, column = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for some in _alike(limit, np.isfinite(x) & np.isfinite(y) & (limit >= 0)):
        i, j = _near(Places.of(x[some], y[some]), sites.at, limit[some])
        row.append(some[i])
        column.append(sites.number[j])
    return Pairs.of(np.concatenate(row), np.concatenate(column), len(x), np.size(site_lon))


def _alike(limit: Whole, usable: NDArray[np.bool_]) -> Iterator[Whole]:
    """Rows grouped so that limits differ by less than a factor of two, which one grid can serve."""
    size = np.frexp(limit.astype(np.float64))[1]
    for s in np.unique(size[usable]):
        yield np.flatnonzero(usable & (size == s))


class Sites(NamedTuple):
    """Sites that have coordinates, and their numbers in the caller's order."""

    at: Places
    number: Whole

    @classmethod
    def of(cls, lon: ArrayLike, lat: ArrayLike) -> Sites:
        """Sites from columns of degrees; those without are left out."""
        x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        number = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        return cls(Places.of(x[number], y[number]), number)


def _near(points: Places, sites: Places, limit_mm: Whole) -> tuple[Whole, Whole]:
    """Point and site of every pair within the point's limit; limits differ little."""
    limits, grid = Limits.of(limit_mm), Grid.over(sites.lon, sites.lat, float(limit_mm.max()) / 1000)
    row, column = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for i, j in grid.candidates(points.lon, points.lat):
        near = reached(points, sites, i, j, limits)
        row.append(i[near])
        column.append(j[near])
    return np.concatenate(row), np.concatenate(column)


@dataclass(frozen=True, eq=False)
class Grid:
    """Sites in square buckets of degrees, `FINE` to a radius.

    Parameters
    ----------
    order : sites by bucket.   first : int64[columns * lines + 1], where each bucket begins in `order`.
    """

    west: float
    south: float
    width: float
    height: float
    columns: int
    lines: int
    around: tuple[int, int]
    order: Whole
    first: Whole

    @classmethod
    def over(cls, lon: Floats, lat: Floats, radius_m: float) -> Grid:
        """A grid fit for one radius."""
        if not len(lon):
            return cls(0.0, 0.0, 1.0, 1.0, 1, 1, (0, 0), np.zeros(0, np.int64), np.zeros(2, np.int64))
        reach_lon, reach_lat = reach_degrees(radius_m, float(np.abs(lat).max()))
        west, south = float(lon.min()), float(lat.min())
        width = max(reach_lon / FINE, (float(lon.max()) - west) / BUCKETS)
        height = max(reach_lat / FINE, (float(lat.max()) - south) / BUCKETS)
        column, line = ((lon - west) // width).astype(np.int64), ((lat - south) // height).astype(np.int64)
        columns, lines = int(column.max()) + 1, int(line.max()) + 1
        bucket = line * columns + column
        first = np.concatenate(([0], np.cumsum(np.bincount(bucket, minlength=columns * lines)))).astype(np.int64)
        around = int(np.ceil(reach_lon / width)), int(np.ceil(reach_lat / height))
        return cls(west, south, width, height, columns, lines, around, np.argsort(bucket, kind="stable"), first)

    def candidates(self, lon: Floats, lat: Floats) -> Iterator[tuple[Whole, Whole]]:
        """Batches of (point, site) that contain every pair within the radius; points ascending."""
        point, begin, length = self._runs(lon, lat)
        upto = np.cumsum(length)
        cuts = np.searchsorted(upto, np.arange(BATCH, upto[-1] if len(upto) else 0, BATCH))
        for some in np.split(np.arange(len(point)), cuts):
            sizes = length[some]
            ends = np.cumsum(sizes)
            if len(ends) and ends[-1]:
                shift = np.repeat(begin[some] - ends + sizes, sizes)
                yield np.repeat(point[some], sizes), self.order[np.arange(ends[-1]) + shift]

    def _runs(self, lon: Floats, lat: Floats) -> tuple[Whole, Whole, Whole]:
        """For every point and every line of buckets about it: the stretch of `order` to look at."""
        across, along = self.around
        column = np.clip((lon - self.west) // self.width, -across - 1, self.columns + across).astype(np.int64)
        line = np.clip((lat - self.south) // self.height, -along - 1, self.lines + along).astype(np.int64)
        lines = line[:, None] + np.arange(-along, along + 1)
        left, right = np.maximum(column - across, 0), np.minimum(column + across, self.columns - 1)
        point, step = np.nonzero((lines >= 0) & (lines < self.lines) & (left <= right)[:, None])
        base = lines[point, step] * self.columns
        begin, end = self.first[base + left[point]], self.first[base + right[point] + 1]
        some = np.flatnonzero(end > begin)
        return point[some], begin[some], (end - begin)[some]
