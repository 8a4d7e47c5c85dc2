"""Large tables: headers in either language, figures as they stand, every fault with its row and column."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from allocator.errors import BadInput
from allocator.geography.coordinates import from_wgs84
from allocator.reading.streams import comma, parquet
from allocator.reading.streams.places import demand_table, read_demand, read_places
from allocator.reading.streams.travel import read_distances, read_paths

HEAD = "code,lon,lat,insured\n"
GOOD = "P1,118.4,31.3,10\nP2,118.5,31.4,0\n"


def written(folder: Path, text: str, name: str = "t.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def people(path: Path) -> tuple[list[float], list[int]]:
    pieces = list(read_demand(demand_table(path), "wgs84"))
    return np.concatenate([p.lon for p in pieces]).tolist(), np.concatenate([p.people for p in pieces]).tolist()


@pytest.mark.parametrize("head", [HEAD, "点位编码,经度,纬度,参保人数\n", "code,Longitude,LAT ,people\n", "code,lon,lat,人数（人）\n"])
def test_headers_are_known_in_either_language(tmp_path: Path, head: str) -> None:
    assert people(written(tmp_path, head + GOOD)) == ([118.4, 118.5], [10, 0])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_encodings_of_spreadsheets_are_read(tmp_path: Path, encoding: str) -> None:
    assert people(written(tmp_path, "名称,经度,纬度,参保人数\n甲,118.4,31.3,7\n", encoding=encoding)) == ([118.4], [7])


def test_where_nobody_counted_every_row_is_one(tmp_path: Path) -> None:
    assert people(written(tmp_path, "lon,lat\n118.4,31.3\n118.5,31.3\n"))[1] == [1, 1]


@pytest.mark.parametrize("text", [
    GOOD, '"P1","118.4","31.3","10"\n\nP2,118.5,31.4,0', "P1,118.4,31.3,10\nP2, 118.5 ,31.4,0 \n", "P1,118.4,31.3,１０\nP2,118.5,31.4,0\n"])
def test_quotes_blanks_blank_lines_and_wide_digits_change_nothing(tmp_path: Path, text: str) -> None:
    assert people(written(tmp_path, HEAD + text)) == ([118.4, 118.5], [10, 0])


@pytest.mark.parametrize(("row", "said"), [
    ("P3,118.4,,5", ["4", "lat", "为空"]), ("P3,118.4,31.3,", ["4", "insured", "为空"]), ("P3,118.4,31.3,abc", ["4", "insured", "abc"]),
    ("P3,118.4,31.3,1.5", ["4", "insured", "整数"]), ("P3,118.4,31.3,-2", ["4", "insured", "整数"]),
    ("P3,31.3,118.4,5", ["4", "lon", "对调"]), ("P3,0,0,5", ["4", "(0, 0)"]), ("P3,118.4,nan,5", ["4", "lat", "nan"]),
    ("P3,118.4,inf,5", ["4", "inf"]), ("P3,118.4,31.3", ["4", "3 格"]), ("合计,,,15", ["4", "lon", "为空"]),
])
@pytest.mark.parametrize("rows", [1 << 18, 2])
def test_a_fault_is_told_with_row_and_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str, said: list[str], rows: int) -> None:
    monkeypatch.setattr(comma, "ROWS", rows)
    with pytest.raises(BadInput) as e:
        people(written(tmp_path, HEAD + GOOD + row + "\n"))
    assert all(word in str(e.value.problems[0]) for word in said)


def test_all_faults_of_a_piece_are_told_together_up_to_a_limit(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as e:
        people(written(tmp_path, HEAD + "P,x,y,1\n" * 100))
    assert len(e.value.problems) == 21
    assert "20" in str(e.value.problems[-1])


def test_pieces_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, HEAD + "".join(f"P{i},118.{i:03},31.3,{i}\n" for i in range(100)))
    whole = people(path)
    monkeypatch.setattr(comma, "ROWS", 7)
    assert people(path) == whole
    assert whole[1] == list(range(100))


@pytest.mark.parametrize(("text", "said"), [(HEAD, "没有数据行"), ("code,lat,insured\nP,1,1\n", "缺少列"), ("", "缺少列")])
def test_what_is_missing_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        people(written(tmp_path, text))


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_no_such_file_is_bad_input(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput):
        demand_table(tmp_path / name)


def test_sites_come_in_the_order_of_their_codes_and_once(tmp_path: Path) -> None:
    sites = read_places(written(tmp_path, "code,name,lon,lat\nB,乙,118.5,31.3\nA,甲,118.4,31.3\n"), "wgs84")
    assert (sites.codes, sites.names, sites.lon.tolist()) == (("A", "B"), ("甲", "乙"), [118.4, 118.5])
    with pytest.raises(BadInput, match=r"第4行.*A.*第 2 行"):
        read_places(written(tmp_path, "code,lon,lat\nA,118.5,31.3\nB,118.4,31.3\nA,118.4,31.3\n"), "wgs84")


@pytest.mark.parametrize("system", ["gcj02", "bd09"])
def test_a_table_may_say_its_own_system(tmp_path: Path, system: str) -> None:
    lon, lat = from_wgs84([118.4], [31.3], system)  # type: ignore[arg-type]
    sites = read_places(written(tmp_path, f"code,lon,lat\nA,{float(lon[0])!r},{float(lat[0])!r}\n"), system)
    assert (sites.lon[0], sites.lat[0]) == pytest.approx((118.4, 31.3), abs=1e-9)


def test_projected_coordinates_are_known_by_their_number(tmp_path: Path) -> None:
    # CGCS2000, three-degree zone with central meridian 117 E: the false easting of 500 km lies on that meridian
    sites = read_places(written(tmp_path, "code,x,y\nA,500000,3464000\n"), "epsg:4548")
    assert sites.lon[0] == pytest.approx(117, abs=1e-9)
    assert 31.2 < sites.lat[0] < 31.4
    with pytest.raises(BadInput, match="坐标系"):
        read_places(written(tmp_path, "code,x,y\nA,500000,3464000\n"), "epsg:0")


# -- distances and paths

def test_long_and_wide_distances_are_the_same(tmp_path: Path) -> None:
    long = written(tmp_path, "point,place,metres\nP1,A,10.5\nP1,B,7\nP2,A,3\n", "long.csv")
    wide = written(tmp_path, "point,A,B\nP1,10.5,7\nP2,3,\n", "wide.csv")
    far = {}
    for path in (long, wide):
        (d,) = read_distances(path, ["A", "B"])
        assert d.metres is not None and d.minutes is None
        far[path.stem] = [(p, s, m) for p, s, m in zip(d.point.tolist(), d.place.tolist(), d.metres.tolist(), strict=True) if m < 10**15]
    assert far["long"] == far["wide"] == [("P1", "A", 10_500), ("P1", "B", 7_000), ("P2", "A", 3_000)]


def test_minutes_are_read_beside_metres(tmp_path: Path) -> None:
    (d,) = read_distances(written(tmp_path, "需求点,布点,距离（米）,分钟\nP1,A,100,1.2\n"), ["A"])
    assert (d.metres, d.minutes) == ([100_000], [1_200])
    with pytest.raises(BadInput, match="metres / minutes"):
        list(read_distances(written(tmp_path, "point,place\nP1,A\n"), ["A"]))


EDGES = "from_node,to_node,from_lon,from_lat,to_lon,to_lat,metres,one_way\n"


def test_an_edge_table_is_a_network(tmp_path: Path) -> None:
    paths = read_paths(written(tmp_path, EDGES + "b,a,118.41,31.3,118.4,31.3,1000,否\nb,c,118.41,31.3,118.42,31.3,,是\n"), "wgs84")
    assert (paths.tail.tolist(), paths.head.tolist(), paths.one_way.tolist()) == ([1, 1], [0, 2], [False, True])
    assert paths.lon.tolist() == [118.4, 118.41, 118.42]
    assert paths.metres is not None and paths.metres[0] == 1000 and np.isnan(paths.metres[1])


def test_a_node_stands_at_one_place(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"第2行.*to_lon.*b"):
        read_paths(written(tmp_path, EDGES + "a,b,118.4,31.3,118.41,31.3,1,\nb,c,118.42,31.3,118.43,31.3,1,\n"), "wgs84")


# -- Parquet

def test_parquet_is_the_same_as_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "t.parquet"
    monkeypatch.setattr(parquet, "ROWS", 3)
    columns = {"code": [f"P{i}" for i in range(10)], "lon": [118.4] * 10, "lat": [31.3] * 10, "insured": list(range(10))}
    pq.write_table(pa.table(columns), path)
    assert people(path) == ([118.4] * 10, list(range(10)))
    pq.write_table(pa.table({"lon": [118.4, None], "lat": ["31.3", "31.3"], "insured": [1, 2]}), path)
    with pytest.raises(BadInput, match=r"第3行.*lon.*为空"):
        people(path)
    path.write_bytes(b"PAR1 but torn")
    with pytest.raises(BadInput, match="Parquet"):
        people(path)


# -- OpenStreetMap

OSM = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
<node id="1" lat="31.30" lon="118.40"/><node id="2" lat="31.30" lon="118.41"/><node id="3" lat="31.31" lon="118.41"/>
<node id="4" lat="31.31" lon="118.42"/><node id="5" lat="31.32" lon="118.42"/>
<way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="oneway" v="yes"/></way>
<way id="11"><nd ref="3"/><nd ref="4"/><tag k="highway" v="motorway"/></way>
<way id="12"><nd ref="4"/><nd ref="5"/><tag k="highway" v="footway"/><tag k="access" v="private"/></way>
<way id="13"><nd ref="2"/><nd ref="99"/><nd ref="3"/><tag k="highway" v="path"/></way>
<way id="14"><nd ref="3"/><nd ref="5"/><tag k="highway" v="trunk"/><tag k="foot" v="yes"/></way>
</osm>
"""


def test_ways_that_can_be_walked_are_taken_from_a_made_up_extract(tmp_path: Path) -> None:
    pytest.importorskip("osmium")
    paths = read_paths(written(tmp_path, OSM, "town.osm"), "wgs84")
    places = list(zip(paths.lon.round(2).tolist(), paths.lat.round(2).tolist(), strict=True))
    edges = {tuple(sorted((places[a], places[b]))) for a, b in zip(paths.tail.tolist(), paths.head.tolist(), strict=True)}
    # on foot one goes a one-way street both ways; not on the motorway, nor where it is private; a way is cut where a node is missing
    assert edges == {((118.4, 31.3), (118.41, 31.3)), ((118.41, 31.3), (118.41, 31.31)), ((118.41, 31.31), (118.42, 31.32))}
    assert not paths.one_way.any()


@pytest.mark.parametrize(("text", "said"), [("<osm version='0.6'></osm>", "道路"), ("no xml at all", "OpenStreetMap")])
def test_an_extract_without_ways_is_bad_input(tmp_path: Path, text: str, said: str) -> None:
    pytest.importorskip("osmium")
    with pytest.raises(BadInput, match=said):
        read_paths(written(tmp_path, text, "town.osm"), "wgs84")
