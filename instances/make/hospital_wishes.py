"""Inpatient applications, made from cases."""
from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from cases import Case, Season, judged
from names import Names
from places import point_near
from town import Row, drawn
from use import spare_beds, use_of

CONTROLLED = ("psychiatric", "rehabilitation")
WHAT = ("facility", "type", "tier", "specialty", "ownership")


def _plain(row: Row) -> bool:
    return row["facility"] in ("hospital", "maternity") and row["specialty"] not in CONTROLLED


PARENTS: Mapping[str, Callable[[Row], bool]] = {
    "busy": lambda r: _plain(r) and r["tier"] in ("tertiary", "secondary") and use_of(r) >= 0.86,
    "full": lambda r: _plain(r) and r["tier"] != "ungraded" and use_of(r) >= 0.86 and r["open_beds"] <= r["insured_beds"],
    "capped": lambda r: _plain(r) and r["open_beds"] > 1.04 * r["insured_beds"],
    "idle": lambda r: _plain(r) and use_of(r) < 0.84,
    "rising": lambda r: bool(r.get("_rises")),
    "spare": lambda r: r["facility"] in ("hospital", "maternity") and r["tier"] != "tertiary" and spare_beds(r) >= 10,
    "spare_tertiary": lambda r: r["tier"] == "tertiary" and spare_beds(r) >= 10,
    "municipal": lambda r: r["facility"] == "hospital" and r["affiliation"] == "municipal",
    "tertiary": lambda r: r["tier"] == "tertiary" and r["affiliation"] in ("municipal", "provincial"),
    "top": lambda r: r["tier"] == "tertiary",
    "secondary": lambda r: _plain(r) and r["tier"] == "secondary" and r["facility"] == "hospital",
    "general": lambda r: r["tier"] == "secondary" and r["type"] == "general" and r["specialty"] == "general",
    "small": lambda r: _plain(r) and r["insured_beds"] < 60,
    "control": lambda r: r["specialty"] in CONTROLLED,
}


class HospitalWishes:
    """Makes the rows; an institution stands behind one application at most, branches apart."""

    def __init__(self, stock: Sequence[Row], townships: Sequence[Row], names: Names, season: Season, rng: random.Random) -> None:
        self._stock = [r for r in stock if r["category"] == "inpatient" and r["status"] == "active" and "exited_on" not in r]
        self._townships, self._names, self._season, self._rng = townships, names, season, rng
        self._taken: set[str] = set()

    def row(self, case: Case) -> Row:
        """One application or site."""
        rng, parent = self._rng, self._parent(case)
        row: Row = {"kind": case.kind, "category": "inpatient", "district": case.district, "tags": case.tags,
               "barred_until": case.barred_until, "convert_to": case.convert_to}
        row |= self._what(case, parent) | self._where(case, parent) | _parent_columns(case, parent)
        if case.kind == "site":
            return row | {"code": self._names.code("S"), "name": "", "ownership": "", "affiliation": "", "qualified": "yes"}
        row |= {"code": self._names.code("A"), "cost_per_visit": rng.randint(130, 330),
                "reimbursement_share": f"{rng.uniform(0.6, 0.78):.3f}", **self._season.dated(rng, case.when), **judged(rng, case.bad)}
        if case.kind == "relocation":
            row["moved_by_government"] = "yes" if case.moved else "no"
        if parent and case.kind not in ("new", "branch"):      # licensed long ago
            row |= {"licensed_on": parent["admitted_on"], "opened_on": ""}
        return row | {"name": self._name(case, row, parent)}

    def _parent(self, case: Case) -> Row | None:
        if not case.parent:
            return None
        wanted = case.parent_district or case.district
        free = [r for r in self._stock if r["district"] == wanted and r["code"] not in self._taken]
        pool = [r for r in free if PARENTS[case.parent](r)] or [r for r in free if _plain(r)]
        if not pool:
            raise ValueError(f"{wanted}: no institution is left that could be the parent ({case.parent}) of a {case.kind}")
        parent = self._rng.choice(pool)
        if case.kind != "branch":
            self._taken.add(parent["code"])
        return parent

    def _what(self, case: Case, parent: Row | None) -> Row:
        """What it would be, and its beds; who moves or rises takes all beds along."""
        same = parent if parent and case.kind != "branch" else None
        beds = self._beds(case, same)
        what = {k: same[k] if same else getattr(case, k) for k in WHAT}
        if case.kind == "upgrade":
            what["tier"] = case.tier
        if case.kind == "conversion":
            what["specialty"] = "rehabilitation" if case.convert_to == "rehabilitation" else "nursing"
        own = case.affiliation or case.outside[0] or ("county" if case.ownership == "public" else "none")
        return what | {"affiliation": same["affiliation"] if same else own, "beds_max": beds,
                       "beds_min": beds if case.partly == 1 else max(10, 10 * round(beds * case.partly / 10)),
                       "doctors": 0 if same and case.kind != "expansion" else max(1, round(beds * self._rng.uniform(0.2, 0.34)))}

    def _beds(self, case: Case, same: Row | None) -> int:
        beds = case.beds if isinstance(case.beds, int) else 10 * self._rng.randint(case.beds[0] // 10, case.beds[1] // 10)
        if same and case.kind in ("relocation", "upgrade"):
            return int(same["insured_beds"])
        if same and case.parent in ("spare", "spare_tertiary"):
            return max(5, min(beds, spare_beds(same) // 5 * 5))
        return beds

    def _where(self, case: Case, parent: Row | None) -> Row:
        """Where the parent stands, or near a township where people live."""
        if parent and case.kind in ("expansion", "conversion", "upgrade"):
            return {k: parent[k] for k in ("township", "lon", "lat")}
        own = [t for t in self._townships if t["district"] == case.district]
        if case.facility == "township_centre":
            own = [t for t in own if t["_level"] == "town"]
        place = drawn(self._rng, own, "insured", 1.2)
        return {"township": place["township"]} | point_near(place, self._townships, self._rng)

    def _name(self, case: Case, row: Row, parent: Row | None) -> str:
        if case.kind == "branch":
            return f"{parent['name'] if parent else case.outside[1]}{case.district}分院"
        return str(parent["name"]) if parent else self._names.name(row)


def _parent_columns(case: Case, parent: Row | None) -> Row:
    if parent:
        return {"parent_code": parent["code"], "parent_name": parent["name"], "parent_level": parent["affiliation"],
                "parent_tier": parent["tier"]}
    if case.outside[1]:
        return {"parent_name": case.outside[1], "parent_level": case.outside[0], "parent_tier": "tertiary"}
    return {}
