"""`allocator site` from files to files: every way to measure, spopt's own example, refusals, exit codes."""
from __future__ import annotations

import csv
import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from allocator.cli import main
from allocator.geography.search import within
from tests.conftest import ROOT

SAN_FRANCISCO = ROOT / "tests/data/site/san_francisco"
LON, LAT = 118.4, 31.3


def site(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["site", *map(str, arguments)])


def answer(folder: Path, *arguments: str | Path) -> dict[str, Any]:
    """site.json of a run that ended well; the same stands on stdout."""
    result = site(*arguments, "--out", folder, "--json")
    assert result.exit_code == 0, result.stderr
    made: dict[str, Any] = json.loads((folder / "site.json").read_text("utf-8"))
    assert json.loads(result.stdout) == made
    return made


def table(path: Path, header: str, rows: list[list[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header.split(","), *rows])
    return path


@pytest.fixture
def town(tmp_path: Path) -> dict[str, Path]:
    """300 demand points, 25 sites and 4 institutions within 6 km; an eighth of the people lives in the countryside."""
    dice = Random(1)

    def place() -> list[float]:
        return [round(LON + dice.uniform(0, 0.06), 6), round(LAT + dice.uniform(0, 0.055), 6)]

    demand = [[f"P{i:03}", *place(), dice.randint(0, 40), "rural" if i % 8 == 0 else "urban"] for i in range(300)]
    sites = [[f"S{i:02}", f"药店{i}", *place()] for i in range(25)]
    there = [[f"E{i}", f"现有{i}", *place()] for i in range(4)]
    return {"demand": table(tmp_path / "demand.csv", "code,lon,lat,insured,area_class", demand),
            "sites": table(tmp_path / "sites.csv", "code,name,lon,lat", sites),
            "existing": table(tmp_path / "existing.csv", "code,name,lon,lat", there)}


def columns(path: Path, *keys: str) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [[r[k] for r in rows] for k in keys]


# -- spopt's own example: PySAL's real-world notebook, San Francisco, network distances, radius 5 km

def test_spopts_example_of_most_people_with_four_stores(tmp_path: Path) -> None:
    made = answer(tmp_path, f"{SAN_FRANCISCO}_demand.csv", f"{SAN_FRANCISCO}_sites.csv", "--matrix", f"{SAN_FRANCISCO}_distances.csv",
                  "--radius", "5000", "-p", "4")
    assert (made["problem"], made["status"]) == ("mclp", "optimal")
    assert made["objectives"][0] == {"name": "covered", "sense": "max", "value": 875_247, "bound": 875_247, "gap": 0}       # its result


def test_spopts_example_of_everybody(tmp_path: Path) -> None:
    made = answer(tmp_path, f"{SAN_FRANCISCO}_demand.csv", f"{SAN_FRANCISCO}_sites.csv", "--matrix", f"{SAN_FRANCISCO}_distances.csv",
                  "--radius", "5000", "--cover", "1")
    assert (made["problem"], made["status"]) == ("lscp", "optimal")
    assert len(made["chosen"]) == made["objectives"][0]["bound"] == 8                                                       # its result
    assert made["covered"]["people"] == made["demand"]["people"]


# -- what stands in site.json

def test_people_are_counted_by_the_predicate_of_distance(town: dict[str, Path], tmp_path: Path) -> None:
    made = answer(tmp_path / "o", town["demand"], town["sites"], "--radius", "900", "-p", "6", "--existing", town["existing"])
    lon, lat, people = (np.array(c, dtype=float) for c in columns(town["demand"], "lon", "lat", "insured"))
    there = [(s["lon"], s["lat"]) for s in made["chosen"]]
    there += [(float(x), float(y)) for x, y in zip(*columns(town["existing"], "lon", "lat"), strict=True)]
    before = within(lon, lat, *zip(*there[len(made["chosen"]):], strict=True), 900).counts > 0
    after = within(lon, lat, *zip(*there, strict=True), 900).counts > 0
    assert made["demand"]["covered_before"] == people[before].sum()
    assert made["covered"]["people"] == people[after].sum() == made["objectives"][0]["bound"]
    assert made["demand"]["points"] == 300 and made["demand"]["people"] == people.sum()
    last = made["chosen"][-1]
    assert last["cumulative"] == made["covered"]["people"]
    assert [s["rank"] for s in made["chosen"]] == list(range(1, len(made["chosen"]) + 1))
    for k, s in enumerate(made["chosen"]):
        without = within(lon, lat, *zip(*(there[:k] + there[k + 1:]), strict=True), 900).counts > 0
        assert s["alone"] == made["covered"]["people"] - people[without].sum()


def test_the_curve_goes_through_the_answer_under_its_bound(town: dict[str, Path], tmp_path: Path) -> None:
    made = answer(tmp_path / "o", town["demand"], town["sites"], "--radius", "900", "-p", "6")
    curve = made["curve"]
    assert [c["sites"] for c in curve] == list(range(26))
    assert all(c["people"] <= c["bound"] for c in curve)
    assert curve[len(made["chosen"])]["people"] == made["covered"]["people"]
    assert curve[-1]["people"] == made["demand"]["reachable"]
    for p in (1, 3):                     # no bound is passed by what is proven there
        best = answer(tmp_path / f"p{p}", town["demand"], town["sites"], "--radius", "900", "-p", str(p))
        assert curve[p]["people"] <= best["covered"]["people"] <= curve[p]["bound"]


def test_rows_in_another_order_give_the_same_answer(town: dict[str, Path], tmp_path: Path) -> None:
    first = answer(tmp_path / "a", town["demand"], town["sites"], "--radius", "900", "-p", "5")
    for name in ("demand", "sites"):
        head, *rows = town[name].read_text("utf-8").splitlines()
        Random(2).shuffle(rows)
        town[name].write_text("\n".join([head, *rows]) + "\n", "utf-8")
    second = answer(tmp_path / "b", town["demand"], town["sites"], "--radius", "900", "-p", "5")
    assert {k: v for k, v in first.items() if k != "inputs"} == {k: v for k, v in second.items() if k != "inputs"}


def test_the_workbook_and_the_screen_say_what_the_json_says(town: dict[str, Path], tmp_path: Path) -> None:
    import openpyxl

    result = site(town["demand"], town["sites"], "--radius", "900", "--cover", "70%", "--out", tmp_path / "o")
    made = json.loads((tmp_path / "o/site.json").read_text("utf-8"))
    assert result.exit_code == 0
    assert f"至少 {len(made['chosen'])} 个布点" in result.stderr and "直线距离" in result.stderr
    book = openpyxl.load_workbook(tmp_path / "o/site.xlsx")
    assert book.sheetnames == ["布点方案", "覆盖曲线", "示意图"]
    shown = [row for row in book["布点方案"].iter_rows(values_only=True) if str(row[1]).startswith("S")]
    assert [(r[0], r[1], r[8]) for r in shown] == [(s["rank"], s["code"], s["cumulative"]) for s in made["chosen"]]


# -- ways to measure

def test_a_detour_shortens_the_straight_line(town: dict[str, Path], tmp_path: Path) -> None:
    straight = answer(tmp_path / "a", town["demand"], town["sites"], "--radius", "1000", "-p", "5")
    minutes = answer(tmp_path / "b", town["demand"], town["sites"], "--minutes", "15", "--speed", "5", "--detour", "1.25", "-p", "5")
    assert minutes["covered"] == straight["covered"]                     # 15 min at 5 km/h are 1250 m of path
    assert "绕行" in minutes["reach"]["method"] and "绕行" not in straight["reach"]["method"]


def test_classes_of_area_have_a_reach_of_their_own(town: dict[str, Path], tmp_path: Path) -> None:
    made = answer(tmp_path / "o", town["demand"], town["sites"], "--radius", "urban=600,rural=2000", "-p", "5")
    lon, lat, people = (np.array(c, dtype=float) for c in columns(town["demand"], "lon", "lat", "insured"))
    rural = np.array(columns(town["demand"], "area_class")[0]) == "rural"
    reach = within(lon, lat, [s["lon"] for s in made["chosen"]], [s["lat"] for s in made["chosen"]], np.where(rural, 2000.0, 600.0))
    assert made["covered"]["people"] == people[reach.counts > 0].sum()
    assert site(town["demand"], town["sites"], "--radius", "urban=600", "-p", "5", "--out", tmp_path / "x").exit_code == 2


def test_a_matrix_of_straight_lines_is_the_straight_line(town: dict[str, Path], tmp_path: Path) -> None:
    from allocator.geography.metric import metres

    lon, lat = (np.array(c, dtype=float) for c in columns(town["demand"], "lon", "lat"))
    codes, rows = columns(town["demand"], "code")[0], []
    for name in ("sites", "existing"):
        for code, x, y in zip(*columns(town[name], "code", "lon", "lat"), strict=True):
            far = metres(lon, lat, np.full(300, float(x)), np.full(300, float(y)))
            rows += [[p, code, round(float(m), 3)] for p, m in zip(codes, far, strict=True)]
    given = table(tmp_path / "given.csv", "point,place,metres", rows)
    asked = (town["demand"], town["sites"], "--radius", "900.4", "-p", "5", "--existing", town["existing"])
    straight, matrix = answer(tmp_path / "a", *asked), answer(tmp_path / "b", *asked, "--matrix", given)
    assert [s["code"] for s in matrix["chosen"]] == [s["code"] for s in straight["chosen"]]
    assert matrix["covered"] == straight["covered"] and "给定" in matrix["reach"]["method"]


def grid(folder: Path, unit: str) -> Path:
    """Streets every 0.005 degrees; an edge takes its length, or a minute for each 80 m."""
    def node(i: int, j: int) -> list[Any]:
        return [round(LON + i * 0.005, 4), round(LAT + j * 0.005, 4)]

    rows = []
    for i in range(13):
        for j in range(12):
            for di, dj in ((1, 0), (0, 1)):
                if i + di < 13 and j + dj < 12:
                    cost = (476.0 if di else 554.0) / (1 if unit == "metres" else 80)
                    rows.append([f"{i}/{j}", f"{i + di}/{j + dj}", *node(i, j), *node(i + di, j + dj), cost])
    return table(folder / f"streets-{unit}.csv", f"from_node,to_node,from_lon,from_lat,to_lon,to_lat,{unit}", rows)


def test_on_foot_fewer_people_are_reached_than_in_a_straight_line(town: dict[str, Path], tmp_path: Path) -> None:
    straight = answer(tmp_path / "a", town["demand"], town["sites"], "--radius", "1200", "-p", "5")
    on_foot = answer(tmp_path / "b", town["demand"], town["sites"], "--radius", "1200", "-p", "5", "--network", grid(tmp_path, "metres"))
    timed = answer(tmp_path / "c", town["demand"], town["sites"], "--minutes", "15", "--speed", "4.8", "-p", "5",
                   "--network", grid(tmp_path, "minutes"))
    assert 0 < on_foot["covered"]["people"] < straight["covered"]["people"]
    assert timed["covered"] == on_foot["covered"]                        # 80 m a minute are 4.8 km/h; 15 minutes are 1200 m
    assert "步行" in on_foot["reach"]["method"] and "min" in timed["reach"]["method"]


# -- refusals

@pytest.mark.parametrize(("options", "said"), [
    ("", "-p"), ("-p 3", "--radius"), ("-p 3 --cover 0.5 --radius 800", "只能"), ("--cover 1.2 --radius 800", "--cover"),
    ("-p 3 --minutes 15", "--speed"), ("-p 3 --radius -8", "--radius"), ("-p 3 --radius a=1,a=2", "--radius"),
    ("-p 3 --radius 800 --coordinates wgs48", "wgs48"), ("-p 3 --radius 800 --coordinates city=wgs84", "city"),
    ("-p 3 --radius 800 --matrix a --network b", "只能"), ("-p 3 --radius 800 --minutes 15 --speed 5", "只能"),
])
def test_what_is_no_question_is_refused_with_the_option(town: dict[str, Path], tmp_path: Path, options: str, said: str) -> None:
    result = site(town["demand"], town["sites"], *options.split(), "--out", tmp_path / "o")
    assert result.exit_code == 2
    assert said in result.stderr and "Traceback" not in result.stderr
    assert not (tmp_path / "o" / "site.json").exists()


def test_a_share_out_of_reach_says_what_can_be_reached(town: dict[str, Path], tmp_path: Path) -> None:
    result = site(town["demand"], town["sites"], "--radius", "300", "--cover", "1", "--out", tmp_path / "o")
    made = json.loads((tmp_path / "o/site.json").read_text("utf-8"))
    assert (result.exit_code, made["status"], made["chosen"]) == (3, "infeasible", [])
    assert f"{made['demand']['reachable']:,}" in result.stderr


def test_demand_out_of_everybodys_reach_is_noticed(town: dict[str, Path], tmp_path: Path) -> None:
    far = table(tmp_path / "far.csv", "code,lon,lat", [["X", 110.0, 31.0]])
    result = site(town["demand"], far, "--radius", "800", "-p", "1", "--out", tmp_path / "o")
    assert result.exit_code == 0 and "坐标系" in result.stderr
