"""A shipped instance with many more demand points: every point becomes a cloud of points with the same people in all."""
from __future__ import annotations

import csv
import shutil
from pathlib import Path

import numpy as np

SPREAD_M = 350.0                         # most of a cloud lies within this of its point
DEGREE_M = 111_000.0


def thicker(instance: Path, folder: Path, points: int, seed: int = 1) -> Path:
    """Copy an instance to `folder/instances` with about so many demand points; return its YAML."""
    target = folder / "instances" / instance.name
    shutil.copytree(instance.parent / instance.stem, target.parent / instance.stem, dirs_exist_ok=True)
    shutil.copytree(instance.parent.parent / "models", folder / "models", dirs_exist_ok=True)
    shutil.copy(instance, target)
    table = target.parent / instance.stem / "demand_points.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        for k, row in enumerate(rows):
            writer.writerows(_cloud(row, -(-points // len(rows)), np.random.default_rng([seed, k])))
    return target


def _cloud(row: dict[str, str], pieces: int, dice: np.random.Generator) -> list[dict[str, str]]:
    people = dice.multinomial(int(row["insured"]), np.full(pieces, 1 / pieces))
    east, north = dice.normal(0, SPREAD_M / 2, (2, pieces)) / DEGREE_M
    lon, lat = float(row["lon"]) + east / np.cos(np.radians(float(row["lat"]))), float(row["lat"]) + north
    return [{**row, "code": f"{row['code']}-{i:04}", "lon": f"{x:.6f}", "lat": f"{y:.6f}", "insured": str(n)}
            for i, (x, y, n) in enumerate(zip(lon, lat, people, strict=True))]
