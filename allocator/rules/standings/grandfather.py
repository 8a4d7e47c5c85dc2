"""过渡期: licensed and applied before the dates, the plan does not limit it."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from allocator.domain.case import Case, Exemption
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.measures.lifecycle import add_months
from allocator.rules.base import StandingRule
from allocator.rules.standings.exempt import exempt_findings
from allocator.rules.where import Where


class Grandfather(StandingRule):
    """Exempt from the whole plan where licensed before one date and applied for by another.

    Parameters
    ----------
    licensed_before : exclusive.   applied_by : inclusive.   opened_by : inclusive; not asked where not given.
    published, months_open : opened at least so many months before the document was published; while that day is open nobody is exempt.
    where : which applications may claim it.
    """

    kind: ClassVar[str] = "grandfather"
    phase: ClassVar[int] = 2
    EXAMPLE: ClassVar[dict[str, Any]] = {"licensed_before": "2026-07-01", "applied_by": "2026-06-30", "where": {"kind": ["new", "branch"]}}
    columns: ClassVar[tuple[tuple[str, str], ...]] = (("applications", "licensed_on"), ("applications", "applied_on"))
    licensed_before: date | None = None
    applied_by: date | None = None
    opened_by: date | None = None
    published: date | None = None
    months_open: int | None = None
    where: Where = Where(kind=("new", "branch"))
    counted: bool = True

    @property
    def opening(self) -> date | None:
        """Last day of opening that is in time: as given, or so many months before publication."""
        if self.published is None or self.months_open is None:
            return self.opened_by
        return add_months(self.published, -self.months_open)

    def exemption(self, application: Application, city: City) -> Exemption | None:
        """Exempt when every date that is asked for is known and in time."""
        a = application
        if not self.where.matches(a):
            return None
        opened_by = self.opening
        tests = [self.licensed_before is None or (a.licensed_on is not None and a.licensed_on < self.licensed_before),
                 self.applied_by is None or (a.applied_on is not None and a.applied_on <= self.applied_by),
                 opened_by is None or (a.opened_on is not None and a.opened_on <= opened_by)]
        asked = any(d is not None for d in (self.licensed_before, self.applied_by, opened_by))
        return Exemption(rule=self.id, reach="plan", counted=self.counted) if asked and all(tests) else None

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """How many of those that nothing stands against are admitted."""
        yield from exempt_findings(self, plan, case)
