"""Made-up towns: demand points with people, sites, a radius. No point lies near a rim, so however a program measures, it finds the same."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

LON, LAT = 118.2, 31.1                   # the south-west corner
A, E2 = 6_378_137.0, 0.006694379990141317                # WGS-84
CLEAR = 0.05                             # metres that every point keeps from every rim
PIECE = 1 << 15
HOTSPOTS = 40


@dataclass(frozen=True, eq=False)
class Town:
    """A covering problem: `most` of the sites, as many people as can be within `radius_m`.

    Parameters
    ----------
    at, site_at : float64[N, 3], metres from the middle of the earth, for programs that know no ellipsoid.
    """

    lon: Any
    lat: Any
    people: Any
    site_lon: Any
    site_lat: Any
    radius_m: float
    most: int

    @property
    def at(self) -> Any:
        """Demand points in metres."""
        return earth(self.lon, self.lat)

    @property
    def site_at(self) -> Any:
        """Sites in metres."""
        return earth(self.site_lon, self.site_lat)

    @property
    def total(self) -> int:
        """All people."""
        return int(self.people.sum())

    def save(self, path: Path) -> None:
        """Write to a file."""
        np.savez(path, lon=self.lon, lat=self.lat, people=self.people, site_lon=self.site_lon, site_lat=self.site_lat,
                 figures=np.array([self.radius_m, self.most]))

    @classmethod
    def load(cls, path: str | Path) -> Town:
        """Read from a file."""
        f = np.load(path)
        return cls(f["lon"], f["lat"], f["people"], f["site_lon"], f["site_lat"], float(f["figures"][0]), int(f["figures"][1]))


def earth(lon: Any, lat: Any) -> Any:
    """float64[N, 3] of degrees: metres from the middle of the earth."""
    x, y = np.radians(lon), np.radians(lat)
    normal = A / np.sqrt(1 - E2 * np.sin(y) ** 2)
    return np.column_stack((normal * np.cos(y) * np.cos(x), normal * np.cos(y) * np.sin(x), normal * (1 - E2) * np.sin(y)))


def degrees(metres: Any) -> tuple[Any, Any]:
    """Degrees of places in a square of metres."""
    return LON + metres[:, 0] / 95_300, LAT + metres[:, 1] / 110_900


def town(points: int, sites: int, *, side_m: float, radius_m: float, most: int, clustered: bool = False, seed: int = 1) -> Town:
    """A square town.

    Parameters
    ----------
    clustered : people and sites crowd about hot spots; else they are uniform.
    """
    dice = np.random.default_rng(seed)
    centres = dice.random((HOTSPOTS, 2)) * side_m if clustered else None
    lon, lat = degrees(_places(dice, points, side_m, centres))
    site_lon, site_lat = degrees(_places(dice, sites, side_m, centres))
    lon, lat = _cleared(lon, lat, earth(site_lon, site_lat), radius_m)
    return Town(lon, lat, dice.integers(1, 101, points), site_lon, site_lat, radius_m, most)


def _places(dice: np.random.Generator, count: int, side_m: float, centres: Any) -> Any:
    if centres is None:
        return dice.random((count, 2)) * side_m
    return np.clip(centres[dice.integers(0, len(centres), count)] + dice.normal(0, side_m / 25, (count, 2)), 0, side_m)


def _cleared(lon: Any, lat: Any, site_at: Any, radius_m: float) -> tuple[Any, Any]:
    """Points that stand on a rim moved a little until they do not."""
    waiting = np.arange(len(lon))
    while len(waiting):
        waiting = waiting[np.concatenate([_on_rim(lon[part], lat[part], site_at, radius_m) for part in _parts(waiting)])]
        lon[waiting] += 3 * CLEAR / 95_300
        lat[waiting] += CLEAR / 110_900
    return lon, lat


def _parts(rows: Any) -> list[Any]:
    return [rows[i:i + PIECE] for i in range(0, len(rows), PIECE)]


def _on_rim(lon: Any, lat: Any, site_at: Any, radius_m: float) -> Any:
    at = earth(lon, lat) - site_at[0]                    # from one of the sites, so that squares keep their digits
    gates = site_at - site_at[0]
    square = (at**2).sum(axis=1)[:, None] + (gates**2).sum(axis=1) - 2 * at @ gates.T
    return (np.abs(square - radius_m**2) < 2 * radius_m * CLEAR).any(axis=1)
