"""What follows an admission: the guidance period with its breaches, terminations, and those that apply again while barred or after."""
from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from cases import between, judged
from names import LETTERS, Names
from places import own_cell
from town import Row, jittered

NOTES = {"minor_breach": "示例：情节较轻的违规", "rectification_failed": "示例：整改不到位", "rectified": "示例：整改验收通过",
         "terminated": "示例：辅导期内发生应中止协议的情形，解除协议"}
# Of those in guidance: (days from admission, event), none of them, a repaired breach, a longer guidance, one longer still.
COURSES: tuple[tuple[tuple[int, str], ...], ...] = (
    (), ((40, "minor_breach"), (62, "rectified")), ((55, "minor_breach"),), ((30, "minor_breach"), (80, "rectification_failed")))
EACH_COURSE = 4
# (days before the day of the data on which the contract ended, days from the end of the ban to the new application)
ENDS = ((160, -120), (340, 0), (420, 75))


def admit_lately(rows: Sequence[Row], numbers: Mapping[str, int], first: date, last: date, rng: random.Random) -> None:
    """Let some institutions of each district have come in between two days."""
    for district, number in numbers.items():
        stay = [r for r in rows if r["district"] == district and r["status"] == "active" and "exited_on" not in r and "_late" not in r]
        for row in rng.sample(stay, number):
            row |= {"admitted_on": between(rng, first, last).isoformat(), "_late": True}


def guided(rows: Sequence[Row], as_of: date, rng: random.Random) -> list[Row]:
    """Events in the guidance period of those that came in lately: every course in turn, among those who have had the time for it."""
    longest = max(n for course in COURSES for n, _ in course)
    late = [(r["code"], date.fromisoformat(r["admitted_on"])) for r in rows if "_late" in r]
    early = [(code, admitted) for code, admitted in late if (as_of - admitted).days >= longest]
    chosen = rng.sample(early, min(len(early), EACH_COURSE * len(COURSES)))
    return [_event(code, admitted + timedelta(days=n), kind)
            for i, (code, admitted) in enumerate(chosen) for n, kind in COURSES[i % len(COURSES)]]


def again(rows: Sequence[Row], townships: Sequence[Row], names: Names, as_of: date,
          rng: random.Random) -> tuple[list[Row], list[Row], list[Row]]:
    """Institutions whose contract ended in guidance, their new applications nearby, and the events that ended them.

    Of some rows, one clinic and one pharmacy each apply while a year's ban lasts, on the very day on which it ends, and some time after.
    """
    history, applications, events = [], [], []
    for category in ("outpatient", "pharmacy"):
        likes = [r for r in rows if r["category"] == category and r["status"] == "active" and r["tags"] == ""]
        for like, (before, after) in zip(rng.sample(likes, len(ENDS)), ENDS, strict=True):
            ended = as_of - timedelta(days=before)
            free = ended.replace(year=ended.year + 1)
            row = {k: v for k, v in like.items() if k != "_late"} | {
                "code": names.code(LETTERS[category]), "name": names.name(like), "status": "exited",
                "admitted_on": (ended - timedelta(days=100)).isoformat(), "exited_on": ended.isoformat(), "exit_cause": "terminated"}
            history.append(row)
            events.append(_event(row["code"], ended, "terminated"))
            applications.append(_applies(row, free, free + timedelta(days=after), names, rng) | _beside(row, townships, rng))
    return history, applications, events


def _applies(row: Row, free: date, applied: date, names: Names, rng: random.Random) -> Row:
    """Return the application of one whose contract ended, barred until a day; while the ban lasts only its old contract tells of it."""
    same = ("name", "category", "scheme", "facility", "type", "tier", "specialty", "ownership", "affiliation", "district", "township",
            "lon", "lat", "doctors", "cost_per_visit", "reimbursement_share", "tags")
    opened = date.fromisoformat(row["admitted_on"]) - timedelta(days=200)
    return {k: row.get(k, "") for k in same} | {
        "code": names.code("A"), "kind": "new", "licensed_on": (opened - timedelta(days=20)).isoformat(), "opened_on": opened.isoformat(),
        "applied_on": applied.isoformat(), "parent_code": row["code"], "parent_name": row["name"],
        "barred_until": "" if applied < free else free.isoformat()} | judged(rng)


def _beside(row: Row, townships: Sequence[Row], rng: random.Random) -> Row:
    """Return a place some hundred metres away, in the same district's cell."""
    while True:
        lon, lat = jittered(rng, row["lon"], row["lat"], 150)
        if own_cell((lon, lat), row["district"], townships):
            return {"lon": lon, "lat": lat}


def _event(code: str, on: date, kind: str) -> Row:
    return {"code": code, "date": on.isoformat(), "kind": kind, "note": NOTES[kind]}
