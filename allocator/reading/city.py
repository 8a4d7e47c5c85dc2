"""The tables together: rows become the city, and what one table says of another is checked."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np

from allocator.domain.city import City, District, Event, Fund, Release, Requirement, Township
from allocator.domain.demand import Demand
from allocator.domain.institution import Application, Institution
from allocator.geography.coordinates import CHINA, Region, System, bad_points, to_wgs84
from allocator.reading.points import Points, points
from allocator.reading.problems import Problems
from allocator.reading.tables import Record, Table, typed
from allocator.rules.base import Rule

CLASSES: dict[str, Any] = {
    "districts": District, "townships": Township, "institutions": Institution, "applications": Application, "funds": Fund,
    "requirements": Requirement, "releases": Release, "events": Event,
}
LOCATED = ("townships", "institutions", "applications")
NO_POINTS = Points([], {k: [] for k in ("code", "district", "township", "lon", "lat", "insured", "area_class")})


@dataclass(frozen=True)
class Tables:
    """Every table of an instance, typed.

    Parameters
    ----------
    systems : table -> the coordinate system that its degrees are in.
    """

    typed: Mapping[str, Table]
    points: Points
    demand: Table | None
    systems: Mapping[str, System]

    def records(self, name: str) -> tuple[Record, ...]:
        """Rows of one table, none where there is no such table."""
        return self.typed[name].records if name in self.typed else ()


def type_all(opened: Mapping[str, Table], tags: Mapping[str, str], systems: Mapping[str, System], problems: Problems) -> Tables:
    """Type every row of every table."""
    context = {word: tag for tag, chinese in tags.items() for word in (tag, chinese)}
    done = {name: typed(table, context, problems) for name, table in opened.items() if name != "demand_points"}
    demand = opened.get("demand_points")
    return Tables(done, points(demand, problems) if demand else NO_POINTS, demand, systems)


def city_of(tables: Tables, year: int, data_as_of: date, problems: Problems) -> City | None:
    """The city, with every coordinate in WGS-84; None where a row has none of what makes it one."""
    region = _region(tables)
    made: dict[str, Any] = {}
    for name, kind in CLASSES.items():
        records = tables.records(name)
        moved = _wgs84(name, tables, region, problems) if name in LOCATED else {}
        known = {f.name for f in fields(kind)}
        made[name] = tuple(kind(**_filled(name, {k: v for k, v in {**r.values, **moved.get(i, {})}.items() if k in known}))
                           for i, r in enumerate(records))
    demand = _demand(tables, region, problems)
    return None if problems.errors or demand is None else City(year=year, data_as_of=data_as_of, demand=demand, **made)


def _filled(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """What an empty cell stands for."""
    if name in ("institutions", "applications"):
        values.setdefault("account_district", values["district"])
    if name == "applications":
        values.setdefault("beds_min", values.get("beds_max", 0))
    if name == "funds":
        values.setdefault("district", "")
    if name == "townships":
        values.setdefault("insured", 0)
    return values


def _degrees(records: tuple[Record, ...], key: str) -> list[float]:
    return [r.values.get(key, np.nan) for r in records]


def _region(tables: Tables) -> Region:
    """Where the city's points must lie: around its townships, else around its demand points."""
    records = tables.records("townships")
    lon, lat = _degrees(records, "lon"), _degrees(records, "lat")
    name = "townships"
    if not np.isfinite(lon).any():
        lon, lat, name = tables.points.columns["lon"], tables.points.columns["lat"], "demand_points"
    return Region.around(*to_wgs84(lon, lat, tables.systems.get(name, "wgs84"))) if len(lon) else CHINA


def _wgs84(name: str, tables: Tables, region: Region, problems: Problems) -> dict[int, dict[str, float]]:
    """Row -> its coordinates in WGS-84; rows without any are left out."""
    records = tables.records(name)
    lon, lat = to_wgs84(_degrees(records, "lon"), _degrees(records, "lat"), tables.systems.get(name, "wgs84"))
    for bad in bad_points(lon, lat, CHINA if name == "townships" else region):
        if bad.fault != "missing" or not np.isnan(bad.lon) or not np.isnan(bad.lat):
            _refuse(tables.typed[name], records[bad.row].number, bad.fault, bad.lon, bad.lat, problems)
    return {i: {"lon": float(lon[i]), "lat": float(lat[i])} for i in range(len(records)) if np.isfinite(lon[i]) and np.isfinite(lat[i])}


def _refuse(table: Table, number: int, fault: str, lon: float, lat: float, problems: Problems) -> None:
    problems.error(table.place(number, "lon"), f"point.{fault}", lon=lon, lat=lat)


def _demand(tables: Tables, region: Region, problems: Problems) -> Demand | None:
    found = tables.points
    c = found.columns
    lon, lat = to_wgs84(c["lon"], c["lat"], tables.systems.get("demand_points", "wgs84"))
    if tables.demand is not None:
        for bad in bad_points(lon, lat, region):
            _refuse(tables.demand, found.numbers[bad.row], bad.fault, bad.lon, bad.lat, problems)
    if len(set(c["code"])) < len(c["code"]):
        return None
    return Demand.of(codes=c["code"], district=c["district"], township=c["township"], area_class=c["area_class"], lon=lon, lat=lat,
                     insured=c["insured"])


def derives_beds(rules: tuple[Rule, ...]) -> bool:
    """Whether a rule of the model says how insured beds follow from other columns."""
    return any(r.kind == "institution_cap" for r in rules)
