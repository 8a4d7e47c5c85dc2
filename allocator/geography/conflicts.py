"""Sites that are too near each other: pairs, and the maximal cliques whose rows say more than the pairs' rows do."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from allocator.geography.search import within

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Pair = tuple[int, int]
CLIQUES = 50_000                         # rows at most before the rest are said pair by pair


def pairs_within(lon: ArrayLike, lat: ArrayLike, metres: float | Fraction, kind: ArrayLike | None = None) -> tuple[Pair, ...]:
    """Pairs (i, j), i < j, of sites at most some metres apart, sorted.

    Parameters
    ----------
    lon, lat : float[M], degrees, WGS-84.
    kind : int[M] or text[M]; where given, only sites of the same kind conflict.
    """
    near = within(lon, lat, lon, lat, metres)
    i, j = near.row_numbers(), near.index.astype(np.int64)
    keep = i < j
    if kind is not None:
        keep &= np.asarray(kind)[i] == np.asarray(kind)[j]
    return tuple(zip(i[keep].tolist(), j[keep].tolist(), strict=True))


def cliques(pairs: Iterable[Pair], most: int = CLIQUES) -> tuple[tuple[int, ...], ...]:
    """Groups of sites of which any two conflict, sorted: every pair given stands in at least one, and no other pair in any.

    Parameters
    ----------
    pairs : conflicts, (i, j) with i < j.
    most : maximal cliques to list; beyond that the pairs still missing are groups of two, so that the rows stay exact though weaker.
    """
    edges = sorted(set(pairs))
    if not edges:
        return ()
    found: set[tuple[int, ...]] = set()
    for clique in _maximal(edges):
        if len(found) >= most:
            break
        found.add(tuple(sorted(clique)))
    said = {pair for clique in found for pair in combinations(clique, 2)}
    return tuple(sorted(found | {pair for pair in edges if pair not in said}))


def _maximal(edges: list[Pair]) -> Iterator[list[int]]:
    import networkx

    graph = networkx.Graph()
    graph.add_edges_from(edges)
    yield from networkx.find_cliques(graph)
