"""What every instance promises: its script's bytes, its sources, people and places that add up, names that deceive nobody."""
from __future__ import annotations

from pathlib import Path

import numpy as np

from allocator.reading.instance import read_instance
from tests.instances.conftest import ROOT
from tests.instances.tables import Row, Tables, columns_told, metres, number


def same_bytes(shipped: Tables, again: Path, tables: tuple[str, ...]) -> None:
    """Seed 0 gives the shipped files."""
    for name in (*(f"{t}.csv" for t in tables), "manual_plan.xlsx"):
        assert (again / shipped.name / name).read_bytes() == (shipped.folder / name).read_bytes(), name
    first, second = ((f / f"{shipped.name}.yaml").read_text(encoding="utf-8") for f in (shipped.root, again))
    city = shipped.name.removesuffix("2026")
    assert first.replace(f"../models/{city}.yaml", city) == second


def reads_in_silence(shipped: Tables, decisions: int = 3) -> None:
    reading = read_instance(shipped.root / f"{shipped.name}.yaml")
    assert [p for p in reading.problems if p.severity != "note"] == []
    assert len(reading.instance.decisions) == decisions


def told(shipped: Tables, city: str, tables: tuple[str, ...]) -> None:
    """SOURCES.md speaks of every column, of every point that is not published, and of the figures that it names."""
    text = (shipped.folder / "SOURCES.md").read_text(encoding="utf-8")
    for table in tables:
        assert columns_told(shipped, table) == set(shipped.table(table)[0]), table
    lines = (ROOT / "instances" / "sources" / "townships_2023.csv").read_text(encoding="utf-8").splitlines()
    facts = [c for line in lines if (c := line.split(","))[0] == city]
    published = {c[3]: c[4] for c in facts if c[8] == "1"}
    points = text[text.index("## Points"):]
    for t in shipped.townships:
        assert t["lon"] == published.get(t["township"]) or t["township"] in points, t["township"]
    assert [c[3] for c in facts if c[3] not in {t["township"] for t in shipped.townships} and c[3] not in points] == []
    for figure in (shipped.insured, len(shipped.of("outpatient")), len(shipped.of("pharmacy")), shipped.beds(shipped.baseline)):
        assert f"{figure:,}" in text, figure


def adds_up(town: Tables) -> None:
    """People from points to townships to districts; every place in its district's cell; names and codes."""
    for name, district in town.districts.items():
        assert sum(number(t["residents"]) for t in town.townships if t["district"] == name) == number(district["residents"])
        for rows in (town.townships, town.points):
            assert sum(number(r["insured"]) for r in rows if r["district"] == name) == number(district["insured"])
    rows = [*town.points, *town.institutions, *town.applications]
    nearest = np.argmin(metres(rows, town.townships), axis=1)
    assert [r["code"] for r, i in zip(rows, nearest, strict=True) if town.townships[int(i)]["district"] != r["district"]] == []
    assert [r["name"] for r in (*town.institutions, *town.points) if "示例" not in r["name"]] == []
    assert [a["code"] for a in town.applications if ("示例" in a["name"]) == (a["kind"] == "site")] == []
    codes = [r["code"] for r in (*town.institutions, *town.applications, *town.points)]
    assert len(codes) == len(set(codes))


def has_history(town: Tables) -> None:
    """Scheduled exits are still in the baseline; what left before feeds the releases of its year."""
    assert all(town.as_of < r["exited_on"] <= f"{town.year}-12-31" and r["exit_cause"] for r in town.exits)
    for category, (low, high) in {"inpatient": (1, 5), "outpatient": (2, 6), "pharmacy": (2, 6)}.items():
        share = 100 * len(town.of(category, town.exits)) / len(town.of(category))
        assert low <= share <= high + 1, (category, share)
    gone = [r for r in town.institutions if r["status"] == "exited"]
    assert all(r["exited_on"] <= town.as_of for r in gone)
    ledger = {(r["code"], r["year"], number(r["beds"])) for r in town.table("releases")}
    assert ledger == {(r["code"], r["exited_on"][:4], number(r["insured_beds"])) for r in gone}


def parents_stay(town: Tables) -> None:
    """Whatever grows out of an institution names one that is there and stays, and each once; moves and rises take all beds along."""
    staying = {r["code"]: r for r in town.staying if r["status"] == "active"}
    grown = [a for a in town.applications if a["kind"] in ("expansion", "conversion", "relocation", "upgrade")]
    assert {a["parent_code"] for a in grown} <= set(staying)
    assert len({a["parent_code"] for a in grown}) == len(grown)
    moved = [a for a in town.asks("inpatient", "relocation", "upgrade")]
    assert [a["code"] for a in moved if number(a["beds_max"]) != number(staying[a["parent_code"]]["insured_beds"])] == []
    assert [a["code"] for a in town.asks("inpatient", "upgrade") if a["tier"] == staying[a["parent_code"]]["tier"]] == []


def use(row: Row) -> float:
    """A hospital's own use."""
    return number(row["bed_days"]) / (365 * number(row["insured_beds"]))
