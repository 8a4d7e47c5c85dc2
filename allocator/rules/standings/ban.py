"""No application before a ban has run out."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from allocator.domain.case import Case, Closing, Exemption
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.measures.lifecycle import barred_until
from allocator.rules.base import StandingRule
from allocator.rules.standings.admitted import closed_findings


class Ban(StandingRule):
    """admit = 0 where the application was made before `barred_until`.

    Parameters
    ----------
    years : length of the ban after a termination; who applies anew and names the old institution as its parent is barred by it.
    causes : ends of a contract that bring a ban.
    """

    kind: ClassVar[str] = "ban"
    phase: ClassVar[int] = 1
    EXAMPLE: ClassVar[dict[str, Any]] = {"years": 1}
    years: int | None = None
    causes: tuple[str, ...] = ("terminated",)

    def until(self, a: Application, city: City) -> date | None:
        """First day on which it may apply: as given, or so many years after its institution's contract was ended."""
        old = city.by_institution.get(a.parent_code)
        ended = old.exited_on if old is not None and old.exit_cause in self.causes and a.kind == "new" else None
        derived = None if ended is None or self.years is None else barred_until(ended, self.years)
        return max((d for d in (a.barred_until, derived) if d is not None), default=None)

    def closing(self, application: Application, city: City, states: Mapping[str, Any]) -> Closing | None:
        """Closed when it was made (the day of the data where no date is given) before the ban ran out."""
        until = self.until(application, city)
        made = application.applied_on or city.data_as_of
        return Closing(rule=self.id, facts={"until": until, "applied": made}) if until is not None and made < until else None

    def lifted_by(self, exemption: Exemption) -> bool:
        """Bans always hold."""
        return False

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """No barred one is admitted."""
        yield from closed_findings(self, plan, case)
