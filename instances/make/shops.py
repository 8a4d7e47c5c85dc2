"""Clinics and pharmacies that have a contract today, those that leave this year, and whatever left before."""
from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hospitals import AUTUMN, Calendar, Shape, leaving_day
from names import LETTERS, Names
from siting import Ground, standing_places
from town import Row, stream

CLINICS = {  # (facility, type): weight in town, in the country
    ("station", "general"): (16, 8), ("village_clinic", "general"): (0, 46), ("clinic", "general"): (26, 20), ("clinic", "tcm"): (20, 14),
    ("clinic", "dental"): (16, 7), ("outpatient_department", "general"): (12, 3), ("clinic", "internal"): (6, 2),
    ("clinic", "massage"): (1, 0), ("infirmary", "general"): (3, 0),
}
TAGS = {"station": "public_health", "village_clinic": "public_health", "infirmary": "internal_only"}
CAUSES = ("withdrawn", "not_renewed", "terminated", "closed", "unqualified")


@dataclass(frozen=True)
class Ends:
    """How many of one category leave this year, left before, and are suspended."""

    leaving: int
    left: int
    suspended: int


def clinics(ground: Ground, shapes: Mapping[str, Shape], names: Names, seed: int) -> list[Row]:
    """Outpatient institutions with their doctors."""
    rng = stream(seed, "clinics")
    return [clinic(p, usual_clinic(ground.rural(p), rng), names, rng) | {"code": names.code("C")} | figures(rng)
            for p in standing_places(ground, {d: s.outpatient for d, s in shapes.items()})]


def pharmacies(ground: Ground, shapes: Mapping[str, Shape], names: Names, seed: int) -> list[Row]:
    """Retail pharmacies."""
    rng = stream(seed, "pharmacies")
    return [pharmacy(p, names, rng) | {"code": names.code("P")} | figures(rng)
            for p in standing_places(ground, {d: s.pharmacy for d, s in shapes.items()})]


def usual_clinic(rural: bool, rng: random.Random) -> tuple[str, str]:
    """Facility and type of a clinic as they are usual there."""
    return rng.choices(list(CLINICS), [w[rural] for w in CLINICS.values()])[0]


def clinic(place: Row, kind: tuple[str, str], names: Names, rng: random.Random) -> Row:
    """Return one clinic of a facility and a type."""
    facility, trade = kind
    public = facility in ("station", "village_clinic")
    row = place | {
        "category": "outpatient", "scheme": "pooled" if facility != "infirmary" and rng.random() < 0.72 else "account",
        "facility": facility, "type": trade, "tier": "primary" if public else "ungraded",
        "specialty": trade if trade in ("dental", "tcm") else "general", "ownership": "public" if public else "private",
        "affiliation": "county" if public else "none",
        "doctors": rng.choices((1, 2, 3, 4, 5, 6, 8), (16, 26, 24, 16, 9, 6, 3))[0] + 2 * (facility == "outpatient_department"),
        "tags": "blind_massage" if trade == "massage" else TAGS.get(facility, ""), "cost_per_visit": rng.randint(62, 178),
        "reimbursement_share": f"{rng.uniform(0.5, 0.7):.3f}"}
    return row | {"name": names.name(row)}


def pharmacy(place: Row, names: Names, rng: random.Random) -> Row:
    """Return one pharmacy."""
    row = place | {
        "category": "pharmacy", "facility": "pharmacy", "type": rng.choice(("chain", "chain", "single")), "tier": "ungraded",
        "ownership": "private", "affiliation": "none", "tags": "dual_channel" if rng.random() < 0.05 else "",
        "cost_per_visit": rng.randint(48, 126), "doctors": 0}
    return row | {"name": names.name(row)}


def figures(rng: random.Random) -> Row:
    """Return the year's figures of a small institution with a contract."""
    visits = rng.randint(1800, 16000)
    return {"visits": visits, "fund_paid": round(visits * rng.uniform(26, 70)), "score": f"{min(98, max(58, rng.gauss(83, 8))):.1f}",
            "status": "active", "admitted_on": date(rng.randint(2008, 2025), rng.randint(1, 8), rng.randint(1, 28)).isoformat()}


def end_some(rows: Sequence[Row], ends: Ends, ground: Ground, names: Names, rng: random.Random,
             calendar: Calendar = AUTUMN) -> list[Row]:
    """Mark who leaves this year and who is suspended; return rows of history that left before.

    Those that leave have others of their category near, so that few people lose their service by it.
    """
    served = sum(ground.in_reach(r).astype(int) for r in rows)
    spare = [r for r in rows if (served[ground.in_reach(r)] >= 2).all()]
    for row in rng.sample(spare, ends.leaving):
        row |= {"exited_on": leaving_day(rng, calendar).isoformat(), "exit_cause": rng.choice(CAUSES)}
    for row in rng.sample([r for r in rows if "exited_on" not in r], ends.suspended):
        row["status"] = "suspended"
    return [left_before(r, names, rng, calendar) for r in rng.sample(list(rows), ends.left)]


def left_before(like: Row, names: Names, rng: random.Random, calendar: Calendar = AUTUMN) -> Row:
    """Return a row of history: a neighbour of its like that left before the day of the data."""
    gone = calendar.as_of - timedelta(days=rng.randint(*calendar.left))
    return like | {"code": names.code(LETTERS[like["category"]]), "name": names.name(like), "status": "exited",
                   "exited_on": gone.isoformat(), "exit_cause": rng.choice(CAUSES), "admitted_on": f"{rng.randint(2010, 2022)}-06-15"}
