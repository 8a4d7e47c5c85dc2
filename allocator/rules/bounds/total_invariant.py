"""总量不变: beds of an area stay within its total, and move from where they are used less to where they are used more."""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.measures.ledger import SIGNS, changes, movements, stock
from allocator.rules import quota
from allocator.rules.base import Bound, Decisions, Expression, Row
from allocator.rules.room import Room, overrun, room_rows
from allocator.rules.scopes import scopes
from allocator.rules.standings.exempt import outside, uncounted


class TotalInvariant(Bound):
    """Planned beds <= max(total, today's beds) in each area; mode exact: and >= the total.

    Parameters
    ----------
    scope : district, zone or city, by account.   totals : filed totals by area; today's beds where not given.
    mode : nonincrease, or exact (gains equal losses).
    movement : `low_to_high`: a hospital grows only where none that is used as much or more gives up beds in its district; or free.

    Notes
    -----
    Exempt ones that take room use up what the total leaves; what they overrun is excused, as is what other exempt ones
    and decisions add, and what decisions cut below it. A hospital whose use is not known
    counts as unused when it grows, as fully used when it gives. `exact` asks for applicants enough to take up every bed that leaves.
    """

    kind: ClassVar[str] = "total_invariant"
    EXAMPLE: ClassVar[dict[str, Any]] = {"scope": "district", "mode": "nonincrease", "movement": "low_to_high"}
    scope: Literal["city", "zone", "district"] = "district"
    totals: tuple[tuple[str, int], ...] = ()
    mode: Literal["nonincrease", "exact"] = "nonincrease"
    movement: Literal["free", "low_to_high"] = "free"

    @field_validator("totals", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        return tuple(sorted(value.items())) if isinstance(value, dict) else value

    def limits(self, subject: str, districts: tuple[str, ...], case: Case) -> tuple[int, int, int]:
        """Beds today, beds left after the scheduled exits, and the total."""
        there, apart = stock(case.city), uncounted(case)
        waiting = sum(a.beds_max for a in case.city.pending if a.code in apart and a.account_district in districts)
        today = there.sum("current", districts=districts) - outside(case, "insured_beds", districts) - waiting
        leaving = there.sum("exited", districts=districts) - outside(case, "insured_beds", districts, leaving=True)
        return today, today - leaving, dict(self.totals).get(subject, today)

    def change(self, a: Application, districts: tuple[str, ...], case: Case) -> tuple[int, bool]:
        """(amount, whether it multiplies the beds granted) of admitting an application; nothing of one that does not count."""
        if not case.standing(a.code).counted:
            return 0, False
        moves = [m for m in movements(a, case) if m.district in districts]
        return sum(SIGNS[m.column] * (1 if m.amount is None else m.amount) for m in moves), any(m.amount is None for m in moves)

    def covers(self, application: Application, case: Case) -> bool:
        """Whatever adds beds to a district."""
        return any(self.change(application, (d,), case)[0] > 0 for d in case.city.names)

    # -- low to high

    def grows(self, case: Case) -> list[tuple[Application, Institution]]:
        """Hospitals that would grow, by application."""
        if self.movement == "free":
            return []
        rows = ((a, case.city.parent(a)) for a in case.counting if a.kind == "expansion" and a.category == "inpatient")
        return [(a, p) for a, p in rows if p is not None]

    def must_keep(self, taker: Institution, case: Case) -> list[str]:
        """Institutions of its district that are used as much or more, and so may not give for it."""
        use = Fraction(0) if taker.use is None else taker.use
        return [i.code for i in case.city.staying if i.category == "inpatient" and i.code != taker.code and i.code not in case.decided_cuts
                and i.account_district == taker.account_district and (i.use is None or i.use >= use)]

    # -- rows

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """The total of each area; for each hospital that would grow, those that may not give."""
        for subject, districts in scopes(self.scope, case):
            today, left, total = self.limits(subject, districts, case)
            own, first = list(self._terms(1, districts, x, case)), self._ahead(districts, case)
            most = sum(self._most(a, districts, case) for a in case.counting), sum(self._most(a, districts, case) for a in first)
            ahead = [self._term(a, districts, x, case) for a in first]
            yield from room_rows("total", subject, Room(own, ahead, most, max(total, today) - left), x)
            if self.mode == "exact":
                yield Row("kept", subject, x.total(self._terms(-1, districts, x, case)), ">=", total - left)
        free = x.reducible()
        for a, taker in self.grows(case):
            for i in self.must_keep(taker, case):
                if i in free:
                    yield Row("upward", f"{a.code}>{i}", x.total([(1, x.admit(a.code)), (1, x.touched(i))]), "<=", 1)

    def _ahead(self, districts: tuple[str, ...], case: Case) -> list[Application]:
        """Exempt applications that use up beds of an area's total."""
        every = (case.city.by_application[c] for c in sorted(case.ahead))
        return [a for a in every if self.change(a, districts, case)[0] > 0]

    def _term(self, a: Application, districts: tuple[str, ...], x: Decisions, case: Case) -> tuple[int, Expression]:
        n, of_beds = self.change(a, districts, case)
        return n, x.beds(a.code) if of_beds else x.admit(a.code)

    def _most(self, a: Application, districts: tuple[str, ...], case: Case) -> int:
        """The most that an application can add to an area."""
        n, of_beds = self.change(a, districts, case)
        return max(0, n) * (quota.most(a, "beds", case) if of_beds else 1)

    def _terms(self, against: int, districts: tuple[str, ...], x: Decisions, case: Case) -> Iterator[tuple[int, Expression]]:
        """Changes of an area; what exempt ones and decisions change against the row (up: 1, down: -1) is excused."""
        for a in case.city.applications:
            n, _ = self.change(a, districts, case)
            if n and not (a.code in case.excused_quantity and n * against > 0):
                yield self._term(a, districts, x, case)
        for i in (i for i in x.reducible() if i not in uncounted(case)):
            if case.city.by_institution[i].account_district in districts and not (i in case.decided_cuts and against < 0):
                yield -1, x.reduced(i)

    # -- check

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Planned beds of each area against its total; whether beds moved upwards only."""
        after = changes(self._counted(plan, case), case)
        for subject, districts in scopes(self.scope, case):
            today, left, total = self.limits(subject, districts, case)
            planned, facts = left + after.planned(districts), {"today": today, "total": total}
            first = [a.code for a in self._ahead(districts, case) if plan.admits(a.code)]
            ahead = sum(changes(Plan({c: plan.beds(c)}), case).planned(districts) for c in first)
            up, down = (self._excused(against, districts, plan, case) for against in (1, -1))
            up -= ahead - overrun(ahead, max(total, today) - left)
            yield self.finding(subject, planned, "<=", max(total, today), "beds", excused=up, facts=facts)
            if self.mode == "exact":
                yield self.finding(subject, planned, ">=", total, "beds", excused=down, facts=facts, row="kept")
        for a, taker in self.grows(case):
            wrong = [i for i in self.must_keep(taker, case) if plan.cut(i)] if plan.admits(a.code) else []
            for i in wrong:
                yield self.finding(a.code, 2, "<=", 1, "institutions", row="upward", giver=i, taker=taker.code)

    def _counted(self, plan: Plan, case: Case) -> Plan:
        """A plan without what does not count in totals."""
        apart, admitted = uncounted(case), plan.admitted.items()
        return Plan({c: n for c, n in admitted if case.standing(c).counted}, {i: n for i, n in plan.reduced.items() if i not in apart})

    def _excused(self, against: int, districts: tuple[str, ...], plan: Plan, case: Case) -> int:
        exempt = self._counted(case.excused(plan), case)
        parts = [Plan({c: n}) for c, n in exempt.admitted.items()] + [Plan({}, {i: plan.cut(i)}) for i in exempt.reduced]
        return sum(n for n in (changes(p, case).planned(districts) for p in parts) if n * against > 0)
