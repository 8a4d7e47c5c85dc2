"""Exempt classes: outside the numbers, or outside the plan; counted or not."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, ClassVar, Literal

from allocator import words
from allocator.domain.case import Case, Exemption
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.measures import stock
from allocator.rules.base import StandingRule
from allocator.rules.where import Where


class Exempt(StandingRule):
    """Applications of a class that the plan's numbers (reach quantity) or the plan as a whole (reach plan) do not limit.

    Parameters
    ----------
    where : the class.   reach : quantity (totals, density, tiers, release, swaps, class control, spatial caps) or plan (freezes and
        separation too).   counted : whether they count in totals; who does not is in no figure of them.
    takes_room : whether those counted use up what others may have under an absolute limit (a density, a total), or are in its
        statistics alone. What they overrun is excused either way.
    resource_level : only in districts of these levels (weak areas); anywhere where not given.

    Notes
    -----
    Bans and qualification always hold. Qualified, and exempt from all that stands against it = admitted as applied.
    """

    kind: ClassVar[str] = "exempt"
    phase: ClassVar[int] = 2
    EXAMPLE: ClassVar[dict[str, Any]] = {"where": {"tags": "key_project"}, "reach": "quantity", "counted": True}
    where: Where
    reach: Literal["quantity", "plan"] = "quantity"
    counted: bool = True
    takes_room: bool = True
    resource_level: tuple[str, ...] = ()

    def figures(self) -> dict[str, object]:
        """How far it reaches, in words."""
        counted = words.say("exempt.uncounted" if not self.counted else "exempt.takes_room" if self.takes_room else "exempt.shown")
        return {**super().figures(), "reach_words": words.say(f"exempt.{self.reach}") + counted}

    def exemption(self, application: Application, city: City) -> Exemption | None:
        """Exempt when of the class, and in an area of the right level."""
        level = city.by_district[application.district].resource_level
        if not self.where.matches(application) or (self.resource_level and level not in self.resource_level):
            return None
        return Exemption(rule=self.id, reach=self.reach, counted=self.counted, takes_room=self.takes_room)

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """How many of those that nothing stands against are admitted."""
        yield from exempt_findings(self, plan, case)


def exempt_findings(rule: StandingRule, plan: Plan, case: Case) -> Iterator[Finding]:
    """Admitted among the exempt that are constants: a should, since the bureau may have its reasons."""
    mine = [c for c, s in case.standings.items() if any(e.rule == rule.id for e in s.exemptions)]
    constant = [c for c in mine if case.standing(c).fixed == "admitted" and not case.standing(c).decided]
    if not constant:
        yield rule.absent("city", "exempt.nobody")
        return
    admitted = [c for c in constant if plan.admits(c)]
    found = rule.finding("city", len(admitted), ">=", len(constant), "institutions", beds=sum(plan.beds(c) for c in admitted),
                         closed=len(mine) - len(constant))
    yield replace(found, strictness="should")


@lru_cache(maxsize=32)
def uncounted(case: Case) -> frozenset[str]:
    """Who is there, or was admitted last year, of a class that does not count in the plan (不计入本规划)."""
    rows: list[Institution | Application] = [*case.city.baseline, *case.city.pending]
    classes = [e.where for e in case.policy.of_kind("exempt") if not e.counted]
    return frozenset(r.code for r in rows if any(w.matches(r) for w in classes))


def outside(case: Case, resource: str, districts: Sequence[str], *, leaving: bool = False) -> int:
    """What they hold in some districts; or of them those who leave."""
    rows = (case.city.by_institution[c] for c in uncounted(case) if c in case.city.by_institution)
    return sum(stock.amount(i, resource) for i in rows
               if stock.place(i, resource) in districts and not (leaving and case.city.stays(i.code)))
