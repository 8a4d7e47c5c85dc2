"""诊断: what the documents complain of, as figures of today's stock: unevenness, growth, beds over the standard, use, tiers, conduct."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from allocator.domain.case import Case
from allocator.domain.city import CATEGORIES, City
from allocator.domain.plan import Plan
from allocator.measures import stock
from allocator.measures.equity import gini
from allocator.measures.lifecycle import MINOR, SERIOUS, add_months
from allocator.rules.base import decimal
from allocator.rules.scopes import scopes
from allocator.rules.states.formula_limit import figure_of

YEARS = 5                  # a planning period (十四五): the span over which growth is told
Row = dict[str, Any]


def diagnosis(case: Case) -> list[Row]:
    """One row a figure: which problem, of what, how much, and the standard of the model where it has one."""
    return [*_uneven(case.city), *_growth(case.city), *_density(case), *_use(case), *_tiers(case), *_conduct(case.city)]


def _row(problem: str, subject: str, value: Fraction | None, standard: Fraction | None = None) -> Row:
    return {"problem": problem, "subject": subject, "value": None if value is None else decimal(value),
            "standard": None if standard is None else decimal(standard)}


def _uneven(city: City) -> Iterator[Row]:
    """Gini of each resource over the districts' insured people."""
    for resource in stock.RESOURCES:
        yield _row("uneven", resource, gini([(d.insured, stock.held(city, resource, [d.district])) for d in city.districts]))


def _growth(city: City) -> Iterator[Row]:
    """Institutions of each category now against five years ago; None where their days of admission are not all known."""
    then = add_months(city.data_as_of, -12 * YEARS)
    for category in CATEGORIES:
        now, before = _there(city, category, city.data_as_of), _there(city, category, then)
        yield _row("fast_growth", category, Fraction(now - before, before) if now is not None and before else None)


def _there(city: City, category: str, day: date) -> int | None:
    """Institutions of a category that were in on a day."""
    rows = [i for i in city.institutions if i.category == category]
    if any(i.admitted_on is None for i in rows):
        return None
    return sum(i.admitted_on is not None and i.admitted_on <= day and (i.exited_on is None or i.exited_on > day) for i in rows)


def _density(case: Case) -> Iterator[Row]:
    """Beds per 1000 people of each scope, against what the model allows in the end."""
    for rule in (r for r in case.policy.of_kind("density_limit") if r.resource == "insured_beds" and r.strictness == "must"):
        figure = figure_of(rule.formula, rule.value, case)
        for subject, districts in scopes(rule.scope, case) if figure is not None else ():
            yield _row("density", subject, stock.density(case.city, "insured_beds", districts, rule.per, rule.base), figure)


def _use(case: Case) -> Iterator[Row]:
    """Bed use of the city, against that under which the model freezes."""
    limits = [p.occupancy_below for r in case.policy.of_kind("freeze") for p in r.any_of if p.occupancy_below is not None]
    yield _row("low_use", "city", stock.occupancy(case.city, case.city.names), max(limits, default=None))


def _tiers(case: Case) -> Iterator[Row]:
    """Share of each tier in the beds, against the model's."""
    for rule in case.policy.of_kind("tier_ratio"):
        found = list(rule.check(Plan(), case))
        total = sum(f.measured or 0 for f in found)
        for f, share in zip(found, rule.shares, strict=True):
            yield _row("tiers", f.subject, Fraction(f.measured or 0) / total if total else None, Fraction(share, rule.scale))


def _conduct(city: City) -> Iterator[Row]:
    """Share of the institutions with a breach in the last twelve months."""
    since = add_months(city.data_as_of, -12)
    known = {i.code for i in city.baseline}
    breached = {e.code for e in city.events if e.kind in (*MINOR, *SERIOUS) and since < e.date <= city.data_as_of} & known
    yield _row("irregular", "institutions", Fraction(len(breached), len(known)) if known else None)
