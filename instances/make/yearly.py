"""What a year of contracts brings: appraisals with a tail, trials of whoever is new, beds given up."""
from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from town import Row, stream

LOW_SHARE = 0.012       # of each category, appraised below 60
EDGE = "60.0"           # whether this is "60分以下" is a parameter: somebody sits exactly there


def appraised(rows: Sequence[Row], rng: random.Random) -> None:
    """Give some of each category a score below 60, and one exactly 60; nobody else has so few points."""
    for category in ("inpatient", "outpatient", "pharmacy"):
        own = [r for r in rows if r["category"] == category and r["status"] == "active" and "exited_on" not in r]
        for row in own:
            row["score"] = f"{max(60.5, float(row['score'])):.1f}"
        low = rng.sample(own, max(3, round(LOW_SHARE * len(own))))
        for row in low[1:]:
            row["score"] = f"{rng.uniform(42, 59.8):.1f}"
        low[0]["score"] = EDGE


def given_up(row: Row, beds: int, cause: str, year: int) -> Row:
    """Return the ledger's row of beds that an institution gave up and stays."""
    return {"year": year, "code": row["code"], "district": row["district"], "category": row["category"], "scheme": "",
            "tier": row["tier"], "beds": beds, "cause": cause}


def trials(institutions: Sequence[Row], events: Sequence[Row], seed: int) -> list[Row]:
    """The events, with those of institutions on trial: guidance prolonged once and twice, passed, failed, ended by a serious breach."""
    rng = stream(seed, "trials")
    new = sorted((r for r in institutions if r["category"] != "pharmacy" and r["status"] == "active" and "exited_on" not in r
                  and r["admitted_on"][:4] in ("2024", "2025")), key=lambda r: (r["admitted_on"], r["code"]), reverse=True)
    told = {e["code"] for e in events}
    fresh = [r for r in new if r["admitted_on"] >= "2025-03" and r["code"] not in told]
    older = [r for r in new if "2024-03" <= r["admitted_on"] < "2024-11" and r["code"] not in told]
    once, twice, ended = rng.sample(fresh, 3)
    passed, failed = rng.sample(older, 2)
    found = [*_after(once, (60, "minor_breach", "示例：未核验参保人身份")),
             *_after(twice, (50, "minor_breach", "示例：超量开药"), (110, "minor_breach", "示例：药品进销存不符")),
             *_after(ended, (70, "serious_breach", "示例：虚构诊疗项目")),
             *_after(passed, (366, "trial_passed", "示例：试运行考核合格"), (380, "renewed", "示例：续签协议")),
             *_after(failed, (366, "trial_failed", "示例：试运行考核不合格，延期1年评审"))]
    return sorted([*events, *found], key=lambda e: (e["code"], e["date"], e["kind"]))


def _after(row: Row, *steps: tuple[int, str, str]) -> list[Row]:
    start = date.fromisoformat(row["admitted_on"])
    return [{"code": row["code"], "date": (start + timedelta(days=n)).isoformat(), "kind": kind, "note": note} for n, kind, note in steps]
