from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import networkx
import numpy as np
import pytest

from allocator.geography import nearest, walks
from allocator.geography.network import FAR, Network, Stops

Scattered = Callable[..., tuple[np.ndarray, np.ndarray]]


def stops(nodes: list[int], legs: list[int] | None = None) -> Stops:
    return Stops(np.array(nodes), np.array(legs or [0] * len(nodes)))


def street(cost: list[float], one_way: bool = False) -> Network:
    """Nodes 0, 1, 2 … along one street, each the given metres from the one before."""
    n = len(cost) + 1
    return Network.of(range(n - 1), range(1, n), cost, np.linspace(118.4, 118.5, n), np.full(n, 31.3), one_way=one_way)


def made_up(seed: int) -> tuple[Network, networkx.MultiDiGraph]:
    """A patchy little town with parallel edges, edges of no length, one-way streets and parts that nothing joins."""
    rng = np.random.default_rng(seed)
    tail, head = rng.integers(0, 60, (2, 110))
    cost, one_way = rng.integers(0, 900_000, 110) * (rng.random(110) > 0.1) / 1000, rng.random(110) < 0.3
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from(range(60))
    for a, b, c, single in zip(tail.tolist(), head.tolist(), cost, one_way, strict=True):
        graph.add_edge(a, b, cost=round(c * 1000))
        if not single:
            graph.add_edge(b, a, cost=round(c * 1000))
    lon, lat = 118.4 + rng.random(60) / 10, 31.3 + rng.random(60) / 10
    return Network.of(tail, head, cost, lon, lat, one_way), graph


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("batch", [1, 7, 1 << 22])
def test_walks_equal_dijkstras_of_another_library(seed: int, batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walks, "BATCH", batch)
    monkeypatch.setattr(walks, "TOGETHER", batch)
    net, graph = made_up(seed)
    rng = np.random.default_rng(seed + 100)
    points = Stops(rng.integers(-1, 60, 80), rng.integers(0, 400_000, 80))
    sites = Stops(rng.integers(-1, 60, 15), rng.integers(0, 400_000, 15))
    limit = rng.choice([300.0, 1_250.0, 2_000.0], 80)
    cost = dict(networkx.all_pairs_dijkstra_path_length(graph, weight="cost"))
    walk = [[cost[p][s] + a + b if p >= 0 and s >= 0 and s in cost[p] else FAR for s, b in zip(*sites, strict=True)]
            for p, a in zip(*points, strict=True)]
    pairs = net.within(points, sites, limit)
    near = [[j for j, w in enumerate(row) if w <= m * 1000] for row, m in zip(walk, limit, strict=True)]
    assert [pairs.row(i).tolist() for i in range(80)] == near
    assert net.shortest(points, sites).tolist() == [min(row) for row in walk]


def test_the_limit_is_included_to_the_millimetre() -> None:
    net = street([0.1] * 12_500)                                  # 0.1 cannot be told exactly in doubles, 12,500 of them are 1,250 m
    points = stops([12_500, 12_500, 12_499], [0, 1, 1])
    assert net.within(points, stops([0]), 1_250).counts.tolist() == [1, 0, 1]
    assert net.shortest(points, stops([0])).tolist() == [1_250_000, 1_250_001, 1_249_901]


def test_a_walk_goes_from_the_point_to_the_site() -> None:
    net = street([100.0, 100.0], one_way=True)
    pairs = net.within(stops([0, 2]), stops([2, 0]), 500)
    assert (pairs.row(0).tolist(), pairs.row(1).tolist()) == ([0, 1], [0])
    assert net.shortest(stops([2]), stops([0])).tolist() == [FAR]


def test_both_ends_legs_count() -> None:
    net = street([500.0])
    assert net.within(stops([1], [200_000]), stops([0], [300_000]), 1_000).counts.tolist() == [1]
    assert net.within(stops([1], [200_000]), stops([0], [300_001]), 1_000).counts.tolist() == [0]
    assert net.shortest(stops([1], [200_000]), stops([0, 1], [300_000, 900_000])).tolist() == [1_000_000]


def test_points_join_at_their_nearest_node_or_nowhere() -> None:
    net = street([1_000.0])                                       # nodes at 118.4 and 118.5 E; a degree there is 95.2 km
    joined = net.join([118.41, 118.46, np.nan, 118.45], [31.3, 31.3, 31.3, 31.3], per_metre=Fraction("1.3"), farthest_m=4_000)
    assert joined.node.tolist() == [0, 1, -1, -1]
    assert joined.leg[0] == pytest.approx(1.3 * 952_000, rel=0.001)
    assert joined.leg[1] == pytest.approx(1.3 * 3_808_000, rel=0.001)


def test_nowhere_is_in_reach_of_nothing() -> None:
    net = street([10.0])
    assert len(net.within(stops([-1, 0]), stops([-1]), 1_000)) == 0
    assert net.shortest(stops([-1, 0]), stops([-1])).tolist() == [FAR, FAR]
    assert net.shortest(stops([-1, 1]), stops([0])).tolist() == [FAR, 10_000]
    assert len(net.within(stops([]), stops([]), 1_000)) == 0


@pytest.mark.parametrize(("head", "cost"), [(1, -1.0), (1, np.nan), (1, np.inf), (9, 1.0), (-1, 1.0)])
def test_faulty_edges_are_refused(head: int, cost: float) -> None:
    with pytest.raises(ValueError, match="edge"):
        Network.of([0], [head], [cost], [118.4, 118.5], [31.3, 31.3])


def test_nearest_by_tree_is_nearest_one_by_one(scattered: Scattered, monkeypatch: pytest.MonkeyPatch) -> None:
    points, sites = scattered(1, 500), scattered(2, 70)
    one_by_one = nearest.nearest(*points, *sites)
    monkeypatch.setattr("allocator.geography.nearest.MANY", 1)
    tree = nearest.nearest(*points, *sites)
    assert np.array_equal(tree[0], one_by_one[0])
    assert np.array_equal(tree[1], one_by_one[1])
