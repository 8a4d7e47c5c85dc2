"""候补: the reserve order of every quota, by what each refused application would add to the plan."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from allocator.domain.case import Case
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.rules.goals.base import Goal


def quota(a: Application, case: Case) -> tuple[str, ...]:
    """The number that an application would use up: beds of its account district, or places of its plan total."""
    if a.category == "inpatient":
        return ("inpatient", a.account_district)
    for rule in case.policy.of_kind("plan_total"):
        if rule.limited(a):
            return (a.category, rule.subject(a.district, a.township, case))
    return (a.category, a.district)


def waitlist(plan: Plan, case: Case, stages: Sequence[Goal], waits: Callable[[Application], bool]) -> dict[str, int]:
    """Rank of every application that the plan does not admit and that may hope for a place, within its quota.

    Notes
    -----
    Ordered by what it would change, objective by objective, were it admitted on top of the plan; then earlier application, then code.
    Unnamed sites stand behind named applicants.
    """
    waiting = [a for a in case.city.applications if not plan.admits(a.code) and waits(a)]
    base = [(g, g.value(plan, case)) for g in stages if not g.name.startswith("ties")]
    keys = {a.code: _key(a, plan, case, base) for a in waiting}
    ranks: dict[str, int] = {}
    for group in sorted({quota(a, case) for a in waiting}):
        members = sorted((a for a in waiting if quota(a, case) == group), key=lambda a: keys[a.code])
        ranks |= {a.code: n for n, a in enumerate(members, 1)}
    return ranks


def _key(a: Application, plan: Plan, case: Case, base: Sequence[tuple[Goal, int]]) -> tuple[object, ...]:
    more = Plan({**plan.admitted, a.code: case.city.applied_beds(a)}, plan.reduced, plan.transfers)
    gains = [(g.value(more, case) - v) * (-1 if g.sense == "max" else 1) for g, v in base]
    return (a.kind == "site", *gains, a.applied_on or date.max, a.code)
