"""Findings that the kinds which close applications share: how many of them a plan admits all the same."""
from __future__ import annotations

from collections.abc import Iterator

from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.plan import Plan
from allocator.rules.base import StandingRule


def closed_findings(rule: StandingRule, plan: Plan, case: Case) -> Iterator[Finding]:
    """One finding for the city, and one for each closed application that is admitted."""
    closed = rule.closed(case)
    if not closed:
        yield rule.absent("city", "standing.closes_none")
        return
    admitted = [c for c in closed if plan.admits(c)]
    if not admitted:
        yield rule.finding("city", 0, "<=", 0, "institutions", closed=len(closed))
    for code in admitted:
        facts = next(k.facts for k in case.standing(code).closings if k.rule == rule.id)
        yield rule.finding(code, 1, "<=", 0, "institutions", facts=facts)
