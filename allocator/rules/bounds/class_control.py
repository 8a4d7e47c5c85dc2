"""从严控制与缩减: at most so many new ones of a class, or no more of it than today."""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from allocator import words
from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.measures import classes
from allocator.rules.base import Bound, Decisions, Exact, Expression, Row
from allocator.rules.scopes import scopes
from allocator.rules.states.gap_bonus import beyond, beyond_terms
from allocator.rules.where import Where


class InState(BaseModel):
    """Only areas that a balance_indicator of mode supply finds in some state."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    rule: str
    states: tuple[str, ...]


class ClassControl(Bound):
    """Non-exempt admissions of a class <= cap_new in each scope; or, with `net`, the class after the plan <= today's less a cut.

    Parameters
    ----------
    where : the class.   cap_new : how many may be admitted.   kinds : which applications count as new.
    scope : city, zone or district.   within : only these zones or districts; all where not given.
    net : `beds` or `institutions`: what comes less what leaves, against the stock before the scheduled exits; cap_new is then not read.
    cut : with net, share of today's stock to be given up; a should, since a plan cannot make institutions leave.
    in_state : only districts in these states of supply.

    Notes
    -----
    With `net`, what exempt ones and decisions add is excused, and what they give up counts. The class is told by what an application
    is when it comes, by what its institution is when it leaves.
    """

    kind: ClassVar[str] = "class_control"
    EXAMPLE: ClassVar[dict[str, Any]] = {"where": {"category": "outpatient", "type": "dental"}, "cap_new": 0}
    where: Where
    scope: Literal["city", "zone", "district"] = "city"
    cap_new: int = 0
    kinds: tuple[str, ...] = ("new", "branch", "site", "expansion", "conversion")
    within: tuple[str, ...] = ()
    net: Literal["beds", "institutions"] | None = None
    cut: Exact = Fraction(0)
    in_state: InState | None = None

    def figures(self) -> dict[str, object]:
        """What is held, in words."""
        said = super().figures()
        key = "class_control.cap" if self.net is None else "class_control.cut" if self.cut else "class_control.hold"
        return {**said, "held_words": words.say(key, **{**said, "cut": f"{float(self.cut):.1%}"})}

    def areas(self, case: Case) -> list[tuple[str, tuple[str, ...]]]:
        """Scopes that it speaks of."""
        found = [(s, ds) for s, ds in scopes(self.scope, case) if not self.within or s in self.within]
        if self.in_state is None:
            return found
        held = {r.area for r in case.states[self.in_state.rule] if r.state in self.in_state.states}
        return [(s, ds) for s, ds in found if s in held]

    def of_class(self, a: Application) -> bool:
        """Whether an application is of the class."""
        return a.kind in self.kinds and self.where.matches(a)

    def covers(self, application: Application, case: Case) -> bool:
        """Those of the class."""
        if self.net is None:
            return self.of_class(application)
        return any(self._effect(application, ds, case)[0] > 0 for _, ds in self.areas(case))

    def bars(self, application: Application, case: Case) -> bool:
        """Those of the class where none may be admitted."""
        held = self.net is None and not self.cap_new and self.of_class(application)
        return held and any(application.district in ds for _, ds in self.areas(case))

    # -- rows

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """One row a scope."""
        for subject, districts in self.areas(case):
            if self.net is not None:
                today, left = self.stock(districts, case)
                less, rows = beyond_terms(self.id, self._coming(districts, case), subject, x, case)
                yield from rows
                terms = [*self._terms(districts, x, case), *less]
                yield Row("net", subject, x.total(terms), "<=", today - self.given_up(today) - left)
                continue
            here = [a for a in case.counting if a.district in districts and self.of_class(a)]
            yield Row("new", subject, x.total([(1, x.admit(a.code)) for a in here]), "<=", self.cap_new)

    @lru_cache(maxsize=64)  # noqa: B019 - rules and cases are frozen, and few
    def stock(self, districts: tuple[str, ...], case: Case) -> tuple[int, int]:
        """(today, left after the scheduled exits) of the class."""
        assert self.net is not None
        today, leaving = classes.stock(case, self.where.matches, districts, self.net)
        return today, today - leaving

    def given_up(self, today: int) -> int:
        """⌈cut x today⌉."""
        return ceil(self.cut * today)

    def _effect(self, a: Application, districts: tuple[str, ...], case: Case) -> tuple[int, bool]:
        assert self.net is not None
        return classes.effect(a, case, self.where.matches, districts, self.net)

    def _coming(self, districts: tuple[str, ...], case: Case) -> list[Application]:
        """Institutions that would come in and are counted: a gap_bonus may lift them over it."""
        return [a for a in case.counting if self.net == "institutions" and a.enters and self._effect(a, districts, case)[0] > 0]

    def _terms(self, districts: tuple[str, ...], x: Decisions, case: Case) -> Iterator[tuple[int, Expression]]:
        for a in case.city.applications:
            n, of_beds = self._effect(a, districts, case)
            if n and not (n > 0 and a.code in case.excused_quantity):
                yield n, x.beds(a.code) if of_beds else x.admit(a.code)
        for i in x.reducible() if self.net == "beds" else ():
            row = case.city.by_institution[i]
            if row.account_district in districts and self.where.matches(row):
                yield -1, x.reduced(i)

    # -- check

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Admissions of the class in each scope, or the class after the plan."""
        found = self.areas(case)
        for subject, districts in found:
            if self.net is not None:
                yield self._net(subject, districts, plan, case)
                continue
            here = [c for c in plan.admitted if self._counts(case.city.by_application[c], districts)]
            excused = sum(c in case.excused_quantity for c in here)
            yield self.finding(subject, len(here), "<=", self.cap_new, "institutions", excused=excused)
        if not found:
            yield self.absent("city", "class_control.nowhere")

    def _net(self, subject: str, districts: tuple[str, ...], plan: Plan, case: Case) -> Finding:
        today, left = self.stock(districts, case)
        moved = self._change(plan, districts, case)
        parts = (self._change(Plan({c: n}), districts, case) for c, n in case.excused(plan).admitted.items())
        bonus = beyond(self.id, self._coming(districts, case), plan, case)
        return self.finding(subject, left + moved, "<=", today - self.given_up(today), self.unit, today=today, left=left, row="net",
                            excused=bonus + sum(n for n in parts if n > 0))

    def _change(self, plan: Plan, districts: tuple[str, ...], case: Case) -> int:
        assert self.net is not None
        return classes.change(plan, case, self.where.matches, districts, self.net)

    def _counts(self, a: Application, districts: tuple[str, ...]) -> bool:
        return a.district in districts and self.of_class(a)

    @property
    def unit(self) -> str:
        """Unit of its findings."""
        return self.net or "institutions"
