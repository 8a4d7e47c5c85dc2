"""Pieces of applications that every city's script uses: dates around a transition, figures, parents."""
from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from stock import WORDS, Names, hospital_point, word_of
from town import Row, drawn

REASONS = ("消防验收未通过", "近一年内受过行政处罚", "医保信息系统未完成改造", "医保医师少于规定人数", "申请材料与现场不符")


@dataclass(frozen=True)
class Transition:
    """The two dates that a transition period tests."""

    licence_before: date
    apply_by: date


@dataclass(frozen=True, kw_only=True)
class Case:
    """One inpatient application as its author means it.

    Parameters
    ----------
    beds : asked for, or (least, most) of which a multiple of ten is drawn.
    when : how its two dates stand to the transition, a key of `dated`.
    parent : which institution it comes from, a key of `PARENTS`; "" for none; a name where it lies outside the city.
    partly : share of the beds with which it would be content.
    """

    kind: str
    district: str
    beds: int | tuple[int, int]
    specialty: str = "general"
    type: str = "general"
    facility: str = "hospital"
    tier: str = "secondary"
    tags: str = ""
    when: str = "ordinary"
    ownership: str = "private"
    parent: str = ""
    parent_district: str = ""
    outside: tuple[str, str] = ("", "")
    partly: float = 1.0
    bad: str = ""
    barred_until: str = ""
    convert_to: str = ""
    moved: bool = False


def between(rng: random.Random, first: date, last: date) -> date:
    """Return a day of a period, both ends included."""
    return first + timedelta(days=rng.randint(0, (last - first).days))


def dated(rng: random.Random, when: str, rule: Transition) -> Row:
    """Dates of licence, opening and application on the wanted side of the transition's dates.

    `ordinary`: licensed, applies after it. `early`: applies within it, licensed after it. `transition`: both in time. The last three
    stand on the dates themselves.
    """
    day, before, by = timedelta(days=1), rule.licence_before, rule.apply_by
    licensed, applied = {
        "ordinary": (between(rng, date(2022, 3, 1), before - 8 * day), between(rng, by + 2 * day, by + 90 * day)),
        "early": (between(rng, before + day, before + 150 * day), between(rng, date(2025, 10, 9), by - 3 * day)),
        "transition": (between(rng, date(2024, 2, 1), before - 60 * day), between(rng, date(2025, 10, 9), by - 3 * day)),
        "on_both": (before - day, by),
        "applied_late": (before - day, by + day),
        "licensed_late": (before, by),
    }[when]
    opened = licensed + timedelta(days=rng.randint(8, 40))
    return {"licensed_on": licensed.isoformat(), "opened_on": opened.isoformat() if opened < applied else "", "applied_on": applied.isoformat()}


def scored(rng: random.Random, bad: bool = False) -> Row:
    """Score and stage; who is disqualified has few points."""
    value = rng.uniform(38, 58) if bad else min(98.0, max(61.0, rng.gauss(82, 7)))
    return {"score": f"{value:.1f}", "stage": "assessed" if bad or rng.random() < 0.85 else "filed"}


def refused(reason: str) -> Row:
    """Qualified or not, with the reason."""
    return {"qualified": "no" if reason else "yes", "disqualified_reason": reason}


def use_of(row: Row) -> float:
    """Own use of an institution."""
    return float(row["bed_days"]) / (365 * float(row["insured_beds"]))


def spare_beds(row: Row, target_use: float = 0.85) -> int:
    """Beds beyond those that the year's bed-days need at the target use."""
    return int(row["insured_beds"]) - ceil(row["bed_days"] / (365 * target_use))


def _grown(row: Row) -> bool:
    return row["ownership"] == "public" or row["tier"] == "secondary"


PARENTS: Mapping[str, Callable[[Row], bool]] = {
    "busy": lambda r: r["facility"] in ("hospital", "maternity") and _grown(r) and use_of(r) >= 0.86,
    "idle": lambda r: r["facility"] in ("hospital", "maternity") and r["insured_beds"] >= 60 and use_of(r) < 0.84,
    "spare": lambda r: r["facility"] in ("hospital", "maternity") and r["tier"] != "tertiary" and spare_beds(r) >= 10,
    "tertiary": lambda r: r["tier"] == "tertiary" and r["affiliation"] in ("municipal", "provincial"),
    "secondary": lambda r: r["tier"] == "secondary" and r["facility"] == "hospital",
    "small": lambda r: r["facility"] == "hospital" and r["insured_beds"] < 60,
    "control": lambda r: r["specialty"] in ("psychiatric", "rehabilitation") and r["insured_beds"] >= 50,
}


class Hospitals:
    """Inpatient applications of one city, from its cases; every parent has one application at most."""

    def __init__(self, stock: Sequence[Row], townships: Sequence[Row], names: Names, rule: Transition, rng: random.Random) -> None:
        self._stock = [r for r in stock if r["category"] == "inpatient" and r["status"] == "active" and "exited_on" not in r]
        self._townships, self._names, self._rule, self._rng = townships, names, rule, rng
        self._taken: set[str] = set()

    def row(self, case: Case) -> Row:
        """One application."""
        rng = self._rng
        parent = self._parent(case)
        row = {"code": self._names.code("A"), "kind": case.kind, "category": "inpatient", "district": case.district,
               **self._what(case, parent), **self._where(case, parent), **self._parent_columns(case, parent),
               **scored(rng, bool(case.bad)), **refused(case.bad), "tags": case.tags, "barred_until": case.barred_until,
               "cost_per_visit": rng.randint(130, 330), "reimbursement_share": f"{rng.uniform(0.6, 0.78):.3f}",
               "convert_to": case.convert_to, "moved_by_government": ("yes" if case.moved else "no") if case.kind == "relocation" else ""}
        if case.kind == "site":
            return row | {"name": "", "ownership": "", "score": "", "stage": "", "cost_per_visit": "", "reimbursement_share": "",
                          "qualified": "yes"}
        dates = {"licensed_on": parent["admitted_on"]} if parent and case.kind not in ("new", "branch") else {}
        return row | dated(rng, case.when, self._rule) | dates | ({"opened_on": ""} if dates else {})

    def _parent(self, case: Case) -> Row | None:
        if not case.parent:
            return None
        wanted = case.parent_district or case.district
        pool = [r for r in self._stock if r["district"] == wanted and PARENTS[case.parent](r)]
        fresh = [r for r in pool if r["code"] not in self._taken]
        pool = fresh or [r for r in self._stock if r["district"] == wanted and r["code"] not in self._taken
                         and r["facility"] in ("hospital", "maternity")]
        if not pool:
            raise ValueError(f"{wanted}: no institution is left that could be the parent ({case.parent}) of a {case.kind}")
        parent = pool[0] if case.parent == "tertiary" else self._rng.choice(pool)
        if case.kind != "branch":
            self._taken.add(parent["code"])
        return parent

    def _what(self, case: Case, parent: Row | None) -> Row:
        """What it would be, and its beds; who moves or rises takes all beds along."""
        rng = self._rng
        same = parent if parent and case.kind in ("expansion", "conversion", "relocation", "upgrade") else None
        beds = case.beds if isinstance(case.beds, int) else 10 * rng.randint(case.beds[0] // 10, case.beds[1] // 10)
        if same and case.kind in ("relocation", "upgrade"):
            beds = same["insured_beds"]
        if same and case.kind == "conversion" and case.parent == "spare":
            beds = max(5, min(beds, spare_beds(same) // 5 * 5))
        kinds = {k: same[k] if same else getattr(case, k) for k in ("facility", "type", "tier", "specialty", "ownership")}
        if case.kind in ("upgrade", "conversion"):
            kinds |= {"tier": case.tier} if case.kind == "upgrade" else {"specialty": case.convert_to if case.convert_to == "rehabilitation" else "nursing"}
        doctors = 0 if case.kind in ("conversion", "relocation", "upgrade") else max(1, round(beds * rng.uniform(0.2, 0.34)))
        return kinds | {"affiliation": self._affiliation(case, same), "beds_max": beds, "beds_min": 10 * round(beds * case.partly / 10) or beds,
                        "doctors": doctors} | ({"beds_min": beds} if case.partly == 1.0 else {})

    @staticmethod
    def _affiliation(case: Case, same: Row | None) -> str:
        if same:
            return str(same["affiliation"])
        if case.outside[0]:
            return case.outside[0]
        return "county" if case.ownership == "public" else "none"

    def _where(self, case: Case, parent: Row | None) -> Row:
        """Name and place: where the parent stands, or near a township that people live in."""
        rng = self._rng
        own = [t for t in self._townships if t["district"] == case.district]
        if parent and case.kind in ("expansion", "conversion", "upgrade"):
            return {k: parent[k] for k in ("township", "lon", "lat")} | {"name": parent["name"]}
        place = drawn(rng, own, "insured") if case.facility in ("township_centre", "community_centre") else drawn(rng, own, "insured", 1.3)
        if case.facility == "township_centre":
            place = drawn(rng, [t for t in own if t["_level"] == "town"], "insured")
        if case.kind == "branch":
            name = f"{parent['name'] if parent else case.outside[1]}{case.district}分院"
        elif case.kind == "relocation" and parent:
            name = parent["name"]
        else:
            centre = case.facility in ("township_centre", "community_centre")
            name = self._names.name(place["township"] if centre else case.district, WORDS.get(case.facility, word_of(vars(case))))
        return {"township": place["township"], "name": name} | near_township(place, self._townships, rng)

    @staticmethod
    def _parent_columns(case: Case, parent: Row | None) -> Row:
        if parent:
            return {"parent_code": parent["code"], "parent_name": parent["name"], "parent_level": parent["affiliation"],
                    "parent_tier": parent["tier"]}
        if case.outside[1]:
            return {"parent_name": case.outside[1], "parent_level": case.outside[0], "parent_tier": "tertiary"}
        return {}


def near_township(place: Row, townships: Sequence[Row], rng: random.Random) -> Row:
    """Return a point near a township's, in its district's cell."""
    lon, lat = hospital_point(place, townships, rng)
    return {"lon": lon, "lat": lat}


def site(place: Row, category: str, facility: str, names: Names) -> Row:
    """Return an unnamed potential location of a clinic or a pharmacy."""
    return {k: v for k, v in place.items()} | {
        "code": names.code("S"), "kind": "site", "name": "", "category": category, "facility": facility, "type": "general" if facility != "pharmacy" else "",
        "tier": "ungraded" if facility != "station" else "primary", "scheme": "pooled" if category == "outpatient" else "",
        "doctors": 2 if category == "outpatient" else 0, "qualified": "yes"}

