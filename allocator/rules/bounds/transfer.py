"""跨区调剂: beds given up in one district for another, from districts that are not short to short ones."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import field_validator

from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.rules.base import Bound, Decisions, Row


class Transfer(Bound):
    """transfer[d,e] = 0 unless d is not short and e is; at most `cap` beds out of one district.

    Parameters
    ----------
    cap : beds at most out of one district; none where not given.
    pairs : allowed pairs (giver, receiver); any where not given.
    """

    kind: ClassVar[str] = "transfer"
    EXAMPLE: ClassVar[dict[str, Any]] = {}
    cap: int | None = None
    pairs: tuple[tuple[str, str], ...] = ()

    @field_validator("pairs", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        return tuple(tuple(p) for p in value) if isinstance(value, list) else value

    def covers(self, application: Application, case: Case) -> bool:
        """A transfer is no application's own."""
        return False

    def allowed(self, giver: str, taker: str, case: Case) -> bool:
        """Whether beds of one district may be given up for another."""
        return giver not in case.short and taker in case.short and (not self.pairs or (giver, taker) in self.pairs)

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """A row for every pair that is not allowed; one a giver for the cap."""
        for d in case.city.names:
            for e in case.city.names:
                if d != e and not self.allowed(d, e, case):
                    yield Row("closed", f"{d}>{e}", x.transfer(d, e), "<=", 0)
        for d in case.city.names if self.cap is not None else ():
            yield Row("cap", d, x.total([(1, x.transfer(d, e)) for e in case.city.names if e != d]), "<=", self.cap or 0)

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Each transfer of the plan, and each giver against the cap."""
        for (d, e), n in plan.transfers.items():
            if self.allowed(d, e, case):
                yield self.finding(f"{d}>{e}", n, ">=", 0, "beds", row="allowed")
            else:
                yield self.finding(f"{d}>{e}", n, "<=", 0, "beds", row="closed")
        for d in case.city.names if self.cap is not None else ():
            yield self.finding(d, sum(n for (g, _), n in plan.transfers.items() if g == d), "<=", self.cap or 0, "beds", row="cap")
        if not plan.transfers:
            yield self.absent("city", "transfer.none")
