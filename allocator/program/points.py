"""Plans as values of columns, and back."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.program.decisions import granted, reducible


def point(plan: Plan, case: Case, columns: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """(column, value) of every decision of a plan: what it says of the program's own variables."""
    for a in case.city.applications:
        yield columns[f"admit[{a.code}]"], int(plan.admits(a.code))
        if f"beds[{a.code}]" in columns:
            yield columns[f"beds[{a.code}]"], plan.beds(a.code)
    for i in reducible(case):
        yield columns[f"reduce[{i}]"], plan.cut(i)
        yield columns[f"touched[{i}]"], int(plan.cut(i) > 0)
    for (d, e), n in plan.transfers.items():
        yield columns[f"transfer[{d},{e}]"], n


def plan_of(values: Any, case: Case, columns: Mapping[str, int]) -> Plan:
    """The plan that whole values say."""
    admitted = {}
    for a in case.city.applications:
        if values[columns[f"admit[{a.code}]"]]:
            place = columns.get(f"beds[{a.code}]")
            admitted[a.code] = granted(case, a.code) if place is None else int(values[place])
    reduced = {i: int(values[columns[f"reduce[{i}]"]]) for i in reducible(case)}
    pairs = [(d, e) for d in case.city.names for e in case.city.names if f"transfer[{d},{e}]" in columns]
    return Plan(admitted, reduced, {p: int(values[columns[f"transfer[{p[0]},{p[1]}]"]]) for p in pairs})
