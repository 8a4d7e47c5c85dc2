"""The tables together: rows become the city, every coordinate in WGS-84."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from allocator.domain.city import City, District, Event, Fund, Release, Requirement, Township
from allocator.domain.demand import Demand
from allocator.domain.institution import Application, Institution
from allocator.geography.coordinates import CHINA, Region, System, bad_points, to_wgs84
from allocator.reading.points import Points, points
from allocator.reading.problems import Problems
from allocator.reading.tables import Record, Reporter, Table, typed
from allocator.words.headers import value

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
    demand : the table of demand points, whose rows are the columns `points`.
    systems : table -> the coordinate system that its degrees are in.
    """

    typed: Mapping[str, Table]
    points: Points
    demand: Table | None
    systems: Mapping[str, System]

    def records(self, name: str) -> tuple[Record, ...]:
        """Rows of one table that have no fault, none where there is no such table."""
        return self.typed[name].records if name in self.typed else ()

    def names(self, table: str, column: str) -> frozenset[str]:
        """Texts of a column, rows with faults included, so that one fault does not bring others."""
        return frozenset(text for _, text in self.typed[table].texts(column)) if table in self.typed else frozenset()

    def pairs(self, table: str, a: str, b: str) -> set[tuple[str, str]]:
        """Texts of two columns, row by row."""
        if table not in self.typed:
            return set()
        both = zip(self.typed[table].texts(a), self.typed[table].texts(b), strict=True)
        return {(x, y) for (_, x), (_, y) in both}


def type_all(opened: Mapping[str, Table], tags: Mapping[str, str] | None, systems: Mapping[str, System], problems: Problems) -> Tables:
    """Type every row of every table, and check its coordinates.

    Parameters
    ----------
    tags : the model's vocabulary; None where the model could not be read: then every tag passes.
    """
    context = None if tags is None else {word: tag for tag, chinese in tags.items() for word in (tag, chinese, value(tag, "tags"))}
    done = {name: typed(table, context, problems) for name, table in opened.items() if name != "demand_points"}
    demand = opened.get("demand_points")
    found = points(demand, problems) if demand else NO_POINTS
    tables = Tables(done, _classed(found, done.get("townships"), demand, problems), demand, systems)
    check_points(tables, problems)
    return tables


def _classed(found: Points, townships: Table | None, demand: Table | None, problems: Problems) -> Points:
    """A demand point without an area class has that of its township."""
    c = found.columns
    if townships is None or demand is None or all(c["area_class"]):
        return found
    known = {(r.values["district"], r.values["township"]): r.values.get("area_class") or "" for r in townships.records}
    homes = zip(c["district"], c["township"], c["area_class"], strict=True)
    classes = [area or known.get((district, township), "") for district, township, area in homes]
    if taken := sum(a != b for a, b in zip(classes, c["area_class"], strict=True)):
        problems.note(demand.place(found.numbers[0], "area_class"), "odd.township_class", count=taken)
    return Points(found.numbers, {**c, "area_class": classes})


def city_of(tables: Tables, year: int, data_as_of: date) -> City:
    """The city of tables without faults."""
    made: dict[str, Any] = {}
    for name, kind in CLASSES.items():
        moved = _wgs84(name, tables) if name in LOCATED else {}
        made[name] = tuple(kind(**_filled(name, r.values), **moved.get(i, {})) for i, r in enumerate(tables.records(name)))
    c = tables.points.columns
    lon, lat = to_wgs84(c["lon"], c["lat"], tables.systems.get("demand_points", "wgs84"))
    demand = Demand.of(codes=c["code"], district=c["district"], township=c["township"], area_class=c["area_class"], lon=lon, lat=lat,
                       insured=c["insured"])
    return City(year=year, data_as_of=data_as_of, demand=demand, **made)


def _filled(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a row, with what an empty one stands for; degrees come apart."""
    filled = {k: v for k, v in values.items() if k not in ("lon", "lat")}
    if name in ("institutions", "applications"):
        filled.setdefault("account_district", values["district"])
    if name == "applications":
        filled.setdefault("name", "")
        filled.setdefault("beds_min", values.get("beds_max", 0))
    if name == "funds":
        filled.setdefault("district", "")
    if name == "townships":
        filled.setdefault("insured", 0)
    return filled


# -- coordinates

def _degrees(name: str, tables: Tables) -> tuple[Any, Any]:
    records = tables.records(name)
    lon, lat = ([r.values.get(key, np.nan) for r in records] for key in ("lon", "lat"))
    return to_wgs84(lon, lat, tables.systems.get(name, "wgs84"))


def _wgs84(name: str, tables: Tables) -> dict[int, dict[str, float]]:
    """Row -> its coordinates in WGS-84; rows without any are left out."""
    lon, lat = _degrees(name, tables)
    return {int(i): {"lon": float(lon[i]), "lat": float(lat[i])} for i in np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))}


def _demand_degrees(tables: Tables) -> tuple[Any, Any]:
    c = tables.points.columns
    return to_wgs84(c["lon"], c["lat"], tables.systems.get("demand_points", "wgs84"))


def check_points(tables: Tables, problems: Problems) -> None:
    """Every point is whole, not (0, 0), not swapped, and lies in the city: around its townships, else around its demand."""
    lon, lat = _degrees("townships", tables)
    if not np.isfinite(lon).any():
        lon, lat = _demand_degrees(tables)
    region = Region.around(lon, lat) if len(lon) else CHINA
    for name in (n for n in LOCATED if n in tables.typed):
        numbers = [r.number for r in tables.records(name)]
        _check(tables.typed[name], numbers, _degrees(name, tables), region, problems)
    if tables.demand is not None:
        _check(tables.demand, tables.points.numbers, _demand_degrees(tables), region, problems)


def _check(table: Table, numbers: list[int], degrees: tuple[Any, Any], region: Region, problems: Problems) -> None:
    report = Reporter(table, problems)
    for bad in bad_points(*degrees, region):
        if bad.fault != "missing" or np.isfinite(bad.lon) or np.isfinite(bad.lat):
            report.add(numbers[bad.row], "lon", f"point.{bad.fault}", {"lon": bad.lon, "lat": bad.lat})
