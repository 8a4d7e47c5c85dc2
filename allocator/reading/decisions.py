"""Decisions already taken: each names one application or one institution that is there, and no more beds than it has."""
from __future__ import annotations

from typing import Any

from allocator.domain.instance import Decision
from allocator.reading.city import Tables
from allocator.reading.node import Node
from allocator.reading.problems import Problems


def check_decisions(decisions: tuple[Decision, ...], node: Node, tables: Tables, problems: Problems) -> None:
    """Every decision against the tables, and against the others."""
    applications = {r.values["code"]: r.values for r in tables.records("applications")}
    institutions = {r.values["code"]: r.values for r in tables.records("institutions")}
    seen: set[tuple[str, str]] = set()
    for i, d in enumerate(decisions):
        entry = node.at(i)
        if bool(d.application) == bool(d.institution):
            problems.error(entry.place, "decision.one_of_both")
            continue
        if (d.application, d.institution) in seen:
            problems.error(entry.place, "decision.twice", code=d.application or d.institution)
        seen.add((d.application, d.institution))
        _application(d, entry, applications, problems) if d.application else _institution(d, entry, institutions, problems)


def _application(d: Decision, entry: Node, known: dict[str, Any], problems: Problems) -> None:
    row = known.get(d.application)
    if row is None:
        problems.error(entry.at("application").place, "name.application", value=d.application, hint=problems.meant(d.application, known))
    elif not d.fix:
        problems.error(entry.place, "decision.no_fix", code=d.application)
    elif d.beds is not None and d.beds > row.get("beds_max", 0):
        problems.error(entry.at("beds").place, "decision.beds", code=d.application, beds=d.beds, most=row.get("beds_max", 0))


def _institution(d: Decision, entry: Node, known: dict[str, Any], problems: Problems) -> None:
    row = known.get(d.institution)
    if row is None:
        problems.error(entry.at("institution").place, "name.institution", value=d.institution, hint=problems.meant(d.institution, known))
    elif not 0 < d.reduce <= row.get("insured_beds", 0):
        problems.error(entry.at("reduce").place, "decision.reduce", code=d.institution, beds=d.reduce, most=row.get("insured_beds", 0))
