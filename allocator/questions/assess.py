"""测算与比对: required against actual by district, tier, specialty and type, and every indicator, before any plan."""
from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from allocator.domain.case import Case, Need
from allocator.domain.city import CATEGORIES, TIERS
from allocator.domain.institution import Institution
from allocator.measures import stock
from allocator.measures.access import catchment
from allocator.measures.concentration import agglomeration
from allocator.measures.equity import band, gini, theil_l, theil_t
from allocator.measures.ledger import stock as ledger_stock
from allocator.questions.diagnosis import diagnosis
from allocator.rules.base import decimal

RESOURCES = {"inpatient": "insured_beds", "outpatient": "institutions", "pharmacy": "institutions"}
RINGS = {"inpatient": ((15_000.0, 1.0),), "outpatient": ((2_000.0, 1.0),), "pharmacy": ((2_000.0, 1.0),)}   # metres, weight; for display
READINGS = ({"tertiary": "district", "secondary": "district", "primary": "district"},
            {"tertiary": "city", "secondary": "district", "primary": "district"})


def assess(case: Case) -> dict[str, Any]:
    """assessment.json, but for the names of the run."""
    return {"diagnosis": diagnosis(case), "needs": [_need(n) for n in case.needs], "readings": readings(case), "stock": stocks(case),
            "requirements": requirements(case), "agglomeration": [row for c in CATEGORIES for row in concentrations(case, c)],
            "equity": [equity(case, r) for r in ("insured_beds", "doctors", "institutions")],
            "access": [row for c in CATEGORIES for row in access(case, c)], "coverage": coverage(case)}


def _need(n: Need) -> dict[str, Any]:
    difference = None if n.required is None else n.after_exits - n.required
    return {"scope": n.scope, "district": n.district or None, "tier": n.tier or None, "required": n.required, "after_exits": n.after_exits,
            "difference": difference, "state": n.state or None}


def readings(case: Case) -> list[dict[str, Any]]:
    """The state of each district under both readings of where tertiary beds are needed, side by side (WH-18)."""
    rows = []
    for rule in case.policy.of_kind("requirement"):
        other = [rule.model_copy(update={"need_scope": tuple(sorted(r.items()))}) for r in READINGS]
        by_reading = [_states(r.state(case.city, case.policy)) for r in other]
        for d in case.city.names:
            plain, wide = (r[d] for r in by_reading)
            rows.append({"district": d, "required": plain.required, "after_exits": plain.after_exits, "state": plain.state,
                         "required_tertiary_city": wide.required, "after_exits_tertiary_city": wide.after_exits,
                         "state_tertiary_city": wide.state, "differs": plain.state != wide.state})
    return rows


def _states(needs: Sequence[Need]) -> dict[str, Need]:
    return {n.district: n for n in needs if n.scope == "district" and not n.tier}


def stocks(case: Case) -> list[dict[str, Any]]:
    """What there is, by district: beds by tier, institutions, doctors, density and bed use."""
    there, city = ledger_stock(case.city), case.city
    rows = []
    for d in city.names:
        counts = {c: sum(i.category == c and i.district == d for i in city.baseline) for c in CATEGORIES}
        beds, use = {f"beds_{t}": there.sum("current", districts=[d], tiers=[t]) for t in TIERS}, stock.occupancy(city, (d,))
        rows.append({"district": d, "insured": city.by_district[d].insured, **counts, **beds, "beds": sum(beds.values()),
                     **_owners(city.baseline, d),
                     "exits": there.sum("exited", districts=[d]), "doctors": stock.held(city, "doctors", [d]),
                     "beds_per_1000": _decimal(stock.density(city, "insured_beds", [d], 1000)),
                     "doctors_per_1000": _decimal(stock.density(city, "doctors", [d], 1000)), "occupancy": _decimal(use)})
    return rows


def _owners(rows: Sequence[Institution], district: str) -> dict[str, int]:
    """Beds of public tertiary and secondary hospitals (支撑), and of private ones (补充), that count in a district."""
    here = [i for i in rows if i.account_district == district]
    public = [i for i in here if i.ownership == "public" and i.tier in ("tertiary", "secondary")]
    return {"beds_public_support": sum(i.insured_beds for i in public),
            "beds_private": sum(i.insured_beds for i in here if i.ownership == "private")}


def requirements(case: Case) -> list[dict[str, Any]]:
    """Given required values against what is there: by district, category, tier, specialty and type."""
    rows = []
    for r in case.city.requirements:
        mine = [i for i in case.city.staying if _asked(i, r)]
        have = sum(i.insured_beds for i in mine) if r.unit == "beds" else len(mine)
        rows.append({"district": r.district, "category": r.category, "tier": r.tier, "specialty": r.specialty, "type": r.type,
                     "required": r.required, "there": have, "difference": have - r.required, "unit": r.unit, "source": r.source})
    return rows


def _asked(i: Institution, r: Any) -> bool:
    fields = (("tier", r.tier), ("specialty", r.specialty), ("type", r.type))
    return i.district == r.district and i.category == r.category and all(not want or getattr(i, name) == want for name, want in fields)


def concentrations(case: Case, category: str) -> list[dict[str, Any]]:
    """HRAD, PAD, their difference and ratio; `sign` from whole numbers."""
    rows = agglomeration(case.city, category, RESOURCES[category])
    return [{"category": category, "district": r.district, "resource": r.resource, "people": r.people, "hrad": _decimal(r.hrad),
             "pad": _decimal(r.pad), "difference": _decimal(None if r.hrad is None or r.pad is None else r.hrad - r.pad),
             "ratio": _decimal(r.ratio), "sign": r.sign} for r in rows]


def equity(case: Case, resource: str) -> dict[str, Any]:
    """Gini and Theil of a resource over the districts, by people and by land."""
    people = [(d.insured, stock.held(case.city, resource, [d.district])) for d in case.city.districts]
    land = [(int(d.area_km2 * 1000), stock.held(case.city, resource, [d.district])) for d in case.city.districts if d.area_km2]
    g = gini(people)
    return {"resource": resource, "gini_people": _decimal(g), "band": band(g) if g is not None else None, "gini_land": _decimal(gini(land)),
            "theil_l": _six(theil_l(people)), "theil_t": _six(theil_t(people))}


def access(case: Case, category: str) -> list[dict[str, Any]]:
    """Two-step floating catchment access by district: supply per 1000 people within reach, weighted by people."""
    rows = [i for i in case.city.baseline if i.category == category and i.status == "active" and i.lon is not None and i.lat is not None]
    supply = [i.insured_beds if category == "inpatient" else i.doctors if category == "outpatient" else 1 for i in rows]
    if not rows or not len(case.city.demand):
        return []
    found = catchment(case.city.demand, [float(i.lon or 0) for i in rows], [float(i.lat or 0) for i in rows], supply, RINGS[category])
    insured, value = case.city.demand.insured, found.access
    made = []
    for d in case.city.names:
        mask = case.city.demand.in_district(d)
        people = int(insured[mask].sum())
        mean = float((value[mask] * insured[mask]).sum()) / people * 1000 if people else None
        made.append({"category": category, "district": d, "per_1000": _six(mean), "metres": RINGS[category][-1][0]})
    return made


def coverage(case: Case) -> list[dict[str, Any]]:
    """People in reach today, and who would be with every site, by coverage rule and district."""
    rows = []
    for rule in case.policy.of_kind("coverage"):
        a = case.access[rule.id]
        before, most, everyone = (a.people_by_district(m) for m in (a.before, a.reachable(), a.insured >= 0))
        rows += [{"category": rule.category, "district": d, "insured": everyone[d], "covered_before": before[d], "reachable": most[d],
                  "standard": _decimal(rule.share), "method": a.method} for d in a.districts]
    return rows


def _decimal(value: Fraction | None) -> str | None:
    return None if value is None else decimal(value)


def _six(value: float | None) -> str | None:
    return None if value is None else f"{value:.6f}"
