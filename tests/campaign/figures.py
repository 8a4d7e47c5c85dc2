"""Rules of every kind with every figure that a model may give, at random: also those that no shipped model gives yet."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.rules.base import Rule
from allocator.rules.goals import GOALS
from tests.campaign.anywhere import AREAS, LEVELS, SPECIALTIES, TYPES, town
from tests.random_towns import TIERS, Dice, decisions
from tests.towns import AS_OF, YEAR, made, rule

Figures = dict[str, Any]
SHOPS, CLINICS, HOSPITALS = {"category": "pharmacy"}, {"category": "outpatient"}, {"category": "inpatient"}
START = date(YEAR, 1, 1)
NEEDING = ("bed_need", "spread")               # goals that read a requirement


def any_town(seed: int, *, beds: bool, places: bool) -> Case:
    """A town under some rules of every kind that may concern it."""
    dice = Dice(f"{seed} {beds} {places}")
    there = town(dice, beds=beds, places=places)
    d = Draw(dice, there, beds, places, {"all": there.names} if dice.random() < 0.5 else {"one": there.names[:1], "two": there.names[1:]})
    rules = [r for make in KINDS_OF for r in make(d)]
    return made(there, *rules, decisions=decisions(there, dice), objectives=_objectives(rules, d), zones=d.zones,
                partial=beds and dice.random() < 0.2)


def _objectives(rules: list[Rule], d: Draw) -> tuple[str, ...]:
    """Everything that rules aim at, in any order."""
    named = {r.gap_in for r in rules} | {r.counts_in for r in rules if r.kind == "coverage"} | {r.goal for r in rules if r.kind == "priority"}
    usual = set(GOALS) - (set() if any(r.kind == "requirement" for r in rules) else set(NEEDING))
    found = sorted((named | usual if d.beds else named) - {""})
    d.dice.shuffle(found)
    return tuple(found)


@dataclass
class Draw:
    """What the rules of one town are drawn from; `ids` are those drawn so far."""

    dice: Dice
    city: City
    beds: bool
    places: bool
    zones: dict[str, tuple[str, ...]]
    ids: list[str] = field(default_factory=list)

    def often(self, chance: float) -> bool:
        """Whether it comes about."""
        return self.dice.random() < chance

    def some(self, **choices: tuple[Any, ...]) -> Figures:
        """Each of some figures with one chance in three, at random out of its choices."""
        return {name: self.dice.choice(values) for name, values in choices.items() if self.often(1 / 3)}

    def area(self, *scopes: str) -> str:
        """A scope."""
        return self.dice.choice(scopes or ("city", "zone", "district"))

    def subject(self, scope: str) -> str:
        """One subject of a scope."""
        return self.dice.choice({"city": ("city",), "zone": tuple(self.zones), "district": self.city.names}[scope])

    def sorts(self) -> tuple[Figures, ...]:
        """Classes of what there is."""
        few: list[Figures] = [HOSPITALS, {"category": "inpatient", "tier": ["tertiary", "secondary"]}] * self.beds
        shops: list[Figures] = [SHOPS, CLINICS, {"category": "outpatient", "scheme": "pooled"}, {"type": "dental"}] * self.places
        return tuple(few + shops)

    def rule(self, kind: str, name: str, /, **figures: Any) -> Rule:
        """A rule, remembered."""
        self.ids.append(name)
        return rule(kind, name, **figures)

    def strict(self, name: str, chance: float = 0.3) -> Figures:
        """A should with a goal of its own, or without; else a must."""
        if not self.often(chance):
            return {}
        return {"strictness": "should", **({"gap_in": f"{name}_gap"} if self.often(0.8) else {})}

    def known(self, *names: str) -> list[str]:
        """Which of some rules there are."""
        return [n for n in names if n in self.ids]


# -- standings

def _access(d: Draw) -> Iterator[Rule]:
    yield d.rule("eligibility", "eligibility", **d.some(stages=(["assessed"],), where=({"kind": ["new", "branch"]}, {"ownership": "private"})))
    if d.often(0.6):
        yield d.rule("ban", "ban", **d.some(years=(1, 2), causes=(["terminated", "withdrawn"],)))
    yield d.rule("relocation_branch", "moves", **d.some(moves=("exit_and_new",), same_district=(False,), stages=(["assessed"],),
                                                        government_moves=(False,)))
    if d.beds:
        yield d.rule("conversion", "conversion", to=["nursing", "rehabilitation"], target_use=d.dice.choice(("0.3", "0.7", "1")),
                     **d.some(leaves_total=(["nursing"],), tiers=(["secondary", "primary"],), tiers_of=({"nursing": ["tertiary"]},)))


def _exempt(d: Draw) -> Iterator[Rule]:
    for name, where in (("key", {"tags": "key_project"}), ("campus", {"tags": ["university", "corps"]})):
        if d.often(0.5):
            yield d.rule("exempt", name, where=where, **d.some(reach=("plan",), counted=(False,), resource_level=(["weak"], ["weak", "fair"])))
    if d.often(0.3):
        yield d.rule("grandfather", "old", **({"licensed_before": AS_OF + timedelta(days=1)}
                                              | d.some(applied_by=(AS_OF,), opened_by=(AS_OF,), counted=(False,), where=({"kind": "new"},))))
    if d.often(0.3):
        yield d.rule("mandatory", "must", where=d.dice.choice(({"specialty": "psychiatric"}, {"facility": "village_clinic"})),
                     **d.some(beats_freeze=(True,), counted=(False,), kinds=(["new"],)))


def _frozen(d: Draw) -> Iterator[Rule]:
    when: list[Figures] = [
        {"fund_current": True, **d.some(years_back=(1, 2))}, {"fund_cumulative": True}, {"fund_forecast": True}, {"warning": True},
        {"occupancy_below": "0.5", **d.some(level=("city",))}, {"doctors_above": "2", **d.some(base=("residents",))},
        {"beds_above": "14", **d.some(level=("city",), base=("residents",))}, {"plan_made": d.often(0.9)}]
    when += [{"supply": n} for n in d.known("supply-beds", "supply-clinics", "supply-shops")]
    for name in ("freeze", "stop"):
        if d.often(0.35):
            yield d.rule("freeze", name, any_of=d.dice.sample(when, d.dice.choice((1, 1, 2))),
                         categories=d.dice.choice((["inpatient"], ["outpatient", "pharmacy"], ["inpatient", "outpatient", "pharmacy"])),
                         **d.some(fund=("employee", "resident"), kinds=(["new"], ["new", "branch", "site", "expansion", "relocation"]),
                                  spares=(d.known("key", "campus"),), receiver_use=("0.85",), spares_moves=(True,)))


# -- states

def _measured(d: Draw) -> Iterator[Rule]:
    if d.often(0.3):
        at_home = {"where": d.dice.choice(({"kind": "branch"}, {"affiliation": "municipal"})), "here": True}
        yield d.rule("partition", "part", account=[d.dice.choice((at_home, {"where": {"affiliation": "county"}, "district": d.city.names[0]}))],
                     **d.some(functional=(list(d.city.names[:1]),)))
    if d.often(0.3):
        yield d.rule("probation", "trial", **d.some(where=(HOSPITALS,), guidance=(3, 12), extension=(3,), trial=(12,), review=(6,),
                                                    ban_years=(2,), cross_region=(False,)))
    if d.often(0.3):
        yield d.rule("tail", "tail", share=Fraction(1, 4), **d.some(
            where=(SHOPS,), score=("60",), inclusive=(False,), ties=("none",), pool=(["category", "district"],), exit_causes=(["terminated"],),
            sanctions=([{"where": {"category": "pharmacy"}, "does": "ends", "frees": True}, {"does": "mends"}],),
            ladder=([{"event": "minor_breach", "leads_to": ["mends"]}],)))
    if d.often(0.4):
        yield d.rule("formula_limit", "rate", **d.dice.choice((
            {"formula": "fundable_beds", "surplus_rate": "0.03", "reimbursement_share": "0.65", "cost_per_bed": 650_000,
             **d.some(income=(5_000_000, 9_000_000, 15_000_000))},
            {"formula": "bed_use", "admissions_per_1000": d.dice.randint(100, 500), "days_per_admission": "8.8", "target_use": "0.79"},
            {"formula": "imported", "value": str(d.dice.randint(3, 14))})))
    yield from _balances(d)


def _balances(d: Draw) -> Iterator[Rule]:
    likely = [("even-beds", "inpatient", d.beds), ("even-clinics", "outpatient", d.places), ("even-shops", "pharmacy", d.places)]
    for name, category, there in likely:
        if there and d.often(0.4):
            yield d.rule("balance_indicator", name, category=category, **d.some(scope=("city", "zone"), where=({"ownership": "private"},)))
    limits = {"short_over": ("1.2",), "surplus_upto": ("0.8",)}
    for name, category, by in (("supply-beds", "inpatient", "specialty"), ("supply-clinics", "outpatient", "type"),
                               ("supply-shops", "pharmacy", "")):
        if (d.beds if by == "specialty" else d.places) and d.often(0.4):
            yield d.rule("balance_indicator", name, mode="supply", category=category, by=by, **d.some(**limits))
    if d.often(0.1):
        yield d.rule("balance_indicator", "peers", mode="peers", category="inpatient" if d.beds else "outpatient",
                     **d.some(by=("tier/type",), indicator=("use", "days", "turnover", "visits", "cost"), deviations=("1",)))


def _needed(d: Draw) -> Iterator[Rule]:
    """What hospitals need, and what they may give up."""
    if not d.beds:
        return
    rate = {"formula": "rate"} if d.known("rate") and d.often(0.5) else {"per_1000": str(d.dice.randint(4, 9))}
    need = {t: d.dice.choice(("district", "district", "city")) for t in ("tertiary", "secondary")} | {"primary": "district"}
    yield d.rule("requirement", "need", need_scope=need, **rate, **d.some(
        shares=("6:3:1", "1:1:1", "2:1:0"), base=("residents",), factor=({d.city.names[0]: "1.2", "*": "0.9"},), underused_below=("0.6",),
        steps=([["0.6", 8], ["0.8", 4], ["0.9", 2], ["1", 1]],)))
    tenth = [Fraction(n, 10) for n in range(1, 5)]
    yield d.rule("adjustment_limits", "limits", target_use=d.dice.choice(("0.85", "0.6")), share_per_institution=d.dice.choice(tenth),
                 share_per_district=d.dice.choice(tenth), min_block=d.dice.randint(1, 2), min_remaining=d.dice.randint(0, 4),
                 **d.some(may_reduce=("any",), protect_only_hospital=(False,), protected=([{"facility": "public_health_agency"}],)))


# -- bounds over beds

def _density(d: Draw) -> Iterator[Rule]:
    figure = Fraction(d.dice.randint(8, 24), 2)
    resources = ["insured_beds"] * d.beds + ["doctors", "institutions"]
    for name in ("total", "ceiling"):
        if d.often(0.55):
            scope, resource = d.area(), d.dice.choice(resources)
            value = figure if resource == "insured_beds" else Fraction(d.dice.randint(2, 16), 2)
            glide = {"glide": {YEAR - 1: value, YEAR: value * Fraction(3, 4)}}
            limit = {"formula": "rate"} if resource == "insured_beds" and d.known("rate") and d.often(0.4) else {"value": value}
            yield d.rule("density_limit", name, resource=resource, scope=scope, **limit, **d.strict(name), **d.some(
                base=("residents",), caps=({d.subject(scope): d.dice.randint(0, 25)},), factor=({d.city.names[-1]: "1.3"},),
                adds=({"kind": ["branch", "new"]}, {"ownership": "private"}),
                when_over=("no_new", "net_nonincrease", "net_nonincrease", "quota", glide)))
    if d.often(0.25):
        yield d.rule("density_limit", "least", resource=d.dice.choice(resources), value=figure / 4, sense=">=", per=1000, scope=d.area(),
                     strictness="should", gap_in="least_gap", **d.some(caps=({"city": d.dice.randint(0, 9)},)))
    if d.often(0.2):
        yield d.rule("density_limit", "tenfold", resource="institutions", value=d.dice.randint(10, 80), per=10000, scope="zone")


def _beds(d: Draw) -> Iterator[Rule]:
    if not d.beds:
        return
    if d.often(0.5):
        yield d.rule("swap", "swap", reuse=d.dice.choice(("1", "0.5", "0.8")), short_specialties=["oncology"],
                     **d.some(same_district_replacement=("short_specialties", "any")), **d.strict("swap", 0.1))
    if d.often(0.6):
        yield d.rule("transfer", "transfer", **d.some(cap=(0, 1, 2, 4), pairs=([list(d.city.names[:2])],)))
    if d.often(0.5):
        yield d.rule("tier_ratio", "tiers", shares=d.dice.choice(("6:3:1", "2:2:1", "4:3:2:1")), strictness="should", gap_in="tier_deviation",
                     **d.some(mode=("target",), where=({"facility": "hospital"}, {"ownership": "public"})))
    if d.often(0.4):
        yield d.rule("institution_cap", "cap", factor=d.dice.choice(("1", "1.15", "1.5")), **d.some(where=({"facility": "hospital"},)),
                     **d.strict("cap"))
    if d.often(0.25):
        scope = d.area()
        about = sum(i.insured_beds for i in d.city.staying) + d.dice.randint(-2, 6)
        yield d.rule("total_invariant", "whole", scope=scope, **d.strict("whole", 0.5), **d.some(
            movement=("low_to_high",), mode=("exact",), totals=({d.subject(scope): about if scope == "city" else about // 2},)))


def _quotas(d: Draw) -> Iterator[Rule]:
    for name in ("quota", "quota-two"):
        if d.often(0.3):
            yield from _quota(name, d)
    first = d.known("key", "campus")
    if d.beds and first and d.often(0.4):
        yield d.rule("offset_first", "offset", exempt=d.dice.sample(first, d.dice.randint(1, len(first))), pool=d.area(),
                     **d.some(since=(START, date(YEAR - 1, 1, 1)), kinds=(["new"],)))


def _quota(name: str, d: Draw) -> Iterator[Rule]:
    where = d.dice.choice(d.sorts())
    inpatient = where.get("category") == "inpatient"
    pool = d.area()
    over: list[Figures] = [{"density": str(d.dice.randint(3, 12))}] * d.beds + [{"total": n} for n in d.known("shops", "clinics")]
    over += [{"formula": n} for n in d.known("rate") if d.beds]
    over += [{"agglomeration": n} for n in d.known("even-beds", "even-clinics", "even-shops")]
    needs = d.known("need") if inpatient else []
    yield d.rule("release_quota", name, where=where, unit="beds" if inpatient else "institutions", pool=pool, **d.strict(name, 0.15), **d.some(
        kinds=(["new", "branch", "site", "expansion"], ["new"]), rate_over=("0.5", "0.7", "2", None), rate_otherwise=("1", "0.3"), lag=(0, 0),
        since=(START, date(YEAR - 1, 1, 1)), without=([], ["relocated", "closed"]), own_cuts=(False,), offset=(True,),
        **({"over": tuple(over)} if over else {})), **({"receivers": "needy", "need": needs[0]} if needs and d.often(0.3) else {}))


# -- bounds over places

def _reach(d: Draw, *metres: int) -> Figures:
    """How far, by area class or everywhere."""
    far = {"metres": d.dice.choice(metres)}
    walk = {"minutes": 15, "km_per_h": "5", "detour": "1.3"}
    return {a: d.dice.choice((far, walk)) for a in AREAS} if d.often(0.5) else dict.fromkeys(AREAS, far)


def _covered(d: Draw) -> Iterator[Rule]:
    for name, category in (("shop-circle", "pharmacy"), ("clinic-circle", "outpatient")):
        if d.places and d.often(0.6):
            yield d.rule("coverage", name, category=category, reach=_reach(d, 700, 1200, 2500), **d.strict(name, 0.7), **d.some(
                share=("0.3", "0.5", "0.8"), counts_in=(f"{category}_coverage",), served_by=({"category": ["outpatient", "pharmacy"]},),
                other_system=({"tags": "corps"},), mutual_recognition=(False,)))
            if d.often(0.3):
                yield d.rule("formula_limit", f"{name}-least", formula="minimum_cover", coverage=name)


def _totals(d: Draw) -> Iterator[Rule]:
    for name, where in (("shops", SHOPS), ("clinics", CLINICS), ("wards", HOSPITALS)):
        if not (d.beds if where == HOSPITALS else d.places) or not d.often(0.5):
            continue
        least = d.known({"shops": "shop-circle-least", "clinics": "clinic-circle-least"}.get(name, ""))
        scope = "city" if least else d.area("township", "district", "zone", "city")
        numbers = {f"{e}/{t}": d.dice.randint(0, 2) for (e, t) in ((t.district, t.township) for t in d.city.townships)}
        numbers |= {e: d.dice.randint(0, 3) for e in d.city.names} | {z: d.dice.randint(1, 5) for z in d.zones} | {"city": d.dice.randint(2, 8)}
        said = {"formula": least[0]} if least else d.dice.choice((
            {"per_10000": str(d.dice.randint(1, 60))}, {"totals": numbers}, {"sizes": [[900, 1], [None, d.dice.randint(1, 3)]]}))
        yield d.rule("plan_total", name, where=where, scope=scope, **said, **d.strict(name, 0.15), **d.some(
            factor=({d.city.names[0]: "1.5"},), base=("residents",), at_least=(1, 2), named_first=(True, True), when_over=("quota",),
            with_moves=(True,), area_class=(["rural", "urban"],)))


def _near(d: Draw) -> Iterator[Rule]:
    if not d.places:
        return
    if d.often(0.5):
        yield d.rule("min_distance", "apart", where=d.dice.choice((SHOPS, CLINICS, {"category": ["outpatient", "pharmacy"]})),
                     reach=d.dice.choice(({"metres": d.dice.choice((300, 900, 1500))}, _reach(d, 300, 900))), **d.strict("apart"),
                     **d.some(key=(["category"], ["type"], ["category", "type"]), against=({"ownership": "public"}, SHOPS),
                              kinds=(["new", "branch", "site"],)))
    if d.often(0.5):
        yield d.rule("radius_cap", "dense", where=d.dice.choice((SHOPS, CLINICS)), caps=d.dice.choice(
            ({"other": d.dice.randint(0, 3)}, {"dense": 2, "other": d.dice.randint(0, 2)}, {"urban": 1})), reach=_reach(d, 500, 1200, 2500),
            **d.strict("dense"), **d.some(counted=({"category": ["outpatient", "pharmacy"]},), other_system=({"tags": "corps"},),
                                          mutual_recognition=(False,), centres=("all",), kinds=(["new", "site"],), dense_from=(300, 900)))
    lifts = d.known("shops", "clinics", "quota", "quota-two", "net-shops", "net-clinics")
    if lifts and d.often(0.6):
        yield d.rule("gap_bonus", "bonus", where=d.dice.choice((SHOPS, CLINICS)), lifts=lifts, **d.some(places=(2,), opened_since=(AS_OF,)))


# -- bounds over any class

def _classes(d: Draw) -> Iterator[Rule]:
    for name, where in (("net-shops", SHOPS), ("net-clinics", CLINICS), ("net-wards", {"category": "inpatient", "specialty": SPECIALTIES[0]})):
        inpatient = name == "net-wards"
        if (d.beds if inpatient else d.places) and d.often(0.3):
            supply = d.known({"net-shops": "supply-shops"}.get(name, ""))
            state = {"in_state": {"rule": supply[0], "states": ["surplus", "balanced"]}, "scope": "district"} if supply else {"scope": d.area()}
            yield d.rule("class_control", name, where=where, net="beds" if inpatient else "institutions", **state,
                         **d.strict(name), **d.some(cut=("0.1", "0.3"), kinds=(["new", "site"],)))
    if d.often(0.4):
        yield d.rule("class_control", "few", where=d.dice.choice(({"specialty": "psychiatric"}, {"type": "dental"}, {"ownership": "private"})),
                     cap_new=d.dice.randint(0, 2), scope=d.area(), **d.strict("few"),
                     **d.some(kinds=(["new", "branch"],), within=([d.city.names[0], "one", "city"],)))
    for name, where in (("some", d.dice.choice(d.sorts())), ("dual", {"category": "pharmacy", "tags": "dual_channel"})):
        if d.often(0.3) and (d.places or name == "some"):
            yield d.rule("minimum", name, where=where, scope=d.area(), n=d.dice.randint(1, 3), **d.strict(name, 0.6))


def _preferred(d: Draw) -> Iterator[Rule]:
    supply = [{"rule": n, "states": ["short", "none"]} for n in d.known("supply-clinics", "supply-shops", "supply-beds")]
    for name in ("first", "second", "third"):
        if d.often(0.6):
            yield d.rule("priority", name, **d.some(
                where=({"specialty": "oncology"}, {"ownership": "public"}, {"type": list(TYPES[:2])}, {"tier": list(TIERS[:2])}), points=(1, 3, 9),
                per_score=(1,), in_short=(d.beds,), resource_level=(list(LEVELS[:2]),), cheaper=(5,), reimbursed=(5,), per_use=(9,),
                opened_since=(AS_OF,), goal=("merit",), **({"in_state": tuple(supply)} if supply else {})))


KINDS_OF: tuple[Callable[[Draw], Iterator[Rule]], ...] = (        # in this order: a rule names only rules before it
    _access, _exempt, _measured, _needed, _frozen, _density, _beds, _covered, _totals, _classes, _quotas, _near, _preferred)


def any_beds(seed: int) -> Case:
    """A town of hospitals."""
    return any_town(seed, beds=True, places=False)


def any_places(seed: int) -> Case:
    """A town of clinics and pharmacies."""
    return any_town(seed, beds=False, places=True)


def any_sorts(seed: int) -> Case:
    """A town of all of these."""
    return any_town(seed, beds=True, places=True)
