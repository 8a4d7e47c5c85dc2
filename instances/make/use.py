"""How much a hospital is used: bed-days, doctors, payments, and what follows from them."""
from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from math import ceil

from hospitals import Shape
from town import Row, apportion, stream

USE_BAND = (0.45, 0.98)
TARGET_USE = 0.85
YUAN_A_DAY = {"tertiary": 1450, "secondary": 760, "primary": 390, "ungraded": 390}
YUAN_A_VISIT = {"tertiary": 340, "secondary": 230, "primary": 120, "ungraded": 120}
SHARE_PAID = {"tertiary": 0.62, "secondary": 0.70, "primary": 0.78, "ungraded": 0.78}


def use_of(row: Row) -> float:
    """Own use of a hospital."""
    return float(row["bed_days"]) / (365 * float(row["insured_beds"]))


def spare_beds(row: Row) -> int:
    """Beds beyond those that the year's bed-days need at the target use."""
    needed: int = ceil(row["bed_days"] / (365 * TARGET_USE))
    return int(row["insured_beds"]) - needed


def calibrate(rows: Sequence[Row], shapes: Mapping[str, Shape], doctors: Mapping[str, int], seed: int) -> None:
    """Give bed-days that make each district's occupancy, doctors that make its sum, and the figures that follow from them."""
    for district, shape in shapes.items():
        own = [r for r in rows if r["district"] == district]
        rng = stream(seed, f"use/{district}")
        _fit(own, shape.occupancy)
        shares = apportion(doctors[district], [float(r["insured_beds"]) ** 1.05 * rng.uniform(0.8, 1.2) for r in own], least=2)
        for row, n in zip(own, shares, strict=True):
            row["doctors"] = n
            row.update(_following(row, rng))


def _fit(rows: Sequence[Row], occupancy: float) -> None:
    """Shift every hospital's own use by one amount, within the band, until the district's occupancy is met."""
    target, low, high = occupancy * sum(r["open_beds"] for r in rows), -0.6, 0.6
    for _ in range(60):
        middle = (low + high) / 2
        filled = sum(_clipped(r["_use"] + middle) * r["insured_beds"] for r in rows)
        low, high = (middle, high) if filled < target else (low, middle)
    for row in rows:
        row["bed_days"] = round(_clipped(row["_use"] + low) * 365 * row["insured_beds"])


def _clipped(use: float) -> float:
    return min(USE_BAND[1], max(USE_BAND[0], use))


def _following(row: Row, rng: random.Random) -> Row:
    """Admissions, visits and payments that go with the bed-days."""
    tier, days = row["tier"], row["bed_days"]
    return {
        "retail_bed_days": round(days * rng.uniform(0.002, 0.012)), "fund_paid": round(days * YUAN_A_DAY[tier] * rng.uniform(0.6, 0.72)),
        "admissions": round(days / rng.uniform(7.6, 9.8)), "visits": row["doctors"] * rng.randint(2200, 4200),
        "cost_per_visit": round(YUAN_A_VISIT[tier] * rng.uniform(0.85, 1.15)),
        "reimbursement_share": f"{SHARE_PAID[tier] + rng.uniform(-0.03, 0.03):.3f}"}
