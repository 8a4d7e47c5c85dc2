"""Any instance's tables as an outsider reads them: plain CSV, whole numbers, exact fractions; nothing of the scripts that made them."""
from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from openpyxl import load_workbook

Row = dict[str, str]
ENTERS = ("new", "branch", "site")


def number(cell: str) -> int:
    return int(cell or 0)


@dataclass(frozen=True)
class Tables:
    """One instance: the folder that holds its YAML, its name, the day of its data and the year of its plan."""

    root: Path
    name: str
    as_of: str
    year: int = 2026

    @property
    def folder(self) -> Path:
        return self.root / self.name

    def table(self, name: str) -> list[Row]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def districts(self) -> dict[str, Row]:
        return {r["district"]: r for r in self.table("districts")}

    @cached_property
    def townships(self) -> list[Row]:
        return self.table("townships")

    @cached_property
    def points(self) -> list[Row]:
        return self.table("demand_points")

    @cached_property
    def institutions(self) -> list[Row]:
        return self.table("institutions")

    @cached_property
    def applications(self) -> list[Row]:
        return self.table("applications")

    @cached_property
    def baseline(self) -> list[Row]:
        return [r for r in self.institutions if r["status"] in ("active", "suspended")]

    @cached_property
    def exits(self) -> list[Row]:
        return [r for r in self.baseline if r["exited_on"]]

    @cached_property
    def staying(self) -> list[Row]:
        return [r for r in self.baseline if not r["exited_on"]]

    @cached_property
    def stock(self) -> dict[str, Row]:
        return {r["code"]: r for r in self.baseline}

    @cached_property
    def insured(self) -> int:
        return sum(number(r["insured"]) for r in self.districts.values())

    def of(self, category: str, rows: list[Row] | None = None) -> list[Row]:
        return [r for r in (self.baseline if rows is None else rows) if r["category"] == category]

    def asks(self, category: str, *kinds: str) -> list[Row]:
        """Applications of a category and of some kinds; of every kind where none is named."""
        return [a for a in self.of(category, self.applications) if not kinds or a["kind"] in kinds]

    def beds(self, rows: list[Row], district: str = "") -> int:
        """Insured beds, where they count."""
        return sum(number(r["insured_beds"]) for r in rows if not district or counts_in(r) == district)

    def in_deficit(self) -> set[str]:
        """Districts with a fund in deficit, of either scheme."""
        return {f["district"] for f in self.table("funds") if f["district"] and number(f["current_balance"]) < 0}

    def warned(self) -> set[str]:
        """Districts with a warning letter that stands on the day of the data."""
        return {f["district"] for f in self.table("funds") if f["warning_on"] and not ("" < f["warning_lifted_on"] <= self.as_of)}

    def near(self, row: Row, others: list[Row], radius_m: float) -> list[Row]:
        """Which of some rows stand within a radius."""
        others = [o for o in others if o["code"] != row["code"]]
        distances: Any = metres([row], others)[0] if others else []
        return [o for o, d in zip(others, distances, strict=True) if d <= radius_m]

    def manual(self, sheet: str) -> list[dict[str, Any]]:
        """Rows of a decision sheet of the manual plan, below its header and up to the total."""
        book = load_workbook(self.folder / "manual_plan.xlsx", data_only=True)
        rows = [list(r) for r in book[sheet].iter_rows(values_only=True)]
        stop = next((i for i, r in enumerate(rows) if r[0] == "合计"), len(rows))
        return [dict(zip(rows[1], r, strict=True)) for r in rows[2:stop]]

    def admitted_by_hand(self) -> list[Row]:
        wishes = {a["code"]: a for a in self.applications}
        return [wishes[r["申请编号"]] for r in self.manual("机构准入") if r["是否准入"] == "是"]


def metres(a: list[Row], b: list[Row]) -> Any:
    """Haversine metres of every pair."""
    one, two = (np.radians([[float(r["lon"]), float(r["lat"])] for r in rows]) for rows in (a, b))
    lat, lon = one[:, 1][:, None], one[:, 0][:, None]
    h = np.sin((two[:, 1] - lat) / 2) ** 2 + np.cos(lat) * np.cos(two[:, 1]) * np.sin((two[:, 0] - lon) / 2) ** 2
    return 2 * 6_371_008.8 * np.arcsin(np.sqrt(h))


def counts_in(row: Row) -> str:
    """The district whose total a row counts in."""
    return row["account_district"] or row["district"]


def open_to_all(row: Row) -> bool:
    """Qualified, and no ban holds on the day of application."""
    return row["qualified"] == "yes" and (not row["barred_until"] or row["barred_until"] <= row["applied_on"])


def density(town: Tables, rows: list[Row]) -> Fraction:
    """Insured beds per 1000 insured."""
    return Fraction(1000 * town.beds(rows), town.insured)


def columns_told(town: Tables, table: str) -> set[str]:
    """Columns of which SOURCES.md says where they come from."""
    text = (town.folder / "SOURCES.md").read_text(encoding="utf-8")
    block = re.search(rf"^\| {table} \|.*\n(?:\| +\|.*\n)*", text, re.MULTILINE)
    assert block is not None, table
    return {word for line in block[0].splitlines() for word in re.split(r"[ ,]+", line.split("|")[2]) if word}
