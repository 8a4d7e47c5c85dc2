"""Demand points read as columns."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from allocator.reading import points as module
from allocator.reading.instance import Reading, read_instance
from tests.reading.conftest import errors_of

Change = Callable[[str, str, str], Path]


def test_the_slow_way_gives_what_the_fast_way_gives(good: Reading, town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_at_once", lambda table: None)
    slow = read_instance(town / "town.yaml").city.demand
    for column in ("codes", "district", "township", "area_class", "lon", "lat", "insured"):
        assert np.array_equal(getattr(slow, column), getattr(good.city.demand, column)), column


@pytest.mark.parametrize(("old", "new"), [("35000", "35000.0"), (",urban\nP2", ",\nP2"), ("P1,", "１,"),
    ("urban\nP2", "城镇\nP2")])
def test_a_cell_that_needs_a_closer_look_is_read_all_the_same(old: str, new: str, change: Change) -> None:
    demand = read_instance(change("town/demand_points.csv", old, new) / "town.yaml").city.demand
    assert demand.people == 100_000
    assert not np.isnan(demand.lon).any()


def test_a_point_without_an_area_class_has_its_townships(good: Reading, change: Change) -> None:
    reading = read_instance(change("town/demand_points.csv", ",urban\nP2", ",\nP2") / "town.yaml")
    assert np.array_equal(reading.city.demand.area_class, good.city.demand.area_class)
    assert [p for p in reading.problems if p.severity == "note" and "按其所在乡镇街道" in p.message]


def test_a_point_without_a_place_is_refused_where_a_rule_goes_by_distance(change: Change) -> None:
    town = change("town/demand_points.csv", "118.371,31.331", ",") / "town.yaml"
    found = errors_of(lambda: read_instance(town))
    assert [p.place.rpartition("/")[2] for p in found] == ["demand_points.csv 第2行 lon", "demand_points.csv 第2行 lat"]
    assert all("pharmacy-circle" in p.message for p in found)


def test_a_hundred_thousand_points_are_read_without_an_object_for_each(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = "code,name,district,township,lon,lat,insured,area_class\n"
    places = ((118.3 + i % 1000 / 10_000, 31.3 + i // 1000 / 10_000) for i in range(100_000))
    rows = "".join(f"P{i:06d},村,东区,东街道,{lon:.4f},{lat:.4f},1,urban\n" for i, (lon, lat) in enumerate(places))
    (town / "town" / "demand_points.csv").write_text(head + rows, "utf-8")
    monkeypatch.setattr(module, "_row_by_row", lambda *_: pytest.fail("row by row"))
    assert read_instance(town / "town.yaml").city.demand.people == 100_000
