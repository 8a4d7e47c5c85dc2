"""What Jinan would need by specialty: the table that says where demand is over supply and where it is under it."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from town import Row, apportion

# Required over actual beds of the whole city, by specialty; the districts need by their insured people.
NEEDED = {"psychiatric": 1.18, "paediatric": 1.15, "oncology": 1.14, "rehabilitation": 1.22, "tcm": 1.0, "orthopaedic": 0.86,
          "obstetric": 0.82, "eye": 0.88}


def requirements(districts: Sequence[Row], institutions: Sequence[Row]) -> list[Row]:
    """Required beds by district and specialty."""
    actual = Counter[str]()
    for r in institutions:
        if r["category"] == "inpatient" and "exited_on" not in r:
            actual[r["specialty"]] += r["insured_beds"]
    rows = []
    for specialty, ratio in NEEDED.items():
        shares = apportion(round(actual[specialty] * ratio), [d["insured"] for d in districts])
        rows += [{"district": d["district"], "category": "inpatient", "tier": "", "specialty": specialty, "type": "", "required": n,
                  "unit": "beds", "source": "示例：年度测算"} for d, n in zip(districts, shares, strict=True)]
    return rows
