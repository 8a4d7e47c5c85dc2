"""No application before a ban has run out."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from allocator.domain.case import Case, Closing, Exemption
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.measures.lifecycle import Terms, barred_until, ended_in_guidance
from allocator.rules.base import StandingRule
from allocator.rules.standings.admitted import closed_findings
from allocator.rules.where import Where


class Ban(StandingRule):
    """admit = 0 where the application was made before `barred_until`.

    Parameters
    ----------
    years : length of the ban after a termination; who applies anew and names the old institution as its parent is barred by it.
    causes : ends of a contract that bring a ban.   where : institutions whose end does; all by default.
    guidance, extension : months of guidance from admission, and by which each minor breach prolongs it: only what ends within guidance,
        or for a serious breach in it, brings a ban; any end does where not given.
    """

    kind: ClassVar[str] = "ban"
    phase: ClassVar[int] = 1
    EXAMPLE: ClassVar[dict[str, Any]] = {"years": 1}
    years: int | None = None
    causes: tuple[str, ...] = ("terminated",)
    where: Where = Where()
    guidance: int | None = None
    extension: int = 6

    def until(self, a: Application, city: City) -> date | None:
        """First day on which it may apply: as given, or so many years after its institution's contract was ended."""
        old = city.by_institution.get(a.parent_code)
        derived = None if old is None or a.kind != "new" else self.after(old, city)
        return max((d for d in (a.barred_until, derived) if d is not None), default=None)

    def after(self, i: Institution, city: City) -> date | None:
        """First day on which an institution whose contract was ended may apply again; None where its end brings no ban."""
        if self.years is None or i.exited_on is None or i.exit_cause not in self.causes or not self.where.matches(i):
            return None
        if self.guidance is not None and not ended_in_guidance(i, city.events, Terms(guidance=self.guidance, extension=self.extension)):
            return None
        return barred_until(i.exited_on, self.years)

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
