"""What Jinan would need by sort: the table that says where demand is over supply and where it is under it."""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from town import Row, apportion

# Required over actual of the whole city: beds by specialty, clinics by type; the districts need by their insured people.
BEDS = {"general": 1.0, "psychiatric": 1.18, "paediatric": 1.15, "oncology": 1.14, "rehabilitation": 1.22, "tcm": 1.02, "geriatric": 1.1,
        "orthopaedic": 0.86, "obstetric": 0.82, "eye": 0.88}
CLINICS = {"general": 1.0, "tcm": 1.08, "internal": 1.0, "dental": 0.84}


def requirements(districts: Sequence[Row], institutions: Sequence[Row]) -> list[Row]:
    """Required beds by district and specialty, required clinics by district and type."""
    there = [r for r in institutions if "exited_on" not in r]
    beds, clinics = Counter[str](), Counter[str]()
    for r in there:
        if r["category"] == "inpatient":
            beds[r["specialty"]] += r["insured_beds"]
        clinics[r["type"]] += r["category"] == "outpatient"
    people = {d["district"]: d["insured"] for d in districts}
    return [*_rows({"category": "inpatient", "unit": "beds"}, "specialty", {s: round(beds[s] * x) for s, x in BEDS.items()}, people),
            *_rows({"category": "outpatient", "unit": "institutions"}, "type", {t: round(clinics[t] * x) for t, x in CLINICS.items()},
                   people)]


def _rows(what: Row, column: str, needed: Mapping[str, int], people: Mapping[str, int]) -> list[Row]:
    """One row a district and sort, by people."""
    blank = what | {"tier": "", "specialty": "", "type": "", "source": "示例：年度测算"}
    return [blank | {"district": d, column: sort, "required": share} for sort, n in needed.items()
            for d, share in zip(people, apportion(n, list(people.values())), strict=True)]
