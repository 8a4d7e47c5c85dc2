"""A plane of cells that knows, before any point is seen, which sites reach a whole cell and which only a part of it.

So a point costs a look-up, and a test of distance only for the few sites whose rim crosses its cell: time grows with points, hardly
with sites, and the memory not at all with points.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.geography.metric import Places, chord_bounds, place, reach_degrees
from allocator.geography.pairs import Pairs
from allocator.geography.patterns import SEED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Keys = NDArray[np.uint64]

TO_A_RADIUS = 64                         # cells: the finer, the fewer points need a test
EDGE = 1e-3                              # metres by which a rounded point may stick out of its cell


@dataclass(frozen=True, eq=False)
class Plane:
    """Cells of equal degrees over everything that some site may reach; cell = line x columns + column."""

    west: float
    south: float
    width: float
    height: float
    columns: int
    lines: int

    @classmethod
    def over(cls, lon: Floats, lat: Floats, radius_m: float, side: int) -> Plane:
        """A plane for sites with finite coordinates, one at least; of at most so many cells a side."""
        reach_lon, reach_lat = reach_degrees(radius_m, float(np.abs(lat).max()))
        west, south = float(lon.min()) - reach_lon, float(lat.min()) - reach_lat
        wide, high = float(lon.max()) + reach_lon - west, float(lat.max()) + reach_lat - south
        columns = int(min(side, np.ceil(TO_A_RADIUS * wide / reach_lon)))
        lines = int(min(side, np.ceil(TO_A_RADIUS * high / reach_lat)))
        return cls(west, south, wide / columns, high / lines, columns, lines)

    @property
    def cells(self) -> int:
        """Count of cells."""
        return self.columns * self.lines

    def cell_of(self, lon: Floats, lat: Floats) -> Whole:
        """int64[N]: cell of each point; -1 outside the plane and for points without coordinates."""
        column, line = (lon - self.west) / self.width, (lat - self.south) / self.height
        inside = (column >= 0) & (column < self.columns) & (line >= 0) & (line < self.lines)
        if not inside.all():
            column, line = np.where(inside, column, 0.0), np.where(inside, line, 0.0)
        cell = line.astype(np.int64) * self.columns + column.astype(np.int64)
        return cell if inside.all() else np.where(inside, cell, -1)

    def centre(self, cell: Whole) -> tuple[Floats, Floats]:
        """Degrees of the middle of some cells."""
        line, column = np.divmod(cell, self.columns)
        return self.west + (column + 0.5) * self.width, self.south + (line + 0.5) * self.height

    def rims(self, sites: Places, limit_mm: int) -> Iterator[tuple[int, Whole, Whole]]:
        """For each site: its number, the cells wholly within the limit, and the cells that may be so in part.

        Chords are a metric: no point of a cell is nearer or farther than its centre by more than the cell's half diagonal.
        """
        (sure, never), half = np.sqrt(chord_bounds(limit_mm)), self._half_diagonal()
        reach_lon, reach_lat = reach_degrees(limit_mm / 1000, float(np.abs(sites.lat).max(initial=0.0)))
        x, y = self.centre(np.arange(self.columns))[0], self.centre(np.arange(self.lines) * self.columns)[1]
        height = place(np.zeros(self.lines), y)                                   # by line: metres from the axis, and along it
        cos, sin = np.cos(np.radians(x)), np.sin(np.radians(x))
        for site, (lon, lat, at) in enumerate(zip(sites.lon, sites.lat, sites.xyz.T, strict=True)):
            across = _about(lon, reach_lon, self.west, self.width, self.columns)
            along = _about(lat, reach_lat, self.south, self.height, self.lines)
            flat, z = height[0, along, None], height[2, along, None] - at[2]
            chord = np.sqrt((flat * cos[across] - at[0]) ** 2 + (flat * sin[across] - at[1]) ** 2 + z * z)
            slack = half[along, None]
            whole = chord + slack <= sure
            part = ~whole & (chord - slack <= never)
            number = np.arange(along.start, along.stop)[:, None] * self.columns + np.arange(across.start, across.stop)
            yield site, number[whole], number[part]

    def _half_diagonal(self) -> Floats:
        """float64[lines]: longest chord, metres, from a cell's centre to a point of it."""
        lat = self.south + (np.arange(self.lines) + 0.5) * self.height
        middle = place(np.zeros(self.lines), lat)
        corners = [place(np.full(self.lines, self.width / 2), lat + side * self.height / 2) for side in (-1, 1)]
        longest: Floats = np.sqrt(np.max([((corner - middle) ** 2).sum(axis=0) for corner in corners], axis=0))
        return longest + EDGE


def _about(at: float, reach: float, low: float, size: float, count: int) -> slice:
    """Columns (or lines) that a site may reach."""
    return slice(max(0, int((at - reach - low) // size)), min(count, int((at + reach - low) // size) + 1))



@dataclass(frozen=True, eq=False)
class Cells:
    """What is known of every cell before a point is seen.

    Parameters
    ----------
    key : uint64[2, M], random words of the sites.   whole : uint64[2, cells], exclusive or over the sites that reach all of a cell.
    rims : cells -> sites that may reach a part of it.
    covered : bool[cells], all of it in reach of a staying institution.   staying_rims : cells -> those that may reach a part of it.
    """

    plane: Plane
    key: Keys
    whole: Keys
    rims: Pairs
    covered: NDArray[np.bool_]
    staying_rims: Pairs

    @classmethod
    def of(cls, sites: Places, staying: Places, limit_mm: int, side: int) -> Cells:
        """Cells for some sites and institutions, one of either at least; of at most so many cells a side."""
        plane = Plane.over(np.concatenate((sites.lon, staying.lon)), np.concatenate((sites.lat, staying.lat)), limit_mm / 1000, side)
        key = np.random.default_rng(SEED).integers(0, 1 << 64, size=(2, len(sites.lon)), dtype=np.uint64)
        whole, covered = np.zeros((2, plane.cells), dtype=np.uint64), np.zeros(plane.cells, dtype=np.bool_)
        parts, staying_parts = [], []
        for site, inside, part in plane.rims(sites, limit_mm):
            whole[:, inside] ^= key[:, site, None]
            parts.append(part)
        for _, inside, part in plane.rims(staying, limit_mm):
            covered[inside] = True
            staying_parts.append(part)
        return cls(plane, key, whole, _by_cell(parts, plane.cells), covered, _by_cell(staying_parts, plane.cells))

    def chosen(self, cell: Whole, bits: Whole) -> Pairs:
        """Cells -> those of the sites whose rim crosses them that a bit is set for, in their order."""
        crossing = self.rims.take(cell)
        i = crossing.row_numbers()
        kept = (bits[i] >> (np.arange(len(crossing)) - crossing.start[i]) & 1).astype(np.bool_)
        return Pairs.of(i[kept], crossing.index[kept], len(cell), crossing.columns)

    def keys(self, cell: Whole, bits: Whole) -> Keys:
        """uint64[2, N]: exclusive or over all sites that reach the points of a cell with these bits."""
        keys, chosen = self.whole[:, cell], self.chosen(cell, bits)
        for word, of_site in zip(keys, self.key, strict=True):
            np.bitwise_xor.at(word, chosen.row_numbers(), of_site[chosen.index])
        return keys


def _by_cell(parts: list[Whole], cells: int) -> Pairs:
    """Cells -> sites from each site's cells."""
    column = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return Pairs.of(np.concatenate([*parts, np.zeros(0, dtype=np.int64)]), column, cells, len(parts))
