"""Small made-up towns as Python objects: builders with plain defaults, and one town of three districts.

Everybody lives and everything stands on one meridian, so that a distance is the difference of two figures in metres.
"""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from allocator.domain.case import Case
from allocator.domain.city import City, District, Township
from allocator.domain.demand import Demand
from allocator.domain.finding import Clause, Document, Finding
from allocator.domain.instance import Decision
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.domain.policy import Policy
from allocator.rules import KINDS
from allocator.rules.base import Rule
from allocator.standing import stand

YEAR, AS_OF = 2026, date(2025, 9, 30)
LON, LAT, DEGREE = 118.4, 31.3, 110_861.0         # metres of one degree of latitude at 31.3 degrees on the ellipsoid
Row = dict[str, Any]


def at(metres: float) -> Row:
    """A place on the meridian, so many metres north of its zero."""
    return {"lon": LON, "lat": LAT + metres / DEGREE}


def hospital(code: str, district: str, beds: int, use: str = "0.80", **more: Any) -> Institution:
    """A secondary hospital whose own use is at most `use`: bed-days rounded down."""
    row: Row = {"name": code, "category": "inpatient", "district": district, "account_district": district, "township": f"{code}乡",
                "facility": "hospital", "tier": "secondary", "specialty": "general", "insured_beds": beds, "open_beds": beds,
                "bed_days": int(Fraction(use) * 365 * beds)}
    return Institution(code=code, **{**row, **more})


def clinic(code: str, district: str, **more: Any) -> Institution:
    """A general clinic."""
    row: Row = {"name": code, "category": "outpatient", "district": district, "account_district": district, "facility": "clinic",
                "type": "general"}
    return Institution(code=code, **{**row, **more})


def pharmacy(code: str, district: str, **more: Any) -> Institution:
    """A pharmacy."""
    row: Row = {"name": code, "category": "pharmacy", "district": district, "account_district": district, "facility": "pharmacy"}
    return Institution(code=code, **{**row, **more})


def applies(code: str, district: str, beds: int = 0, **more: Any) -> Application:
    """A new secondary hospital with beds, or a clinic without."""
    row: Row = {"name": code, "kind": "new", "district": district, "account_district": district, "stage": "assessed",
                "category": "inpatient" if beds else "outpatient", "facility": "hospital" if beds else "clinic",
                "tier": "secondary" if beds else "ungraded", "specialty": "general" if beds else "", "beds_min": beds, "beds_max": beds}
    return Application(code=code, **{**row, **more})


def city(districts: dict[str, int] | Sequence[District], institutions: Iterable[Institution] = (), applications: Iterable[Application] = (),
         points: Iterable[tuple[str, float, int]] = (), **more: Any) -> City:
    """A city of districts (name: insured people) and demand points (district, metres, people)."""
    here = [District(district=d, insured=n) for d, n in districts.items()] if isinstance(districts, dict) else districts
    people = list(points)
    demand = Demand.of(codes=[f"P{k:03}" for k in range(len(people))], district=[d for d, *_ in people], insured=[n for *_, n in people],
                       lon=[LON] * len(people), lat=[at(m)["lat"] for _, m, _ in people], area_class=["urban"] * len(people))
    row: Row = {"year": YEAR, "data_as_of": AS_OF, "townships": (), "demand": demand}
    return City(districts=tuple(here), institutions=tuple(institutions), applications=tuple(applications), **{**row, **more})


def township(name: str, district: str, insured: int) -> Township:
    """A township."""
    return Township(township=name, district=district, insured=insured)


def rule(kind: str, name: str = "", **figures: Any) -> Rule:
    """A rule of a kind with these figures; its id is the kind where no name is given."""
    clause = Clause(document="plan", article=kind, says=f"clause of {name or kind}")
    return KINDS[kind].model_validate({"id": name or kind.replace("_", "-"), "clause": clause, **figures})


def policy(*rules: Rule, objectives: Sequence[str] = (), partial: bool = False, zones: dict[str, tuple[str, ...]] | None = None) -> Policy:
    """A policy of these rules."""
    return Policy(name="made-up", title="made-up", documents={"plan": Document(title="plan")}, zones=zones or {}, tags={}, parameters={},
                  values={}, partial=partial, rules=rules, objectives=tuple(objectives))


def made(town: City, *rules: Rule, decisions: Sequence[Decision] = (), **more: Any) -> Case:
    """The case of a town under some rules."""
    return stand(town, policy(*rules, **more), tuple(decisions))


def admitted(code: str, beds: int | None = None) -> Decision:
    """A decision that admits."""
    return Decision(application=code, fix="admitted", beds=beds, reason="given", by="office", on=AS_OF)


def refused(code: str) -> Decision:
    """A decision that refuses."""
    return Decision(application=code, fix="refused", reason="given", by="office", on=AS_OF)


def cut(code: str, beds: int) -> Decision:
    """A decision that takes beds away."""
    return Decision(institution=code, reduce=beds, reason="given", by="office", on=AS_OF)


def plan(case: Case, *codes: str, cuts: dict[str, int] | None = None, transfers: dict[tuple[str, str], int] | None = None) -> Plan:
    """A plan that admits these as applied, cuts and transfers."""
    return Plan({c: case.city.applied_beds(case.city.by_application[c]) for c in codes}, cuts or {}, transfers or {})


# -- the town of three districts

NEED = {"per_1000": "6", "shares": "6:3:1", "need_scope": {"tertiary": "district", "secondary": "district", "primary": "district"},
        "steps": [["0.6", 8], ["0.8", 4], ["0.9", 2], ["1", 1]]}


def requirement(**more: Any) -> Rule:
    """6 beds per 1000 insured, every tier in the district."""
    return rule("requirement", **{**NEED, **more})


def cuttable(**more: Any) -> Rule:
    """Beds may be cut wherever they are, down to the last one or two."""
    return rule("adjustment_limits", **{"may_reduce": "any", "target_use": "1000", "share_per_institution": "1", "share_per_district": "1",
                                        "min_block": 1, "min_remaining": 0, "protect_only_hospital": False, **more})


def three(*applications: Application, more: Sequence[Institution] = (), **tables: Any) -> City:
    """East lacks 20 beds of 60, Mid has its 60, West has 180 where 120 are required.

    West's hospitals: W1 is half empty, W2 is used to nine tenths, W3 is a little under the usual target.
    """
    beds = (hospital("E1", "East", 40, "0.90"), hospital("M1", "Mid", 60, "0.86"), hospital("W1", "West", 100, "0.50"),
            hospital("W2", "West", 50, "0.90"), hospital("W3", "West", 30, "0.75"))
    return city({"East": 10_000, "Mid": 10_000, "West": 20_000}, (*beds, *more), applications, **tables)


# -- what a rule finds

def findings(case: Case, plan: Plan, name: str = "it", subject: str = "", row: str = "") -> list[Finding]:
    """What one rule finds, on one subject and of one row where these are named."""
    said = case.policy.rule(name).check(plan, case)
    return [f for f in said if subject in ("", f.subject) and row in ("", f.facts.get("row", ""))]


def finding(case: Case, plan: Plan, name: str = "it", subject: str = "", row: str = "") -> Finding:
    """The one thing that a rule finds there."""
    (only,) = findings(case, plan, name, subject, row)
    return only
