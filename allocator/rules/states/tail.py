"""末位惩戒: the last of an appraisal, what follows for each class, and what that releases."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from allocator import words
from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Institution
from allocator.domain.plan import Plan
from allocator.measures import lifecycle
from allocator.rules.base import Exact, State, show
from allocator.rules.where import Where


class Sanction(BaseModel):
    """What follows for a class; `frees`: its end releases a place (or beds) for the next year."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    where: Where = Where()
    does: str
    frees: bool = False


class Ladder(BaseModel):
    """What a kind of event leads to."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    event: str
    leads_to: tuple[str, ...]


class Tail(State):
    """The last ⌊share x n⌋ of each pool by score, and whoever is at or below a score, with the sanction of its class.

    Parameters
    ----------
    share : of each pool; 0 for none.   score : limit; none where not given.   inclusive : whether the limit itself is in.
    ties : `all` or `none` of equal scores at the edge.   pool : columns that make a pool.
    sanctions : in order; the first whose class matches.   exit_causes : causes that end a contract.
    ladder : what a breach leads to.

    Notes
    -----
    It limits no plan: whoever is dropped enters the release ledger of its year, and next year's quota counts it.
    """

    kind: ClassVar[str] = "tail"
    columns: ClassVar[tuple[tuple[str, str], ...]] = (("institutions", "score"),)
    EXAMPLE: ClassVar[dict[str, Any]] = {"share": "0.05", "score": 60, "sanctions": [{"does": "eliminate", "frees": True}]}
    where: Where = Where()
    share: Exact = Fraction(0)
    score: Exact | None = None
    inclusive: bool = True
    ties: Literal["all", "none"] = "all"
    pool: tuple[str, ...] = ("category",)
    sanctions: tuple[Sanction, ...] = ()
    exit_causes: tuple[str, ...] = ()
    ladder: tuple[Ladder, ...] = ()

    def sanction(self, i: Institution) -> Sanction | None:
        """What follows for an institution."""
        return next((s for s in self.sanctions if s.where.matches(i)), None)

    def leads_to(self, event: str) -> tuple[str, ...]:
        """What a kind of event leads to; nothing where the ladder does not name it."""
        return next((step.leads_to for step in self.ladder if step.event == event), ())

    def state(self, city: City, policy: Any) -> tuple[lifecycle.Tail, ...]:
        """Who is in the tail on the day of the data."""
        return lifecycle.tail((i for i in city.baseline if self.where.matches(i)), self.share, self.score, inclusive=self.inclusive,
                              ties=self.ties, pool=self._pool, sanction=lambda i: s.does if (s := self.sanction(i)) else "")

    def _pool(self, i: Institution) -> str:
        return "/".join(str(getattr(i, name)) for name in self.pool)

    def released(self, city: City, policy: Any) -> tuple[Institution, ...]:
        """Institutions whose sanction would release a place or beds for the next year."""
        rows = (city.by_institution[t.code] for t in self.state(city, policy))
        return tuple(i for i in rows if (s := self.sanction(i)) is not None and s.frees)

    def figures(self) -> dict[str, object]:
        """The limit in words."""
        if not self.share and self.score is None:
            return {**super().figures(), "limit_words": words.say("tail.off")}
        key = "tail.both" if self.share and self.score is not None else "tail.share" if self.share else "tail.score"
        return {**super().figures(), "limit_words": words.say(key, share=f"{float(self.share):.0%}", score=super().figures()["score"])}

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """How many are in the tail, by what follows."""
        found: tuple[lifecycle.Tail, ...] = case.states[self.id]
        does = sorted(Counter(t.sanction for t in found).items())
        yield self.absent("city", "tail.found", count=len(found), parts=show(tuple(f"{k} {n}" for k, n in does)),
                          at_edge=sum(t.score == self.score for t in found))
