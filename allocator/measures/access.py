"""Two-step floating catchment access: supply per head at each site over those in reach, summed for each point (kinds.md 3.4)."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.geography.pairs import Pairs
from allocator.geography.search import within

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from allocator.domain.demand import Demand


@dataclass(frozen=True, eq=False)
class Catchment:
    """Access of every point.

    Parameters
    ----------
    ratio : float64[M], supply of a site per person in its reach, 0 where nobody is.
    access : float64[N], sum of the (weighted) ratios of the sites in reach.
    served : float64[N] of bool: whether any site is in reach.
    """

    ratio: NDArray[np.float64]
    access: NDArray[np.float64]
    served: NDArray[np.bool_]

    def mean(self, insured: ArrayLike) -> float:
        """Mean access over the people served: equals the supply in reach of anybody / the people served."""
        weight = np.where(self.served, np.asarray(insured, dtype=np.float64), 0.0)
        return float((weight * self.access).sum() / weight.sum()) if weight.sum() else 0.0


def two_step(insured: ArrayLike, supply: ArrayLike, pairs: Pairs, weight: ArrayLike | None = None) -> Catchment:
    """Access by pairs of points and sites.

    Parameters
    ----------
    insured : people at each of N points.   supply : resource at each of M sites (doctors, beds).
    pairs : points -> sites in reach.   weight : of each pair, 1 where not given.
    """
    people, stock = np.asarray(insured, dtype=np.float64), np.asarray(supply, dtype=np.float64)
    point, site = pairs.row_numbers(), pairs.index.astype(np.int64)
    near = np.ones(len(pairs)) if weight is None else np.asarray(weight, dtype=np.float64)
    load = np.bincount(site, weights=people[point] * near, minlength=len(stock))
    ratio: NDArray[np.float64] = np.where(load > 0, stock / np.where(load > 0, load, 1.0), 0.0)
    access: NDArray[np.float64] = np.bincount(point, weights=ratio[site] * near, minlength=len(people)).astype(np.float64)
    return Catchment(ratio, access, np.bincount(point, minlength=len(people)) > 0)


def catchment(demand: Demand, lon: Sequence[float], lat: Sequence[float], supply: ArrayLike,
              rings: Sequence[tuple[float, float]]) -> Catchment:
    """Access within circles.

    Parameters
    ----------
    rings : (metres, weight), the nearest first; one ring of weight 1 is the plain method, several the enhanced one.
    """
    key, weight = _ringed(demand, lon, lat, rings)
    point, site = np.divmod(key, max(len(lon), 1))
    pairs = Pairs.of(point, site, len(demand), len(lon))
    return two_step(demand.insured, supply, pairs, weight)


def _ringed(demand: Demand, lon: Sequence[float], lat: Sequence[float], rings: Sequence[tuple[float, float]]) -> tuple[Any, Any]:
    """Pairs as point x M + site, ascending, each with the weight of the first ring that it lies in."""
    weight: dict[int, float] = {}
    for metres, share in rings:
        found = within(demand.lon, demand.lat, lon, lat, metres)
        for k in (found.row_numbers() * max(len(lon), 1) + found.index).tolist():
            weight.setdefault(k, share)
    key = np.array(sorted(weight), dtype=np.int64)
    return key, np.array([weight[k] for k in key.tolist()], dtype=np.float64)
