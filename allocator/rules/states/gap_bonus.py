"""空白乡镇: a township with none of a class may have some beyond a quota."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.rules.base import Decisions, Expression, State
from allocator.rules.base import Row as Said
from allocator.rules.where import Row, Where

Town = tuple[str, str]
Terms = list[tuple[int, Expression]]


class GapBonus(State):
    """Of the admissions in a township that has none of the class, up to `places` do not count against the quotas named in `lifts`.

    Parameters
    ----------
    where : the class.   places : how many go beyond the quota, in each empty township.
    lifts : ids of the rules (release_quota, plan_total, class_control of institutions) that they do not count against.
    opened_since : only what opened on or after a day, or is an unnamed site.

    Notes
    -----
    A township is empty when nothing of the class stays there, last year's admissions included. They count in totals afterwards. Freezes
    and distances hold. It limits nothing, and does not say that a township must get one: coverage does.
    """

    kind: ClassVar[str] = "gap_bonus"
    columns: ClassVar[tuple[tuple[str, str], ...]] = (("institutions", "township"), ("townships", "township"))
    EXAMPLE: ClassVar[dict[str, Any]] = {"where": {"category": "pharmacy"}, "places": 1, "lifts": ["pharmacy-quota"]}
    where: Where
    places: int = 1
    lifts: tuple[str, ...]
    opened_since: date | None = None

    @property
    def categories(self) -> tuple[str, ...]:
        """Categories whose townships it reads."""
        return self.where.category

    def state(self, city: City, policy: Any) -> tuple[Town, ...]:
        """(district, township) of those with none of the class."""
        there: list[Row] = [*city.staying, *city.pending]
        full = {(r.district, r.township) for r in there if self.where.matches(r)}
        return tuple(t for t in ((t.district, t.township) for t in city.townships) if t not in full)

    def claims(self, case: Case, among: list[Application]) -> dict[Town, list[Application]]:
        """Of some applications, those in each empty township."""
        empty = set(case.states[self.id])
        found: dict[Town, list[Application]] = {}
        for a in among:
            if a.enters and self.where.matches(a) and self._fresh(a) and (a.district, a.township) in empty:
                found.setdefault((a.district, a.township), []).append(a)
        return dict(sorted(found.items()))

    def _fresh(self, a: Application) -> bool:
        return self.opened_since is None or a.kind == "site" or (a.opened_on is not None and a.opened_on >= self.opened_since)

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Which empty townships could have one, and how many the plan admits there."""
        claims = self.claims(case, list(case.city.applications))
        for (district, town), those in claims.items():
            yield self.absent(f"{district}/{town}", "gap_bonus.open", places=self.places, admitted=sum(plan.admits(a.code) for a in those))
        if not claims:
            yield self.absent("city", "gap_bonus.none", empty=len(case.states[self.id]))


def beyond_terms(rule: str, own: list[Application], subject: str, x: Decisions, case: Case) -> tuple[Terms, list[Said]]:
    """Places that do not count against a rule, as terms to take off, and the rows that hold them to what is admitted."""
    terms: Terms = []
    rows = []
    for g in case.policy.of_kind("gap_bonus"):
        for (district, town), those in (g.claims(case, own) if rule in g.lifts else {}).items():
            name = f"{subject}/{district}/{town}"
            beyond = x.variable("beyond", name, 0, g.places)
            terms.append((-1, beyond))
            rows.append(Said("beyond_quota", name, x.total([(1, beyond), *((-1, x.admit(a.code)) for a in those)]), "<=", 0))
    return terms, rows


def beyond(rule: str, own: list[Application], plan: Plan, case: Case) -> int:
    """The same under a plan: of those admitted in each empty township, up to the bonus."""
    claims = [(g, those) for g in case.policy.of_kind("gap_bonus") if rule in g.lifts for those in g.claims(case, own).values()]
    return sum(min(g.places, sum(plan.admits(a.code) for a in those)) for g, those in claims)
