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

GROWN = ("expansion", "conversion", "relocation", "upgrade")         # kinds that need the institution that they grow out of


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
        """Closed when not qualified, when its institution is not there or leaves, or (named ones) in another stage."""
        if not self.where.matches(application):
            return None
        if not application.qualified:
            return Closing(rule=self.id, facts={"why": "unqualified", "lacks": application.disqualified_reason})
        if application.kind in GROWN and city.parent(application) is None:
            return Closing(rule=self.id, facts={"why": "no_parent", "parent": application.parent_code})
        wrong = self.stages and application.kind != "site" and application.stage not in self.stages
        return Closing(rule=self.id, facts={"why": "stage", "stage": application.stage}) if wrong else None

    def lifted_by(self, exemption: Exemption) -> bool:
        """Qualification always holds."""
        return False

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """No disqualified one is admitted."""
        yield from closed_findings(self, plan, case)
