"""Walking networks from a local OpenStreetMap extract, by the extra `geo`."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from allocator.domain.travel import Paths
from allocator.reading.streams.columns import Faults

WALKED = frozenset((
    "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link", "unclassified",
    "residential", "living_street", "service", "pedestrian", "track", "footway", "path", "steps", "cycleway", "bridleway", "corridor",
    "road", "crossing",
))
SHUT = ("no", "private")


def read_osm(path: Path) -> Paths:
    """Every way that may be walked, both ways, an edge for each piece between two of its nodes; lengths are straight lines between these.

    Raises
    ------
    BadInput
        if the extra is not installed, or the file cannot be read or holds no such way.
    """
    faults = Faults(path)
    try:
        import osmium
    except ImportError:
        faults.file("needs", package="osmium", extra="geo")
    if not path.is_file():
        faults.file("not_a_file" if path.exists() else "missing")
    edges: list[tuple[int, int]] = []
    at: dict[int, tuple[float, float]] = {}
    try:
        for way in osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)):
            if walkable(way.tags):
                _take(way, edges, at)
    except RuntimeError:
        faults.file("osm")
    if not edges:
        faults.file("no_paths")
    return _paths(edges, at)


def walkable(tags: Any) -> bool:
    """Whether people on foot may go along a way with these tags (`get` by key)."""
    if tags.get("area") == "yes" or tags.get("foot") in SHUT:
        return False
    if tags.get("foot") in ("yes", "designated", "permissive"):
        return bool(tags.get("highway"))
    return tags.get("highway") in WALKED and tags.get("access") not in SHUT


def _take(way: Any, edges: list[tuple[int, int]], at: dict[int, tuple[float, float]]) -> None:
    """The pieces of a way; a node without a place, cut off at the edge of the extract, ends a piece."""
    last = None
    for node in way.nodes:
        here = node.ref if node.location.valid() else None
        if here is not None:
            at[here] = (node.lon, node.lat)
            if last is not None and last != here:
                edges.append((last, here))
        last = here


def _paths(edges: list[tuple[int, int]], at: dict[int, tuple[float, float]]) -> Paths:
    names = np.array(sorted(at), dtype=np.int64)
    ends = np.searchsorted(names, np.unique(np.array(edges, dtype=np.int64), axis=0))
    place = np.array([at[n] for n in names.tolist()], dtype=np.float64)
    return Paths(ends[:, 0], ends[:, 1], place[:, 0], place[:, 1], np.zeros(len(ends), dtype=np.bool_))
