"""The nearest site of every point, for reports such as "nearest of the same kind 4.1 km"."""
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.geography.metric import metres, place

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

BATCH = 1 << 21                          # pairs looked at together
MANY = 1 << 26                           # pairs from which a tree pays for its import


def nearest(lon: ArrayLike, lat: ArrayLike, site_lon: ArrayLike, site_lat: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Number of the nearest site of every point, and the metres to it.

    Parameters
    ----------
    lon, lat, site_lon, site_lat : float, degrees, WGS-84.

    Returns
    -------
    int64[N], -1 where the point or every site lacks coordinates; float64[N], then infinite.
    """
    x, y, sx, sy = (np.asarray(v, dtype=np.float64) for v in (lon, lat, site_lon, site_lat))
    usable, known = np.flatnonzero(np.isfinite(x) & np.isfinite(y)), np.flatnonzero(np.isfinite(sx) & np.isfinite(sy))
    number, far = np.full(len(x), -1, dtype=np.int64), np.full(len(x), np.inf)
    if len(usable) and len(known):
        search = _by_tree if len(usable) * len(known) > MANY else _one_by_one
        number[usable] = known[search(place(x[usable], y[usable]), place(sx[known], sy[known]))]
        at = number[usable]
        far[usable] = metres(x[usable], y[usable], sx[at], sy[at])
    return number, far


def _one_by_one(points: NDArray[np.float64], sites: NDArray[np.float64]) -> NDArray[np.int64]:
    """Least |p - s|^2 = |p|^2 - 2 p.s + |s|^2 about a common centre, so that nothing is lost to cancellation."""
    centre = sites.mean(axis=1, keepdims=True)
    p, s = points - centre, sites - centre
    square, batches = (s * s).sum(axis=0), range(0, p.shape[1], max(1, BATCH // s.shape[1]))
    step = batches.step
    return np.concatenate([np.argmin(square - 2 * (p[:, i:i + step].T @ s), axis=1) for i in batches])


def _by_tree(points: NDArray[np.float64], sites: NDArray[np.float64]) -> NDArray[np.int64]:
    from scipy.spatial import KDTree

    return np.asarray(KDTree(sites.T).query(points.T)[1], dtype=np.int64)
