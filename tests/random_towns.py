"""Seeded tiny towns under seeded rules, and every plan that such a town can have."""
from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.instance import Decision
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.program import granted
from allocator.rules.base import Rule
from tests.towns import AS_OF, YEAR, admitted, applies, at, city, clinic, cut, hospital, made, pharmacy, refused, rule, township

Dice = random.Random
NAMES = ("East", "Mid", "West")
TIERS = ("tertiary", "secondary", "primary", "ungraded")
BED_GOALS = ("minimum_shortfall", "bed_need", "milestone_gap", "priority", "tier_deviation", "spread", "least_used_first",
             "institutions_touched", "fewest_beds")
PLACE_GOALS = ("minimum_shortfall", "pharmacy_coverage", "clinic_coverage", "priority")
SHOPS = {"category": "pharmacy", "facility": "pharmacy"}


# -- towns of hospitals

def town_of_beds(seed: int) -> Case:
    """Two or three districts with a handful of beds, up to six applications, every rule over beds with figures at random."""
    dice = Dice(seed)
    names = NAMES[: dice.choice((2, 3, 3))]
    people = {d: 250 * dice.randint(2, 8) for d in names}
    there = tuple(_hospital(f"H{k}", dice.choice(names), dice) for k in range(dice.randint(3, 5)))
    wish = tuple(_bed_wish(f"A{k}", dice.choice(names), there, dice) for k in range(dice.randint(2, 6)))
    pending = (applies("Q1", dice.choice(names), dice.randint(1, 3)),) if dice.random() < 0.2 else ()
    town = city(people, there, wish, pending=pending)
    rules = [r for r in _bed_rules(dice, names) if seed % 10 != 7 or r.kind != "adjustment_limits"]      # without it nothing is cut
    return made(town, *rules, decisions=decisions(town, dice), objectives=BED_GOALS, partial=dice.random() < 0.2)


def _hospital(code: str, district: str, dice: Dice) -> Institution:
    more: dict[str, Any] = {"tier": dice.choice(TIERS), "specialty": dice.choice(("general", "oncology"))}
    if dice.random() < 0.2:
        more["exited_on"] = date(YEAR, dice.randint(1, 12), 1)
    if dice.random() < 0.2:
        more["reducible_beds"] = dice.randint(0, 3)
    if dice.random() < 0.2:
        more["account_district"] = dice.choice(NAMES[:2])
    return hospital(code, district, dice.randint(2, 12), use=dice.choice(("0.2", "0.6", "0.84", "0.86", "1.1")), **more)


def _bed_wish(code: str, district: str, there: tuple[Institution, ...], dice: Dice) -> Application:
    kind = dice.choice(("new", "new", "new", "branch", "site", "expansion", "conversion", "relocation", "upgrade"))
    parent = dice.choice(there)
    most = dice.randint(1, min(5, parent.insured_beds) if kind == "conversion" else 5)
    more: dict[str, Any] = {"kind": kind, "tier": dice.choice(TIERS), "specialty": dice.choice(("general", "oncology", "psychiatric")),
                            "beds_min": dice.randint(1, most), "score": Fraction(dice.randint(0, 9)),
                            "stage": dice.choice(("assessed", "filed")),
                            "applied_on": AS_OF + timedelta(days=dice.randint(-2, 2)) if dice.random() < 0.7 else None,
                            "tags": ("key_project",) if dice.random() < 0.2 else (), "qualified": dice.random() < 0.9,
                            "licensed_on": AS_OF if dice.random() < 0.2 else None}
    if kind in ("expansion", "conversion", "relocation", "upgrade"):
        more |= {"parent_code": parent.code, "account_district": parent.account_district if dice.random() < 0.7 else district}
    if kind == "conversion":
        more |= {"convert_to": dice.choice(("nursing", "rehabilitation")), "specialty": "rehabilitation"}
    if dice.random() < 0.1:
        more["barred_until"] = AS_OF + timedelta(days=dice.randint(-1, 1))
    return applies(code, district, most, **more)


def _bed_rules(dice: Dice, names: tuple[str, ...]) -> list[Rule]:
    """Those that shape a case always, of the others most."""
    need = {t: dice.choice(("district", "district", "city")) for t in ("tertiary", "secondary")} | {"primary": "district"}
    tenth = [Fraction(n, 10) for n in range(1, 11)]
    always = [
        rule("eligibility"), rule("conversion", to=["nursing", "rehabilitation"], leaves_total=["nursing"],
                                  target_use=str(float(dice.choice(tenth)))),
        rule("relocation_branch", same_district=dice.random() < 0.5),
        rule("requirement", per_1000=str(dice.randint(4, 9)), shares=dice.choice(("6:3:1", "1:1:1")), need_scope=need,
             steps=[["0.6", 8], ["0.8", 4], ["0.9", 2], ["1", 1]]),
        rule("adjustment_limits", may_reduce=dice.choice(("surplus", "surplus", "any")), target_use="0.85",
             share_per_institution=dice.choice(tenth[:4]),
             share_per_district=dice.choice(tenth[:4]), min_block=dice.randint(1, 2), min_remaining=dice.randint(0, 4),
             protect_only_hospital=dice.random() < 0.3)]
    figure = Fraction(dice.randint(8, 20), 2)
    scope, when = dice.choice(("city", "city", "district")), dice.choice(("net_nonincrease", "net_nonincrease", "no_new", None))
    likely = [
        (0.9, rule("swap", reuse=dice.choice(("1", "0.5", "0.8")), short_specialties=["oncology"],
                   same_district_replacement=dice.choice(("none", "short_specialties", "any")))),
        (0.7, rule("transfer", **({"cap": dice.randint(0, 4)} if dice.random() < 0.4 else {}),
                   **({"pairs": [[names[0], names[1]]]} if dice.random() < 0.2 else {}))),
        (0.8, rule("density_limit", "total", resource="insured_beds", value=figure, scope=scope, when_over=when)),
        (0.5, rule("density_limit", "milestone", resource="insured_beds", value=figure / 2, strictness="should", gap_in="milestone_gap",
                   when_over={"glide": {2025: figure, 2026: figure * Fraction(3, 4)}})),
        (0.2, rule("density_limit", "least", resource="insured_beds", value=figure / 4, sense=">=", strictness="should",
                   gap_in="minimum_shortfall")),
        (0.3, rule("density_limit", "caps", resource="insured_beds", caps={names[0]: dice.randint(0, 20)}, scope="district",
                   when_over="net_nonincrease")),
        (0.6, rule("tier_ratio", shares=dice.choice(("6:3:1", "2:2:1")), strictness="should", gap_in="tier_deviation")),
        (0.4, rule("class_control", where={"specialty": ["psychiatric", "rehabilitation"]}, cap_new=dice.randint(0, 1))),
        (0.4, rule("freeze", any_of=[{"occupancy_below": dice.choice(("0.3", "0.8"))}], categories=["inpatient"],
                   **({"receiver_use": "0.85"} if dice.random() < 0.5 else {}), spares=["key"] if dice.random() < 0.5 else [])),
        (0.5, rule("ban")), (0.6, rule("exempt", "key", where={"tags": "key_project"}, reach=dice.choice(("quantity", "plan")))),
        (0.3, rule("grandfather", licensed_before=AS_OF + timedelta(days=1), applied_by=AS_OF)),
        (0.5, rule("priority", "p1", where={"specialty": "oncology"}, points=dice.randint(1, 5), in_short=dice.random() < 0.3)),
        (0.5, rule("priority", "p2", points=1, per_score=1)),
    ]
    return always + [r for chance, r in likely if dice.random() < chance]


def decisions(town: City, dice: Dice) -> list[Decision]:
    """A few decisions already taken: some admitted or refused, at times a cut."""
    found: list[Decision] = []
    for a in town.applications:
        if dice.random() < 0.12:
            found.append(admitted(a.code, dice.choice((None, 2)) if a.adds_beds else None) if dice.random() < 0.6 else refused(a.code))
    parents = {a.parent_code for a in town.applications if a.kind == "conversion"}
    staying = [i for i in town.staying if i.category == "inpatient" and i.code not in parents]
    if staying and dice.random() < 0.15:
        i = dice.choice(staying)
        found.append(cut(i.code, dice.randint(1, i.insured_beds)))
    return found


# -- towns of clinics and pharmacies

def town_of_places(seed: int) -> Case:
    """Two districts of two townships each along a road, clinics and pharmacies on it, up to eight applications."""
    dice = Dice(seed)
    homes = [("East", "a"), ("East", "b"), ("West", "c"), ("West", "d")]
    points = [(homes[k // 3][0], 1000.0 * k + dice.randint(0, 900), dice.randint(20, 300)) for k in range(12)]
    people = {d: sum(n for e, _, n in points if e == d) for d in ("East", "West")}
    towns_ = tuple(township(t, d, sum(n for k, (_, _, n) in enumerate(points) if k // 3 == j)) for j, (d, t) in enumerate(homes))
    there = tuple(_shop(f"H{k}", homes, dice) for k in range(dice.randint(2, 4)))
    wish = tuple(_shop_wish(f"A{k}", homes, there, dice) for k in range(dice.randint(3, 8)))
    town = city(people, there, wish, points, townships=towns_)
    return made(town, *_place_rules(dice), decisions=decisions(town, dice), objectives=PLACE_GOALS, zones={"all": ("East", "West")})


def _spot(homes: list[tuple[str, str]], dice: Dice) -> dict[str, Any]:
    where = dice.randint(0, 11)
    district, town = homes[where // 3]
    return {"district": district, "account_district": district, "township": town, **at(1000.0 * where + dice.randint(0, 900))}


def _shop(code: str, homes: list[tuple[str, str]], dice: Dice) -> Institution:
    more = _spot(homes, dice) | {"status": dice.choice(("active", "active", "active", "suspended"))}
    if dice.random() < 0.2:
        more["exited_on"] = date(YEAR, 4, 1)
    district = more.pop("district")
    return pharmacy(code, district, **more) if dice.random() < 0.6 else clinic(code, district, doctors=dice.randint(0, 3), **more)


def _shop_wish(code: str, homes: list[tuple[str, str]], there: tuple[Institution, ...], dice: Dice) -> Application:
    more = _spot(homes, dice) | {"kind": dice.choice(("new", "new", "site", "relocation")),
                                 "tags": ("key_project",) if dice.random() < 0.15 else (),
                                 "qualified": dice.random() < 0.9, "score": Fraction(dice.randint(0, 9)),
                                 "applied_on": AS_OF + timedelta(days=dice.randint(-2, 2)) if dice.random() < 0.7 else None}
    district = more.pop("district")
    if dice.random() < 0.6:
        more |= SHOPS
    else:
        more |= {"doctors": dice.randint(0, 3), "type": dice.choice(("general", "dental"))}
    parents = [i for i in there if i.category == more.get("category", "outpatient")]
    if more["kind"] == "relocation":
        more |= {"parent_code": dice.choice(parents).code} if parents else {"kind": "new"}
    return applies(code, district, **more)


def _place_rules(dice: Dice) -> list[Rule]:
    reach = {"urban": {"metres": dice.choice((700, 1200, 2500))}}
    share = str(dice.randint(3, 9) / 10)
    strict = {"strictness": "should", "gap_in": "minimum_shortfall"} if dice.random() < 0.7 else {}
    likely = [
        (0.8, rule("plan_total", "shops", where={"category": "pharmacy"}, scope=dice.choice(("township", "district", "zone", "city")),
                   per_10000=str(dice.randint(1, 40)), at_least=dice.randint(0, 1), named_first=dice.random() < 0.7)),
        (0.6, rule("plan_total", "clinics", where={"category": "outpatient"},
                   totals={"East": dice.randint(0, 4), "West": dice.randint(0, 4)},
                   named_first=dice.random() < 0.5)),
        (0.6, rule("density_limit", "doctors", resource="doctors", value=dice.choice(("1", "2.5", "4")), scope="district",
                   adds={"category": "outpatient"}, when_over="net_nonincrease")),
        (0.5, rule("class_control", where={"type": "dental"}, cap_new=dice.randint(0, 1), scope=dice.choice(("city", "district")))),
        (0.9, rule("coverage", "pharmacy-circle", category="pharmacy", share=share, reach=reach, counts_in="pharmacy_coverage", **strict)),
        (0.7, rule("coverage", "clinic-circle", category="outpatient", reach=reach, counts_in="clinic_coverage", strictness="should")),
        (0.5, rule("freeze", any_of=[{"doctors_above": "2"}], categories=["outpatient"])),
        (0.5, rule("exempt", "key", where={"tags": "key_project"}, reach=dice.choice(("quantity", "plan")))),
        (0.7, rule("priority", "p1", points=1, per_score=1)), (0.3, rule("priority", "p2", where={"type": "general"}, points=4)),
    ]
    return [rule("eligibility"), rule("relocation_branch"), *(r for chance, r in likely if dice.random() < chance)]


# -- every plan

def every_plan(case: Case) -> Iterator[Plan]:
    """Every choice of open applications and beds, of cuts within the limits, of transfers that somebody needs.

    Notes
    -----
    A closed application admitted, a cut beyond its limit or a bed sent where nothing is added is never better and mostly unlawful; other
    tests look at these.
    """
    constant = {c: s.beds for c, s in case.standings.items() if s.fixed == "admitted"}
    free = [c for c, s in case.standings.items() if s.open]
    for chosen in product(*(_choices(c, case) for c in free)):
        more = {c: n for c, n in zip(free, chosen, strict=True) if n is not None}
        for cuts in product(*_cuts(case).values()):
            plan = Plan({**constant, **more}, {**dict(zip(_cuts(case), cuts, strict=True)), **case.decided_cuts})
            yield from _with_transfers(plan, case)


def _choices(code: str, case: Case) -> list[int | None]:
    a = case.city.by_application[code]
    if case.policy.partial and a.adds_beds:
        return [None, *range(a.beds_min, a.beds_max + 1)]
    return [None, granted(case, code)]


def _cuts(case: Case) -> dict[str, range]:
    found: dict[str, range] = {}
    for r in case.policy.of_kind("adjustment_limits"):
        found |= {i: range(most + 1) for i, (most, _) in r.limits(case).items() if most and i not in case.decided_cuts}
    return found


def _with_transfers(plan: Plan, case: Case) -> Iterator[Plan]:
    if not case.policy.of_kind("transfer"):
        yield plan
        return
    allowed = case.policy.of_kind("transfer")[0].allowed
    into = {d: sum(n for c, n in plan.admitted.items() if case.city.by_application[c].account_district == d) for d in case.city.names}
    pairs = [(d, e) for d in case.city.names for e in case.city.names if d != e and into[e] and allowed(d, e, case)]
    for beds in product(*(range(into[e] + 1) for _, e in pairs)):
        yield replace(plan, transfers=dict(zip(pairs, beds, strict=True)))


def size(case: Case) -> int:
    """How many plans `every_plan` yields at the very most."""
    n = 1
    for c, s in case.standings.items():
        n *= len(_choices(c, case)) if s.open else 1
    for r in _cuts(case).values():
        n *= len(r)
    return n
