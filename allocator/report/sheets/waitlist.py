"""候补名单: who follows next where a quota leaves a place."""
from __future__ import annotations

from allocator import words
from allocator.domain.city import CATEGORIES
from allocator.report.context import Context, Record
from allocator.report.sheets.admissions import name_of, reasons
from allocator.report.table import Cell, Column, Line, Sheet, Table
from allocator.report.terms import column, term, unit

KINDS = ("plan_total", "release_quota", "density_limit", "class_control", "swap", "radius_cap", "min_distance")


def sheet(c: Context) -> Sheet | None:
    """In the order of each quota; None for a model without quotas."""
    rows = [r for r in c.record["admissions"] if r["waitlist"] is not None]
    if not (rows or c.has(*KINDS)):
        return None
    rows.sort(key=lambda r: (CATEGORIES.index(r["category"]), r["district"], r["waitlist"], r["application"]))
    table = Table(columns=_columns(), lines=tuple(Line(_cells(c, r)) for r in rows), empty=words.say("report.waitlist.empty"))
    return c.sheet("Waitlist", table, unit=unit("beds"), notes=("waitlist.note",), fixed=4, filtered=True)


def _columns() -> tuple[Column, ...]:
    return (column("category", 11, "centre"), column("district", 9, "centre"), column("waitlist", 7, "count"),
            column("application", 9, "code"), column("applicant", 24), column("township", 11, "centre"),
            column("kind", 9, "centre", "applications"), column("beds_asked", 8, "count"), column("score", 8, "figure", "applications"),
            column("applied_on", 11, "date"), column("reasons", 56), column("clause", 14))


def _cells(c: Context, r: Record) -> dict[str, Cell]:
    a = c.application(r["application"])
    return {"category": term(a.category, "category"), "district": r["district"], "waitlist": r["waitlist"], "application": a.code,
            "applicant": name_of(c, a.code), "township": r["township"] or "", "kind": term(a.kind, "kind", "applications"),
            "beds_asked": a.beds_max or None, "score": a.score, "applied_on": a.applied_on, "reasons": reasons(r, 1),
            "clause": c.clauses(r["reasons"])}
