"""Relocations and branches: what a move needs, and where a branch's beds count."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from allocator import words
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
    moves : `move`, or `exit_and_new`: the old place leaves and the new one applies again, like any other; freezes and distances hold.
    same_district : whether a move must stay in its district.
    stages : with exit_and_new, stages that the new application must have come to; any where not given.
    government_moves : with exit_and_new, whether a move that public planning causes and that stays in its district need not apply again;
        it fits the plan all the same. A freeze says itself whether it spares it.

    Notes
    -----
    In the ledger both take the beds along: what leaves and what comes are the same beds. A branch is a new application of its own.
    """

    kind: ClassVar[str] = "relocation_branch"
    phase: ClassVar[int] = 1
    EXAMPLE: ClassVar[dict[str, Any]] = {"moves": "move", "same_district": True}
    moves: Literal["move", "exit_and_new"] = "move"
    same_district: bool = True
    stages: tuple[str, ...] = ()
    government_moves: bool = True

    def figures(self) -> dict[str, object]:
        """What a relocation is, in words."""
        return {**super().figures(), "move_words": words.say(f"relocation_branch.{self.moves}")}

    def reapplies(self, a: Application, city: City) -> bool:
        """Whether a relocation must apply again."""
        return self.moves == "exit_and_new" and not (self.government_moves and spared(a, city))

    def closing(self, application: Application, city: City, states: Mapping[str, Any]) -> Closing | None:
        """Closed when its institution is not there or leaves, or the move leaves the district though it must not."""
        if application.kind != "relocation":
            return None
        parent = city.parent(application)
        if parent is None:
            return Closing(rule=self.id, facts={"why": "no_parent", "parent": application.parent_code})
        if self.moves == "move" and self.same_district and parent.account_district != application.account_district:
            return Closing(rule=self.id, facts={"why": "leaves_district", "parent": parent.code})
        if self.stages and application.stage not in self.stages and self.reapplies(application, city):
            return Closing(rule=self.id, facts={"why": "not_reapplied", "stage": application.stage})
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


def spared(a: Application, city: City) -> bool:
    """Whether public planning moves an institution within its district."""
    parent = city.parent(a)
    return a.kind == "relocation" and a.moved_by_government and parent is not None and parent.district == a.district
