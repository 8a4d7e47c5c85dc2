"""A resource per thousand people: cap, floor or band, with what holds when the stock is already beyond it."""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, field_validator

from allocator import words
from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.measures import stock
from allocator.measures.ledger import SIGNS, changes, movements
from allocator.rules import quota
from allocator.rules.base import Bound, Decisions, Exact, Expression, Row
from allocator.rules.room import Room, overrun, room_rows
from allocator.rules.scopes import factor_of, scopes
from allocator.rules.standings.exempt import outside, uncounted
from allocator.rules.states.formula_limit import figure_of
from allocator.rules.where import Where

Terms = list[tuple[int, Expression]]


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
    """Planned resource <= ⌊value x factor x people / per⌋ in each scope.

    Parameters
    ----------
    resource : insured_beds, doctors or institutions.   base : insured or residents.   per : 1000 or 10000.
    value : the limit; none where only `caps` are given.   caps : absolute limits by subject (an external plan's); the stricter one holds.
    sense : "<=", or ">=" for a figure to be reached.
    factor : district -> multiplier (f_d), 1 where not given.
    adds : which applications are limited; all by default. What others add is then left out of what is measured.
    formula : id of the formula_limit that says the value.
    when_over : what holds where today's stock is already beyond the limit: net_nonincrease (at most today's), no_new (besides, nothing
        new is admitted), quota (a release_quota speaks, and this rule says nothing), or a glide of yearly milestones.

    Notes
    -----
    Under a must rule exempt classes that take room use up what the limit leaves over; what they overrun is excused, as is what decisions
    and other exempt ones add. Where today's stock is the limit they take none: what is not exempt may not grow, whatever they add.
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
    formula: str = ""
    when_over: Literal["no_new", "net_nonincrease", "quota"] | Glide | None = None

    @field_validator("factor", "caps", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        return tuple(sorted(value.items())) if isinstance(value, dict) else value

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Columns of what it counts, and of whom it counts it by."""
        doctors = (("institutions", "doctors"), ("applications", "doctors")) if self.resource == "doctors" else ()
        return (*doctors, *((("districts", "residents"),) if self.base == "residents" else ()))

    # -- figures

    def figure(self, year: int, beyond: bool) -> Fraction | None:
        """The figure of the year: the milestone while today's stock is beyond the limit."""
        if beyond and isinstance(self.when_over, Glide):
            return self.when_over.of(year) or self.value
        return self.value

    def bound(self, figure: Fraction, districts: tuple[str, ...], case: Case) -> int:
        """Whole units allowed (or needed) at a figure per `per` people."""
        people = {d: getattr(case.city.by_district[d], self.base) or 0 for d in districts}
        exact = sum((figure * factor_of(self.factor, d) * n / self.per for d, n in people.items()), Fraction(0))
        return floor(exact) if self.sense == "<=" else ceil(exact)

    def final(self, subject: str, districts: tuple[str, ...], case: Case) -> int | None:
        """What holds in the end: the figure or the cap of the scope, the stricter of both; None where neither is given."""
        cap, value = dict(self.caps).get(subject), figure_of(self.formula, self.value, case)
        known = [n for n in (cap, None if value is None else self.bound(value, districts, case)) if n is not None]
        return (min if self.sense == "<=" else max)(known, default=None)

    def beyond(self, subject: str, districts: tuple[str, ...], case: Case) -> bool:
        """Whether the stock on the day of the data is already beyond it."""
        final, today = self.final(subject, districts, case), self.today(districts, case)
        return final is not None and self.against(today - final)

    def limit(self, subject: str, districts: tuple[str, ...], case: Case) -> int | None:
        """Whole units in this scope this year; None where no figure is given for it."""
        if not self.beyond(subject, districts, case) or self.when_over is None:
            return self.final(subject, districts, case)
        if isinstance(self.when_over, Glide):
            milestone = self.when_over.of(case.city.year)
            return self.final(subject, districts, case) if milestone is None else self.bound(milestone, districts, case)
        return None if self.when_over == "quota" else self.today(districts, case)

    def against(self, change: int) -> bool:
        """Whether a change goes against the limit."""
        return change > 0 if self.sense == "<=" else change < 0

    def today(self, districts: tuple[str, ...], case: Case) -> int:
        """The stock on the day of the data, what last year's plan admitted and is not yet open included."""
        pending = [a for a in case.city.pending if a.code not in uncounted(case)]
        waiting = {"insured_beds": [a.beds_max for a in pending if a.account_district in districts],
                   "doctors": [a.doctors for a in pending if a.district in districts],
                   "institutions": [1 for a in pending if a.district in districts]}
        return stock.held(case.city, self.resource, districts) - outside(case, self.resource, districts) + sum(waiting[self.resource])

    def leaving(self, districts: tuple[str, ...], case: Case) -> int:
        """Scheduled exits."""
        return stock.leaving(case.city, self.resource, districts) - outside(case, self.resource, districts, leaving=True)

    # -- one application's effect

    def adds_to(self, a: Application, districts: tuple[str, ...], case: Case) -> tuple[int, bool]:
        """(amount, whether it multiplies the beds granted) that admitting an application changes in a scope."""
        if not self._weighs(a, case):
            return 0, False
        if self.resource == "insured_beds":
            moves = [m for m in movements(a, case) if m.district in districts]
            return sum(SIGNS[m.column] * (1 if m.amount is None else m.amount) for m in moves), any(m.amount is None for m in moves)
        if not a.enters or a.district not in districts:
            return 0, False
        return (a.doctors if self.resource == "doctors" else 1), False

    def _weighs(self, a: Application, case: Case) -> bool:
        """Whether the rule speaks of it: one of `adds`, and not of a class that does not count in the plan."""
        return self.adds.matches(a) and case.standing(a.code).counted

    def covers(self, application: Application, case: Case) -> bool:
        """Whether it adds to the resource anywhere."""
        return any(self.adds_to(application, (d,), case)[0] for d in case.city.names)

    def bars(self, application: Application, case: Case) -> bool:
        """Doctors or institutions that alone are more than a scope has room for; beds may be made room for."""
        return self.resource != "insured_beds" and self.sense == "<=" and any(
            self.adds_to(application, ds, case)[0] > limit - self.today(ds, case) + self.leaving(ds, case)
            for subject, ds in scopes(self.scope, case) if application.district in ds
            and (limit := self.limit(subject, ds, case)) is not None)

    # -- the two faces

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """One row a scope over what the rule weighs, and where it says no_new while beyond, one over what is new."""
        for subject, districts in scopes(self.scope, case):
            limit = self.limit(subject, districts, case)
            if limit is None:
                continue
            terms = [*self._applied(x, districts, case), *self._cut(x, districts, case)]
            left = limit - self.today(districts, case) + self.leaving(districts, case)
            yield from self._limited(subject, districts, terms, left, x, case)
            if self.when_over == "no_new" and self.beyond(subject, districts, case):
                new = [self._term(a, districts, x, case) for a in case.counting if self.brings(a)]
                yield Row("no_new", subject, x.total(new), "<=", 0)

    def _limited(self, subject: str, districts: tuple[str, ...], terms: Terms, left: int, x: Decisions, case: Case) -> Iterator[Row]:
        """The row of a scope; where exempt ones may go ahead of the others, with what they leave over."""
        first = self.ahead(subject, districts, case)
        if not first:
            yield Row("density", subject, x.total(terms), self.sense, left)
            return
        own = ((a, *self.adds_to(a, districts, case)) for a in case.counting)
        most = sum(self._most(*row, case) for row in own), sum(self._most(*row, case) for row in first)
        ahead = [self._term(a, districts, x, case) for a, _, _ in first]
        yield from room_rows("density", subject, Room(terms, ahead, most, left), x)

    def _most(self, a: Application, n: int, of_beds: bool, case: Case) -> int:
        """The most that an application can add."""
        return max(0, n) * (quota.most(a, "beds", case) if of_beds else 1)

    def ahead(self, subject: str, districts: tuple[str, ...], case: Case) -> list[tuple[Application, int, bool]]:
        """Exempt applications that use up room in a scope, with what each adds: under an upper limit that is not today's stock."""
        relative = self.when_over in ("no_new", "net_nonincrease") and self.beyond(subject, districts, case)
        if self.strictness == "should" or self.sense == ">=" or relative:
            return []
        added = ((case.city.by_application[c], *self.adds_to(case.city.by_application[c], districts, case)) for c in sorted(case.ahead))
        return [(a, n, of_beds) for a, n, of_beds in added if n > 0]

    def _applied(self, x: Decisions, districts: tuple[str, ...], case: Case) -> Iterator[tuple[int, Expression]]:
        """What applications change: what an exempt or decided one adds against a must rule's limit is excused."""
        for a in case.city.applications:
            n, _ = self.adds_to(a, districts, case)
            excused = self.strictness == "must" and a.code in case.excused_quantity and self.against(n)
            if n and not excused:
                yield self._term(a, districts, x, case)

    def _term(self, a: Application, districts: tuple[str, ...], x: Decisions, case: Case) -> tuple[int, Expression]:
        n, of_beds = self.adds_to(a, districts, case)
        return n, x.beds(a.code) if of_beds else x.admit(a.code)

    def _cut(self, x: Decisions, districts: tuple[str, ...], case: Case) -> Iterator[tuple[int, Expression]]:
        """What cuts change; a decided cut that goes against a must rule's limit is excused."""
        for i in (i for i in x.reducible() if self.resource == "insured_beds" and i not in uncounted(case)):
            excused = self.strictness == "must" and i in case.decided_cuts and self.against(-1)
            if case.city.by_institution[i].account_district in districts and not excused:
                yield -1, x.reduced(i)

    def brings(self, a: Application) -> bool:
        """Whether an application brings something new of the resource: a move does not."""
        return a.adds_beds if self.resource == "insured_beds" else a.enters

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """The planned resource of each scope against its limit; what is new where nothing new may be."""
        for subject, districts in scopes(self.scope, case):
            limit = self.limit(subject, districts, case)
            if limit is None:
                yield self.absent(subject, f"density_limit.{'quota' if self.beyond(subject, districts, case) else 'no_cap'}")
                continue
            today = self.today(districts, case)
            people = sum(getattr(case.city.by_district[d], self.base) or 0 for d in districts)
            stays = today - self.leaving(districts, case)
            planned = stays + self.change(plan, districts, case)
            yield self.finding(subject, planned, self.sense, limit, self.unit, excused=self.excused(plan, subject, limit - stays, case),
                               today=today, people=people, per=self.per, value=figure_of(self.formula, self.value, case))
            if self.when_over == "no_new" and self.beyond(subject, districts, case):
                yield self._no_new(subject, plan, districts, case)

    def _no_new(self, subject: str, plan: Plan, districts: tuple[str, ...], case: Case) -> Finding:
        new = {c: self.change(Plan({c: n}), districts, case) for c, n in plan.admitted.items() if self.brings(case.city.by_application[c])}
        excused = sum(n for c, n in new.items() if c in case.excused_quantity)
        return self.finding(subject, sum(new.values()), "<=", 0, self.unit, excused=excused, row="no_new")

    def excused(self, plan: Plan, subject: str, left: int, case: Case) -> int:
        """What exempt applications and decisions add against a must rule's limit, but for what takes up room that is left."""
        if self.strictness == "should":
            return 0
        districts, exempt = dict(scopes(self.scope, case))[subject], case.excused(plan)
        first = {a.code for a, _, _ in self.ahead(subject, districts, case)}
        added = {c: self.change(Plan({c: n}), districts, case) for c, n in exempt.admitted.items()}
        cuts = [self.change(Plan({}, {i: n}), districts, case) for i, n in exempt.reduced.items()]
        free = sum(n for n in (*(n for c, n in added.items() if c not in first), *cuts) if self.against(n))
        return free + overrun(sum(n for c, n in added.items() if c in first), left)

    def change(self, plan: Plan, districts: tuple[str, ...], case: Case) -> int:
        """What a plan changes in a scope, exits left out."""
        if self.resource == "insured_beds":
            limited = {c: n for c, n in plan.admitted.items() if self._weighs(case.city.by_application[c], case)}
            return changes(Plan(limited, {i: n for i, n in plan.reduced.items() if i not in uncounted(case)}), case).planned(districts)
        admitted = [case.city.by_application[c] for c in plan.admitted]
        here = [a for a in admitted if a.enters and a.district in districts and self._weighs(a, case)]
        return sum(a.doctors for a in here) if self.resource == "doctors" else len(here)

    def figures(self) -> dict[str, object]:
        """The limit in words: a figure per so many people, or the districts' own caps."""
        shown = super().figures()
        limit = words.say("density_limit.per", **shown, base_words=words.say(f"base.{self.base}"),
                          sense_words=words.say("sense.most" if self.sense == "<=" else "sense.least"))
        return {**shown, "resource_words": words.say(f"resource.{self.resource}"),
                "limit_words": self._by_formula() if self.formula else limit if self.value is not None else words.say("density_limit.caps")}

    def _by_formula(self) -> str:
        sense = words.say("sense.most" if self.sense == "<=" else "sense.least")
        return words.say("density_limit.formula", formula=self.formula, sense_words=sense)

    @property
    def unit(self) -> str:
        """Unit of its findings."""
        return {"insured_beds": "beds", "doctors": "doctors", "institutions": "institutions"}[self.resource]
