"""按释放量配置: what is new is a share of what was given up, by the state that the area was in before."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from allocator import words
from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.measures import releases, stock
from allocator.rules import quota
from allocator.rules.base import Bound, Decisions, Exact, Row
from allocator.rules.room import Room, overrun, room_rows
from allocator.rules.scopes import scopes
from allocator.rules.standings.exempt import outside, uncounted
from allocator.rules.states.formula_limit import figure_of
from allocator.rules.states.gap_bonus import beyond, beyond_terms
from allocator.rules.where import Where


class Over(BaseModel):
    """When a pool counts as over; one field is given.

    Parameters
    ----------
    density, formula : beds per 1000 insured, a value or a formula's, strictly exceeded in the pool.
    agglomeration : id of a balance_indicator of the pool's scope: HRAD - PAD > 0, in integers.
    total : id of a plan_total: the city has strictly more than its total.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    density: Exact | None = None
    formula: str = ""
    agglomeration: str = ""
    total: str = ""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(v not in (None, "") for v in (self.density, self.formula, self.agglomeration, self.total)) != 1:
            raise ValueError("release_quota.one_state")
        return self


class ReleaseQuota(Bound):
    """Non-exempt additions of a class in a pool <= ⌊rate(state) x released⌋.

    Parameters
    ----------
    where : the class.   unit : beds, or institutions.   kinds : applications that take from it.
    pool : city, zone or district.   over : when the state is over; always where not given.
    rate_over, rate_otherwise : share of what was released; null: no quota in that state.
    lag : 1: released in the year before the plan year; 0: in the plan year, with the plan's own cuts and conversions where `own_cuts`.
    since : start of the plan period: releases add up from then on, less what was granted since; a single year where not given.
    without : causes that release nothing.
    offset : exempt additions use up the releases first; what they overrun is reported, never held against the plan.
    receivers : `any`; `needy`: while over, only districts below their own need add, and no more than they lack.
        Exempt ones that take room use up what a district lacks.
    need : id of the requirement (beds) or plan_total (institutions) that says what a district needs.

    Notes
    -----
    The state is that of the stock on the day of the data. Granted since: institutions of the class admitted since and not of an exempt
    class. A relocation takes nothing. It is an upper bound, never a duty.
    """

    kind: ClassVar[str] = "release_quota"
    freed_by_exits: ClassVar[bool] = True
    EXAMPLE: ClassVar[dict[str, Any]] = {"where": {"category": "inpatient"}, "unit": "beds", "pool": "zone", "over": {"density": "9.18"},
                                         "rate_over": "0.5", "rate_otherwise": None, "lag": 1}
    where: Where
    unit: Literal["beds", "institutions"]
    kinds: tuple[str, ...] = ("new", "branch", "site")
    pool: Literal["city", "zone", "district"] = "district"
    over: Over | None = None
    rate_over: Exact | None = Fraction(1)
    rate_otherwise: Exact | None = None
    lag: Literal[0, 1] = 1
    since: date | None = None
    without: tuple[str, ...] = ("relocated",)
    own_cuts: bool = True
    offset: bool = False
    receivers: Literal["any", "needy"] = "any"
    need: str = ""

    @property
    def categories(self) -> tuple[str, ...]:
        """Categories that it reads."""
        return self.where.category

    def figures(self) -> dict[str, object]:
        """The rates in words."""
        said = super().figures()
        key = "release_quota.free_else" if self.rate_otherwise is None else "release_quota.otherwise"
        return {**said, "otherwise_words": words.say(key, rate=said["rate_otherwise"])}

    # -- the state before the solve

    def is_over(self, subject: str, districts: tuple[str, ...], case: Case) -> bool:
        """Whether a pool is over."""
        if self.over is None:
            return True
        if self.over.total:
            return bool(case.policy.rule(self.over.total).over(case))
        if self.over.agglomeration:
            return any(row.district == subject and row.sign > 0 for row in case.states[self.over.agglomeration])
        limit, now = figure_of(self.over.formula, self.over.density, case), self.density(districts, case)
        return limit is not None and now > limit

    def density(self, districts: tuple[str, ...], case: Case) -> Fraction:
        """Beds per 1000 insured today, what last year's plan admitted included."""
        pending = (a for a in case.city.pending if a.category == "inpatient" and a.code not in uncounted(case))
        waiting = sum(a.beds_max for a in pending if a.account_district in districts)
        people = sum(case.city.by_district[d].insured for d in districts)
        there = stock.held(case.city, "insured_beds", districts) - outside(case, "insured_beds", districts)
        return Fraction((there + waiting) * 1000, people) if people else Fraction(0)

    def rate(self, subject: str, districts: tuple[str, ...], case: Case) -> Fraction | None:
        """The share that holds in a pool; None: no quota."""
        return self.rate_over if self.is_over(subject, districts, case) else self.rate_otherwise

    # -- what is known before the plan

    @lru_cache(maxsize=128)  # noqa: B019 - rules and cases are frozen, and few
    def known(self, districts: tuple[str, ...], case: Case) -> int:
        """Released in the years that count, less what was granted against it."""
        last = case.city.year - self.lag
        first = last if self.since is None else self.since.year
        freed = releases.freed(case.city, first, last, self.where.matches, frozenset(self.without))
        return releases.amount(freed, self.unit, districts) - self._granted(districts, case)

    def _granted(self, districts: tuple[str, ...], case: Case) -> int:
        if self.since is None:
            return 0
        rows = [i for i in releases.granted(case.city, self.since, self.where.matches) if self.offset or not self._exempt(i, case)]
        if self.unit == "beds":
            return sum(i.insured_beds for i in rows if i.account_district in districts)
        return sum(i.district in districts for i in rows)

    def _exempt(self, i: Institution, case: Case) -> bool:
        return any(e.where.matches(i) for e in case.policy.of_kind("exempt"))

    # -- one application

    @lru_cache(maxsize=128)  # noqa: B019
    def takers(self, districts: tuple[str, ...], case: Case) -> tuple[list[Application], list[Application]]:
        """Those that take from a pool: the quota's own, and the exempt; decided ones in neither."""
        every = quota.takers(self.where, self.kinds, self.unit, districts, case)
        own = [a for a in every if a.code not in case.excused_quantity]
        return own, [a for a in every if case.standing(a.code).reach and not case.standing(a.code).decided]

    def _ahead(self, districts: tuple[str, ...], case: Case) -> list[Application]:
        """Of the exempt, those that use up what a district lacks."""
        return [a for a in self.takers(districts, case)[1] if a.code in case.ahead]

    def covers(self, application: Application, case: Case) -> bool:
        """Those of the class."""
        return application.kind in self.kinds and self.where.matches(application)

    def bars(self, application: Application, case: Case) -> bool:
        """Institutions of a pool that has no place to grant, but for the first ones of an empty township."""
        own = self.unit == "institutions" and self.covers(application, case) and application.code not in case.excused_quantity
        bonus = any(self.id in g.lifts and g.claims(case, [application]) for g in case.policy.of_kind("gap_bonus"))
        pools = ((s, ds) for s, ds in scopes(self.pool, case) if own and not bonus and quota.place(application, self.unit) in ds)
        return any(rate is not None and rate * self.known(ds, case) < 1 for s, ds in pools for rate in (self.rate(s, ds, case),))

    def support(self, application: Application, plan: Plan, case: Case) -> Mapping[str, object] | None:
        """The pool that it takes from."""
        if not self.covers(application, case):
            return None
        at = quota.place(application, self.unit)
        pools = [(s, self.rate(s, ds, case), self.known(ds, case)) for s, ds in scopes(self.pool, case) if at in ds]
        return next(({"subject": s, "rate": f"{float(rate):.0%}", "known": known} for s, rate, known in pools if rate is not None), None)

    # -- the two faces

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """A quota for each pool that has one; where only the needy receive, what each district may add."""
        for subject, districts in scopes(self.pool, case):
            rate = self.rate(subject, districts, case)
            if rate is None:
                continue
            yield from self._pool(subject, districts, rate, x, case)
            for d in districts if self.receivers == "needy" else ():
                own, (less, rows) = self._own(d, (d,), x, case)
                yield from rows
                ahead = self._ahead((d,), case)
                most, first_most = (sum(quota.most(a, self.unit, case) for a in group) for group in (self.takers((d,), case)[0], ahead))
                first = [quota.term(a, self.unit, x) for a in ahead]
                yield from room_rows("need", d, Room(own + less, first, (most, first_most), self.lacking(d, case)), x)

    def _own(self, subject: str, districts: tuple[str, ...], x: Decisions, case: Case) -> tuple[quota.Terms, tuple[quota.Terms, list[Row]]]:
        own = self.takers(districts, case)[0]
        return [quota.term(a, self.unit, x) for a in own], beyond_terms(self.id, own, subject, x, case)

    def _pool(self, subject: str, districts: tuple[str, ...], rate: Fraction, x: Decisions, case: Case) -> Iterator[Row]:
        own, exempt = self.takers(districts, case)
        terms, (less, rows) = self._own(f"{self.pool}:{subject}", districts, x, case)
        yield from rows
        supply = quota.supply_terms(self.where, districts, x, case) if self._counts_cuts else []
        first = [quota.term(a, self.unit, x) for a in exempt] if self.offset else []
        known = self.known(districts, case)
        if first or (known < 0 and supply):
            bounds = sum(quota.most(a, self.unit, case) for a in own), sum(quota.most(a, self.unit, case) for a in exempt)
            yield from quota.switched(quota.Pool(subject, terms + less, first, supply, bounds, rate, known), x)
            return
        p, q = rate.numerator, rate.denominator
        scaled = [(q * n, e) for n, e in terms + less] + [(-p * n, e) for n, e in supply]
        yield Row("quota", subject, x.total(scaled), "<=", max(0, p * known), per=q)

    @property
    def _counts_cuts(self) -> bool:
        return self.lag == 0 and self.unit == "beds" and self.own_cuts

    def lacking(self, district: str, case: Case) -> int:
        """What a district lacks of its own need."""
        rule = case.policy.rule(self.need)
        if rule.kind == "requirement":
            return case.headroom(district)
        total = rule.places(case).get(district)
        return 0 if total is None else max(0, int(total) - int(rule.there(case)[district]))

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Additions of each pool against what it has to grant."""
        for subject, districts in scopes(self.pool, case):
            rate = self.rate(subject, districts, case)
            if rate is None:
                yield self.absent(subject, "release_quota.free")
                continue
            yield self._found(subject, districts, rate, plan, case)
            for d in districts if self.receivers == "needy" else ():
                every, bonus, exempt, decided = self._taken((d,), plan, case)
                ahead = sum(quota.taken(a, self.unit, plan) for a in self._ahead((d,), case))
                excused = bonus + decided + exempt - ahead + overrun(ahead, self.lacking(d, case))
                yield self.finding(d, every, "<=", self.lacking(d, case), self.unit, excused=excused, row="need")

    def _taken(self, districts: tuple[str, ...], plan: Plan, case: Case) -> tuple[int, int, int, int]:
        """Everything that is added; of it what goes beyond the quota, what is exempt, what is decided."""
        own, exempt = self.takers(districts, case)
        every = sum(quota.taken(a, self.unit, plan) for a in quota.takers(self.where, self.kinds, self.unit, districts, case))
        mine, free = (sum(quota.taken(a, self.unit, plan) for a in group) for group in (own, exempt))
        return every, beyond(self.id, own, plan, case), free, every - mine - free

    def _found(self, subject: str, districts: tuple[str, ...], rate: Fraction, plan: Plan, case: Case) -> Finding:
        every, bonus, exempt, decided = self._taken(districts, plan, case)
        known, cuts = self.known(districts, case), quota.supplied(self.where, districts, plan, case) if self._counts_cuts else 0
        pool, overrun = quota.granting(exempt if self.offset else 0, cuts, known, rate)
        excused = bonus + decided + (overrun if self.offset else exempt)
        return self.finding(subject, every, "<=", pool, self.unit, excused=excused, known=known, given_up=cuts, rate=rate, exempt=exempt,
                            overrun=overrun, own=every - exempt - decided)
