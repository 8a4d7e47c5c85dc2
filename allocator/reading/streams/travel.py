"""Given distances and paths to be walked: long and wide tables of distances, edge tables."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from allocator.domain.travel import Distances, Paths
from allocator.reading.streams.columns import Column
from allocator.reading.streams.places import to_system
from allocator.reading.streams.table import Table, open_table

POINT = Column("point", ("point", "点位编码", "需求点", "demand", "origin", "起点"), "text")
PLACE = Column("place", ("place", "机构编码", "布点编号", "布点", "site", "destination", "终点"), "text")
LENGTHS = ("metres", "距离", "米", "distance", "distance_m", "meters", "长度", "length")
METRES = Column("metres", LENGTHS, "amount", needed=False, blank=True)
MINUTES = Column("minutes", ("minutes", "时间", "分钟", "time", "duration"), "amount", needed=False, blank=True)
NODES = [
    Column("from_node", ("from_node", "起点", "from", "u", "tail"), "text"),
    Column("to_node", ("to_node", "终点", "to", "v", "head"), "text"),
    Column("from_lon", ("from_lon", "起点经度")), Column("from_lat", ("from_lat", "起点纬度")),
    Column("to_lon", ("to_lon", "终点经度")), Column("to_lat", ("to_lat", "终点纬度")),
    Column("one_way", ("one_way", "单行", "oneway"), "text", needed=False),
]
ONE_WAY = ("yes", "是", "1", "true")


def read_distances(path: Path, places: Sequence[str]) -> Iterator[Distances]:
    """Given distances or times, piece by piece.

    Parameters
    ----------
    path : a long table (point, place, metres or minutes) or a wide one: points in the first column, a column for each place, metres.
    places : codes by which a wide table is known.
    """
    first = open_table(path, [])
    if sum(h in set(places) for h in first.headers[1:]) * 2 > len(first.headers) - 1:
        yield from _wide(path, first.headers, places)
        return
    table = open_table(path, [POINT, PLACE, METRES, MINUTES])
    if not (table.has("metres") or table.has("minutes")):
        table.faults.file("no_column", column="metres / minutes")
    for piece in table.pieces():
        yield Distances.of(piece["point"], piece["place"], *(_far(piece.get(unit)) for unit in ("metres", "minutes")))


def _wide(path: Path, headers: Sequence[str], places: Sequence[str]) -> Iterator[Distances]:
    known = [h for h in headers[1:] if h in set(places)]
    columns = [Column("", (headers[0],), "text"), *(Column(h, (h,), "amount", blank=True) for h in known)]
    for piece in open_table(path, columns).pieces():
        count = len(piece[""])
        far = np.concatenate([piece[h] for h in known])
        yield Distances.of(np.tile(piece[""], len(known)), np.repeat(np.array(known, dtype=np.str_), count), _far(far))


def _far(figures: Any) -> Any:
    """Figures with those that are missing out of any reach."""
    return None if figures is None else np.where(np.isnan(figures), 9e12, figures)


def read_paths(path: Path, system: str) -> Paths:
    """An edge table, or an OpenStreetMap extract (.osm, .osm.pbf …) by the extra `geo`.

    Raises
    ------
    BadInput
        with the row of every fault.
    """
    if ".osm" in path.name.lower() or path.suffix.lower() == ".pbf":
        from allocator.reading.streams.osm import read_osm

        return read_osm(path)
    table = open_table(path, [*NODES, METRES, MINUTES])
    rows = table.whole()
    ends = [d for end in ("from", "to") for d in to_system(rows[f"{end}_lon"], rows[f"{end}_lat"], system, table.faults)]
    _steady(table, rows)
    single = np.isin(np.char.lower(rows["one_way"]), ONE_WAY) if table.has("one_way") else False
    cost = {unit: rows[unit] for unit in ("metres", "minutes") if table.has(unit)}
    return Paths.of(rows["from_node"], rows["to_node"], ends, single, **cost)


def _steady(table: Table, rows: Any) -> None:
    """Every node stands at one place, to a millionth of a degree, and minutes are told for all edges or for none."""
    name = np.concatenate((rows["from_node"], rows["to_node"]))
    _, first, number = np.unique(name, return_index=True, return_inverse=True)
    count = len(rows["from_node"])
    for ends in (("from_lon", "to_lon"), ("from_lat", "to_lat")):
        at = np.concatenate([rows[e] for e in ends])
        for k in np.flatnonzero(np.abs(at - at[first[number]]) > 1e-6).tolist():
            table.fault(k % count, ends[k // count], "node_moves", value=str(name[k]))
    for k in np.flatnonzero(np.isnan(rows["minutes"])).tolist() if table.has("minutes") else ():
        table.fault(k, "minutes", "text")
    table.faults.done()


