"""The lawful plan nearest to a given one: fewest decisions changed, then the model's objectives."""
from __future__ import annotations

from collections.abc import Iterator

from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.program import reducible
from allocator.rules.base import Decisions, Expression, Row
from allocator.rules.goals.base import Goal

DISTANCE = "decisions_changed"


def distance(plan: Plan, case: Case) -> Goal:
    """Count of decisions that differ from a plan: admissions (with their beds) and cuts; transfers follow from these."""
    own = reducible(case)

    def changed(x: Decisions) -> list[tuple[str, Expression]]:
        return [(i, x.variable("changed", i, 0, 1)) for i in own]

    def rows(x: Decisions, case: Case) -> Iterator[Row]:
        for i, flag in changed(x):
            was = min(plan.cut(i), own[i])
            yield Row("more", i, x.total([(1, x.reduced(i)), (was - own[i], flag)]), "<=", was)
            yield Row("less", i, x.total([(-1, x.reduced(i)), (-was, flag)]), "<=", -was)

    def expression(x: Decisions, case: Case) -> Expression:
        kept = [(-1 if plan.admits(a.code) else 1, x.admit(a.code)) for a in case.city.applications]
        return x.total([*kept, *((1, flag) for _, flag in changed(x))]) + sum(1 for a in case.city.applications if plan.admits(a.code))

    return Goal(DISTANCE, "min", "decisions", expression, lambda other, case: differences(plan, other, case), rows=rows)


def differences(one: Plan, other: Plan, case: Case) -> int:
    """Decisions that differ between two plans."""
    admissions = sum(one.admits(a.code) != other.admits(a.code) for a in case.city.applications)
    return admissions + sum(min(one.cut(i), n) != other.cut(i) for i, n in reducible(case).items())
