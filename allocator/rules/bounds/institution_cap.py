"""医保床位的认定: insured beds are the open ones, up to a multiple of the licensed ones, institution by institution."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.rules.base import Bound, Decisions, Exact, Row
from allocator.rules.where import Where


class InstitutionCap(Bound):
    """Insured beds = min(open beds, ⌊factor x licensed beds⌋); a plan keeps each institution at or under ⌊factor x licensed beds⌋.

    Parameters
    ----------
    factor : multiple of the licensed beds.   where : which institutions; inpatient ones by default.

    Notes
    -----
    A licensed number that was asked for counts once it is approved, on or before the day of the data; until then the old one does.
    `derive` sets the column `insured_beds` of the institutions that have both others; it keeps what is given elsewhere. Who is over
    already may not grow, and that is all. Open beds are the average of the year, taken as given.
    """

    kind: ClassVar[str] = "institution_cap"
    columns: ClassVar[tuple[tuple[str, str], ...]] = (("institutions", "open_beds"), ("institutions", "licensed_beds"))
    EXAMPLE: ClassVar[dict[str, Any]] = {"factor": "1.15"}
    factor: Exact
    where: Where = Where(category=("inpatient",))

    @property
    def categories(self) -> tuple[str, ...]:
        """Categories whose beds it reads."""
        return self.where.category

    def licensed(self, i: Institution, on: date) -> int | None:
        """Licensed beds that count on a day: those asked for, once approved."""
        approved = i.licensed_beds_requested is not None and i.licensed_approved_on is not None and i.licensed_approved_on <= on
        return i.licensed_beds_requested if approved else i.licensed_beds

    def cap(self, i: Institution, on: date) -> int | None:
        """⌊factor x licensed⌋, None where the licence is not known."""
        licensed = self.licensed(i, on)
        return None if licensed is None else int(self.factor * licensed)

    def derive(self, city: City) -> City:
        """The city with insured beds as the clause says."""
        return replace(city, institutions=tuple(self._derived(i, city.data_as_of) for i in city.institutions))

    def _derived(self, i: Institution, on: date) -> Institution:
        cap = self.cap(i, on)
        if not self.where.matches(i) or cap is None or i.open_beds is None:
            return i
        return replace(i, insured_beds=min(i.open_beds, cap))

    # -- who grows

    def growing(self, case: Case) -> dict[str, tuple[list[Application], list[Application]]]:
        """Institution -> applications that add beds to it, and those that take some out of the insured total."""
        found: dict[str, tuple[list[Application], list[Application]]] = {}
        for a in case.city.applications:
            parent = case.city.parent(a)
            if parent is None or not self.where.matches(parent) or self.cap(parent, case.city.data_as_of) is None:
                continue
            if a.kind == "expansion" or (a.kind == "conversion" and a.convert_to in case.leaves):
                found.setdefault(parent.code, ([], []))[a.kind == "conversion"].append(a)
        return {code: groups for code, groups in sorted(found.items()) if groups[0]}

    def room(self, code: str, case: Case) -> int:
        """Beds that an institution may still have insured, 0 where it has too many."""
        i = case.city.by_institution[code]
        return max(0, (self.cap(i, case.city.data_as_of) or 0) - i.insured_beds)

    def covers(self, application: Application, case: Case) -> bool:
        """Expansions."""
        return application.kind == "expansion"

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """Beds added less beds given up, of each institution that may grow."""
        for code, (more, less) in self.growing(case).items():
            terms = [(1, x.beds(a.code)) for a in more if a.code not in case.excused_quantity] + [(-1, x.beds(a.code)) for a in less]
            cut = [(-1, x.reduced(code))] if code in x.reducible() else []
            yield Row("licence", code, x.total(terms + cut), "<=", self.room(code, case))

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Insured beds after the plan against the cap, of each institution that grows."""
        grown = {code: groups for code, groups in self.growing(case).items() if any(plan.admits(a.code) for a in groups[0])}
        for code, (more, less) in grown.items():
            i = case.city.by_institution[code]
            after = i.insured_beds + sum(plan.beds(a.code) for a in more) - sum(plan.beds(a.code) for a in less) - plan.cut(code)
            excused = sum(plan.beds(a.code) for a in more if a.code in case.excused_quantity)
            yield self.finding(code, after, "<=", max(self.cap(i, case.city.data_as_of) or 0, i.insured_beds), "beds", excused=excused,
                               licensed=self.licensed(i, case.city.data_as_of), today=i.insured_beds)
        if not grown:
            yield self.absent("city", "institution_cap.none", over=len(self.over(case.city)))

    def over(self, city: City) -> tuple[Institution, ...]:
        """Institutions with more open beds than the cap: a new licence needs approval first."""
        caps = ((i, self.cap(i, city.data_as_of)) for i in city.baseline if self.where.matches(i))
        return tuple(i for i, cap in caps if cap is not None and i.open_beds is not None and i.open_beds > cap)
