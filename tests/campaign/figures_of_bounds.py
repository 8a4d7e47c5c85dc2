"""Bounds of every kind with every figure that a model may give, at random: also those that no shipped model gives yet."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from allocator.rules.base import Rule
from tests.campaign.anywhere import AREAS, SPECIALTIES
from tests.campaign.draw import CLINICS, HOSPITALS, SHOPS, Draw, Figures
from tests.towns import AS_OF, YEAR

START = date(YEAR, 1, 1)


# -- bounds over beds

def density(d: Draw) -> Iterator[Rule]:
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


def beds(d: Draw) -> Iterator[Rule]:
    if not d.beds:
        return
    if d.often(0.5):
        yield d.rule("swap", "swap", reuse=d.dice.choice(("1", "0.5", "0.8")), short_specialties=["oncology"],
                     **d.some(same_district_replacement=("short_specialties", "any")), **d.strict("swap", 0.1))
    if d.often(0.6):
        yield d.rule("transfer", "transfer", **d.some(cap=(0, 1, 2, 4), pairs=([list(d.city.names[:2])],)))
    if d.often(0.5):
        yield d.rule("tier_ratio", "tiers", shares=d.dice.choice(("6:3:1", "2:2:1", "4:3:2:1")), strictness="should",
                     gap_in="tier_deviation", **d.some(mode=("target",), where=({"facility": "hospital"}, {"ownership": "public"})))
    if d.often(0.4):
        yield d.rule("institution_cap", "cap", factor=d.dice.choice(("1", "1.15", "1.5")), **d.some(where=({"facility": "hospital"},)),
                     **d.strict("cap"))
    if d.often(0.25):
        scope = d.area()
        about = sum(i.insured_beds for i in d.city.staying) + d.dice.randint(-2, 6)
        yield d.rule("total_invariant", "whole", scope=scope, **d.strict("whole", 0.5), **d.some(
            movement=("low_to_high",), mode=("exact",), totals=({d.subject(scope): about if scope == "city" else about // 2},)))


def quotas(d: Draw) -> Iterator[Rule]:
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
    more = d.some(
        kinds=(["new", "branch", "site", "expansion"], ["new"]), rate_over=("0.5", "0.7", "2", None), rate_otherwise=("1", "0.3"),
        lag=(0, 0), since=(START, date(YEAR - 1, 1, 1)), without=([], ["relocated", "closed"]), own_cuts=(False,), offset=(True,),
        **({"over": tuple(over)} if over else {}))
    needy = {"receivers": "needy", "need": needs[0]} if needs and d.often(0.3) else {}
    yield d.rule("release_quota", name, where=where, unit="beds" if inpatient else "institutions", pool=pool, **d.strict(name, 0.15),
                 **more, **needy)


# -- bounds over places

def _reach(d: Draw, *metres: int) -> Figures:
    """How far, by area class or everywhere."""
    far = {"metres": d.dice.choice(metres)}
    walk = {"minutes": 15, "km_per_h": "5", "detour": "1.3"}
    return {a: d.dice.choice((far, walk)) for a in AREAS} if d.often(0.5) else dict.fromkeys(AREAS, far)


def covered(d: Draw) -> Iterator[Rule]:
    for name, category in (("shop-circle", "pharmacy"), ("clinic-circle", "outpatient")):
        if d.places and d.often(0.6):
            yield d.rule("coverage", name, category=category, reach=_reach(d, 700, 1200, 2500), **d.strict(name, 0.7), **d.some(
                share=("0.3", "0.5", "0.8"), counts_in=(f"{category}_coverage",), served_by=({"category": ["outpatient", "pharmacy"]},),
                other_system=({"tags": "corps"},), mutual_recognition=(False,)))
            if d.often(0.3):
                yield d.rule("formula_limit", f"{name}-least", formula="minimum_cover", coverage=name)


def totals(d: Draw) -> Iterator[Rule]:
    for name, where in (("shops", SHOPS), ("clinics", CLINICS), ("wards", HOSPITALS)):
        if not (d.beds if where == HOSPITALS else d.places) or not d.often(0.5):
            continue
        least = d.known({"shops": "shop-circle-least", "clinics": "clinic-circle-least"}.get(name, ""))
        scope = "city" if least else d.area("township", "district", "zone", "city")
        numbers = {f"{e}/{t}": d.dice.randint(0, 2) for (e, t) in ((t.district, t.township) for t in d.city.townships)}
        numbers |= {e: d.dice.randint(0, 3) for e in d.city.names} | {z: d.dice.randint(1, 5) for z in d.zones}
        numbers |= {"city": d.dice.randint(2, 8)}
        said = {"formula": least[0]} if least else d.dice.choice((
            {"per_10000": str(d.dice.randint(1, 60))}, {"totals": numbers}, {"sizes": [[900, 1], [None, d.dice.randint(1, 3)]]}))
        yield d.rule("plan_total", name, where=where, scope=scope, **said, **d.strict(name, 0.15), **d.some(
            factor=({d.city.names[0]: "1.5"},), base=("residents",), at_least=(1, 2), named_first=(True, True), when_over=("quota",),
            with_moves=(True,), area_class=(["rural", "urban"],)))


def near(d: Draw) -> Iterator[Rule]:
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

def classes(d: Draw) -> Iterator[Rule]:
    wards = {"category": "inpatient", "specialty": SPECIALTIES[0]}
    for name, where in (("net-shops", SHOPS), ("net-clinics", CLINICS), ("net-wards", wards)):
        inpatient = name == "net-wards"
        if (d.beds if inpatient else d.places) and d.often(0.3):
            supply = d.known({"net-shops": "supply-shops"}.get(name, ""))
            state: Figures = {"scope": d.area()}
            if supply:
                state = {"in_state": {"rule": supply[0], "states": ["surplus", "balanced"]}, "scope": "district"}
            yield d.rule("class_control", name, where=where, net="beds" if inpatient else "institutions", **state,
                         **d.strict(name), **d.some(cut=("0.1", "0.3"), kinds=(["new", "site"],)))
    if d.often(0.4):
        classes: tuple[Figures, ...] = ({"specialty": "psychiatric"}, {"type": "dental"}, {"ownership": "private"})
        yield d.rule("class_control", "few", where=d.dice.choice(classes), cap_new=d.dice.randint(0, 2), scope=d.area(), **d.strict("few"),
                     **d.some(kinds=(["new", "branch"],), within=([d.city.names[0], "one", "city"],)))
    for name, where in (("some", d.dice.choice(d.sorts())), ("dual", {"category": "pharmacy", "tags": "dual_channel"})):
        if d.often(0.3) and (d.places or name == "some"):
            yield d.rule("minimum", name, where=where, scope=d.area(), n=d.dice.randint(1, 3), **d.strict(name, 0.6))
