"""Tables of places: demand points in pieces, sites and institutions whole; every coordinate in WGS-84, faulty ones with their row."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from allocator.geography.coordinates import SYSTEMS, Region, bad_points, to_wgs84
from allocator.reading.streams.columns import Column, Faults, Found
from allocator.reading.streams.table import Table, open_table

EARTH = Region(-180, -80, 180, 80)
CODE = Column("code", ("code", "点位编码", "申请编号", "布点编号", "机构编码", "编码", "id"), "text")
NAME = Column("name", ("name", "名称", "点位名称", "机构名称", "申请机构名称"), "text", needed=False)
LON = Column("lon", ("lon", "经度", "longitude", "lng", "x", "东坐标"))
LAT = Column("lat", ("lat", "纬度", "latitude", "y", "北坐标"))
WEIGHTS = ("insured", "参保人数", "weight", "权重", "people", "人数", "population", "人口", "residents", "常住人口", "demand", "需求")
PEOPLE = Column("people", WEIGHTS, "whole", needed=False)
CLASS = Column("area_class", ("area_class", "区域类型"), "text", needed=False)


@dataclass(frozen=True, eq=False)
class Sites:
    """Places that may be chosen, or that are there, sorted by code."""

    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    lon: Any = ()
    lat: Any = ()

    def __len__(self) -> int:
        """Count of places."""
        return len(self.codes)


@dataclass(frozen=True, eq=False)
class Demand:
    """A piece of demand: degrees, people (1 a row where the table tells none), codes and area classes where asked for."""

    lon: Any
    lat: Any
    people: Any
    codes: Any = None
    area_class: Any = None


def read_places(path: Path, system: str, *, located: bool = True) -> Sites:
    """Candidate sites or existing institutions.

    Parameters
    ----------
    located : whether they need coordinates; not where distances are given.

    Raises
    ------
    BadInput
        with the row of every fault.
    """
    table = open_table(path, [CODE, NAME, *_degrees(located)])
    rows = table.whole()
    codes, lon, lat = rows["code"].tolist(), *_placed(table, rows, system, located)
    _once(codes, table.faults, table.found["code"])
    table.faults.done()
    order = sorted(range(len(codes)), key=codes.__getitem__)
    names = rows["name"].tolist() if table.has("name") else [""] * len(codes)
    return Sites(tuple(codes[i] for i in order), tuple(names[i] for i in order), lon[order], lat[order])


def demand_table(path: Path, *, located: bool = True, coded: bool = False, classed: bool = False) -> Table:
    """The demand table with its header understood.

    Parameters
    ----------
    coded : whether codes are needed (given distances).   classed : whether area classes are (a reach for each).
    """
    wanted = [*_degrees(located), PEOPLE, *([CODE] if coded else []), *([Column(CLASS.key, CLASS.headers, "text")] if classed else [])]
    return open_table(path, wanted)


def read_demand(table: Table, system: str, *, located: bool = True) -> Iterator[Demand]:
    """Demand piece by piece; a piece with a fault raises with its row."""
    done = 0
    for piece in table.pieces():
        count = len(next(iter(piece.values())))
        lon, lat = _placed(table, piece, system, located, done)
        people = piece["people"].astype(np.int64) if table.has("people") else np.ones(count, dtype=np.int64)
        table.faults.done()
        yield Demand(lon, lat, people, piece.get("code"), piece.get("area_class"))
        done += count


def _degrees(located: bool) -> list[Column]:
    """Columns of coordinates; nice to have where they are not needed."""
    return [LON, LAT] if located else [Column(c.key, c.headers, needed=False, blank=True) for c in (LON, LAT)]


def _placed(table: Table, piece: Any, system: str, located: bool, done: int = 0) -> tuple[Any, Any]:
    """Degrees in WGS-84; missing, swapped, zero and impossible ones are faults where they are needed."""
    if not (table.has("lon") and table.has("lat")):
        count = len(next(iter(piece.values())))
        return np.full(count, np.nan), np.full(count, np.nan)
    lon, lat = to_system(piece["lon"], piece["lat"], system, table.faults)
    if located:
        for bad in bad_points(lon, lat, EARTH):
            table.fault(done + bad.row, "lon", f"point.{bad.fault}", lon=bad.lon, lat=bad.lat)
    return lon, lat


def to_system(lon: Any, lat: Any, system: str, faults: Faults) -> tuple[Any, Any]:
    """WGS-84 from one of the four systems, or from projected coordinates by their EPSG number."""
    if system in SYSTEMS:
        return to_wgs84(lon, lat, system)
    from pyproj import Transformer
    from pyproj.exceptions import CRSError

    try:
        return Transformer.from_crs(system, "EPSG:4326", always_xy=True).transform(lon, lat)
    except CRSError:
        faults.file("system", value=system)


def _once(codes: Sequence[str], faults: Faults, found: Found) -> None:
    first: dict[str, int] = {}
    for k, code in enumerate(codes):
        if code in first:
            faults.cell(k, found.header, "code_twice", value=code, first=first[code] + 2)
        first.setdefault(code, k)
