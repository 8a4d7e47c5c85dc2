"""Walks on a network: from every node to every site within some cost, all sites at once, in time that grows with what is found."""
from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from allocator.geography.pairs import Pairs

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Whole = NDArray[np.int64]
    Ways = tuple[Whole, NDArray[np.int32], Whole]

BATCH = 1 << 22                          # walks looked at together
TOGETHER = 256                           # sites whose walks are found together
NONE = np.zeros(0, dtype=np.int64)


class Stops(NamedTuple):
    """Where points or sites join the network: a node each (-1: nowhere), and what it costs to get there, thousandths."""

    node: Whole
    leg: Whole


class Walks(NamedTuple):
    """Walks by the node where they start: from node i to site[start[i]:start[i + 1]], at those costs in thousandths."""

    start: Whole
    site: Whole
    cost: Whole
    sites: int

    def within(self, points: Stops, most: ArrayLike) -> Pairs:
        """Points -> sites, at most so many thousandths away: one figure for all or int64[N]."""
        node = np.asarray(points.node, dtype=np.int64)
        left = np.where(node >= 0, np.broadcast_to(np.asarray(most, dtype=np.int64), node.shape) - points.leg, -1)
        rows, found = [NONE], [NONE]
        able = np.flatnonzero(left >= 0)
        counts = np.diff(self.start)[node[able]]
        for some in np.split(able, np.searchsorted(np.cumsum(counts), np.arange(BATCH, counts.sum(), BATCH))):
            here = np.diff(self.start)[node[some]]
            ends = np.cumsum(here)
            at = np.arange(here.sum()) + np.repeat(self.start[node[some]] - ends + here, here)
            row = np.repeat(some, here)
            near = self.cost[at] <= left[row]
            rows.append(row[near])
            found.append(self.site[at[near]])
        return Pairs.of(np.concatenate(rows), np.concatenate(found), len(points.node), self.sites)


def walks_of(back: Ways, sites: Stops, longest: int) -> Walks:
    """Every walk of at most so many thousandths that ends at a site.

    Parameters
    ----------
    back : the ways of the network gone backwards.
    """
    nodes = len(back[0]) - 1
    number = np.flatnonzero((sites.node >= 0) & (sites.leg <= longest))
    found = [_settled(back, *part, longest) for part in _batches(number, sites.node[number], sites.leg[number])]
    site, node, cost = (np.concatenate([NONE, *(part[k] for part in found)]) for k in range(3))
    order = np.argsort(node, kind="stable")
    start = np.concatenate(([0], np.cumsum(np.bincount(node, minlength=nodes)))).astype(np.int64)
    return Walks(start, site[order], cost[order], len(sites.node))


def _batches(number: Whole, node: Whole, cost: Whole) -> Iterator[tuple[Whole, Whole, Whole]]:
    for i in range(0, len(number), TOGETHER):
        yield number[i:i + TOGETHER], node[i:i + TOGETHER], cost[i:i + TOGETHER]


def _settled(back: Ways, site: Whole, node: Whole, cost: Whole, longest: int) -> tuple[Whole, Whole, Whole]:
    """Site, node and least cost of every node from which a site is at most `longest` away.

    All sites at once, one more way in each round: labels that got better are carried on, until none does. Time grows with what is found,
    not with the network.
    """
    start, tail, way = back
    nodes, owner = len(start) - 1, site
    key = front = np.arange(len(site)) * nodes + node
    best = pushed = cost
    while len(front):
        at_node = front % nodes
        count = start[at_node + 1] - start[at_node]
        ends = np.cumsum(count)
        at = np.arange(count.sum()) + np.repeat(start[at_node] - ends + count, count)
        reached = np.repeat(pushed, count) + way[at]
        near = reached <= longest
        front, pushed = _least((np.repeat(front - at_node, count) + tail[at])[near], reached[near])
        place = np.minimum(np.searchsorted(key, front), len(key) - 1)
        known = key[place] == front
        better = known & (pushed < best[place])
        best[place[better]] = pushed[better]
        fresh = ~known
        where = np.searchsorted(key, front[fresh])
        key, best = np.insert(key, where, front[fresh]), np.insert(best, where, pushed[fresh])
        front, pushed = front[better | fresh], pushed[better | fresh]
    return owner[key // nodes], key % nodes, best


def _least(key: Whole, cost: Whole) -> tuple[Whole, Whole]:
    """Each key once, with its least cost."""
    order = np.lexsort((cost, key))
    key, cost = key[order], cost[order]
    first = np.ones(len(key), dtype=np.bool_)
    first[1:] = key[1:] != key[:-1]
    return key[first], cost[first]


def by_tail(tail: Whole, head: Whole, cost: Whole, nodes: int) -> Ways:
    """Ways sorted by tail and head, of parallel ones the cheapest: start, head, cost."""
    order = np.lexsort((cost, head, tail))
    tail, head, cost = tail[order], head[order], cost[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    start = np.concatenate(([0], np.cumsum(np.bincount(tail[first], minlength=nodes)))).astype(np.int64)
    return start, head[first].astype(np.int32), cost[first]
