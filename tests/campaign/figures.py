"""Rules of every kind with every figure that a model may give, at random: also those that no shipped model gives yet."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from fractions import Fraction

from allocator.domain.case import Case
from allocator.rules.base import Rule
from allocator.rules.goals import GOALS
from tests.campaign import figures_of_bounds as bounds
from tests.campaign.anywhere import LEVELS, TYPES, town
from tests.campaign.draw import HOSPITALS, SHOPS, Draw, Figures
from tests.random_towns import TIERS, Dice, decisions
from tests.towns import AS_OF, made

NEEDING = ("bed_need", "spread")               # goals that read a requirement


def any_town(seed: int, *, beds: bool, places: bool) -> Case:
    """A town under some rules of every kind that may concern it."""
    dice = Dice(f"{seed} {beds} {places}")
    there = town(dice, beds=beds, places=places)
    zones = dice.choice(({"all": there.names}, {"one": there.names[:1], "two": there.names[1:]}))
    d = Draw(dice, there, beds, places, dice.choice((0.4, 0.7, 1.0)), zones)
    rules = [r for make in KINDS_OF for r in make(d)]
    return made(there, *rules, decisions=decisions(there, dice), objectives=_objectives(rules, d), zones=d.zones,
                partial=beds and dice.random() < 0.2)


def _objectives(rules: list[Rule], d: Draw) -> tuple[str, ...]:
    """Everything that rules aim at, in any order."""
    named = {r.gap_in for r in rules} | {r.counts_in for r in rules if r.kind == "coverage"}
    named |= {r.goal for r in rules if r.kind == "priority"}
    usual = set(GOALS) - (set() if any(r.kind == "requirement" for r in rules) else set(NEEDING))
    found = sorted((named | usual if d.beds else named) - {""})
    d.dice.shuffle(found)
    return tuple(found)


# -- standings

def _access(d: Draw) -> Iterator[Rule]:
    yield d.rule("eligibility", "eligibility", **d.some(stages=(["assessed"],),
                                                        where=({"kind": ["new", "branch"]}, {"ownership": "private"})))
    if d.often(0.6):
        yield d.rule("ban", "ban", **d.some(years=(1, 2), causes=(["terminated", "withdrawn"],), guidance=(3, 9), extension=(3,),
                                          where=(HOSPITALS, {"category": ["outpatient", "pharmacy"]})))
    yield d.rule("relocation_branch", "moves", **d.some(moves=("exit_and_new",), same_district=(False,), stages=(["assessed"],),
                                                        government_moves=(False,)))
    if d.beds:
        yield d.rule("conversion", "conversion", to=d.dice.choice((["nursing", "rehabilitation"], ["nursing", "ltc"])),
                     target_use=d.dice.choice(("0.3", "0.7", "1")),
                     **d.some(leaves_total=(["nursing"],), tiers=(["secondary", "primary"],), tiers_of=({"nursing": ["tertiary"]},)))


def _exempt(d: Draw) -> Iterator[Rule]:
    for name, where in (("key", {"tags": "key_project"}), ("campus", {"tags": ["university", "corps"]})):
        if d.often(0.5):
            yield d.rule("exempt", name, where=where, **d.some(reach=("plan",), counted=(False,), takes_room=(False, True),
                                                               resource_level=(["weak"], ["weak", "fair"])))
    if d.often(0.3):
        tested = {"licensed_before": AS_OF + timedelta(days=d.dice.randint(0, 1))}
        yield d.rule("grandfather", "old", **tested, **d.some(applied_by=(AS_OF,), opened_by=(AS_OF,), counted=(False,),
                                                              takes_room=(False, True), where=({"kind": "new"},)))
    if d.often(0.3):
        yield d.rule("mandatory", "must", where=d.dice.choice(({"specialty": "psychiatric"}, {"facility": "village_clinic"})),
                     **d.some(beats_freeze=(True,), counted=(False,), takes_room=(False, True), kinds=(["new"],)))


def _frozen(d: Draw) -> Iterator[Rule]:
    when: list[Figures] = [
        {"fund_current": True, **d.some(years_back=(1, 2))}, {"fund_cumulative": True}, {"fund_forecast": True}, {"warning": True},
        {"occupancy_below": "0.5", **d.some(level=("city",))}, {"doctors_above": "2", **d.some(base=("residents",))},
        {"beds_above": "14", **d.some(level=("city",), base=("residents",))}, {"plan_made": d.dice.random() < 0.9}]
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
        account = d.dice.choice(({"where": {"kind": "branch"}, "here": True}, {"where": {"affiliation": "municipal"}, "here": True},
                                 {"where": {"affiliation": "county"}, "district": d.city.names[0]}))
        yield d.rule("partition", "part", account=[account], **d.some(functional=(list(d.city.names[:1]),)))
    if d.often(0.3):
        yield d.rule("probation", "trial", **d.some(where=(HOSPITALS,), guidance=(3, 12), extension=(3,), trial=(12,), review=(6,),
                                                    ban_years=(2,), cross_region=(False,)))
    if d.often(0.3):
        yield d.rule("tail", "tail", share=d.dice.choice(("0.25", "0.05")), **d.some(
            where=(SHOPS,), score=("60",), inclusive=(False,), ties=("none",), pool=(["category", "district"],),
            exit_causes=(["terminated"],),
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


# -- goals

def _preferred(d: Draw) -> Iterator[Rule]:
    supply = [{"rule": n, "states": ["short", "none"]} for n in d.known("supply-clinics", "supply-shops", "supply-beds")]
    for name in ("first", "second", "third"):
        if d.often(0.6):
            yield d.rule("priority", name, **d.some(
                where=({"specialty": "oncology"}, {"ownership": "public"}, {"type": list(TYPES[:2])}, {"tier": list(TIERS[:2])}),
                points=(1, 3, 9), per_score=(1,), in_short=(d.beds,), resource_level=(list(LEVELS[:2]),), cheaper=(5,), reimbursed=(5,),
                per_use=(9,),
                opened_since=(AS_OF,), goal=("merit",), **({"in_state": tuple(supply)} if supply else {})))


KINDS_OF: tuple[Callable[[Draw], Iterator[Rule]], ...] = (        # in this order: a rule names only rules before it
    _access, _exempt, _measured, _needed, _frozen, bounds.density, bounds.beds, bounds.covered, bounds.totals, bounds.classes,
    bounds.quotas, bounds.near, _preferred)


def any_beds(seed: int) -> Case:
    """A town of hospitals."""
    return any_town(seed, beds=True, places=False)


def any_places(seed: int) -> Case:
    """A town of clinics and pharmacies."""
    return any_town(seed, beds=False, places=True)


def any_sorts(seed: int) -> Case:
    """A town of all of these."""
    return any_town(seed, beds=True, places=True)
