"""过渡期: licensed and applied before the dates, the plan does not limit it."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from allocator import words
from allocator.domain.case import Case, Exemption
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.rules.base import StandingRule, show
from allocator.rules.standings.exempt import exempt_findings
from allocator.rules.where import Where


class Grandfather(StandingRule):
    """Exempt from the whole plan where licensed before one date and applied for by another.

    Parameters
    ----------
    licensed_before : exclusive.   applied_by : inclusive.   opened_by : inclusive; not asked where not given.
    where : which applications may claim it.   counted, takes_room : as of an exemption.
    """

    kind: ClassVar[str] = "grandfather"
    phase: ClassVar[int] = 2
    EXAMPLE: ClassVar[dict[str, Any]] = {"licensed_before": "2026-07-01", "applied_by": "2026-06-30", "where": {"kind": ["new", "branch"]}}
    columns: ClassVar[tuple[tuple[str, str], ...]] = (("applications", "licensed_on"), ("applications", "applied_on"))
    licensed_before: date | None = None
    applied_by: date | None = None
    opened_by: date | None = None
    where: Where = Where(kind=("new", "branch"))
    counted: bool = True
    takes_room: bool = True

    def figures(self) -> dict[str, object]:
        """The dates that are asked for, in words."""
        said = super().figures()
        asked = [words.say(f"grandfather.{n}", day=said[n]) for n in ("licensed_before", "applied_by", "opened_by") if getattr(self, n)]
        return {**said, "dates": show(tuple(asked)) if asked else words.say("grandfather.undated")}

    def exemption(self, application: Application, city: City) -> Exemption | None:
        """Exempt when every date that is asked for is known and in time."""
        a = application
        if not self.where.matches(a):
            return None
        tests = [self.licensed_before is None or (a.licensed_on is not None and a.licensed_on < self.licensed_before),
                 self.applied_by is None or (a.applied_on is not None and a.applied_on <= self.applied_by),
                 self.opened_by is None or (a.opened_on is not None and a.opened_on <= self.opened_by)]
        asked = any(d is not None for d in (self.licensed_before, self.applied_by, self.opened_by))
        return Exemption(rule=self.id, reach="plan", counted=self.counted, takes_room=self.takes_room) if asked and all(tests) else None

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """How many of those that nothing stands against are admitted."""
        yield from exempt_findings(self, plan, case)
