"""计划总数: how many institutions of a class a township, district, zone or the city is to have."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from allocator import words
from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.domain.policy import Policy
from allocator.rules.base import Bound, Decisions, Exact, Row, show
from allocator.rules.room import Room, overrun, room_rows
from allocator.rules.scopes import factor_of
from allocator.rules.standings.exempt import uncounted
from allocator.rules.states.formula_limit import figure_of
from allocator.rules.states.gap_bonus import beyond, beyond_terms
from allocator.rules.where import Where


class PlanTotal(Bound):
    """Institutions after exits + entries <= max(total, institutions after exits), in each scope.

    Parameters
    ----------
    where : the class that is counted and limited.
    scope : township, district, zone or city.
    per_10000 : the city's standard per 10 000 insured; total = ⌊standard x f_d x insured / 10 000⌋, at least `at_least`.
    totals : given totals by subject; win over the standard.   formula : id of the formula_limit that says the city's total.
    sizes : (fewer people than, institutions), in order, null for any: the total by the size of the scope.   base : insured or residents.
    area_class : of scope township, only townships of these classes.
    factor : district -> f_d.
    named_first : an unnamed site enters only where every qualified named applicant of its township does that may be admitted at all.
    when_over : `none`: nothing is added while the total is exceeded; `quota`: a release_quota says what may be, and this rule nothing.
    with_moves : a relocation takes a place in another scope, and leaves its own.

    Notes
    -----
    Exempt entries that take room use up places; what they overrun is excused, as are other exempt ones and decisions.
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
    formula: str = ""
    sizes: tuple[tuple[int | None, int], ...] = ()
    base: Literal["insured", "residents"] = "insured"
    area_class: tuple[str, ...] = ()
    at_least: int = 0
    named_first: bool = False
    when_over: Literal["none", "quota"] = "none"
    with_moves: bool = False

    @field_validator("totals", "factor", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        return tuple(sorted(value.items())) if isinstance(value, dict) else value

    @field_validator("sizes", mode="before")
    @classmethod
    def _sizes(cls, value: object) -> object:
        return tuple(tuple(s) for s in value) if isinstance(value, list | tuple) else value

    def figures(self) -> dict[str, object]:
        """Where the totals come from, in words."""
        said = super().figures()
        key = "formula" if self.formula else "sizes" if self.sizes else "standard" if self.per_10000 is not None else "given"
        sizes = show(tuple(words.say("plan_total.upto", upto=n, places=k) if n is not None else words.say("plan_total.more", places=k)
                           for n, k in self.sizes))
        return {**said, "source_words": words.say(f"plan_total.by_{key}", **{**said, "sizes": sizes})}

    @lru_cache(maxsize=32)  # noqa: B019 - rules and cases are frozen, and few
    def places(self, case: Case) -> dict[str, int]:
        """Total by subject; a township is "district/township"."""
        return self.numbers(case.city, case.policy, figure_of(self.formula, None, case))

    def numbers(self, city: City, policy: Policy, figure: Fraction | None = None) -> dict[str, int]:
        """The same before anything is measured, but for what a formula says."""
        given = dict(self.totals)
        people: dict[str, tuple[int, Fraction]] = {}
        for subject, district, n in self._people(city, policy):
            plain, weighted = people.get(subject, (0, Fraction(0)))
            people[subject] = plain + n, weighted + n * factor_of(self.factor, district)
        totals = {s: given.get(s, self._computed(*people[s], figure)) for s in sorted(people)}
        return {s: n for s, n in totals.items() if n is not None}

    def _computed(self, people: int, weighted: Fraction, figure: Fraction | None) -> int | None:
        """The total of a scope by formula, by size or by standard; None where none of them is given."""
        if self.formula:
            return None if figure is None or self.scope != "city" else floor(figure)
        if self.sizes:
            return next((n for fewer, n in self.sizes if fewer is None or people < fewer), None)
        return None if self.per_10000 is None else max(self.at_least, floor(self.per_10000 * weighted / 10000))

    def _people(self, city: City, policy: Policy) -> Iterator[tuple[str, str, int]]:
        if self.scope == "township":
            for t in city.townships:
                if not self.area_class or t.area_class in self.area_class:
                    yield f"{t.district}/{t.township}", t.district, getattr(t, self.base) or 0
            return
        for d in city.districts:
            yield self._subject(d.district, "", policy), d.district, getattr(d, self.base) or 0

    @lru_cache(maxsize=32)  # noqa: B019
    def over(self, case: Case) -> bool:
        """Whether the city has more of the class today than all its totals together."""
        totals = self.places(case)
        rows: list[Institution | Application] = [*case.city.baseline, *case.city.pending]
        return bool(totals) and sum(self.counts(r, case) for r in rows) > sum(totals.values())

    def counts(self, row: Institution | Application, case: Case) -> bool:
        """Whether what is there is of the class, and counts in the plan."""
        return self.where.matches(row) and row.code not in uncounted(case)

    def silent(self, case: Case) -> bool:
        """Whether a release quota speaks in its place."""
        return self.when_over == "quota" and self.over(case)

    def subject(self, district: str, township: str, case: Case) -> str:
        """The scope that a place lies in."""
        return self._subject(district, township, case.policy)

    def _subject(self, district: str, township: str, policy: Policy) -> str:
        if self.scope == "township":
            return f"{district}/{township}"
        if self.scope == "zone":
            return next((z for z, ds in policy.zones.items() if district in ds), "")
        return district if self.scope == "district" else "city"

    @lru_cache(maxsize=32)  # noqa: B019
    def there(self, case: Case) -> Counter[str]:
        """Institutions of the class after exits, by subject."""
        rows: list[Institution | Application] = [*case.city.pending, *case.city.staying]
        return Counter(self.subject(r.district, r.township, case) for r in rows if self.counts(r, case))

    def limited(self, a: Application) -> bool:
        """Whether an application takes a place."""
        return a.enters and self.where.matches(a)

    def covers(self, application: Application, case: Case) -> bool:
        """Those that take a place."""
        return self.takes(application, case)

    def support(self, application: Application, plan: Plan, case: Case) -> Mapping[str, object] | None:
        """The open places of its subject."""
        subject = self.subject(application.district, application.township, case)
        if not self.limited(application) or subject not in self.places(case):
            return None
        return {"subject": subject, "total": self.places(case)[subject], "there": self.there(case)[subject]}

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """One row a subject that somebody applies in; one a site and named applicant where named ones come first."""
        there, takers, leavers = self.there(case), self._takers(case), self._leavers(case)
        for subject, total in {} if self.silent(case) else self.places(case).items():
            if subject in takers:
                own = takers[subject]
                less, rows = beyond_terms(self.id, own, subject, x, case)
                yield from rows
                terms = [(1, x.admit(a.code)) for a in own] + [(-1, x.admit(c)) for c in leavers.get(subject, ())]
                first = [(1, x.admit(a.code)) for a in self._ahead(subject, case)]
                room = Room(terms + less, first, (len(own), len(first)), max(0, total - there[subject]))
                yield from room_rows("places", subject, room, x)
        for site, named in self.precedence(case):
            yield Row("named_first", f"{site}>{named}", x.total([(1, x.admit(site)), (-1, x.admit(named))]), "<=", 0)

    def _ahead(self, subject: str, case: Case) -> list[Application]:
        """Exempt applications that would use up places of a total."""
        every = (case.city.by_application[c] for c in sorted(case.ahead))
        return [a for a in every if self.takes(a, case) and self.subject(a.district, a.township, case) == subject]

    def _takers(self, case: Case) -> dict[str, list[Application]]:
        """Subject -> the applications that would take a place there."""
        found: dict[str, list[Application]] = {}
        for a in case.counting:
            if self.takes(a, case):
                found.setdefault(self.subject(a.district, a.township, case), []).append(a)
        return found

    def _leavers(self, case: Case) -> dict[str, list[str]]:
        """Subject -> the applications whose institution would leave its place there for another scope."""
        found: dict[str, list[str]] = {}
        for a in case.city.applications:
            if home := self._home(a, case):
                found.setdefault(home, []).append(a.code)
        return found

    def takes(self, a: Application, case: Case) -> bool:
        """Whether it takes a place in its scope: an entry, or a move into it."""
        arrives = self.with_moves and a.kind == "relocation" and self.where.matches(a)
        return self.limited(a) or (arrives and self.subject(a.district, a.township, case) != self._old(a, case))

    def _old(self, a: Application, case: Case) -> str:
        """The scope that a moving institution of the class stands in."""
        parent = case.city.by_institution.get(a.parent_code) if a.kind == "relocation" else None
        return "" if parent is None or not self.where.matches(parent) else self.subject(parent.district, parent.township, case)

    def _home(self, a: Application, case: Case) -> str:
        """The scope that it would leave for another; "" where it stays, or counts in none."""
        leaving = self.with_moves and a.parent_code in {i.code for i in case.city.staying} if a.kind == "relocation" else False
        old = self._old(a, case) if leaving else ""
        return old if old != self.subject(a.district, a.township, case) else ""

    @lru_cache(maxsize=32)  # noqa: B019
    def precedence(self, case: Case) -> list[tuple[str, str]]:
        """(site, open named applicant of the same township and class); who has no hope under another rule is not waited for."""
        if not self.named_first:
            return []
        others = [r for r in case.policy if r.family == "bound" and r.strictness == "must"]
        named = [a for a in case.counting if self.limited(a) and a.kind != "site" and case.standing(a.code).open
                 and not any(r.bars(a, case) for r in others)]
        sites = [a for a in case.counting if self.limited(a) and a.kind == "site"]
        return [(s.code, a.code) for s in sites for a in named if (a.district, a.township) == (s.district, s.township)]

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Institutions after the plan against the total, in each subject that gains one; a summary where none does."""
        there, totals = self.there(case), {} if self.silent(case) else self.places(case)
        admitted = [case.city.by_application[code] for code in plan.admitted]
        gains: dict[str, list[Application]] = {}
        for a in (a for a in admitted if self.takes(a, case) and case.standing(a.code).counted):
            gains.setdefault(self.subject(a.district, a.township, case), []).append(a)
        left = Counter(home for a in admitted if (home := self._home(a, case)))
        for subject in sorted(set(gains) & set(totals)):
            own = gains[subject]
            bonus = beyond(self.id, [a for a in own if a.code not in case.excused_quantity], plan, case)
            excused = bonus + self._excused(own, subject, totals[subject] - there[subject], case)
            yield self.finding(subject, there[subject] + len(own) - left[subject], "<=", max(totals[subject], there[subject]),
                               "institutions", excused=excused, row="places", total=totals[subject], there=there[subject])
        if not set(gains) & set(totals):
            yield self.absent("city", f"plan_total.{'quota' if self.silent(case) else 'no_gain' if totals else 'no_total'}")
        for site, named in self.precedence(case):
            if plan.admits(site) and not plan.admits(named):
                yield self.finding(site, 1, "<=", 0, "institutions", row="named_first", named=named)

    def _excused(self, gains: list[Application], subject: str, left: int, case: Case) -> int:
        """Of those that come, decisions and exempt ones, but for those that take up places that are left."""
        first = {a.code for a in self._ahead(subject, case)}
        free = sum(a.code in case.excused_quantity and a.code not in first for a in gains)
        return free + overrun(sum(a.code in first for a in gains), left)
