"""计划总数: how many institutions of a class a township, district, zone or the city is to have."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.rules.base import Bound, Decisions, Exact, Row
from allocator.rules.scopes import factor_of
from allocator.rules.where import Where


class PlanTotal(Bound):
    """institutions after exits + non-exempt entries <= max(total, institutions after exits), in each scope.

    Parameters
    ----------
    where : the class that is counted and limited.
    scope : township, district, zone or city.
    per_10000 : the city's standard per 10 000 insured; total = ⌊standard x f_d x insured / 10 000⌋, at least `at_least`.
    totals : given totals by subject; win over the standard.
    factor : district -> f_d.
    named_first : an unnamed site enters only where every qualified named applicant of the scope does.
    """

    kind: ClassVar[str] = "plan_total"
    freed_by_exits: ClassVar[bool] = True
    EXAMPLE: ClassVar[dict[str, Any]] = {"where": {"category": "pharmacy"}, "scope": "township", "per_10000": "3.3", "at_least": 1,
                                         "named_first": True}
    where: Where
    scope: Literal["township", "district", "zone", "city"] = "district"
    per_10000: Exact | None = None
    totals: tuple[tuple[str, int], ...] = ()
    factor: tuple[tuple[str, Exact], ...] = ()
    at_least: int = 0
    named_first: bool = False

    @field_validator("totals", "factor", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        return tuple(sorted(value.items())) if isinstance(value, dict) else value

    @lru_cache(maxsize=32)  # noqa: B019 - rules and cases are frozen, and few
    def places(self, case: Case) -> dict[str, int]:
        """Total by subject; a township is "district/township"."""
        given = dict(self.totals)
        people: Counter[str] = Counter()
        for subject, district, insured in self._people(case):
            people[subject] += 0
            people[subject] += Fraction(insured) * factor_of(self.factor, district)  # type: ignore[assignment]
        standard = self.per_10000
        computed = {} if standard is None else {s: max(self.at_least, floor(standard * n / 10000)) for s, n in people.items()}
        return {s: given.get(s, computed.get(s)) for s in sorted(people) if s in given or s in computed}  # type: ignore[misc]

    def _people(self, case: Case) -> Iterator[tuple[str, str, int]]:
        if self.scope == "township":
            for t in case.city.townships:
                yield f"{t.district}/{t.township}", t.district, t.insured
            return
        for d in case.city.districts:
            yield self.subject(d.district, "", case), d.district, d.insured

    def subject(self, district: str, township: str, case: Case) -> str:
        """The scope that a place lies in."""
        if self.scope == "township":
            return f"{district}/{township}"
        if self.scope == "zone":
            return next((z for z, ds in case.policy.zones.items() if district in ds), "")
        return district if self.scope == "district" else "city"

    @lru_cache(maxsize=32)  # noqa: B019
    def there(self, case: Case) -> Counter[str]:
        """Institutions of the class after exits, by subject."""
        waiting = [self.subject(a.district, a.township, case) for a in case.city.pending if self.where.matches(a)]
        return Counter(waiting + [self.subject(i.district, i.township, case) for i in case.city.staying if self.where.matches(i)])

    def limited(self, a: Application) -> bool:
        """Whether an application takes a place."""
        return a.enters and self.where.matches(a)

    def covers(self, application: Application, case: Case) -> bool:
        """Those that take a place."""
        return self.limited(application)

    def support(self, application: Application, plan: Plan, case: Case) -> Mapping[str, object] | None:
        """The open places of its subject."""
        subject = self.subject(application.district, application.township, case)
        if not self.limited(application) or subject not in self.places(case):
            return None
        return {"subject": subject, "total": self.places(case)[subject], "there": self.there(case)[subject]}

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """One row a subject that somebody applies in; one a site and named applicant where named ones come first."""
        there, takers = self.there(case), self._takers(case)
        for subject, total in self.places(case).items():
            if subject in takers:
                yield Row("places", subject, x.total([(1, x.admit(c)) for c in takers[subject]]), "<=", max(0, total - there[subject]))
        for site, named in self.precedence(case):
            yield Row("named_first", f"{site}>{named}", x.total([(1, x.admit(site)), (-1, x.admit(named))]), "<=", 0)

    def _takers(self, case: Case) -> dict[str, list[str]]:
        """Subject -> the applications that would take a place there."""
        found: dict[str, list[str]] = {}
        for a in case.counting:
            if self.limited(a):
                found.setdefault(self.subject(a.district, a.township, case), []).append(a.code)
        return found

    @lru_cache(maxsize=32)  # noqa: B019
    def precedence(self, case: Case) -> list[tuple[str, str]]:
        """(site, open named applicant of the same township and class)."""
        if not self.named_first:
            return []
        named = [a for a in case.counting if self.limited(a) and a.kind != "site" and case.standing(a.code).open]
        sites = [a for a in case.counting if self.limited(a) and a.kind == "site"]
        return [(s.code, a.code) for s in sites for a in named if (a.district, a.township) == (s.district, s.township)]

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Institutions after the plan against the total, in each subject that gains one; a summary where none does."""
        there, totals = self.there(case), self.places(case)
        gains: Counter[str] = Counter()
        excused: Counter[str] = Counter()
        for code in plan.admitted:
            a = case.city.by_application[code]
            if self.limited(a):
                gains[self.subject(a.district, a.township, case)] += 1
                excused[self.subject(a.district, a.township, case)] += code in case.excused_quantity
        for subject in sorted(set(gains) & set(totals)):
            yield self.finding(subject, there[subject] + gains[subject], "<=", max(totals[subject], there[subject]), "institutions",
                               excused=excused[subject], row="places", total=totals[subject], there=there[subject])
        if not gains:
            yield self.absent("city", "plan_total.no_gain")
        for site, named in self.precedence(case):
            if plan.admits(site) and not plan.admits(named):
                yield self.finding(site, 1, "<=", 0, "institutions", row="named_first", named=named)
