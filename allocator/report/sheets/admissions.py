"""机构准入: every application, admitted or not, with its reason and clause; read back as decisions."""
from __future__ import annotations

from allocator import words
from allocator.domain.city import CATEGORIES
from allocator.report.context import Context, Record
from allocator.report.table import Cell, Column, Formula, Line, Sheet, Table
from allocator.report.terms import annex, column, first_few, head, quoted, term, unit, yes

TABLE = "admissions"
REASONS = 3                      # said in full; the clause column names them all


def sheet(c: Context) -> Sheet:
    """Admitted ones first, then by category, district and code."""
    rows = sorted(c.record["admissions"], key=_order)
    lines = tuple(Line(_cells(c, r, n)) for n, r in enumerate(rows, 1))
    table = Table(columns=columns(), lines=lines, total=_total(rows), empty=words.say("report.admissions.empty"))
    return c.sheet("Admissions", table, number=annex("3", "1"), unit=unit("beds_doctors"), signed=True, fixed=3, filtered=True,
                   notes=("listed", "admissions.note.counted", "admissions.note.waitlist"))


def _order(r: Record) -> tuple[bool, int, str, str]:
    return not r["admitted"], CATEGORIES.index(r["category"]), r["district"], r["application"]


def columns() -> tuple[Column, ...]:
    """Columns of the sheet; those of the contract bear their own headers."""
    return (column("index", 5, "centre"), column("application", 9, "code", TABLE), column("name", 22, "text", TABLE),
            column("kind", 8.5, "centre", TABLE), column("category", 9, "centre", TABLE), column("district", 8.5, "centre", TABLE),
            column("township", 9.5, "centre", TABLE), column("tier", 7, "centre"), column("specialty", 7, "centre"),
            column("beds_asked", 7, "count", summed=True), column("admitted", 7, "centre", TABLE),
            column("beds", 7, "count", TABLE, summed=True), column("doctors", 7, "count", TABLE, summed=True),
            column("exempt_from", 14, "text", TABLE), column("counted", 7, "centre", TABLE), column("waitlist", 6, "count", TABLE),
            column("reasons", 44, "text", TABLE), column("clause", 12))


def _cells(c: Context, r: Record, n: int) -> dict[str, Cell]:
    a = c.application(r["application"])
    specialty = a.specialty if a.category == "inpatient" else a.type
    return {"index": n, "application": a.code, "name": name_of(c, a.code), "kind": term(a.kind, "kind", "applications"),
            "category": term(a.category, "category"), "district": r["district"], "township": r["township"] or "",
            "tier": term(a.tier, "tier") if a.category == "inpatient" else "",
            "specialty": term(specialty, "specialty" if a.category == "inpatient" else "type"),
            "beds_asked": a.beds_max or None, "admitted": yes(r["admitted"]), "beds": r["beds"] or None, "doctors": r["doctors"] or None,
            "exempt_from": c.labels(r["exempt_from"]), "counted": yes(r["counted"]), "waitlist": r["waitlist"],
            "reasons": reasons(r), "clause": c.clauses(r["reasons"])}


def name_of(c: Context, code: str) -> str:
    """Name of an applicant; an unnamed site is called what it is."""
    a = c.application(code)
    return a.name or words.say("report.unnamed", place=a.township or a.district)


def reasons(r: Record, most: int = REASONS) -> str:
    """The first reasons in full, the decisive one first."""
    return first_few((x["text"] for x in r["reasons"]), most)


def _total(rows: list[Record]) -> dict[str, Cell]:
    count = sum(bool(r["admitted"]) for r in rows)
    admitted = Formula(f"COUNTIF({{admitted.all}},{quoted(yes(True))})", count) if rows else 0
    return {"index": head("total"), "admitted": admitted}
