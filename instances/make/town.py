"""Pieces that every city's script uses: named random streams, exact shares, metres on the map."""
from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import asin, cos, floor, pi, radians, sin, sqrt
from pathlib import Path
from typing import Any

import numpy as np

Row = dict[str, Any]
SOURCES = Path(__file__).resolve().parents[1] / "sources"
EARTH_M = 6_371_008.8
METRES_PER_DEGREE = EARTH_M * pi / 180


def stream(seed: int, name: str) -> random.Random:
    """Return the random numbers of one table, so that a change to one table leaves the others as they were."""
    return random.Random(f"{seed}/{name}")


def apportion(total: int, weights: Sequence[float], least: int = 0) -> list[int]:
    """Split a total into whole shares (largest remainder) that sum to it exactly, each at least `least`."""
    free = total - least * len(weights)
    if free < 0:
        raise ValueError(f"{total} cannot give {len(weights)} shares of at least {least}")
    exact = [free * w / sum(weights) for w in weights]
    shares = [floor(x) for x in exact]
    order = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for i in order[:free - sum(shares)]:
        shares[i] += 1
    return [least + s for s in shares]


def half_up(value: Fraction, places: int) -> Fraction:
    """Round half up, as the published ratios are rounded."""
    scale = 10 ** places
    return Fraction(floor(value * scale + Fraction(1, 2)), scale)


def metres(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Great-circle distance of two points."""
    h = sin(radians(lat_b - lat_a) / 2) ** 2 + cos(radians(lat_a)) * cos(radians(lat_b)) * sin(radians(lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(h))


def located(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Return longitudes and latitudes in radians, a line per row."""
    return np.radians(np.array([(r["lon"], r["lat"]) for r in rows], dtype=float).reshape(-1, 2))


def distances(a: Any, b: Any) -> Any:
    """Great-circle metres of every pair of two `located` arrays, a line per row of the first."""
    lat, lon = a[:, 1:2], a[:, 0:1]
    h = np.sin((b[:, 1] - lat) / 2) ** 2 + np.cos(lat) * np.cos(b[:, 1]) * np.sin((b[:, 0] - lon) / 2) ** 2
    return 2 * EARTH_M * np.arcsin(np.sqrt(h))


def shifted(lon: float, lat: float, east_m: float, north_m: float) -> tuple[float, float]:
    """Return the point so many metres east and north, to five decimals (about a metre)."""
    return round(lon + east_m / (METRES_PER_DEGREE * cos(radians(lat))), 5), round(lat + north_m / METRES_PER_DEGREE, 5)


def jittered(rng: random.Random, lon: float, lat: float, sigma_m: float) -> tuple[float, float]:
    """Return a point scattered about another one, `sigma_m` metres on each axis."""
    return shifted(lon, lat, rng.gauss(0, sigma_m), rng.gauss(0, sigma_m))


def drawn(rng: random.Random, rows: Sequence[Row], weight: str, power: float = 1.0) -> Row:
    """Return one row, drawn by a weight column."""
    return rng.choices(rows, [float(r[weight]) ** power for r in rows])[0]


def read_source(name: str, city: str) -> list[dict[str, str]]:
    """Rows of one city in a table of published facts."""
    with (SOURCES / name).open(encoding="utf-8", newline="") as file:
        return [r for r in csv.DictReader(file) if r["city"] == city]


def published(city: str) -> dict[str, Fraction]:
    """Published totals and ratios of a city, by key."""
    return {r["key"]: Fraction(r["value"]) for r in read_source("published_totals.csv", city)}


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write one table with exactly these columns; a key that is no column is a mistake of ours and raises."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n", extrasaction="raise")
        writer.writeheader()
        writer.writerows({k: v for k, v in r.items() if not k.startswith("_")} for r in rows)


def agree_with_published(city: str, insured: int, baseline: Sequence[Row]) -> None:
    """Raise unless institutions, beds and doctors sum to the published totals, and their ratios to the published ones.

    Raises
    ------
    ValueError
        naming the first figure that differs.
    """
    counted: dict[str, int] = {c: sum(r["category"] == c for r in baseline) for c in ("inpatient", "outpatient", "pharmacy")}
    institutions = sum(counted.values())
    counted |= {k: sum(r.get(k, 0) for r in baseline) for k in ("insured_beds", "doctors")}
    figures: dict[str, Fraction | int] = {
        **counted, "institutions_per_10000": half_up(Fraction(institutions * 10_000, insured), 2),
        "beds_per_1000": half_up(Fraction(counted["insured_beds"] * 1000, insured), 2),
        "doctors_per_1000": half_up(Fraction(counted["doctors"] * 1000, insured), 2)}
    for key, value in published(city).items():
        if figures[key] != value:
            raise ValueError(f"{city} {key}: {figures[key]} in the tables, {value} published")
