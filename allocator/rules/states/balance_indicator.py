"""供需与集聚度: HRAD against PAD, required against actual, and who stands out among peers."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar, Literal

from allocator import words
from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.measures.concentration import agglomeration
from allocator.measures.supply import STATES, Supply, efficiency, peers, sort_of, supplies
from allocator.rules.base import Exact, State, show
from allocator.rules.scopes import areas
from allocator.rules.where import Where
from allocator.words.headers import value

Rows = tuple[Any, ...]


class BalanceIndicator(State):
    """HRAD_d = (HR_d/HR)/(A_d/A), PAD_d = (P_d/P)/(A_d/A); their difference has the sign of HR_d x P - P_d x HR.

    Parameters
    ----------
    category : inpatient (beds), outpatient or pharmacy (institutions).   where : which of them; all by default.
    mode : agglomeration; supply: required / actual by area and `by`, with a state; peers: institutions far from their group's mean.
    scope : district, zone, city; of mode supply, township too.
    by : mode supply: column that sorts are told apart by (type, specialty, tier); mode peers: columns that make a group, as tier/type.
    need : mode supply: id of the plan_total that says the required number; a `requirements` table wins where it speaks.
    short_over, surplus_upto : required / actual above the one is short, at or under the other surplus.
    indicator : mode peers: use, days, turnover, visits or cost.   deviations : standard deviations from the mean.

    Notes
    -----
    It limits nothing: freezes, priorities, class controls and quotas read it. Actual: what stays after the scheduled exits.
    """

    kind: ClassVar[str] = "balance_indicator"
    EXAMPLE: ClassVar[dict[str, Any]] = {"category": "pharmacy"}
    category: str
    where: Where = Where()
    mode: Literal["agglomeration", "supply", "peers"] = "agglomeration"
    scope: Literal["city", "zone", "district", "township"] = "district"
    by: str = ""
    need: str = ""
    short_over: Exact = Fraction(1)
    surplus_upto: Exact = Fraction(1)
    indicator: Literal["use", "days", "turnover", "visits", "cost"] = "use"
    deviations: Exact = Fraction(3, 2)

    def counts(self, row: Institution | Application) -> bool:
        """Whether an institution or application is of the class."""
        return row.category == self.category and self.where.matches(row)

    def figures(self) -> dict[str, object]:
        """What is measured, in words."""
        said = super().figures()
        return {**said, "mode_words": words.say(f"balance_indicator.mode_{self.mode}", **said)}

    # -- measured once

    def state(self, city: City, policy: Any) -> Rows:
        """One row an area, an area and sort, or an institution that stands out."""
        if self.mode == "supply":
            return self._supply(city, policy)
        if self.mode == "peers":
            rows = [i for i in city.staying if self.counts(i)]
            return peers(rows, lambda i: efficiency(i, self.indicator), self._group, self.deviations)
        resource = "insured_beds" if self.category == "inpatient" else "institutions"
        return agglomeration(city, self.category, resource, self.counts, areas(self.scope, city, policy))

    def _group(self, i: Institution) -> str:
        return "/".join(str(getattr(i, name)) for name in self.by.split("/") if name)

    def _supply(self, city: City, policy: Any) -> tuple[Supply, ...]:
        actual: Counter[tuple[str, str]] = Counter()
        there: list[Institution | Application] = [*city.staying, *city.pending]
        for r in there:
            if self.counts(r):
                actual[self.area(r, policy), sort_of(r, self.by)] += self._size(r)
        return supplies(self._required(city, policy), actual, (self.short_over, self.surplus_upto), self.by)

    def _size(self, row: Any) -> int:
        if self.category != "inpatient":
            return 1
        return int(row.beds_max if isinstance(row, Application) else row.insured_beds)

    def _required(self, city: City, policy: Any) -> dict[tuple[str, str], int]:
        """Required by (area, sort): the plan total's numbers, under what the requirements table says of districts (never of townships)."""
        needed = dict(policy.rule(self.need).numbers(city, policy)) if self.need else {}
        wanted = {(area, ""): int(n) for area, n in needed.items()}
        told: Counter[tuple[str, str]] = Counter()
        for r in city.requirements:
            sort = getattr(r, self.by) if self.by in ("type", "specialty", "tier") else ""
            if r.category == self.category and bool(sort) == bool(self.by) and self.scope != "township":
                told[self._named(r.district, "", policy), sort] += r.required
        return {**wanted, **told}

    def area(self, row: Any, policy: Any) -> str:
        """The area that an institution or application lies in."""
        return self._named(row.account_district if self.category == "inpatient" else row.district, row.township, policy)

    def _named(self, district: str, township: str, policy: Any) -> str:
        if self.scope == "township":
            return f"{district}/{township}"
        if self.scope == "zone":
            return next((z for z, ds in policy.zones.items() if district in ds), "")
        return district if self.scope == "district" else "city"

    # -- read by others

    def row_of(self, a: Application, case: Case) -> Supply | None:
        """The row of mode supply that an application would add to."""
        if self.mode != "supply" or not self.counts(a):
            return None
        at = self.area(a, case.policy), sort_of(a, self.by)
        return next((r for r in case.states[self.id] if (r.area, r.sort) == at), None)

    # -- told

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Says that it is an indicator, with its figures: by area, or in one sentence where there are many."""
        rows = case.states[self.id]
        if not rows:
            yield self.absent("city", "balance_indicator.nothing")
        elif self.mode == "peers":
            codes = show(tuple(f"{r.code}（{r.z:+.2f}）" if words.language() == "zh" else f"{r.code} ({r.z:+.2f})" for r in rows[:SHOWN]))
            yield self.absent("city", "balance_indicator.peers", count=len(rows), codes=codes)
        elif self.mode == "supply" and self.scope == "township":
            yield self.absent("city", "balance_indicator.counts", **{s: sum(r.state == s for r in rows) for s in STATES})
        elif self.mode == "supply":
            for area in dict.fromkeys(r.area for r in rows):
                yield self.absent(area, "balance_indicator.supply", parts=show(tuple(_balance(r) for r in rows if r.area == area)))
        else:
            for row in rows:
                yield self.absent(row.district, "balance_indicator.figure", ratio=_percent(row.ratio), category=self.category)


SHOWN = 12                               # institutions named in one sentence


def _balance(row: Supply) -> str:
    return words.say("balance_indicator.one", sort=_sort_words(row), required=row.required, actual=row.actual,
                     state_words=words.say(f"supply.{row.state}")).strip()


def _sort_words(row: Supply) -> str:
    return value(row.sort, row.by) if row.sort and words.language() == "zh" else row.sort


def _percent(ratio: Fraction | None) -> str:
    return "-" if ratio is None else f"{float(ratio):.3f}"
