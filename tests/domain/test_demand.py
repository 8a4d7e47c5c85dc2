from __future__ import annotations

import numpy as np
import pytest

from allocator.domain.demand import Demand


def town() -> Demand:
    return Demand.of(codes=["P3", "P1", "P2"], district=["南陵县", "镜湖区", "镜湖区"], township=["籍山镇", "滨江街道", "滨江街道"],
                     lon=[118.3, 118.1, 118.2], lat=[30.9, 31.1, 31.2], insured=[30, 10, 20], area_class=["rural", "dense", "urban"])


def test_rows_are_sorted_by_code_with_every_column() -> None:
    demand = town()
    assert demand.codes.tolist() == ["P1", "P2", "P3"]
    assert demand.insured.tolist() == [10, 20, 30]
    assert demand.lon.tolist() == [118.1, 118.2, 118.3]
    assert [demand.districts[i] for i in demand.district] == ["镜湖区", "镜湖区", "南陵县"]
    assert [demand.townships[i] for i in demand.township] == ["滨江街道", "滨江街道", "籍山镇"]
    assert [demand.area_classes[i] for i in demand.area_class] == ["dense", "urban", "rural"]
    assert (len(demand), demand.people) == (3, 60)


def test_order_of_rows_and_of_names_decides_nothing() -> None:
    one = town()
    other = Demand(codes=one.codes[::-1], district=1 - one.district[::-1], districts=one.districts[::-1], township=one.township[::-1],
                   townships=one.townships, area_class=one.area_class[::-1], area_classes=one.area_classes, lon=one.lon[::-1],
                   lat=one.lat[::-1], insured=one.insured[::-1])
    assert other.districts == one.districts
    for column in ("codes", "district", "township", "area_class", "lon", "lat", "insured"):
        assert np.array_equal(getattr(one, column), getattr(other, column)), column


def test_people_by_district_counts_every_person_once() -> None:
    demand = town()
    assert demand.people_by_district() == {"南陵县": 30, "镜湖区": 30}
    assert demand.people_by_district(demand.insured > 10) == {"南陵县": 30, "镜湖区": 20}


def test_selection_keeps_the_lists_of_names() -> None:
    here = town().select(town().in_district("镜湖区"))
    assert here.codes.tolist() == ["P1", "P2"]
    assert here.districts == town().districts
    assert not town().in_district("no such district").any()


def test_arrays_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        town().insured[0] = 99


def test_no_points_at_all() -> None:
    empty = Demand.of(codes=[], district=[], lon=[], lat=[], insured=[])
    assert (len(empty), empty.people, empty.people_by_district()) == (0, 0, {})


@pytest.mark.parametrize(("codes", "lon", "why"), [(["A", "A"], [1.0, 2.0], "twice"), (["A", "B"], [1.0], "lon")])
def test_faulty_columns_are_refused(codes: list[str], lon: list[float], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Demand.of(codes=codes, district=["d", "d"], lon=lon, lat=[1.0, 2.0], insured=[1, 1])
