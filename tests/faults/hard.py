"""An instance whose first plan comes at once and whose proof takes longer than anyone waits."""
from __future__ import annotations

import csv
import random
from pathlib import Path

from tests.towns import LAT, LON

MODEL = """\
name: hard
title: hard
documents:
  plan: {title: hard, issuer: nobody, status: draft, published: null, in_force: [2026-01-01, null]}
zones: {}
tags: {}
parameters: {}
partial: no
rules:
  - {id: qualified, kind: eligibility, clause: {document: plan, article: 一, says: 合格}}
  - {id: apart, kind: radius_cap, clause: {document: plan, article: 二, says: 附近至多两家}, where: {category: pharmacy},
     reach: {metres: 900}, caps: {other: 2}, centres: candidates}
  - {id: places, kind: plan_total, clause: {document: plan, article: 三, says: 全市总数}, where: {category: pharmacy}, scope: city,
     totals: {city: 60}, named_first: no}
  - {id: circle, kind: coverage, clause: {document: plan, article: 四, says: 可达}, strictness: should, category: pharmacy,
     counts_in: pharmacy_coverage, reach: {urban: {metres: 500}}}
  - {id: score, kind: priority, clause: {document: plan, article: 五, says: 按评分}, points: 1, per_score: 1}
objectives: [pharmacy_coverage, priority]
"""
INSTANCE = """\
name: hard2026
title: hard
model: hard-model.yaml
year: 2026
data_as_of: 2025-09-30
source: synthetic
coordinates: wgs84
tables: {districts: hard/districts.csv, townships: hard/townships.csv, demand_points: hard/points.csv,
         institutions: hard/institutions.csv, applications: hard/applications.csv}
solver: {time_limit: 300, gap: 0, threads: 1, seed: 0}
"""


def hard(at: Path, sites: int = 350, people: int = 1500) -> Path:
    """Write the instance; its file."""
    dice = random.Random(7)
    (at / "hard").mkdir(parents=True)
    (at / "hard-model.yaml").write_text(MODEL, "utf-8")
    (at / "hard2026.yaml").write_text(INSTANCE, "utf-8")
    points = [{"code": f"P{k:04}", "name": f"P{k:04}", "district": "East", "township": "a", **_spot(dice), "insured": dice.randint(20, 900),
               "area_class": "urban"} for k in range(people)]
    insured = sum(int(p["insured"]) for p in points)
    _table(at / "hard/points.csv", points)
    _table(at / "hard/districts.csv", [{"district": "East", "insured": insured, "residents": insured, "area_km2": 60}])
    _table(at / "hard/townships.csv", [{"township": "a", "district": "East", "insured": insured, "area_class": "urban"}])
    _table(at / "hard/institutions.csv", [{"code": "D001", "name": "D001", "category": "pharmacy", "facility": "pharmacy", "type": "single",
                                           "district": "East", "township": "a", **_spot(dice), "status": "active", "insured_beds": ""}])
    _table(at / "hard/applications.csv", [{"code": f"A{k:03}", "kind": "new", "name": f"A{k:03}", "category": "pharmacy",
                                           "facility": "pharmacy", "type": "single", "district": "East", "township": "a", **_spot(dice),
                                           "score": dice.randint(50, 99), "stage": "assessed", "qualified": "yes"} for k in range(sites)])
    return at / "hard2026.yaml"


def _spot(dice: random.Random) -> dict[str, str]:
    return {"lon": f"{LON + dice.random() * 0.08:.6f}", "lat": f"{LAT + dice.random() * 0.07:.6f}"}


def _table(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
