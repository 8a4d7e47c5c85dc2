"""Beds by account district and tier: what is there, what leaves, what comes (contract, section 4, `beds`)."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from allocator.domain.case import Case
from allocator.domain.city import TIERS, City
from allocator.domain.institution import Application
from allocator.domain.plan import Plan

SIGNS = {"current": 1, "exited": -1, "reduced": -1, "converted": -1, "moved_out": -1, "moved_in": 1, "expanded": 1, "admitted": 1}
ADDITIONS = ("expanded", "admitted")
SUPPLY = ("exited", "reduced", "converted")

Place = tuple[str, str]                  # account district, tier


@dataclass(frozen=True)
class Movement:
    """What admitting one application does to one row; `amount` None stands for the beds granted."""

    district: str
    tier: str
    column: str
    amount: int | None = None


@dataclass(frozen=True)
class Ledger:
    """The figures of every (account district, tier), column by column."""

    rows: dict[Place, dict[str, int]]

    def sum(self, *columns: str, districts: Iterable[str] | None = None, tiers: Iterable[str] | None = None) -> int:
        """Beds in some columns, unsigned, over some districts and tiers (all where None)."""
        return sum(row[c] for row in self._within(districts, tiers) for c in columns)

    def planned(self, districts: Iterable[str] | None = None, tiers: Iterable[str] | None = None) -> int:
        """Current less what leaves plus what comes."""
        return sum(SIGNS[c] * n for row in self._within(districts, tiers) for c, n in row.items())

    def _within(self, districts: Iterable[str] | None, tiers: Iterable[str] | None) -> Iterator[dict[str, int]]:
        ds, ts = None if districts is None else set(districts), None if tiers is None else set(tiers)
        return (row for (d, t), row in self.rows.items() if (ds is None or d in ds) and (ts is None or t in ts))


def blank(city: City) -> dict[Place, dict[str, int]]:
    """Every district and tier with zeros."""
    return {(d, t): dict.fromkeys(SIGNS, 0) for d in city.names for t in TIERS}


@lru_cache(maxsize=16)
def stock(city: City) -> Ledger:
    """What is there on the day of the data (last year's admissions not yet open included) and the scheduled exits."""
    rows = blank(city)
    for i in city.baseline:
        rows[i.account_district, i.tier]["current"] += i.insured_beds
    for a in city.pending:
        rows[a.account_district, a.tier]["current"] += a.beds_max
    for i in city.exits:
        rows[i.account_district, i.tier]["exited"] += i.insured_beds
    return Ledger(rows)


def movements(a: Application, case: Case) -> tuple[Movement, ...]:
    """What admitting an application does to the ledger; nothing for one without beds, or of an institution that leaves."""
    if a.category != "inpatient":
        return ()
    if a.kind == "expansion":
        return (Movement(a.account_district, a.tier, "expanded"),)
    if a.enters:
        return (Movement(a.account_district, a.tier, "admitted"),)
    parent = case.city.parent(a)
    if parent is None:
        return ()
    if a.kind == "conversion" and a.convert_to in case.leaves:
        return (Movement(parent.account_district, parent.tier, "converted"),)
    amount = parent.insured_beds - case.decided_cuts.get(parent.code, 0) if a.moves else None
    return (Movement(parent.account_district, parent.tier, "moved_out", amount), Movement(a.account_district, a.tier, "moved_in", amount))


def changes(plan: Plan, case: Case) -> Ledger:
    """What a plan changes, the stock left out."""
    rows = blank(case.city)
    for code, beds in plan.admitted.items():
        for m in movements(case.city.by_application[code], case):
            rows[m.district, m.tier][m.column] += beds if m.amount is None else m.amount
    for code, beds in plan.reduced.items():
        i = case.city.by_institution[code]
        rows[i.account_district, i.tier]["reduced"] += beds
    return Ledger(rows)


def ledger(plan: Plan, case: Case) -> Ledger:
    """Stock and changes together: the `beds` rows of plan.json."""
    there, moved = stock(case.city).rows, changes(plan, case).rows
    return Ledger({place: {c: there[place][c] + moved[place][c] for c in SIGNS} for place in there})
