"""优先: points for what a document says comes first."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar

from allocator import words
from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.rules.base import GoalRule, show
from allocator.rules.bounds.class_control import InState
from allocator.rules.where import Where


class Priority(GoalRule):
    """Points of an application that `where` matches; the goal `priority` adds Σ points x beds for hospitals, Σ points for others.

    Parameters
    ----------
    where : who is preferred.   points : whole points.   per_score : points for each full point of the score, besides.
    cheaper, reimbursed : points for the lowest cost a visit, and for the highest reimbursed share, in its category; none for the other
        end, whole points in proportion between.
    per_use : points for full bed use of the institution that grows, in proportion.
    in_short : only in districts short of beds.   resource_level : only in districts of these levels.
    in_state : only where a balance_indicator of mode supply finds one of these states.   opened_since : only if opened on or after a day.
    goal : the objective that adds them; one of its own, placed last, makes a tie-break (同等条件).
    """

    kind: ClassVar[str] = "priority"
    EXAMPLE: ClassVar[dict[str, Any]] = {"where": {"specialty": "oncology"}, "points": 100}
    where: Where = Where()
    points: int = 0
    per_score: int = 0
    in_short: bool = False
    resource_level: tuple[str, ...] = ()
    cheaper: int = 0
    reimbursed: int = 0
    per_use: int = 0
    in_state: InState | None = None
    opened_since: date | None = None
    goal: str = "priority"

    def figures(self) -> dict[str, object]:
        """What brings points, in words."""
        said = super().figures()
        given = (n for n in ("points", "per_score", "cheaper", "reimbursed", "per_use") if getattr(self, n))
        return {**said, "parts": show(tuple(words.say(f"priority.{n}", **said) for n in given))}

    def of(self, a: Application, case: Case) -> int:
        """Points of one application under this clause; an unnamed site has none."""
        if a.kind == "site" or not self.where.matches(a):
            return 0
        if self.in_short and a.account_district not in case.short:
            return 0
        if self.resource_level and case.city.by_district[a.district].resource_level not in self.resource_level:
            return 0
        if not self._in_state(a, case) or (self.opened_since is not None and (a.opened_on is None or a.opened_on < self.opened_since)):
            return 0
        return self.points + self.per_score * int(a.score or 0) + self._normalised(a, case)

    def _in_state(self, a: Application, case: Case) -> bool:
        if self.in_state is None:
            return True
        row = case.policy.rule(self.in_state.rule).row_of(a, case)
        return row is not None and row.state in self.in_state.states

    def _normalised(self, a: Application, case: Case) -> int:
        """Points between the two ends of what the category's applications offer, and by use."""
        parent = case.city.parent(a)
        use = Fraction(0) if parent is None or parent.use is None else min(parent.use, Fraction(1))
        ends = _ends(case)
        low, high = ends.get((a.category, "cost_per_visit"), NO_ENDS)
        cheap = (high - a.cost_per_visit) / (high - low) if a.cost_per_visit is not None and high > low else Fraction(0)
        low, high = ends.get((a.category, "reimbursement_share"), NO_ENDS)
        paid = (a.reimbursement_share - low) / (high - low) if a.reimbursement_share is not None and high > low else Fraction(0)
        return int(self.cheaper * cheap) + int(self.reimbursed * paid) + int(self.per_use * use)

    def support(self, application: Application, plan: Plan, case: Case) -> Mapping[str, object] | None:
        """Its points."""
        points = self.of(application, case)
        return {"says": self.clause.says, "points": points} if points else None

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Says that it orders, and limits nothing."""
        chosen = [c for c in plan.admitted if self.of(case.city.by_application[c], case)]
        yield self.absent("city", "priority.orders", admitted=len(chosen),
                          all=sum(1 for a in case.city.applications if self.of(a, case)))


NO_ENDS = (Fraction(0), Fraction(0))


@lru_cache(maxsize=16)
def _ends(case: Case) -> dict[tuple[str, str], tuple[Fraction, Fraction]]:
    """(category, column) -> least and greatest value among named applications."""
    found: dict[tuple[str, str], list[Fraction]] = {}
    for a in (a for a in case.city.applications if a.kind != "site"):
        for name in ("cost_per_visit", "reimbursement_share"):
            value = getattr(a, name)
            if value is not None:
                found.setdefault((a.category, name), []).append(value)
    return {key: (min(values), max(values)) for key, values in found.items()}
