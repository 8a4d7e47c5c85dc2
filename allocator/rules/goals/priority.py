"""优先: points for what a document says comes first."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.rules.base import GoalRule
from allocator.rules.where import Where


class Priority(GoalRule):
    """Points of an application that `where` matches; the goal `priority` adds Σ points x beds for hospitals, Σ points for others.

    Parameters
    ----------
    where : who is preferred.   points : whole points.   per_score : points for each full point of the score, besides.
    in_short : only in districts short of beds.   resource_level : only in districts of these levels.
    """

    kind: ClassVar[str] = "priority"
    EXAMPLE: ClassVar[dict[str, Any]] = {"where": {"specialty": "oncology"}, "points": 100}
    where: Where = Where()
    points: int = 0
    per_score: int = 0
    in_short: bool = False
    resource_level: tuple[str, ...] = ()

    def of(self, a: Application, case: Case) -> int:
        """Points of one application under this clause; an unnamed site has none."""
        if a.kind == "site" or not self.where.matches(a):
            return 0
        if self.in_short and a.account_district not in case.short:
            return 0
        if self.resource_level and case.city.by_district[a.district].resource_level not in self.resource_level:
            return 0
        return self.points + self.per_score * int(a.score or 0)

    def support(self, application: Application, plan: Plan, case: Case) -> Mapping[str, object] | None:
        """Its points."""
        points = self.of(application, case)
        return {"says": self.clause.says, "points": points} if points else None

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Says that it orders, and limits nothing."""
        chosen = [c for c in plan.admitted if self.of(case.city.by_application[c], case)]
        yield self.absent("city", "priority.orders", admitted=len(chosen),
                          all=sum(1 for a in case.city.applications if self.of(a, case)))
