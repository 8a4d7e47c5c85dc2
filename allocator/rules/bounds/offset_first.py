"""首先冲抵: beds of an exempt class use up what is given up in the area before anybody else does."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar, Literal

from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.measures import releases
from allocator.rules import quota
from allocator.rules.base import Bound, Decisions, Row
from allocator.rules.scopes import scopes
from allocator.rules.where import Where

ONE = Fraction(1)


class OffsetFirst(Bound):
    """Non-exempt new beds <= max(0, beds given up - new beds of the class), in each pool.

    Parameters
    ----------
    exempt : ids of the exemptions whose beds come first.
    pool : district, zone or city.   since : start of the plan period; the plan year alone where not given.
    kinds : applications that bring new beds.

    Notes
    -----
    Given up: exits and cuts of the years, the plan's own cuts and conversions that leave the total. What the class overruns is reported,
    never held against the plan. Beds of other exempt classes and of decisions neither come first nor take from the rest.
    """

    kind: ClassVar[str] = "offset_first"
    EXAMPLE: ClassVar[dict[str, Any]] = {"exempt": ["exempt-key-project"], "pool": "district", "since": "2026-01-01"}
    exempt: tuple[str, ...]
    pool: Literal["city", "zone", "district"] = "district"
    since: date | None = None
    kinds: tuple[str, ...] = ("new", "branch", "site", "expansion")

    WHERE: ClassVar[Where] = Where(category=("inpatient",))

    def first(self, a: Application, case: Case) -> bool:
        """Whether its beds come first."""
        s = case.standing(a.code)
        return not s.decided and any(e.rule in self.exempt for e in s.exemptions)

    def groups(self, districts: tuple[str, ...], case: Case) -> tuple[list[Application], list[Application]]:
        """Those who come after, and those who come first."""
        every = quota.takers(self.WHERE, self.kinds, "beds", districts, case)
        return [a for a in every if a.code not in case.excused_quantity], [a for a in every if self.first(a, case)]

    @lru_cache(maxsize=256)  # noqa: B019 - rules and cases are frozen, and few
    def known(self, districts: tuple[str, ...], case: Case) -> int:
        """Beds given up before the plan decides, less what was granted since."""
        year = case.city.year
        freed = releases.freed(case.city, year if self.since is None else self.since.year, year, self.WHERE.matches)
        granted = releases.granted(case.city, self.since, self.WHERE.matches) if self.since else ()
        return releases.amount(freed, "beds", districts) - sum(i.insured_beds for i in granted if i.account_district in districts)

    def covers(self, application: Application, case: Case) -> bool:
        """Whatever brings new beds."""
        return application.kind in self.kinds and self.WHERE.matches(application)

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """One switch a pool in which somebody comes after."""
        for subject, districts in scopes(self.pool, case):
            after, first = self.groups(districts, case)
            if after:
                bounds = sum(quota.most(a, "beds", case) for a in after), sum(quota.most(a, "beds", case) for a in first)
                own, ahead = ([quota.term(a, "beds", x) for a in group] for group in (after, first))
                supply = quota.supply_terms(self.WHERE, districts, x, case)
                yield from quota.switched(quota.Pool(subject, own, ahead, supply, bounds, ONE, self.known(districts, case)), x)

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """New beds of both groups against what is given up; an overrun by those who come first is excused."""
        for subject, districts in scopes(self.pool, case):
            after, first = (sum(plan.beds(a.code) for a in group) for group in self.groups(districts, case))
            known, cuts = self.known(districts, case), quota.supplied(self.WHERE, districts, plan, case)
            pool, overrun = quota.granting(first, cuts, known, ONE)
            yield self.finding(subject, after + first, "<=", pool, "beds", excused=overrun, own=after, exempt=first,
                               given_up=known + cuts, overrun=overrun)
