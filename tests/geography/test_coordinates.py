from __future__ import annotations

import numpy as np
import pytest
from pyproj import Transformer

from allocator.geography.coordinates import CHINA, SYSTEMS, Region, System, bad_points, from_wgs84, to_wgs84

# Published with the converters eviltransform (three cities) and coordtransform (Beijing): lon, lat in WGS-84, lon, lat in GCJ-02.
FORMULA_PAIRS = [
    (121.5272106, 31.1774276, 121.531541859215, 31.17530398364597),
    (113.912316, 22.543847, 113.9171764808363, 22.540796131694766),
    (116.377817, 39.911954, 116.38404722455657, 39.91334545536069),
    (116.404, 39.915, 116.41024449916938, 39.91640428150164),
]
# City centres as the two map services give them, published with the converter gcoord: WGS-84, GCJ-02, BD-09, to seven decimals (1 cm).
SERVICE_PAIRS = {
    "芜湖市": ((118.4275472, 31.3547036), (118.432943, 31.3528632), (118.4393744, 31.3591996)),
    "绍兴市": ((120.5761439, 30.032385), (120.580236, 30.0297572), (120.5867094, 30.0359468)),
    "济南市": ((117.1138727, 36.6507807), (117.1200084, 36.6512191), (117.1264069, 36.6575731)),
    "乌鲁木齐市": ((87.6140048, 43.824388), (87.6168579, 43.8255962), (87.6232918, 43.8317719)),
    "沈阳市": ((123.4253306, 41.8032629), (123.4314787, 41.8057023), (123.438095, 41.8114013)),
}
CENTIMETRE, METRE = 1e-7, 1e-5           # degrees, roughly


@pytest.mark.parametrize(("lon", "lat", "gcj_lon", "gcj_lat"), FORMULA_PAIRS)
def test_gcj02_agrees_with_published_pairs_in_both_directions(lon: float, lat: float, gcj_lon: float, gcj_lat: float) -> None:
    assert from_wgs84(lon, lat, "gcj02") == (pytest.approx(gcj_lon, abs=1e-12), pytest.approx(gcj_lat, abs=1e-12))
    assert to_wgs84(gcj_lon, gcj_lat, "gcj02") == (pytest.approx(lon, abs=1e-12), pytest.approx(lat, abs=1e-12))


@pytest.mark.parametrize("city", SERVICE_PAIRS)
def test_gcj02_and_bd09_agree_with_the_map_services(city: str) -> None:
    wgs, gcj, bd = SERVICE_PAIRS[city]
    assert np.array(to_wgs84(*gcj, "gcj02")) == pytest.approx(np.array(wgs), abs=METRE)
    assert np.array(to_wgs84(*bd, "bd09")) == pytest.approx(np.array(wgs), abs=METRE)
    assert np.array(from_wgs84(*to_wgs84(*gcj, "gcj02"), "bd09")) == pytest.approx(np.array(bd), abs=2 * CENTIMETRE)


@pytest.mark.parametrize("system", SYSTEMS)
def test_there_and_back_is_the_same_point_all_over_china(system: System) -> None:
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(74, 134, 20_000), rng.uniform(4, 53, 20_000)
    back = to_wgs84(*from_wgs84(lon, lat, system), system)
    assert np.abs(back[0] - lon).max() < 1e-11             # a micrometre
    assert np.abs(back[1] - lat).max() < 1e-11


def test_shift_at_wuhu_is_554_metres() -> None:
    # 芜湖: 0.0053896° x 111.32 km x cos 31.35° = 512 m west, 0.0018446° x 110.9 km = 205 m south: about 550 m.
    lon, lat = from_wgs84(118.4275472, 31.3547036, "gcj02")
    east, north = (lon - 118.4275472) * 111_320 * np.cos(np.radians(31.3547)), (lat - 31.3547036) * 110_900
    assert np.hypot(east, north) == pytest.approx(552, abs=4)


def test_cgcs2000_is_taken_as_it_stands_as_proj_does() -> None:
    there = Transformer.from_crs(4490, 4326, always_xy=True).transform(118.4275472, 31.3547036)
    assert to_wgs84(118.4275472, 31.3547036, "cgcs2000") == (pytest.approx(there[0], abs=1e-9), pytest.approx(there[1], abs=1e-9))


def test_blank_cells_stay_blank() -> None:
    lon, lat = to_wgs84([np.nan, 118.4], [31.3, 31.3], "gcj02")
    assert np.isnan([lon[0], lat[0]]).any()
    assert np.isfinite([lon[1], lat[1]]).all()


def test_faulty_points_are_named_with_their_row_and_fault() -> None:
    wuhu = Region(117.5, 30.5, 119.0, 31.8)
    lon = [118.4, np.nan, 118.4, 0.0, 31.3, 120.2, 117.5, 118.4]
    lat = [31.3, 31.3, np.nan, 0.0, 118.4, 30.2, 30.5, 91.0]
    found = [(p.row, p.fault) for p in bad_points(lon, lat, wuhu)]
    assert found == [(1, "missing"), (2, "missing"), (3, "zero"), (4, "swapped"), (5, "outside"), (7, "outside")]


def test_region_is_not_widened_by_slips() -> None:
    lon, lat = np.linspace(117.8, 118.6, 60), np.linspace(30.7, 31.6, 60)
    region = Region.around(np.append(lon, [128.4, 31.3, 0.0, np.nan]), np.append(lat, [31.3, 118.4, 0.0, 31.0]), margin=0.2)
    assert (region.west, region.south, region.east, region.north) == pytest.approx((117.6, 30.5, 118.8, 31.8))
    assert Region.around([], []) == CHINA
