"""Coordinate systems of Chinese maps -> WGS-84, and what can be wrong with a coordinate.

CGCS2000 is WGS-84 to within a decimetre, far below any radius of a policy, and is taken as it stands. GCJ-02 and BD-09 shift
every point of China by 100 to 700 m and more; their formulas are public and exact in the direction away from WGS-84 only, so the way
back is found by iteration.

References
----------
Public formulas of GCJ-02 (Krasovsky ellipsoid) and BD-09; the tests compare with published pairs.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy import abs, arctan2, cos, hypot, pi, radians, sin, sqrt

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Degrees = NDArray[np.float64]
    Point = tuple[Degrees, Degrees]

System = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
SYSTEMS: tuple[System, ...] = ("wgs84", "cgcs2000", "gcj02", "bd09")
CLOSE = 1e-13                            # degrees: a hundredth of a micrometre
ROUNDS = 40                              # each gains two or three digits; the last ones only for the points beside a kink of the formula
KRASOVSKY_AXIS, KRASOVSKY_E2 = 6378245.0, 0.00669342162296594323
SHIFTED = (72.004, 0.8293, 137.8347, 55.8271)        # outside this box GCJ-02 is WGS-84


def to_wgs84(lon: ArrayLike, lat: ArrayLike, system: System) -> Point:
    """Degrees of one system as WGS-84.

    Parameters
    ----------
    lon, lat : float[N], degrees; NaN stays NaN.
    system : one of `SYSTEMS`.
    """
    point = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if system == "bd09":
        point = _inverse(_gcj02_to_bd09, point)
    return _inverse(_wgs84_to_gcj02, point) if system in ("bd09", "gcj02") else point


def from_wgs84(lon: ArrayLike, lat: ArrayLike, system: System) -> Point:
    """WGS-84 degrees in another system: the public formulas as they stand."""
    point = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if system in ("gcj02", "bd09"):
        point = _wgs84_to_gcj02(*point)
    return _gcj02_to_bd09(*point) if system == "bd09" else point


def _inverse(forward: Callable[[Degrees, Degrees], Point], target: Point) -> Point:
    """The point that `forward` brings to the target: the shift hardly changes from place to place, so this contracts fast."""
    lon, lat = target
    for _ in range(ROUNDS):
        at = forward(lon, lat)
        east, north = target[0] - at[0], target[1] - at[1]
        lon, lat = lon + east, lat + north
        if not ((abs(east) > CLOSE) | (abs(north) > CLOSE)).any():
            break
    return lon, lat


def _wgs84_to_gcj02(lon: Degrees, lat: Degrees) -> Point:
    west, south, east, north = SHIFTED
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    x, y, phi = lon - 105.0, lat - 35.0, radians(lat)
    w = 1 - KRASOVSKY_E2 * sin(phi) ** 2
    waves = (20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)) * 2 / 3
    dx = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    dx += (20 * sin(pi * x) + 40 * sin(pi * x / 3) + 150 * sin(pi * x / 12) + 300 * sin(pi * x / 30)) * 2 / 3
    dy = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    dy += (20 * sin(pi * y) + 40 * sin(pi * y / 3) + 160 * sin(pi * y / 12) + 320 * sin(pi * y / 30)) * 2 / 3
    prime = KRASOVSKY_AXIS / sqrt(w)                                 # radii of curvature: along the parallel, along the meridian
    meridian = KRASOVSKY_AXIS * (1 - KRASOVSKY_E2) / (w * sqrt(w))
    moved = lon + dx * 180 / (prime * cos(phi) * pi), lat + dy * 180 / (meridian * pi)
    return np.where(inside, moved[0], lon), np.where(inside, moved[1], lat)


def _gcj02_to_bd09(lon: Degrees, lat: Degrees) -> Point:
    k = pi * 3000 / 180
    z = hypot(lon, lat) + 0.00002 * sin(lat * k)
    theta = arctan2(lat, lon) + 0.000003 * cos(lon * k)
    return z * cos(theta) + 0.0065, z * sin(theta) + 0.006


@dataclass(frozen=True)
class Region:
    """A box of WGS-84 degrees in which every point of a city must lie."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
        """bool[N]: which points lie in the box, its edge included."""
        x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        return (x >= self.west) & (x <= self.east) & (y >= self.south) & (y <= self.north)

    @classmethod
    def around(cls, lon: ArrayLike, lat: ArrayLike, margin: float = 0.25) -> Region:
        """The box of a city's known points (townships), widened by `margin` degrees.

        A point more than three times as far from the median point as nine tenths of them are is taken for a slip and does not
        widen the box; nor do points outside China. With no usable point the box is China's.
        """
        x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        usable = CHINA.holds(x, y)
        if not usable.any():
            return CHINA
        x, y = x[usable], y[usable]
        far = np.maximum(abs(x - np.median(x)), abs(y - np.median(y)))
        near = far <= 3 * max(float(np.quantile(far, 0.9)), margin)
        x, y = x[near], y[near]
        return cls(float(x.min()) - margin, float(y.min()) - margin, float(x.max()) + margin, float(y.max()) + margin)


CHINA = Region(73.0, 3.0, 136.0, 54.0)
Fault = Literal["missing", "zero", "swapped", "outside"]


@dataclass(frozen=True)
class BadPoint:
    """A row whose coordinates cannot be used.

    Parameters
    ----------
    row : index into the arrays that were checked.
    fault : missing (either one blank), zero (0, 0), swapped (right the other way round), outside (the region).
    """

    row: int
    fault: Fault
    lon: float
    lat: float


def bad_points(lon: ArrayLike, lat: ArrayLike, region: Region = CHINA) -> tuple[BadPoint, ...]:
    """Rows whose coordinates are missing, (0, 0), swapped or outside a region, in row order.

    Parameters
    ----------
    lon, lat : float[N], degrees in WGS-84; blank cells are NaN.
    region : where the points must lie; default China.
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    missing = ~(np.isfinite(x) & np.isfinite(y))
    zero = (x == 0) & (y == 0)
    swapped = CHINA.holds(y, x)
    outside = ~region.holds(x, y)
    fault = np.select([missing, zero, outside & swapped, outside], [1, 2, 3, 4])
    names: tuple[Fault, ...] = ("missing", "zero", "swapped", "outside")
    return tuple(BadPoint(int(i), names[fault[i] - 1], float(x[i]), float(y[i])) for i in np.flatnonzero(fault))
