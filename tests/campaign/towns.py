"""Random towns under rules of every kind: those of `tests.random_towns`, and the same with the other kinds put in."""
from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from allocator.domain.case import Case
from allocator.domain.city import Release
from allocator.rules.base import Rule
from tests.campaign.figures import any_beds, any_places, any_sorts
from tests.random_towns import Dice, size, town_of_beds, town_of_places
from tests.towns import made, rule

MISSING = "institutions_missing"          # a gap has one unit: not that of the other shortfalls
SHOPS, CLINICS = {"category": "pharmacy"}, {"category": "outpatient"}


def wider_beds(seed: int) -> Case:
    """A town of hospitals with releases, under the kinds that count them besides."""
    base, dice = town_of_beds(seed), random.Random(-seed - 1)
    gone = tuple(Release(year=2025, code=f"X{k}", district=dice.choice(base.city.names), category="inpatient", beds=dice.randint(1, 9),
                         cause=dice.choice(("withdrawn", "relocated"))) for k in range(dice.randint(0, 3)))
    return _again(base, _more_beds(dice, base), releases=gone)


def wider_places(seed: int) -> Case:
    """A town of clinics and pharmacies under the kinds that keep them apart, too."""
    base, dice = town_of_places(seed), random.Random(-seed - 1)
    gone = tuple(Release(year=2025, code=f"X{k}", district=dice.choice(base.city.names), category=dice.choice(("pharmacy", "outpatient")),
                         beds=0, cause="withdrawn") for k in range(dice.randint(0, 3)))
    return _again(base, _more_places(dice, base), releases=gone)


MAKERS: tuple[tuple[str, Callable[[int], Case]], ...] = (
    ("beds", town_of_beds), ("places", town_of_places), ("wider beds", wider_beds), ("wider places", wider_places),
    ("any beds", any_beds), ("any places", any_places), ("any sorts", any_sorts))
APART = 100_000                           # numbers from one try at a town to the next


def of(seed: int, case: int, section: int) -> Iterator[tuple[str, int, Case]]:
    """The makers in turn: the towns to try for one case of a part, each with its name and number; the first that suits is taken."""
    name, make = MAKERS[case % len(MAKERS)]
    number = seed * 1_000_000_000 + section * 100_000_000 + case // len(MAKERS)
    while True:
        yield name, number, make(number)
        number += APART


def small(seed: int, case: int, section: int, plans: range) -> tuple[str, int, Case]:
    """The first of them that has plans enough to be worth trying, and few enough to try them all."""
    return next(t for t in of(seed, case, section) if size(t[2]) in plans)


def _again(base: Case, more: list[Rule], **tables: Any) -> Case:
    p = base.policy
    return made(replace(base.city, **tables), *p.rules, *more, decisions=base.decisions, partial=p.partial,
                objectives=(p.objectives[0], MISSING, *p.objectives[1:]), zones={"all": base.city.names})


def _taken(dice: Dice, likely: list[tuple[float, Rule]]) -> list[Rule]:
    return [r for chance, r in likely if dice.random() < chance]


def _strict(dice: Dice) -> dict[str, Any]:
    return {"strictness": "should", "gap_in": MISSING} if dice.random() < 0.6 else {}


def _more_beds(dice: Dice, base: Case) -> list[Rule]:
    pool = dice.choice(("city", "zone", "district"))
    about = sum(i.insured_beds for i in base.city.staying) + dice.randint(-2, 6)
    likely = [
        (0.4, rule("release_quota", "quota", where={"category": "inpatient"}, unit="beds", pool=pool, lag=dice.choice((0, 1)),
                   **dice.choice(({}, {"over": {"density": str(dice.randint(3, 9))}, "rate_over": "0.5"}, {"rate_over": "0.7"})))),
        (0.4, rule("institution_cap", "cap", factor=dice.choice(("1", "1.15", "1.5")))),
        (0.25, rule("total_invariant", "whole", movement=dice.choice(("free", "low_to_high")),
                    **dice.choice(({"scope": "district"}, {"scope": "city"}, {"scope": "city", "totals": {"city": about}})))),
        (0.4, rule("minimum", "some", where={"specialty": "oncology"}, scope=dice.choice(("city", "district")), n=dice.randint(1, 2),
                   **_strict(dice))),
        (0.3, rule("mandatory", "must", where={"specialty": "psychiatric"}, beats_freeze=dice.random() < 0.5,
                   counted=dice.random() < 0.5)),
        (0.2, rule("partition", "part", account=[{"where": {"kind": "branch"}, "here": True}])),
        (0.2, rule("probation", "trial")), (0.2, rule("tail", "tail", share=Fraction(1, 4))),
        (0.2, rule("formula_limit", "fundable", formula="fundable_beds", income=dice.randint(1, 9) * 1_000_000,
                   surplus_rate="0.03", reimbursement_share="0.65", cost_per_bed=650_000)),
    ]
    if any(r.id == "key" for r in base.policy.rules):
        likely.append((0.4, rule("offset_first", "offset", exempt=["key"], pool=pool)))
    return _taken(dice, likely)


def _more_places(dice: Dice, base: Case) -> list[Rule]:
    reach = {"metres": dice.choice((500, 1200, 2500))}
    shops = dice.choice((SHOPS, CLINICS))
    likely = [
        (0.5, rule("min_distance", "apart", where=shops, reach=reach, key=dice.choice(([], ["category"], ["type"])))),
        (0.5, rule("radius_cap", "dense", where=shops, reach=reach, caps={"dense": 2, "other": dice.randint(0, 2)},
                   centres=dice.choice(("candidates", "all")))),
        (0.4, rule("minimum", "some", where=shops, scope=dice.choice(("city", "district")), n=dice.randint(1, 3), **_strict(dice))),
        (0.3, rule("release_quota", "quota", where=shops, unit="institutions", pool=dice.choice(("city", "district")),
                   lag=dice.choice((0, 1)), rate_over=dice.choice(("1", "0.5")))),
        (0.3, rule("mandatory", "must", where={"type": "general"}, beats_freeze=dice.random() < 0.5)),
        (0.3, rule("balance_indicator", "even", category=dice.choice(("pharmacy", "outpatient")))),
        (0.2, rule("probation", "trial")), (0.2, rule("tail", "tail", share=Fraction(1, 4))),
    ]
    if any(r.id == "shops" for r in base.policy.rules):
        likely.append((0.4, rule("gap_bonus", "bonus", where=SHOPS, places=1, lifts=["shops"])))
    return _taken(dice, likely)
