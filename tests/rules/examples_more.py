"""Cases of the kinds beyond Wuhu's, with plans on both sides of what they say."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from allocator.domain.city import City, Event, Release
from tests.rules.examples import DECIDED, KEY, LEAVES, SHOULD, Example, beds
from tests.towns import admitted, applies, at, city, clinic, hospital, made, pharmacy, rule, three, township

WHOLE = rule("exempt", "whole", where={"tags": "university"}, reach="plan")
MEDICINE = {"category": "pharmacy", "facility": "pharmacy"}
RIM = {"rim": ("East", "West"), "core": ("Mid",)}


def sells(code: str, metres: float, **more: Any) -> Any:
    """A pharmacy that applies for a place on the meridian."""
    return applies(code, "East", **{**MEDICINE, **at(metres), **more})


def line(decided: bool = True) -> tuple[City, dict[str, Any]]:
    """Pharmacies at 0, 5 and 9 km, of which the second may move and the third leaves; wishes beside them, in a row, exempt and decided."""
    here = (pharmacy("P1", "East", **at(0)), pharmacy("P2", "East", **at(5000)),
            pharmacy("P3", "East", exited_on=date(2026, 3, 1), **at(9000)))
    wish = (sells("A1", 700), sells("A2", 1600), sells("A3", 2200), sells("A4", 2900), sells("A5", 5300), sells("A6", 9100),
            sells("A7", 900, tags=("key_project",)), sells("A8", 2300, tags=("university",)), sells("A9", 100),
            sells("R1", 8400, kind="relocation", parent_code="P2"), applies("B1", "East", **at(50)))
    return three(*wish, more=here), {"decisions": (admitted("A9"),) if decided else ()}


def apart(**figures: Any) -> Example:
    town, more = line()
    it = rule("min_distance", "it", **{"where": {"category": "pharmacy"}, "reach": {"metres": 800}, **figures})
    return Example(made(town, KEY, WHOLE, it, **more), "it", plans=300)


def circled(**figures: Any) -> Example:
    town, more = line()
    given = {"where": {"category": "pharmacy"}, "reach": {"metres": 800}, "caps": {"dense": 3, "other": 2}}
    it = rule("radius_cap", "it", **{**given, **figures})
    return Example(made(town, KEY, WHOLE, it, **more), "it", plans=300)


def freed(*rows: tuple[int, str, str, int, str]) -> tuple[Release, ...]:
    """Releases of hospitals: year, code, district, beds, cause."""
    return tuple(Release(year=y, code=c, district=d, category="inpatient", beds=n, cause=why) for y, c, d, n, why in rows)


def granted(**figures: Any) -> Example:
    """20 beds left East in 2025, 30 in West, of which 5 by a move; 11 leave in 2026, besides West's W9 with 9."""
    town = beds()
    gave = freed((2025, "X1", "East", 20, "closed"), (2025, "X2", "West", 30, "withdrawn"), (2025, "X3", "West", 5, "relocated"),
                 (2026, "X4", "East", 11, "terminated"))
    it = rule("release_quota", "it", **{"where": {"category": "inpatient"}, "unit": "beds", "pool": "district", **figures})
    return Example(made(_with(town, releases=gave), KEY, LEAVES, it, decisions=DECIDED, zones=RIM), "it", plans=300)


def _with(town: City, **tables: Any) -> City:
    from dataclasses import replace
    return replace(town, **tables)


def bonus(**figures: Any) -> Example:
    """One pharmacy leaves West/d, East has none; East/b and West/e are empty townships."""
    here = (pharmacy("P1", "East", township="a"), pharmacy("P2", "West", township="d"),
            pharmacy("P3", "West", township="d", exited_on=date(2026, 6, 1), exit_cause="closed"))
    wish = (applies("A1", "East", township="a", **MEDICINE), applies("A2", "East", township="b", **MEDICINE),
            applies("A3", "East", township="b", **MEDICINE), applies("A4", "West", township="d", **MEDICINE),
            applies("A5", "West", township="e", **MEDICINE), applies("A6", "West", township="e", tags=("key_project",), **MEDICINE))
    towns_ = [township(t, d, 5000) for t, d in (("a", "East"), ("b", "East"), ("d", "West"), ("e", "West"))]
    gap = rule("gap_bonus", "gap", where={"category": "pharmacy"}, places=1, lifts=["it"])
    it = rule("release_quota", "it", **{"where": {"category": "pharmacy"}, "unit": "institutions", "pool": "district", "lag": 0, **figures})
    return Example(made(three(*wish, more=here, townships=towns_), KEY, gap, it), "it", plans=300)


def gap_alone() -> Example:
    e = bonus()
    return Example(e.case, "gap")


def offset(**figures: Any) -> Example:
    """West's exits of 9, cuts and a conversion; A5 of 7 beds in West is exempt and comes first."""
    it = rule("offset_first", "it", **{"exempt": ["key"], **figures})
    return Example(made(beds(), KEY, LEAVES, it, decisions=DECIDED, zones=RIM), "it", plans=300)


def kept(**figures: Any) -> Example:
    """Every sort of change of beds, in three districts that may not grow."""
    return Example(made(beds(), KEY, LEAVES, rule("total_invariant", "it", **figures), decisions=DECIDED, zones=RIM), "it", plans=300)


def upwards() -> Example:
    """W1, used to a half, would grow: W2 (cut by a decision) and W3 are used more; in East E1 would grow, and E2 is used less."""
    town = beds()
    grows = applies("B3", "West", 3, kind="expansion", parent_code="W1")
    it = rule("total_invariant", "it", scope="city", movement="low_to_high", totals={"city": 400})
    return Example(made(_with(town, applications=(*town.applications, grows)), KEY, LEAVES, it, decisions=DECIDED), "it", plans=400)


def licensed() -> Example:
    """W2 has 50 beds of 40 licensed, E1 40 of 38, W1 100 of 60 (90 approved): at most 46, 43 and 103 of each."""
    town = beds()
    figures = {"W2": (40, None, None), "E1": (38, None, None), "W1": (60, 90, date(2025, 9, 1))}
    rows = []
    for i in town.institutions:
        have, asked, on = figures.get(i.code, (None, None, None))
        rows.append(_row(i, licensed_beds=have, licensed_beds_requested=asked, licensed_approved_on=on))
    more = (applies("B3", "West", 3, kind="expansion", parent_code="W1"), applies("B4", "West", 1, kind="expansion", parent_code="W1"),
            applies("B5", "West", 1, kind="expansion", parent_code="W2"), applies("B6", "East", 9, kind="expansion", parent_code="E1",
                                                                                tags=("key_project",)))
    return Example(made(_with(town, institutions=tuple(rows), applications=(*town.applications, *more)), KEY, LEAVES,
                        rule("institution_cap", "it", factor="1.15"), decisions=DECIDED), "it", plans=400)


def _row(i: Any, **changes: Any) -> Any:
    from dataclasses import replace
    return replace(i, **changes)


def least(**figures: Any) -> Example:
    """One dual-channel pharmacy in Mid, which may move; one in West leaves; upgrades and new ones elsewhere."""
    dual = {"tags": ("dual_channel",), **MEDICINE}
    here = (pharmacy("P1", "East"), pharmacy("P2", "Mid", tags=("dual_channel",)), pharmacy("P3", "West", tags=("dual_channel",),
                                                                                           exited_on=date(2026, 5, 1)))
    wish = (applies("U1", "East", kind="upgrade", parent_code="P1", **dual), applies("A1", "East", **dual), applies("A2", "West", **dual),
            applies("R1", "West", kind="relocation", parent_code="P2", **dual), applies("A3", "Mid", **MEDICINE))
    it = rule("minimum", "it", **{"where": {"category": "pharmacy", "tags": "dual_channel"}, **figures})
    return Example(made(three(*wish, more=here), it, zones=RIM, objectives=("gap",)), "it")


def owed(**figures: Any) -> Example:
    """Township centres: two qualify, one does not, one lies in the frozen district West; a site is owed nothing."""
    centre = {"facility": "township_centre"}
    wish = (applies("A1", "East", **centre), applies("A2", "East", qualified=False, **centre), applies("A3", "East", **centre),
            applies("A4", "West", **centre), applies("A5", "East"), applies("A6", "East", kind="site", **centre))
    funds = rule("freeze", any_of=[{"occupancy_below": "0.70"}], categories=["outpatient"])
    it = rule("mandatory", "it", **{"where": centre, **figures})
    return Example(made(three(*wish), rule("eligibility"), it, funds), "it")


def held(**figures: Any) -> Example:
    """Beds or dental clinics of some areas, with what leaves of them."""
    return Example(made(beds(), KEY, LEAVES, rule("class_control", "it", **{"where": {"category": "inpatient"}, "net": "beds", **figures}),
                        decisions=DECIDED, zones=RIM, objectives=("gap",)), "it", plans=300)


def parted() -> Example:
    count_in = [{"where": {"category": "inpatient", "affiliation": "municipal"}, "district": "East"}]
    here = (hospital("M9", "West", 10, affiliation="municipal"),)
    return Example(made(three(applies("A1", "West", 5, affiliation="municipal"), more=here), rule("partition", "it", account=count_in,
                                                                                             functional=["Mid", "Park"]), zones=RIM), "it")


def on_trial() -> Example:
    here = (clinic("C1", "East", admitted_on=date(2025, 8, 1)), clinic("C2", "East", admitted_on=date(2025, 1, 1)))
    events = (Event(code="C1", date=date(2025, 9, 1), kind="minor_breach"),)
    return Example(made(three(applies("A1", "East"), more=here, events=events), rule("probation", "it", trial=12, ban_years=2)), "it")


def last() -> Example:
    here = tuple(clinic(f"C{k:02}", "East", score=Fraction(60 + k)) for k in range(20))
    it = rule("tail", "it", share="0.05", score=60, sanctions=[{"does": "eliminate", "frees": True}])
    return Example(made(three(applies("A1", "East"), more=here), it), "it")


def figured(**figures: Any) -> Example:
    here = city({"East": 10_000}, (hospital("E1", "East", 40),), (applies("A1", "East", 5),))
    return Example(made(here, rule("formula_limit", "it", **figures)), "it")


FUNDED = {"formula": "fundable_beds", "income": 40_000_000, "surplus_rate": "0.03", "reimbursement_share": "0.65", "cost_per_bed": 650_000}
USED = {"formula": "bed_use", "admissions_per_1000": 159, "days_per_admission": "8.8", "target_use": "0.79"}

MORE: dict[str, dict[str, Callable[[], Example]]] = {
    "min_distance": {"metres": apart, "minutes": lambda: apart(reach={"minutes": 15, "km_per_h": 5, "detour": "1.3"}),
                     "sort": lambda: apart(key=["type"], where={"category": ["pharmacy", "outpatient"]}),
                     "should": lambda: apart(**SHOULD)},
    "radius_cap": {"candidates": circled, "all": lambda: circled(centres="all"), "one": lambda: circled(caps={"other": 1}),
                   "counted": lambda: circled(counted={"category": ["pharmacy", "outpatient"]}, caps={"other": 2})},
    "release_quota": {"half": lambda: granted(rate_over="0.5"), "same year": lambda: granted(lag=0), "zone": lambda: granted(pool="zone"),
                      "first": lambda: granted(offset=True, lag=0, rate_over="0.75"), "over": lambda: granted(over={"density": 4}),
                      "city": lambda: granted(pool="city", kinds=["new", "branch", "site", "expansion"], rate_over="0.25"),
                      "bonus": bonus},
    "offset_first": {"district": offset, "city": lambda: offset(pool="city"), "zone": lambda: offset(pool="zone", since="2025-01-01")},
    "gap_bonus": {"two": gap_alone},
    "institution_cap": {"licence": licensed},
    "total_invariant": {"district": kept, "zone": lambda: kept(scope="zone", totals={"rim": 250}),
                        "exact": lambda: kept(mode="exact", scope="city"),
                        "upwards": upwards},
    "minimum": {"district": least, "zone": lambda: least(scope="zone"), "city": lambda: least(scope="city", n=3),
                "should": lambda: least(**SHOULD)},
    "mandatory": {"waits": owed, "beats": lambda: owed(beats_freeze=True)},
    "formula_limit": {"funds": lambda: figured(**FUNDED), "use": lambda: figured(**USED),
                      "imported": lambda: figured(formula="imported", value=7)},
    "partition": {"account": parted},
    "probation": {"trial": on_trial},
    "tail": {"last": last},
}
BESIDES: dict[str, dict[str, Callable[[], Example]]] = {                # more cases of the kinds that stand in `examples`
    "class_control": {"net beds": held, "net zone": lambda: held(scope="zone", within=["rim"]),
                      "net tier": lambda: held(where={"category": "inpatient", "tier": "tertiary"}),
                      "should cut": lambda: held(cut="0.02", **SHOULD)},
}
