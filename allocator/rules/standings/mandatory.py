"""应当纳入: a class that is taken in, if it qualifies."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from allocator import words
from allocator.domain.case import Case, Exemption
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.rules.base import Decisions, Row, StandingRule
from allocator.rules.where import Where


class Mandatory(StandingRule):
    """admit = 1 for every qualified application of a class.

    Parameters
    ----------
    where : the class.   kinds : applications that bring one in.   counted, takes_room : as of an exemption.
    beats_freeze : whether a freeze (and a distance to keep) gives way; else a frozen district waits.

    Notes
    -----
    No number holds it back: it exempts from quantity, or with `beats_freeze` from the plan. Bans and qualification always hold. Without
    `beats_freeze` a distance to keep stands against it, and a program can be without a plan.
    """

    kind: ClassVar[str] = "mandatory"
    phase: ClassVar[int] = 2
    EXAMPLE: ClassVar[dict[str, Any]] = {"where": {"facility": "township_centre"}, "beats_freeze": True}
    where: Where
    kinds: tuple[str, ...] = ("new", "branch")
    counted: bool = True
    takes_room: bool = True
    beats_freeze: bool = False

    def figures(self) -> dict[str, object]:
        """Freezes in words."""
        return {**super().figures(), "freeze_words": words.say("mandatory.beats" if self.beats_freeze else "mandatory.waits")}

    def mandates(self, application: Application, city: City) -> bool:
        """Those of the class."""
        return application.kind in self.kinds and self.where.matches(application)

    def exemption(self, application: Application, city: City) -> Exemption | None:
        """What must be taken in is not held back by numbers."""
        if not self.mandates(application, city):
            return None
        return Exemption(rule=self.id, reach="plan" if self.beats_freeze else "quantity", counted=self.counted, takes_room=self.takes_room)

    def owed(self, case: Case) -> list[str]:
        """Applications of the class that nothing closes, decided ones left out."""
        return [c for c, s in case.standings.items() if self.id in s.mandatory and not s.closings and not s.decided]

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """`admit >= 1` for each of them."""
        for code in self.owed(case):
            yield Row("taken", code, x.admit(code), ">=", 1)

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """How many of them are admitted; each one that is not."""
        owed = self.owed(case)
        closed = sum(self.id in s.mandatory and bool(s.closings) for s in case.standings.values())
        if not owed:
            yield self.absent("city", "mandatory.nobody", closed=closed)
            return
        yield self.finding("city", sum(plan.admits(c) for c in owed), ">=", len(owed), "institutions", closed=closed)
        for code in (c for c in owed if not plan.admits(c)):
            yield self.finding(code, 0, ">=", 1, "institutions", row="left_out")
