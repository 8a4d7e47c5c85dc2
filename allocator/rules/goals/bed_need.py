"""Beds that lift a district towards what it requires; the first ones weigh most."""
from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.measures.ledger import SIGNS, ledger, movements, stock
from allocator.rules.base import Decisions, Expression, Row
from allocator.rules.bounds.tier_ratio import GROUPS
from allocator.rules.goals.base import Goal


def tiers_of(rule: Any) -> tuple[str, ...]:
    """Tiers that a requirement asks for in the district."""
    return tuple(t for g, where in rule.need_scope if where == "district" for t in GROUPS[g])


def segments(need: int, rule: Any) -> list[tuple[int, int]]:
    """(width in beds, weight) of each step: edges at ⌈share x required⌉."""
    edges = [0, *(ceil(share * need) for share, _ in rule.steps)]
    return [(hi - lo, weight) for lo, hi, (_, weight) in zip(edges, edges[1:], rule.steps, strict=False)]


def planned_terms(x: Decisions, case: Case, district: str, tiers: tuple[str, ...]) -> list[tuple[int, Expression]]:
    """What decisions change in the beds of a district and some tiers."""
    terms = []
    for a in case.city.applications:
        for m in movements(a, case):
            if m.district == district and m.tier in tiers:
                n = SIGNS[m.column]
                terms.append((n, x.beds(a.code)) if m.amount is None else (n * m.amount, x.admit(a.code)))
    for i in x.reducible():
        row = case.city.by_institution[i]
        if row.account_district == district and row.tier in tiers:
            terms.append((-1, x.reduced(i)))
    return terms


def bed_need(case: Case) -> Goal:
    """Σ weight x beds met, by district; the steps are figures of the model's requirement."""
    rule = case.policy.of_kind("requirement")[0]
    tiers = tiers_of(rule)
    steps = {n.district: segments(n.required or 0, rule) for n in case.district_needs}

    def value(plan: Plan, case: Case) -> int:
        after = ledger(plan, case)
        return sum(weighted(after.planned([d], tiers), s) for d, s in steps.items())

    return Goal("bed_need", "max", "weighted beds", lambda x, case: x.total([(w, v) for _, w, v in _met(x, steps)]), value,
                rows=lambda x, case: _met_rows(x, case, steps, tiers))


Steps = dict[str, list[tuple[int, int]]]


def weighted(beds: int, steps: list[tuple[int, int]]) -> int:
    """What some beds are worth: the first ones fill the first step."""
    worth = 0
    for width, weight in steps:
        filled = min(max(0, beds), width)
        worth, beds = worth + weight * filled, beds - filled
    return worth


def _met(x: Decisions, steps: Steps) -> Iterator[tuple[str, int, Expression]]:
    """(district, weight, beds met) of every step."""
    for d, widths in steps.items():
        for k, (width, weight) in enumerate(widths):
            yield d, weight, x.variable("met", f"{d}/{k}", 0, width)


def _met_rows(x: Decisions, case: Case, steps: Steps, tiers: tuple[str, ...]) -> Iterator[Row]:
    """No more is met in a district than is planned there; nothing where decisions take more beds than there are."""
    there = stock(case.city)
    for d, widths in steps.items():
        met, under = [(1, v) for _, _, v in _met(x, {d: widths})], overdrawn(d, case)
        terms, base = met + [(-n, e) for n, e in planned_terms(x, case, d, tiers)], there.planned([d], tiers)
        if under:
            some = x.variable("some", d, 0, 1)
            terms, base = [*terms, (under, some)], base + under
            yield Row("nothing", d, x.total([*met, (-sum(width for width, _ in widths), some)]), "<=", 0)
        yield Row("within", d, x.total(terms), "<=", base)


def overdrawn(district: str, case: Case) -> int:
    """Beds by which decisions could take more from institutions of a district than they have; rules see to it that nothing else does."""
    here = (case.city.by_institution[i] for i in {*case.decided_cuts, *case.claimed} if i in case.city.by_institution)
    return sum(max(0, _taken(i.code, case) - i.insured_beds) for i in here if i.account_district == district)


def _taken(institution: str, case: Case) -> int:
    """Beds that decisions, or decisions and one application more, take from an institution at most."""
    out: dict[str, int] = {}
    for a in case.city.applications:
        if a.claims == institution and case.standing(a.code).fixed != "refused":
            given = (m for m in movements(a, case) if m.column in ("converted", "moved_out"))
            out[a.code] = sum(max(a.beds_max, case.standing(a.code).beds) if m.amount is None else m.amount for m in given)
    fixed = sum(n for c, n in out.items() if case.standing(c).fixed)
    return case.decided_cuts.get(institution, 0) + (fixed if case.claimed[institution] else max(out.values(), default=0))


def spread(case: Case) -> Goal:
    """The largest less the smallest of planned - required beds over the districts."""
    rule = case.policy.of_kind("requirement")[0]
    tiers = tiers_of(rule)
    needs = {n.district: n.required or 0 for n in case.district_needs}
    most = 2 * stock(case.city).planned() + sum(needs.values()) + sum(a.beds_max for a in case.city.applications)

    def ends(x: Decisions) -> tuple[Expression, Expression]:
        return x.variable("high", "", -most, most), x.variable("low", "", -most, most)

    def rows(x: Decisions, case: Case) -> Iterator[Row]:
        there, (high, low) = stock(case.city), ends(x)
        for d, need in needs.items():
            terms, base = planned_terms(x, case, d, tiers), there.planned([d], tiers) - need
            yield Row("above", d, x.total([*terms, (-1, high)]), "<=", -base)
            yield Row("below", d, x.total([*terms, (-1, low)]), ">=", -base)

    def value(plan: Plan, case: Case) -> int:
        after = ledger(plan, case)
        over = [after.planned([d], tiers) - need for d, need in needs.items()]
        return max(over) - min(over)

    def expression(x: Decisions, case: Case) -> Expression:
        high, low = ends(x)
        return x.total([(1, high), (-1, low)])

    return Goal("spread", "min", "beds", expression, value, rows=rows)
