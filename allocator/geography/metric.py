"""The one predicate of distance: along the WGS-84 ellipsoid, in whole millimetres, the limit included.

Every pair is first judged by its chord through the earth, which tells the geodesic's length to a tenth of a millimetre at 800 m and to
three at 50 km, by the ellipsoid's least and greatest curvature. What lies between is settled by the geodesic itself. So the answer is
always the ellipsoid's, and pyproj is imported only where a pair stands on the very edge. (The sphere is off by up to 0.5 %: 4 m at 800 m.)
"""
from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Index = NDArray[np.integer]

AXIS, FLATTENING = 6_378_137.0, 1 / 298.257223563            # WGS-84
E2 = FLATTENING * (2 - FLATTENING)
TIGHTEST, FLATTEST = AXIS * (1 - E2), AXIS / (1 - FLATTENING)          # least and greatest radius of curvature: at equator and pole, m
MEAN_RADIUS = 6_371_008.8
SLACK = 2e-4                                                # metres: far above rounding, far below what matters


def millimetres(metres: ArrayLike | Fraction) -> Whole:
    """Whole millimetres of a limit, rounded down (exactly, of a Fraction); a distance is within it when its whole millimetres are."""
    if isinstance(metres, Fraction):
        return np.array(int(metres * 1000 // 1), dtype=np.int64)
    return np.floor(np.asarray(metres, dtype=np.float64) * 1000 + 1e-4).astype(np.int64)


def place(lon: ArrayLike, lat: ArrayLike) -> Floats:
    """float64[3, N]: earth-centred metres of points on the ellipsoid."""
    phi, lam = np.radians(np.asarray(lat, dtype=np.float64)), np.radians(np.asarray(lon, dtype=np.float64))
    xyz, sine = np.empty((3, *np.broadcast(phi, lam).shape)), np.sin(phi)
    prime = AXIS / np.sqrt(1 - E2 * sine * sine)
    flat = prime * np.sqrt((1 - sine) * (1 + sine))          # the cosine of a latitude, never below 0
    np.multiply(flat, np.cos(lam), out=xyz[0])
    np.multiply(flat, np.sin(lam), out=xyz[1])
    np.multiply(prime, (1 - E2) * sine, out=xyz[2])
    return xyz


def chord_bounds(limit_mm: ArrayLike) -> tuple[Floats, Floats]:
    """Squares of chords, m²: up to the first a pair is surely within the limit, over the second surely not.

    References
    ----------
    Schur's comparison theorem: of two arcs of one length, the one that is nowhere more curved has the longer chord.
    """
    arc = (np.asarray(limit_mm, dtype=np.float64) + 0.5) / 1000            # what rounds to the limit is within it
    sure = _chord(arc, TIGHTEST) - SLACK
    never = _chord(arc, FLATTEST) + SLACK
    return np.where(sure > 0, sure, 0.0) ** 2, never ** 2


def _chord(arc: Floats, radius: float) -> Floats:
    return 2 * radius * np.sin(np.minimum(arc / (2 * radius), np.pi / 2))


class Places(NamedTuple):
    """Points by degrees and by earth-centred metres."""

    lon: Floats
    lat: Floats
    xyz: Floats

    @classmethod
    def of(cls, lon: ArrayLike, lat: ArrayLike) -> Places:
        """Places from columns of degrees."""
        x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        return cls(x, y, place(x, y))


class Limits(NamedTuple):
    """A limit for every point: whole millimetres, and squares of chords, m², surely within and surely beyond."""

    mm: Whole
    sure: Floats
    never: Floats

    @classmethod
    def of(cls, mm: Whole) -> Limits:
        """Limits from whole millimetres."""
        return cls(mm, *chord_bounds(mm))


def reached(points: Places, sites: Places, i: Index, j: Index, limits: Limits) -> NDArray[np.bool_]:
    """bool[K]: whether site j[k] is within the limit of point i[k]: the one predicate of distance."""
    chord = squared(points.xyz[:, i], sites.xyz[:, j])
    within: NDArray[np.bool_] = chord <= limits.sure[i]
    edge = np.flatnonzero(~within & (chord <= limits.never[i]))
    if len(edge):
        a, b = i[edge], j[edge]
        within[edge] = geodesic_mm(points.lon[a], points.lat[a], sites.lon[b], sites.lat[b]) <= limits.mm[a]
    return within


def squared(a: Floats, b: Floats) -> Floats:
    """float64[N]: squared chords, m², between places pair by pair."""
    x, y, z = a[0] - b[0], a[1] - b[1], a[2] - b[2]
    sum_of_squares: Floats = x * x + y * y + z * z
    return sum_of_squares


def metres(lon: ArrayLike, lat: ArrayLike, other_lon: ArrayLike, other_lat: ArrayLike) -> Floats:
    """Distance pair by pair, to be shown: within a millimetre of the geodesic up to 30 km, a few centimetres at 100 km."""
    chord = np.sqrt(squared(place(lon, lat), place(other_lon, other_lat)))
    return 2 * MEAN_RADIUS * np.arcsin(np.minimum(chord / (2 * MEAN_RADIUS), 1.0))


def geodesic_mm(lon: Floats, lat: Floats, other_lon: Floats, other_lat: Floats) -> Whole:
    """int64[N]: geodesic length pair by pair, millimetres; the same in both directions."""
    from pyproj import Geod

    turn = (lon > other_lon) | ((lon == other_lon) & (lat > other_lat))
    x, y, to_x, to_y = (np.where(turn, b, a) for a, b in ((lon, other_lon), (lat, other_lat), (other_lon, lon), (other_lat, lat)))
    length: Floats = np.asarray(Geod(a=AXIS, f=FLATTENING).inv(x, y, to_x, to_y)[2], dtype=np.float64)
    return np.rint(length * 1000).astype(np.int64)

def reach_degrees(radius_m: float, latitude: float) -> tuple[float, float]:
    """Degrees of longitude and latitude that a radius spans at most, near a latitude; a hair more than exact."""
    angle = radius_m * (1 + 1e-9) / TIGHTEST + 1e-9
    top = np.cos(min(np.radians(latitude) + angle, np.pi / 2))
    wide = 2 * np.pi if np.sin(min(angle, np.pi / 2)) >= top else float(np.arcsin(np.sin(angle) / top))
    return float(np.degrees(wide)), float(np.degrees(angle))
