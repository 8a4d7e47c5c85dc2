"""Conditions of access: qualified, in the right stage, of a kind that is taken."""
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
from allocator.rules.where import Where


class Eligibility(StandingRule):
    """admit = 0 for those of `where` that do not qualify (or are in none of `stages`).

    Parameters
    ----------
    where : whom the conditions are for; all by default.   stages : stages that may enter the plan; any where not given.
    """

    kind: ClassVar[str] = "eligibility"
    phase: ClassVar[int] = 1
    EXAMPLE: ClassVar[dict[str, Any]] = {}
    columns: ClassVar[tuple[tuple[str, str], ...]] = (("applications", "qualified"),)
    where: Where = Where()
    stages: tuple[str, ...] = ()

    def closing(self, application: Application, city: City, states: Mapping[str, Any]) -> Closing | None:
        """Closed when not qualified, or (named ones) in another stage."""
        if not self.where.matches(application):
            return None
        if not application.qualified:
            return Closing(rule=self.id, facts={"lacks": application.disqualified_reason})
        wrong = self.stages and application.kind != "site" and application.stage not in self.stages
        return Closing(rule=self.id, facts={"lacks": application.stage}) if wrong else None

    def lifted_by(self, exemption: Exemption) -> bool:
        """Qualification always holds."""
        return False

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """No disqualified one is admitted."""
        yield from closed_findings(self, plan, case)
