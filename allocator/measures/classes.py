"""Beds or institutions of one class in some districts: what is there, what leaves, what a plan makes of it."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from allocator.domain.case import Case
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.measures.ledger import SIGNS, movements

Test = Callable[[Any], bool]
Unit = Literal["beds", "institutions"]
Districts = tuple[str, ...]


def stock(case: Case, of_class: Test, districts: Districts, unit: Unit) -> tuple[int, int]:
    """(today, scheduled exits) of a class; last year's admissions are there today. Beds count by account."""
    rows = [*case.city.baseline, *case.city.pending]
    return sum(_amount(r, of_class, districts, unit) for r in rows), sum(_amount(i, of_class, districts, unit) for i in case.city.exits)


def _amount(row: Any, of_class: Test, districts: Districts, unit: Unit) -> int:
    if not of_class(row) or (row.account_district if unit == "beds" else row.district) not in districts:
        return 0
    return 1 if unit == "institutions" else int(row.beds_max if isinstance(row, Application) else row.insured_beds)


def effect(a: Application, case: Case, of_class: Test, districts: Districts, unit: Unit) -> tuple[int, bool]:
    """(amount, whether it multiplies the beds granted) that admitting an application changes in a class.

    Notes
    -----
    What comes in counts by what the application is, what goes out by what its institution is.
    """
    if unit == "institutions":
        return _places(a, case, of_class, districts), False
    parent, moves = case.city.parent(a), []
    for m in movements(a, case):
        leaves = m.column in ("converted", "moved_out")
        if m.district in districts and of_class(parent if leaves and parent is not None else a):
            moves.append(m)
    return sum(SIGNS[m.column] * (1 if m.amount is None else m.amount) for m in moves), any(m.amount is None for m in moves)


def _places(a: Application, case: Case, of_class: Test, districts: Districts) -> int:
    parent = case.city.parent(a) if a.moves else None
    if not a.enters and parent is None:
        return 0
    came = of_class(a) and a.district in districts
    return int(came) - int(parent is not None and of_class(parent) and parent.district in districts)


def change(plan: Plan, case: Case, of_class: Test, districts: Districts, unit: Unit) -> int:
    """What a plan changes in a class, scheduled exits left out."""
    moved = 0
    for code, beds in plan.admitted.items():
        n, of_beds = effect(case.city.by_application[code], case, of_class, districts, unit)
        moved += n * beds if of_beds else n
    if unit == "beds":
        moved -= sum(n for i, n in plan.reduced.items() if _amount(case.city.by_institution[i], of_class, districts, unit))
    return moved
