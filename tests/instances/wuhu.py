"""Wuhu's tables as an outsider reads them: plain CSV, whole numbers, exact fractions; nothing of the scripts that made them."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import floor

import numpy as np

from tests.instances.tables import Row, Tables, metres, number

AS_OF, YEAR_END = "2025-09-30", "2026-12-31"
REACH_M = {"dense": 1250 / 1.3, "urban": 1250 / 1.3, "rural": 3750 / 1.3}     # 15 min at 5 and 15 km/h over a detour of 1.3


def half_up(value: Fraction, places: int = 2) -> Fraction:
    return Fraction(floor(value * 10 ** places + Fraction(1, 2)), 10 ** places)


@dataclass(frozen=True)
class Town(Tables):
    name: str = "wuhu2026"
    as_of: str = AS_OF

    def total(self, column: str, district: str, rows: list[Row] | None = None) -> int:
        return sum(number(r[column]) for r in (self.baseline if rows is None else rows) if r["district"] == district)

    def occupancy(self, district: str) -> Fraction:
        rows = self.of("inpatient")
        return Fraction(self.total("bed_days", district, rows), 365 * self.total("open_beds", district, rows))

    def required(self, district: str) -> Fraction:
        """5.97 beds per 1000 insured, all tiers."""
        return Fraction(597, 100_000) * number(self.districts[district]["insured"])

    def after_exits(self, district: str) -> int:
        return self.total("insured_beds", district) - self.total("insured_beds", district, self.exits)

    def short(self) -> set[str]:
        return {d for d in self.districts if self.after_exits(d) < self.required(d)}

    def cold(self) -> set[str]:
        """Districts under 79 % occupancy."""
        return {d for d in self.districts if self.occupancy(d) < Fraction(79, 100)}

    def covered(self, institutions: list[Row]) -> Fraction:
        """Share of insured people in reach of one of these institutions."""
        reach = np.array([REACH_M[p["area_class"]] for p in self.points])
        people = np.array([number(p["insured"]) for p in self.points])
        near = (metres(self.points, institutions) <= reach[:, None]).any(axis=1)
        return Fraction(int(people[near].sum()), int(people.sum()))


def use(row: Row) -> Fraction:
    """A hospital's own use."""
    return Fraction(number(row["bed_days"]), 365 * number(row["insured_beds"]))


def in_time(row: Row) -> bool:
    """Whether the transition's two dates hold."""
    return "" < row["licensed_on"] < "2026-07-01" and "" < row["applied_on"] <= "2026-06-30"


def open_to_all(row: Row) -> bool:
    """Qualified, and no ban holds on the day of application."""
    return row["qualified"] == "yes" and (not row["barred_until"] or row["barred_until"] < row["applied_on"])


EXEMPT: dict[str, Callable[[Row], bool]] = {
    "key project": lambda a: a["tags"] == "key_project",
    "public health duty": lambda a: a["tags"] == "public_health" and a["facility"] in (
        "township_centre", "community_centre", "station", "village_clinic"),
    "blind massage": lambda a: a["tags"] == "blind_massage",
    "hospice": lambda a: a["facility"] == "hospice",
    "transition": lambda a: a["kind"] in ("new", "branch") and in_time(a),
}


def from_above(row: Row) -> bool:
    """A branch of a provincial or municipal tertiary hospital."""
    return row["kind"] == "branch" and row["parent_tier"] == "tertiary" and row["parent_level"] in ("provincial", "municipal")
