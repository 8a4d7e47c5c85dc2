"""Two copies of a city, far apart: what is decided district by district doubles."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.demand import Demand
from allocator.domain.instance import Decision
from allocator.rules.base import Rule
from tests.towns import at, city, made

FAR = at(400_000.0)["lat"] - at(0.0)["lat"]
NAMES = ("code", "district", "account_district", "township", "parent_code")
TABLES = ("districts", "townships", "institutions", "applications", "funds", "requirements", "releases", "events", "pending")
CITYWIDE = ("transfer", "tier_ratio", "swap")            # beds cross borders, shares and reuse are the city's
WHOLE = ("spread",)                                      # objectives that are no sum over districts
BY_SUBJECT = ("totals", "caps", "factor", "within")


def local(case: Case) -> Case:
    """The case by district only: wider scopes narrowed, and rules left out that look at the city as a whole."""
    rules = [n for r in case.policy if (n := _narrowed(r)) is not None]
    there = {r.id for r in rules}
    gone = {r.id for r in case.policy} - there
    rules = [r for r in rules if not any(f"'{g}'" in repr(r) for g in gone)]
    kept = {r.gap_in for r in rules} | {r.counts_in for r in rules if r.kind == "coverage"}
    kept |= {r.goal for r in rules if r.kind == "priority"}
    kept |= {"bed_need"} if any(r.kind == "requirement" for r in rules) else set()
    kept |= {"least_used_first", "institutions_touched", "fewest_beds"}
    names = tuple(n for n in case.policy.objectives if n in kept and n not in WHOLE)
    return made(case.city, *rules, decisions=case.decisions, objectives=names, partial=case.policy.partial, zones=_zones(case.city.names))


def _zones(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    return {f"zone of {d}": (d,) for d in names}


def _narrowed(r: Rule) -> Rule | None:
    """A rule as it would be by district; None where it has no such form."""
    if r.kind in CITYWIDE or getattr(r, "formula", "") in ("fundable_beds", "minimum_cover"):
        return None
    if r.kind == "partition" and any(a.district for a in r.account):
        return None
    if r.kind == "coverage" and r.share is not None:
        return r.model_copy(update={"share": None, "strictness": "should", "gap_in": ""})
    wider = {n: "district" for n in ("scope", "pool") if getattr(r, n, "") in ("city", "zone")}
    return r.model_copy(update=wider | ({"totals": (), "caps": ()} if wider and r.kind in ("total_invariant", "density_limit") else {}))


def doubled(case: Case) -> Case:
    """The same city twice, the other copy's names with an x behind them; every figure that names a district named twice too."""
    c = case.city
    tables = {n: (*getattr(c, n), *(_other(row) for row in getattr(c, n))) for n in TABLES}
    twice = city(list(tables.pop("districts")), tables.pop("institutions"), tables.pop("applications"), demand=_demand(c.demand), **tables)
    rules = [_named_twice(r, c) for r in case.policy]
    return made(twice, *rules, decisions=_decided(case.decisions), objectives=case.policy.objectives, partial=case.policy.partial,
                zones=_zones(twice.names))


def _other(row: Any) -> Any:
    renamed = {n: f"{v}x" for n in NAMES if (v := getattr(row, n, ""))}
    moved = {"lat": row.lat + FAR} if getattr(row, "lat", None) is not None else {}
    return replace(row, **renamed, **moved)


def _demand(d: Demand) -> Demand:
    districts, towns, classes = ([str(names[k]) for k in column] for names, column in (
        (d.districts, d.district), (d.townships, d.township), (d.area_classes, d.area_class)))
    return Demand.of(codes=[*d.codes, *(f"{c}x" for c in d.codes)], insured=[*d.insured, *d.insured], lon=[*d.lon, *d.lon],
                     lat=[*d.lat, *(n + FAR for n in d.lat)], area_class=classes * 2, district=[*districts, *(f"{n}x" for n in districts)],
                     township=[*towns, *(f"{n}x" if n else n for n in towns)])


def _named_twice(r: Rule, c: City) -> Rule:
    """Figures by district or township for both copies."""
    more = {n: tuple(sorted((*v, *(_twin(e, c) for e in v if _twin(e, c) != e)))) for n in BY_SUBJECT
            if isinstance(v := getattr(r, n, None), tuple) and r.kind != "radius_cap"}
    return r.model_copy(update=more)


def _twin(entry: Any, c: City) -> Any:
    """An entry of the other copy; itself where it names no place."""
    name = entry if isinstance(entry, str) else entry[0]
    district, _, town = name.partition("/")
    if district not in c.by_district:
        return entry
    other = f"{district}x/{town}x" if town else f"{district}x"
    return other if isinstance(entry, str) else (other, *entry[1:])


def _decided(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Every decision for both copies."""
    def other(d: Decision) -> Decision:
        return replace(d, **{n: f"{v}x" for n in ("application", "institution") if (v := getattr(d, n))})

    return tuple(e for d in decisions for e in (d, other(d)))
