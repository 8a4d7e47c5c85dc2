"""Bed-days over the insured beds, and the fund share that is not settled for them."""
from __future__ import annotations

from typing import Any

from allocator.domain.case import Case
from allocator.measures.settlement import cents, settlements
from allocator.rules.base import decimal


def settle(case: Case) -> dict[str, Any]:
    """settlement.json, but for the names of the run: one row an inpatient institution, those over their beds first."""
    rows: list[dict[str, Any]] = []
    for s in sorted(settlements(case.city), key=lambda s: (-s.unsettled, s.code)):
        i = case.city.by_institution[s.code]
        rows.append({"institution": s.code, "name": i.name, "district": i.account_district, "insured_beds": i.insured_beds,
                     "allowed": s.allowed, "actual": s.actual, "excess": s.excess, "fund_paid": decimal(s.paid, 2),
                     "unsettled": decimal(cents(s.unsettled), 2)})
    total = sum(cents(s.unsettled) for s in settlements(case.city))
    over = [r["excess"] for r in rows if r["excess"] > 0]
    return {"rows": rows, "over": len(over), "excess": sum(over), "unsettled": decimal(total, 2)}
