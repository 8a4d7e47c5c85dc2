"""Who is within a walk of whom on a network of paths, from any number of institutions at once.

Lengths are whole thousandths of the table's unit (millimetres, or thousandths of a minute), which doubles add up exactly; so the limit
is included exactly, as everywhere. scipy is imported when a network is walked, not before.
"""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.geography.metric import millimetres
from allocator.geography.nearest import nearest
from allocator.geography.pairs import Pairs
from allocator.geography.walks import NONE, Stops, Walks, by_tail, walks_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Whole = NDArray[np.int64]

FAR = int(np.iinfo(np.int64).max)        # no way at all


@dataclass(frozen=True, eq=False)
class Network:
    """Nodes with coordinates and the ways between them, by the node they start from.

    Parameters
    ----------
    lon, lat : float64[nodes], degrees, WGS-84.
    start, head, cost : CSR; the ways from node i lead to head[start[i]:start[i + 1]] and cost that many thousandths.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    start: Whole
    head: NDArray[np.int32]
    cost: Whole

    @classmethod
    def of(cls, tail: ArrayLike, head: ArrayLike, cost: ArrayLike, lon: ArrayLike, lat: ArrayLike, one_way: ArrayLike = False) -> Network:
        """A network from an edge table.

        Parameters
        ----------
        tail, head : int[K], numbers of the nodes that an edge joins.
        cost : metres or minutes, 0 or more, as numbers; of parallel edges the least counts.
        lon, lat : float[nodes], degrees, WGS-84.
        one_way : bool, one for all or bool[K]; a way that can be gone from tail to head only.

        Raises
        ------
        ValueError : an edge of negative or unknown cost, or to a node that is not there.
        """
        a, b, c = np.asarray(tail, dtype=np.int64), np.asarray(head, dtype=np.int64), np.asarray(cost, dtype=np.float64)
        x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        if not (c >= 0).all() or not np.isfinite(c).all():
            raise ValueError("the cost of an edge must be a number, 0 or more")
        if len(a) and (min(a.min(), b.min()) < 0 or max(a.max(), b.max()) >= len(x)):
            raise ValueError("an edge names a node that is not there")
        both, whole = ~np.broadcast_to(np.asarray(one_way, dtype=np.bool_), a.shape), np.rint(c * 1000).astype(np.int64)
        ways = np.concatenate((a, b[both])), np.concatenate((b, a[both])), np.concatenate((whole, whole[both]))
        return cls(x, y, *by_tail(*ways, len(x)))

    def join(self, lon: ArrayLike, lat: ArrayLike, per_metre: Fraction | int = 1, farthest_m: float = np.inf) -> Stops:
        """Points join at their nearest node; nowhere if it is farther than some metres, or the point has no coordinates.

        Parameters
        ----------
        per_metre : cost of a metre in a straight line to the node: the detour factor in a network of metres; in one of minutes the
            detour factor x 3/50 / (km/h).
        """
        node, far = nearest(lon, lat, self.lon, self.lat)
        off = ~(far <= farthest_m)
        return Stops(np.where(off, -1, node), np.rint(np.where(off, 0.0, far) * float(per_metre) * 1000).astype(np.int64))

    def within(self, points: Stops, sites: Stops, limit: ArrayLike | Fraction) -> Pairs:
        """Points -> sites within a walk of at most the limit, from the point's place to the site's, the limit included.

        Parameters
        ----------
        limit : metres or minutes, one for all or float[N].
        """
        most = np.broadcast_to(millimetres(limit), points.node.shape)
        return self.walks(sites, int((most - points.leg).max(initial=-1))).within(points, most)

    def walks(self, sites: Stops, longest: int) -> Walks:
        """Every walk of at most so many thousandths that ends at a site, by the node where it starts."""
        back = by_tail(self.head.astype(np.int64), np.repeat(np.arange(len(self.lon)), np.diff(self.start)), self.cost, len(self.lon))
        return walks_of(back, sites, longest)

    def shortest(self, points: Stops, sites: Stops) -> Whole:
        """int64[N]: thousandths from each point to the site that is nearest on foot; FAR where there is no way to any."""
        from scipy.sparse.csgraph import dijkstra

        able = np.flatnonzero(sites.node >= 0)
        if not len(able):
            return np.full(len(points.node), FAR)
        nodes = len(self.lon)
        gates = nodes + np.arange(len(able))                     # one more node for each site, its leg away from the network
        back = self._reversed(sites.node[able], sites.leg[able])
        cost = dijkstra(back, indices=gates, min_only=True)[:nodes][points.node] + points.leg
        there = np.isfinite(cost) & (points.node >= 0)
        return np.where(there, np.where(there, cost, 0).astype(np.int64), FAR)

    def _reversed(self, gate_to: Whole = NONE, gate_cost: Whole = NONE) -> Any:
        """The ways gone backwards, as scipy wants them, with gates that lead to some nodes."""
        from scipy.sparse import csr_array

        nodes, size = len(self.lon), len(self.lon) + len(gate_to)
        tail, gates = np.repeat(np.arange(nodes), np.diff(self.start)), np.arange(nodes, size)
        ways = np.concatenate((self.head.astype(np.int64), gates)), np.concatenate((tail, gate_to)), np.concatenate((self.cost, gate_cost))
        start, head, cost = by_tail(*ways, size)
        return csr_array((cost.astype(np.float64), head, start), shape=(size, size))
