"""A resource per thousand people: cap, floor or band, with what holds when the stock is already beyond it."""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, field_validator

from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.measures import stock
from allocator.measures.ledger import SIGNS, changes, movements
from allocator.rules.base import Bound, Decisions, Exact, Row
from allocator.rules.scopes import scopes
from allocator.rules.where import Where


class Glide(BaseModel):
    """A milestone per year for a stock that starts beyond the limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    glide: tuple[tuple[int, Exact], ...]

    @field_validator("glide", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        return tuple(sorted(value.items())) if isinstance(value, dict) else value

    def of(self, year: int) -> Fraction | None:
        """The milestone of a year: the latest one not after it."""
        known = [v for y, v in self.glide if y <= year]
        return known[-1] if known else None


class DensityLimit(Bound):
    """planned resource <= ⌊value x factor x people / per⌋ in each scope.

    Parameters
    ----------
    resource : insured_beds, doctors or institutions.   base : insured or residents.   per : 1000 or 10000.
    value : the limit; none where only `caps` are given.   caps : absolute limits by district (an external plan's).
    sense : "<=", or ">=" for a figure to be reached.
    factor : district -> multiplier (f_d), 1 where not given.
    adds : which applications are limited (doctors, institutions).
    when_over : what holds where today's stock is already beyond the limit: no_new, net_nonincrease, or a glide of yearly milestones.
    """

    kind: ClassVar[str] = "density_limit"
    EXAMPLE: ClassVar[dict[str, Any]] = {"resource": "insured_beds", "per": 1000, "base": "insured", "scope": "city", "value": "5.97",
                                         "when_over": "net_nonincrease"}
    resource: Literal["insured_beds", "doctors", "institutions"]
    base: Literal["insured", "residents"] = "insured"
    per: Literal[1000, 10000] = 1000
    scope: Literal["city", "zone", "district"] = "city"
    sense: Literal["<=", ">="] = "<="
    value: Exact | None = None
    caps: tuple[tuple[str, int], ...] = ()
    factor: tuple[tuple[str, Exact], ...] = ()
    adds: Where = Where()
    when_over: Literal["no_new", "net_nonincrease"] | Glide | None = None

    @field_validator("factor", "caps", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        return tuple(sorted(value.items())) if isinstance(value, dict) else value

    # -- figures

    def figure(self, year: int, beyond: bool) -> Fraction | None:
        """The figure of the year: the milestone while today's stock is beyond the limit."""
        if beyond and isinstance(self.when_over, Glide):
            return self.when_over.of(year) or self.value
        return self.value

    def bound(self, figure: Fraction, districts: tuple[str, ...], case: Case) -> int:
        """Whole units allowed (or needed) at a figure per `per` people."""
        factors = dict(self.factor)
        exact = sum((figure * factors.get(d, 1) * (getattr(case.city.by_district[d], self.base) or 0) / self.per for d in districts),
                    Fraction(0))
        return floor(exact) if self.sense == "<=" else ceil(exact)

    def limit(self, subject: str, districts: tuple[str, ...], case: Case) -> int | None:
        """Whole units in this scope this year; None where no figure is given for it."""
        if self.value is None:
            return dict(self.caps).get(subject)
        today = self.today(districts, case)
        final = self.bound(self.value, districts, case)
        beyond = today > final if self.sense == "<=" else today < final
        if not beyond:
            return final
        if self.when_over in ("no_new", "net_nonincrease"):
            return today
        return self.bound(self.figure(case.city.year, True) or self.value, districts, case)

    def today(self, districts: tuple[str, ...], case: Case) -> int:
        """The stock on the day of the data, what last year's plan admitted and is not yet open included."""
        pending = [a for a in case.city.pending if a.account_district in districts]
        waiting = sum(a.beds_max if self.resource == "insured_beds" else a.doctors if self.resource == "doctors" else 1 for a in pending)
        return stock.total(case.city.baseline, self.resource, districts) + waiting

    def leaving(self, districts: tuple[str, ...], case: Case) -> int:
        """Scheduled exits."""
        return stock.total(case.city.exits, self.resource, districts)

    # -- one application's effect

    def adds_to(self, a: Application, districts: tuple[str, ...], case: Case) -> list[tuple[int, bool]]:
        """(sign or amount, whether it multiplies the beds granted) of admitting an application."""
        if self.resource == "insured_beds":
            return [(SIGNS[m.column] * (1 if m.amount is None else m.amount), m.amount is None)
                    for m in movements(a, case.city, case.leaves) if m.district in districts]
        if not a.enters or a.district not in districts or not self.adds.matches(a):
            return []
        return [(a.doctors if self.resource == "doctors" else 1, False)]

    def covers(self, application: Application, case: Case) -> bool:
        """Whether it adds to the resource anywhere."""
        return bool(self.adds_to(application, case.city.names, case))

    # -- the two faces

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """One row a scope over what the rule weighs: non-exempt changes of a must rule, every change of a should one."""
        weighed = case.counting if self.strictness == "must" else case.city.applications
        decided = case.decided_cuts if self.strictness == "must" else {}
        for subject, districts in scopes(self.scope, case):
            limit = self.limit(subject, districts, case)
            if limit is None:
                continue
            terms = [(n, x.beds(a.code) if of_beds else x.admit(a.code)) for a in weighed for n, of_beds in self.adds_to(a, districts, case)]
            if self.resource == "insured_beds":
                terms += [(-1, x.reduced(i)) for i in x.reducible() if i not in decided
                          and case.city.by_institution[i].account_district in districts]
            yield Row("density", subject, x.total(terms), self.sense, limit - self.today(districts, case) + self.leaving(districts, case))

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """The planned resource of each scope against its limit."""
        for subject, districts in scopes(self.scope, case):
            limit = self.limit(subject, districts, case)
            if limit is None:
                yield self.absent(subject, "density_limit.no_cap")
                continue
            moved = self.change(plan, districts, case)
            excused = self.change(case.excused(plan), districts, case) if self.strictness == "must" else 0
            today = self.today(districts, case)
            people = sum(getattr(case.city.by_district[d], self.base) or 0 for d in districts)
            yield self.finding(subject, today - self.leaving(districts, case) + moved, self.sense, limit, self.unit, excused=excused,
                               today=today, people=people, per=self.per, value=self.value)

    def change(self, plan: Plan, districts: tuple[str, ...], case: Case) -> int:
        """What a plan changes in a scope, exits left out."""
        if self.resource == "insured_beds":
            return changes(plan, case).planned(districts)
        admitted = [case.city.by_application[c] for c in plan.admitted]
        here = [a for a in admitted if a.enters and a.district in districts and self.adds.matches(a)]
        return sum(a.doctors for a in here) if self.resource == "doctors" else len(here)

    @property
    def unit(self) -> str:
        """Unit of its findings."""
        return {"insured_beds": "beds", "doctors": "doctors", "institutions": "institutions"}[self.resource]
