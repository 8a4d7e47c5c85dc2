"""Decisions already taken: each names one application or one institution that is there, and no more beds than it has."""
from __future__ import annotations

from typing import Any

from allocator.domain.instance import Decision
from allocator.reading.city import Tables
from allocator.reading.node import Node
from allocator.reading.problems import Problems


def check_decisions(decisions: tuple[Decision, ...], node: Node, tables: Tables, problems: Problems) -> None:
    """Every decision against the tables, and against the others."""
    seen: set[str] = set()
    for i, d in enumerate(decisions):
        entry, code = node.at(i), d.application or d.institution
        if bool(d.application) == bool(d.institution):
            problems.error(entry.place, "decision.one_of_both")
            continue
        if code in seen:
            problems.error(entry.place, "decision.twice", code=code)
        seen.add(code)
        table, column = ("applications", "application") if d.application else ("institutions", "institution")
        known = tables.names(table, "code")
        if table in tables.typed and code not in known:
            problems.error(entry.at(column).place, f"name.{column}", value=code, hint=problems.meant(code, known))
            continue
        row = _row(code, table, tables)
        if row.get("kind") == "conversion" and row.get("parent_code"):               # nothing turns into more beds than there are
            row = {**row, "beds_max": min(row.get("beds_max", 0), _row(row["parent_code"], "institutions", tables).get("insured_beds", 0))}
        (_application if d.application else _institution)(d, entry, row, problems)


def _row(code: str, table: str, tables: Tables) -> dict[str, Any]:
    return next((r.values for r in tables.records(table) if r.values["code"] == code), {})


def _application(d: Decision, entry: Node, row: dict[str, Any], problems: Problems) -> None:
    most = row.get("beds_max", 0)
    if not d.fix or d.reduce:
        problems.error(entry.place, "decision.no_fix", code=d.application)
    elif row and d.beds is not None and d.beds > most:
        problems.error(entry.at("beds").place, "decision.beds", code=d.application, beds=d.beds, most=most)


def _institution(d: Decision, entry: Node, row: dict[str, Any], problems: Problems) -> None:
    most = row.get("insured_beds", 0)
    if row.get("category") == "inpatient" and "insured_beds" not in row:
        return                                                       # said of the table
    if d.fix or d.beds is not None:
        problems.error(entry.place, "decision.no_reduce", code=d.institution)
    elif row and not 0 < d.reduce <= most:
        problems.error(entry.at("reduce").place, "decision.reduce", code=d.institution, beds=d.reduce, most=most)
