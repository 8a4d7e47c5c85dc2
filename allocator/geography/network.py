"""Who is within a walk of whom on a network of paths, from any number of institutions at once.

Lengths are whole thousandths of the table's unit (millimetres, or thousandths of a minute), which doubles add up exactly; so the limit
is included exactly, as everywhere. scipy is imported when a network is walked, not before.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from allocator.geography.metric import millimetres
from allocator.geography.nearest import nearest
from allocator.geography.pairs import Pairs

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Whole = NDArray[np.int64]

BATCH = 1 << 22                          # distances held together
FAR = int(np.iinfo(np.int64).max)        # no way at all
NONE = np.zeros(0, dtype=np.int64)


class Stops(NamedTuple):
    """Where points or sites join the network: a node each (-1: nowhere), and what it costs to get there, thousandths."""

    node: Whole
    leg: Whole


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
        return cls(x, y, *_by_tail(*ways, len(x)))

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
        rows, found = [NONE], [NONE]
        able = np.flatnonzero((points.node >= 0) & (most >= points.leg))
        left = (most - points.leg)[able]
        for some, cost in self._walks(sites, int(left.max(initial=-1))):
            k, i = np.nonzero(cost[:, points.node[able]] + sites.leg[some, None] <= left)
            rows.append(able[i])
            found.append(some[k])
        return Pairs.of(np.concatenate(rows), np.concatenate(found), len(points.node), len(sites.node))

    def _walks(self, sites: Stops, longest: int) -> Iterator[tuple[Whole, NDArray[np.float64]]]:
        """Batches of sites with the cost from every node to each of them, infinite beyond the longest walk worth making."""
        from scipy.sparse.csgraph import dijkstra

        able = np.flatnonzero((sites.node >= 0) & (sites.leg <= longest))
        back, step = self._reversed(), max(1, BATCH // max(1, len(self.lon)))
        for i in range(0, len(able), step):
            some = able[i:i + step]
            yield some, dijkstra(back, indices=sites.node[some], limit=float(longest - sites.leg[some].min()))

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
        start, head, cost = _by_tail(*ways, size)
        return csr_array((cost.astype(np.float64), head, start), shape=(size, size))


def _by_tail(tail: Whole, head: Whole, cost: Whole, nodes: int) -> tuple[Whole, NDArray[np.int32], Whole]:
    """Ways sorted by tail and head, of parallel ones the cheapest: start, head, cost."""
    order = np.lexsort((cost, head, tail))
    tail, head, cost = tail[order], head[order], cost[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    start = np.concatenate(([0], np.cumsum(np.bincount(tail[first], minlength=nodes)))).astype(np.int64)
    return start, head[first].astype(np.int32), cost[first]
