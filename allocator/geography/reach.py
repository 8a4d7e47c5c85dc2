"""How far is in reach: a method and a limit for each class of area, and who reaches whom by it."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import numpy as np

from allocator.geography.metric import millimetres
from allocator.geography.pairs import Pairs
from allocator.geography.search import within_mm

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from allocator.domain.demand import Demand

Method = Literal["straight", "detour", "matrix", "network"]


def reach_metres(minutes: Fraction | int, km_per_h: Fraction | int, detour: Fraction | int = 1) -> Fraction:
    """Straight-line metres that can be gone in some minutes: minutes/60 x speed / detour factor.

    15 minutes at 5 km/h are 1,250 m of path, and at a detour factor of 1.3 about 961.5 m in a straight line.
    """
    return Fraction(minutes) * 1000 * Fraction(km_per_h) / 60 / Fraction(detour)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """A limit for each class of area, in metres or minutes of one method.

    Parameters
    ----------
    method : straight (line), detour (straight line x factor), matrix (given), network (walked).
    limits : (area class, limit) pairs; the class "" serves every class that is not named.
    detour : path metres to a metre of straight line, method detour only.
    unit : of the limits: metres, or minutes (matrix and network only).
    """

    method: Method
    limits: tuple[tuple[str, Fraction], ...]
    detour: Fraction = Fraction(1)
    unit: Literal["metres", "minutes"] = "metres"

    def limit(self, area_class: str = "") -> Fraction:
        """Limit in one class of area, in `unit`.

        Raises
        ------
        ValueError : no limit is given for the class.
        """
        by_class = dict(self.limits)
        for name in (area_class, ""):
            if name in by_class:
                return by_class[name]
        raise ValueError(f"no reach for area class {area_class!r}, only for {sorted(by_class)}")

    def thousandths(self, demand: Demand) -> NDArray[np.int64]:
        """int64[N]: limit of every point in whole thousandths: millimetres in a straight line, or of the table's unit."""
        each = [int(millimetres(self.limit(c) / self.detour)) if c in self._present(demand) else 0 for c in demand.area_classes]
        return np.array(each, dtype=np.int64)[demand.area_class] if len(demand) else np.zeros(0, dtype=np.int64)

    @staticmethod
    def _present(demand: Demand) -> set[str]:
        return {demand.area_classes[i] for i in np.unique(demand.area_class)}

    def pairs(self, demand: Demand, lon: ArrayLike, lat: ArrayLike) -> Pairs:
        """Demand points -> sites in reach, by straight line or straight line x detour.

        Parameters
        ----------
        lon, lat : float[M], sites, degrees, WGS-84; NaN reaches nobody.
        """
        if self.method not in ("straight", "detour"):
            raise ValueError(f"method {self.method} needs its table: use pairs_by_table")
        return within_mm(demand.lon, demand.lat, lon, lat, self.thousandths(demand))

    def pairs_by_table(self, demand: Demand, table: Table) -> Pairs:
        """Demand points -> sites in reach, by given or walked distances or times."""
        return table.within(self.thousandths(demand))


@dataclass(frozen=True, eq=False)
class Table:
    """Distances or times from points to sites, as far as they are known; a pair that is not listed is out of reach.

    Parameters
    ----------
    point, site : int[K], numbers.   thousandths : int64[K], whole thousandths of a metre or minute.   points, sites : how many there are.
    """

    point: NDArray[np.int64]
    site: NDArray[np.int64]
    thousandths: NDArray[np.int64]
    points: int
    sites: int

    def within(self, limit: ArrayLike) -> Pairs:
        """Points -> sites at most a limit away, the limit included; a pair listed twice counts by its least.

        Parameters
        ----------
        limit : thousandths, one for all or int64[points].
        """
        near = self.thousandths <= np.broadcast_to(np.asarray(limit, dtype=np.int64), (self.points,))[self.point]
        key = np.unique(self.point[near].astype(np.int64) * max(self.sites, 1) + self.site[near])
        return Pairs.of(*np.divmod(key, max(self.sites, 1)), self.points, self.sites)
