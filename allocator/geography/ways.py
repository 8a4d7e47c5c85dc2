"""The ways to tell who reaches whom: by straight line, by given distances, on foot over a network; each says points -> places in reach."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

import numpy as np

from allocator.geography.metric import metres
from allocator.geography.network import Network
from allocator.geography.pairs import Pairs
from allocator.geography.search import within_mm
from allocator.geography.walks import Walks

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from allocator.domain.travel import Distances, Paths

    Whole = NDArray[np.int64]
    Floats = NDArray[np.float64]


class Way(Protocol):
    """Who reaches which of some places, fixed beforehand."""

    def pairs(self, codes: Sequence[str] | NDArray[np.str_], lon: Floats, lat: Floats, limit: Whole) -> Pairs:
        """Points -> places at most a limit away (thousandths of a metre or minute, int64[N]), the limit included."""


@dataclass(frozen=True, eq=False)
class Straight:
    """By straight line along the ellipsoid; places without coordinates reach nobody."""

    lon: Floats
    lat: Floats

    def pairs(self, codes: Sequence[str] | NDArray[np.str_], lon: Floats, lat: Floats, limit: Whole) -> Pairs:
        """Points -> places; limits in millimetres."""
        return within_mm(lon, lat, self.lon, self.lat, limit)


@dataclass(frozen=True, eq=False)
class Given:
    """By a table of distances or times; places by their codes."""

    table: Distances
    unit: str
    places: tuple[str, ...]

    def pairs(self, codes: Sequence[str] | NDArray[np.str_], lon: Floats, lat: Floats, limit: Whole) -> Pairs:
        """Points -> places; a pair listed twice counts by its least."""
        point, place, far = _number(self.table.point, codes), _number(self.table.place, self.places), self.table.figures(self.unit)
        if far is None:
            raise ValueError(f"the table of distances has no {self.unit}")
        known = np.flatnonzero((point >= 0) & (place >= 0))
        near = known[far[known] <= np.asarray(limit, dtype=np.int64)[point[known]]]
        wide = max(1, len(self.places))
        return Pairs.of(*np.divmod(np.unique(point[near] * wide + place[near]), wide), len(codes), len(self.places))


@dataclass(frozen=True, eq=False)
class Walked:
    """On foot over a network; the walks to all places are found once.

    Parameters
    ----------
    per_metre : what a metre in a straight line costs off the network, in the network's unit.
    """

    network: Network
    walks: Walks
    per_metre: Fraction
    farthest_m: float = np.inf

    @classmethod
    def to(cls, network: Network, lon: ArrayLike, lat: ArrayLike, longest: int, per_metre: Fraction = Fraction(1),
           farthest_m: float = np.inf) -> Walked:
        """Walks of at most `longest` thousandths to some places."""
        return cls(network, network.walks(network.join(lon, lat, per_metre, farthest_m), longest), per_metre, farthest_m)

    def pairs(self, codes: Sequence[str] | NDArray[np.str_], lon: Floats, lat: Floats, limit: Whole) -> Pairs:
        """Points -> places."""
        return self.walks.within(self.network.join(lon, lat, self.per_metre, self.farthest_m), limit)


def network_of(paths: Paths, unit: str) -> Network:
    """The network of an edge table; where it lacks metres, an edge is as long as the straight line between its ends."""
    cost = paths.metres if unit == "metres" else paths.minutes
    if cost is None and unit == "minutes":
        raise ValueError("the edge table has no minutes")
    straight = metres(paths.lon[paths.tail], paths.lat[paths.tail], paths.lon[paths.head], paths.lat[paths.head])
    cost = straight if cost is None else np.where(np.isfinite(cost), cost, straight) if unit == "metres" else cost
    return Network.of(paths.tail, paths.head, cost, paths.lon, paths.lat, paths.one_way)


def _number(codes: NDArray[np.str_], known: Sequence[str] | NDArray[np.str_]) -> Whole:
    """int64[K]: where each code stands in a list, -1 where it does not."""
    names = np.asarray(known, dtype=np.str_)
    if not len(names):
        return np.full(len(codes), -1, dtype=np.int64)
    order = np.argsort(names, kind="stable")
    at = order[np.minimum(np.searchsorted(names[order], codes), len(names) - 1)]
    return np.where(names[at] == codes, at, -1).astype(np.int64)
