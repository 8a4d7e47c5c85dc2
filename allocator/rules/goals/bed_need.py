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
        for m in movements(a, case.city, case.leaves):
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
    needs = {n.district: n.required or 0 for n in case.district_needs}

    def met(x: Decisions) -> Iterator[tuple[str, int, Expression]]:
        for d, need in needs.items():
            for k, (width, weight) in enumerate(segments(need, rule)):
                yield d, weight, x.variable("met", f"{d}/{k}", 0, width)

    def rows(x: Decisions, case: Case) -> Iterator[Row]:
        there = stock(case.city)
        parts: dict[str, list[Expression]] = {d: [] for d in needs}
        for d, _, v in met(x):
            parts[d].append(v)
        for d, vs in parts.items():
            yield Row("met", d, x.total([(1, v) for v in vs] + [(-n, e) for n, e in planned_terms(x, case, d, tiers)]), "<=",
                      there.planned([d], tiers))

    def value(plan: Plan, case: Case) -> int:
        after, sum_ = ledger(plan, case), 0
        for d, need in needs.items():
            left = max(0, after.planned([d], tiers))
            for width, weight in segments(need, rule):
                sum_ += weight * min(left, width)
                left -= min(left, width)
        return sum_

    return Goal("bed_need", "max", "weighted beds", lambda x, case: x.total([(w, v) for _, w, v in met(x)]), value, rows=rows)


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
            yield Row("high", d, x.total([*terms, (-1, high)]), "<=", -base)
            yield Row("low", d, x.total([*terms, (-1, low)]), ">=", -base)

    def value(plan: Plan, case: Case) -> int:
        after = ledger(plan, case)
        over = [after.planned([d], tiers) - need for d, need in needs.items()]
        return max(over) - min(over)

    def expression(x: Decisions, case: Case) -> Expression:
        high, low = ends(x)
        return x.total([(1, high), (-1, low)])

    return Goal("spread", "min", "beds", expression, value, rows=rows)
