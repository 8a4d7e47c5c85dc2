"""No application before a ban has run out."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from allocator.domain.case import Case, Closing, Exemption
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.rules.base import StandingRule
from allocator.rules.standings.admitted import closed_findings


class Ban(StandingRule):
    """admit = 0 where the application was made before `barred_until`.

    Parameters
    ----------
    years : length of the ban after a termination, for the record and for the dynamic list.
    """

    kind: ClassVar[str] = "ban"
    phase: ClassVar[int] = 1
    EXAMPLE: ClassVar[dict[str, Any]] = {"years": 1}
    years: int | None = None

    def closing(self, application: Application, city: City, states: Mapping[str, Any]) -> Closing | None:
        """Closed when it was made (the day of the data where no date is given) before the ban ran out."""
        until = application.barred_until
        made = application.applied_on or city.data_as_of
        return Closing(rule=self.id, facts={"until": until, "applied": made}) if until is not None and made < until else None

    def lifted_by(self, exemption: Exemption) -> bool:
        """Bans always hold."""
        return False

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """No barred one is admitted."""
        yield from closed_findings(self, plan, case)
