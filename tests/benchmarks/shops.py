"""A made-up city whose pharmacies are in each other's way: separation, quotas, coverage, at any size."""
from __future__ import annotations

from typing import Any

import numpy as np

from allocator.domain.case import Case
from allocator.domain.demand import Demand
from tests.towns import applies, city, made, pharmacy, rule

LON, LAT = 118.2, 31.1
SIDE = 0.2                               # degrees: about 19 x 22 km


def town(applications: int, *, there: int = 150, points: int = 20_000, apart: int = 500, per_10000: str = "2.5", reach: int = 960,
         seed: int = 1) -> Case:
    """Clustered people, institutions and applicants; at most so many institutions to 10 000 insured.

    Parameters
    ----------
    apart, reach : metres.
    """
    dice = np.random.default_rng(seed)
    centres = dice.random((25, 2)) * SIDE
    lon, lat = _places(dice, centres, points)
    people = dice.integers(5, 120, points)
    demand = Demand.of(codes=[f"P{k:06}" for k in range(points)], district=["East"] * points, insured=people, lon=lon, lat=lat,
                       area_class=["urban"] * points)
    stock = [pharmacy(f"H{k:04}", "East", **at) for k, at in enumerate(_rows(dice, centres, there))]
    wish = [applies(f"A{k:04}", "East", category="pharmacy", facility="pharmacy", **at)
            for k, at in enumerate(_rows(dice, centres, applications))]
    circle = {"urban": {"metres": reach}}
    rules = [rule("eligibility"), rule("min_distance", "apart", where={"category": "pharmacy"}, reach={"metres": apart}),
             rule("plan_total", "quota", where={"category": "pharmacy"}, per_10000=per_10000),
             rule("coverage", "circle", category="pharmacy", reach=circle, counts_in="pharmacy_coverage")]
    return made(city({"East": int(people.sum())}, stock, wish, demand=demand), *rules, objectives=("pharmacy_coverage",))


def _places(dice: np.random.Generator, centres: Any, count: int) -> tuple[Any, Any]:
    near = centres[dice.integers(0, len(centres), count)] + dice.normal(0, 0.018, (count, 2))
    far = dice.random((count, 2)) * SIDE
    at = np.where(dice.random((count, 1)) < 0.8, near, far)
    return LON + at[:, 0], LAT + at[:, 1]


def _rows(dice: np.random.Generator, centres: Any, count: int) -> list[dict[str, float]]:
    lon, lat = _places(dice, centres, count)
    return [{"lon": float(x), "lat": float(y)} for x, y in zip(lon, lat, strict=True)]
