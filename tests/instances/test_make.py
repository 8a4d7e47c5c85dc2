"""What the scripts promise: the shipped files again byte for byte, nothing unsaid of a column, the same instance as a workbook."""
from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from allocator.reading.instance import read_instance
from tests.instances.conftest import ROOT
from tests.instances.wuhu import Town

TABLES = ("districts", "townships", "demand_points", "institutions", "applications", "funds", "releases", "events")


def test_seed_0_gives_the_shipped_files_byte_for_byte(shipped: Town, make: Callable[[int], Path]) -> None:
    again = make(0)
    for name in (*(f"{t}.csv" for t in TABLES), "manual_plan.xlsx"):
        assert (again / "wuhu2026" / name).read_bytes() == (shipped.root / "wuhu2026" / name).read_bytes(), name
    first, second = ((f / "wuhu2026.yaml").read_text(encoding="utf-8") for f in (shipped.root, again))
    assert first.replace("../models/wuhu.yaml", "wuhu") == second


def test_another_seed_gives_another_town(make: Callable[[int], Path], shipped: Town) -> None:
    other = Town(make(1))
    assert other.applications != shipped.applications
    where = [[(t["township"], t["lon"], t["lat"]) for t in town.townships] for town in (other, shipped)]
    assert where[0] == where[1]                                   # geography stays


def test_the_instance_and_its_workbook_with_rows_shuffled_are_the_same_city(shipped: Town, tmp_path: Path) -> None:
    script = ROOT / "instances" / "make" / "as_workbook.py"
    subprocess.run([sys.executable, str(script), str(shipped.root / "wuhu2026.yaml"), "--out", str(tmp_path), "--shuffle", "7"],
                   check=True, timeout=120)
    packed, plain = read_instance(tmp_path / "wuhu2026-xlsx.yaml"), read_instance(shipped.root / "wuhu2026.yaml")
    assert packed.instance.name == plain.instance.name
    for table in ("districts", "townships", "institutions", "applications", "funds", "releases", "events"):
        assert getattr(packed.city, table) == getattr(plain.city, table), table
    assert packed.instance.decisions == plain.instance.decisions


def test_the_shipped_instance_reads_without_a_warning(shipped: Town) -> None:
    reading = read_instance(shipped.root / "wuhu2026.yaml")
    assert [p for p in reading.problems if p.severity != "note"] == []
    assert len(reading.instance.decisions) == 3


@pytest.mark.parametrize("table", TABLES)
def test_sources_say_of_every_column_where_it_comes_from(shipped: Town, table: str) -> None:
    text = (shipped.root / "wuhu2026" / "SOURCES.md").read_text(encoding="utf-8")
    block = re.search(rf"^\| {table} \|.*\n(?:\| +\|.*\n)*", text, re.MULTILINE)
    assert block is not None
    told = {word for line in block[0].splitlines() for word in re.split(r"[ ,]+", line.split("|")[2]) if word}
    assert told == set(shipped.table(table)[0])


def test_sources_name_every_synthetic_point_and_every_merged_zone(shipped: Town) -> None:
    text = (shipped.root / "wuhu2026" / "SOURCES.md").read_text(encoding="utf-8")
    lines = (ROOT / "instances" / "sources" / "townships_2023.csv").read_text(encoding="utf-8").splitlines()
    places = {t["township"] for t in shipped.townships}
    for city, _, _, name, lon, *_, inside in (line.split(",") for line in lines[1:]):
        if city == "芜湖市" and (not lon or inside != "1" or name not in places):
            assert name in text, name
    published = {line.split(",")[3]: line.split(",")[4] for line in lines[1:] if line.endswith(",1")}
    synthetic = text[text.index("Synthetic points"):]
    for t in shipped.townships:
        if t["township"] in published:
            assert t["lon"] == published[t["township"]]
        else:
            assert t["township"] in synthetic


def test_the_scripts_name_the_insured_total_that_sources_state(shipped: Town) -> None:
    assert f"{shipped.insured:,}" in (shipped.root / "wuhu2026" / "SOURCES.md").read_text(encoding="utf-8")
    readme = (shipped.root / "README.md").read_text(encoding="utf-8")
    for count in (len(shipped.townships), len(shipped.points), len(shipped.applications), len(shipped.baseline)):
        assert f"{count:,} " in readme
