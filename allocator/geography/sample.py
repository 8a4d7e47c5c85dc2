"""A sample of demand for a picture: the points whose coordinates hash lowest, so that neither the order nor the number of rows decides."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

MOST = 800
MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Sample:
    """Points with their people and classes of area, in the order of their hashes."""

    lon: Floats
    lat: Floats
    people: Whole
    area_class: Whole
    hashes: NDArray[np.uint64]

    @classmethod
    def none(cls) -> Sample:
        """No points yet."""
        real, whole = np.zeros(0), np.zeros(0, dtype=np.int64)
        return cls(real, real, whole, whole, np.zeros(0, dtype=np.uint64))

    def add(self, lon: Floats, lat: Floats, people: Whole, area_class: Whole) -> Sample:
        """The sample of these points and more."""
        hashes = _hash(lon, lat)
        last = self.hashes[-1] if len(self.hashes) == MOST else np.uint64(2**64 - 1)
        keep = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat) & (hashes < last))
        both = [np.concatenate((mine, theirs[keep])) for mine, theirs in zip(
            (self.lon, self.lat, self.people, self.area_class, self.hashes), (lon, lat, people, area_class, hashes), strict=True)]
        order = np.lexsort((both[2], both[4]))[:MOST]
        return Sample(*(b[order] for b in both))


def _hash(lon: Floats, lat: Floats) -> NDArray[np.uint64]:
    """64 mixed bits of every point."""
    with np.errstate(over="ignore"):
        mixed = np.ascontiguousarray(lon).view(np.uint64) * MIX ^ np.ascontiguousarray(lat).view(np.uint64)
        mixed = (mixed ^ mixed >> np.uint64(29)) * MIX
        found: NDArray[np.uint64] = mixed ^ mixed >> np.uint64(32)
    return found
