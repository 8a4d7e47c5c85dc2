"""Relocations and branches: what a move needs, and where a branch's beds count."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from allocator.domain.case import Case, Closing, Exemption
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.rules.base import StandingRule
from allocator.rules.standings.admitted import closed_findings


class RelocationBranch(StandingRule):
    """A relocation that is a move takes its parent's beds along: no release, no quota.

    Parameters
    ----------
    as_ : `move`, or `exit_and_new` (the old place exits, the new one is an applicant like any other).
    same_district : whether a move must stay in its district.
    """

    kind: ClassVar[str] = "relocation_branch"
    phase: ClassVar[int] = 1
    EXAMPLE: ClassVar[dict[str, Any]] = {"moves": "move", "same_district": True}
    moves: Literal["move", "exit_and_new"] = "move"
    same_district: bool = True

    def closing(self, application: Application, city: City, states: Mapping[str, Any]) -> Closing | None:
        """Closed when its institution is not there or leaves, or the move leaves the district though it must not."""
        if application.kind != "relocation":
            return None
        parent = city.parent(application)
        if parent is None:
            return Closing(rule=self.id, facts={"why": "no_parent", "parent": application.parent_code})
        if self.same_district and parent.account_district != application.account_district:
            return Closing(rule=self.id, facts={"why": "leaves_district", "parent": parent.code})
        return None

    def support(self, application: Application, plan: Plan, case: Case) -> Mapping[str, object] | None:
        """What the clause says of it."""
        return {"says": self.clause.says} if application.kind == "relocation" else None

    def lifted_by(self, exemption: Exemption) -> bool:
        """No exemption makes a move of what is none."""
        return False

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """No closed relocation is admitted."""
        yield from closed_findings(self, plan, case)
