"""减一增一: what is added is matched by what is given up, and only where beds are short."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.measures.ledger import ADDITIONS, SUPPLY, changes, movements, stock
from allocator.rules.base import Bound, Decisions, Exact, Row

Terms = list[tuple[int, Any]]


class Swap(Bound):
    """In district d: additions + outflow <= exits + reductions + conversions + inflow; city-wide additions <= reuse x supply.

    Parameters
    ----------
    reuse : share of the released beds that is granted again, city-wide.
    same_district_replacement : in a district that is not short, additions against its own releases: none, for a declared short
        specialty, or any.
    short_specialties : the declared list (the bureau's), used where no `requirements` table says it.

    Notes
    -----
    A short district gets no more than it lacks after exits, and gives up nothing on balance; elsewhere the non-exempt net change is <= 0.
    A relocation that takes its beds along needs no quota.
    """

    kind: ClassVar[str] = "swap"
    EXAMPLE: ClassVar[dict[str, Any]] = {"reuse": "1", "same_district_replacement": "short_specialties", "short_specialties": ["oncology"]}
    unit: Literal["beds"] = "beds"
    reuse: Exact
    same_district_replacement: Literal["none", "short_specialties", "any"] = "none"
    short_specialties: tuple[str, ...] = ()

    def covers(self, application: Application, case: Case) -> bool:
        """Whatever moves beds."""
        return bool(movements(application, case))

    def replaces(self, a: Application) -> bool:
        """Whether it may be added in a district that is not short."""
        if self.same_district_replacement == "short_specialties":
            return a.specialty in self.short_specialties
        return self.same_district_replacement == "any"

    def support(self, application: Application, plan: Plan, case: Case) -> Mapping[str, object] | None:
        """Beds that a short district lacks, or that its own releases make room for."""
        a = application
        if not a.adds_beds:
            return None
        return {"district": a.account_district, "beds": plan.beds(a.code), "lacking": case.headroom(a.account_district)}

    # -- rows

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """City-wide reuse; a balance per district; headroom and no loss where short; nothing added elsewhere but replacements."""
        there, p, q = stock(case.city), self.reuse.numerator, self.reuse.denominator
        flows = {d: _flows(d, x, case) for d in case.city.names}
        every = [t for d in case.city.names for t in _scaled(flows[d][0], q) + _scaled(flows[d][1], -p)]
        yield Row("reuse", "city", x.total(every), "<=", p * there.sum("exited"), per=q)
        for d in case.city.names:
            added, supply, moved = flows[d]
            exited = there.sum("exited", districts=[d])
            yield Row("balance", d, x.total(added + _scaled(supply, -1) + _net_outflow(d, x, case)), "<=", exited)
            if d in case.short:
                yield Row("headroom", d, x.total(added), "<=", case.headroom(d))
                own = _flows(d, x, case, own=True)[1]
                yield Row("hold", d, x.total(own + _scaled(added, -1) + _scaled(moved, -1)), "<=", 0)
                continue
            closed = [(1, x.beds(a.code)) for a in case.counting if a.adds_beds and a.account_district == d and not self.replaces(a)]
            yield Row("surplus", d, x.total(closed), "<=", 0)
            yield Row("net", d, x.total(added + moved + _scaled(supply, -1)), "<=", exited)

    # -- check

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """The same in integers on a plan."""
        there, all_of, excused = stock(case.city), changes(plan, case), changes(case.excused(plan), case)
        p, q = self.reuse.numerator, self.reuse.denominator
        supply = there.sum("exited") + all_of.sum("reduced", "converted")
        yield self.finding("city", all_of.sum(*ADDITIONS), "<=", p * supply // q, "beds", excused=excused.sum(*ADDITIONS), row="reuse",
                           added=all_of.sum(*ADDITIONS) - excused.sum(*ADDITIONS), supply=supply)
        for d in case.city.names:
            yield from self._district(d, plan, case)

    def _district(self, d: str, plan: Plan, case: Case) -> Iterator[Finding]:
        there, all_of, excused = stock(case.city), changes(plan, case), changes(case.excused(plan), case)
        own = all_of.sum(*ADDITIONS, districts=[d]) - excused.sum(*ADDITIONS, districts=[d])
        out = sum(n for (g, _), n in plan.transfers.items() if g == d)
        into = sum(n for (_, k), n in plan.transfers.items() if k == d)
        supply = there.sum("exited", districts=[d]) + all_of.sum("reduced", "converted", districts=[d])
        yield self.finding(d, own + out, "<=", supply + into, "beds", row="balance", added=own, outflow=out, inflow=into, supply=supply)
        moved = (all_of.sum("moved_in", districts=[d]) - all_of.sum("moved_out", districts=[d])
                 - excused.sum("moved_in", districts=[d]) + excused.sum("moved_out", districts=[d]))
        if d in case.short:
            given = all_of.sum("reduced", "converted", districts=[d]) - excused.sum("reduced", "converted", districts=[d])
            yield self.finding(d, own, "<=", case.headroom(d), "beds", row="headroom")
            yield self.finding(d, given - moved - own, "<=", 0, "beds", row="hold")
            return
        wrong = sum(n for c, n in plan.admitted.items() if self._misplaced(case.city.by_application[c], d, case))
        yield self.finding(d, wrong, "<=", 0, "beds", row="surplus")
        yield self.finding(d, own + moved - supply, "<=", 0, "beds", row="net")

    def _misplaced(self, a: Application, d: str, case: Case) -> bool:
        return a.adds_beds and a.account_district == d and a.code not in case.excused_quantity and not self.replaces(a)


def _scaled(terms: Terms, by: int) -> Terms:
    return [(by * n, e) for n, e in terms]


def _net_outflow(d: str, x: Decisions, case: Case) -> Terms:
    others = [e for e in case.city.names if e != d]
    return [(1, x.transfer(d, e)) for e in others] + [(-1, x.transfer(e, d)) for e in others]


def _flows(d: str, x: Decisions, case: Case, own: bool = False) -> tuple[Terms, Terms, Terms]:
    """Non-exempt additions; beds given up (all, or `own`: decisions and exempt left out); non-exempt moves in less out; of one district."""
    added: Terms = []
    given: Terms = [(1, x.reduced(i)) for i in x.reducible() if case.city.by_institution[i].account_district == d
                    and not (own and i in case.decided_cuts)]
    moved: Terms = []
    for a in case.city.applications:
        counts = a.code not in case.excused_quantity
        for m in movements(a, case):
            if m.district != d:
                continue
            term = (1, x.beds(a.code)) if m.amount is None else (m.amount, x.admit(a.code))
            if m.column in ADDITIONS and counts:
                added.append(term)
            elif m.column in SUPPLY and (counts or not own):
                given.append(term)
            elif m.column in ("moved_in", "moved_out") and counts:
                moved.append(term if m.column == "moved_in" else (-term[0], term[1]))
    return added, given, moved
