"""Objectives, written out: name -> how it is made for a case; the names that rules give to their gaps and coverages come besides."""
from __future__ import annotations

from collections.abc import Callable

from allocator.domain.case import Case
from allocator.domain.policy import Policy
from allocator.rules.goals import simple
from allocator.rules.goals.base import Goal
from allocator.rules.goals.bed_need import bed_need, spread

GOALS: dict[str, Callable[[Case], Goal]] = {
    "bed_need": bed_need, "priority": simple.priority, "spread": spread, "least_used_first": simple.least_used_first,
    "institutions_touched": simple.institutions_touched, "fewest_beds": simple.fewest_beds,
}
TIES = (simple.transferred, simple.sites_used, simple.earlier, simple.by_code)


def known_objectives(policy: Policy) -> set[str]:
    """Every name that a model's `objectives` may hold."""
    gaps = {r.gap_in for r in policy if r.gap_in}
    coverages = {r.counts_in for r in policy.of_kind("coverage") if r.counts_in}
    points = {r.goal for r in policy.of_kind("priority")}
    return {*GOALS, *gaps, *coverages, *points, "minimum_shortfall"}


def goals(case: Case) -> tuple[Goal, ...]:
    """The stages of a case, in the model's order, ties last."""
    coverages = {r.counts_in for r in case.policy.of_kind("coverage")}
    points = {r.goal for r in case.policy.of_kind("priority")}
    made = []
    for name in case.policy.objectives:
        if name in GOALS:
            made.append(GOALS[name](case))
        elif name in points:
            made.append(simple.priority(case, name))
        else:
            made.append(simple.people(name, case) if name in coverages else simple.gap(name, case))
    return (*made, *(t(case) for t in TIES))
