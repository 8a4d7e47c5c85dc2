"""豁免清单: applications that the numbers, or the plan, do not limit, with the clause and what proves it."""
from __future__ import annotations

from allocator import words
from allocator.domain.case import Exemption
from allocator.domain.institution import Application
from allocator.report.context import Context, Record
from allocator.report.sheets.admissions import name_of, reasons
from allocator.report.table import Cell, Column, Formula, Line, Sheet, Table
from allocator.report.terms import alike, annex, column, head, joined, listed, quoted, term, unit, yes

KINDS = ("exempt", "grandfather", "offset_first")


def sheet(c: Context) -> Sheet | None:
    """One line an exempt application; None for a model without exemptions."""
    rows = [r for r in c.record["admissions"] if r["exempt_from"] or c.case.standing(r["application"]).exemptions]
    if not (rows or c.has(*KINDS)):
        return None
    lines = tuple(Line(_cells(c, r, n)) for n, r in enumerate(rows, 1))
    table = Table(columns=_columns(), lines=lines, total=_total(rows), empty=words.say("report.exemptions.empty"))
    return c.sheet("Exemptions", table, number=annex("5"), unit=unit("beds"), signed=True, fixed=3,
                   notes=("exemptions.note.reach", "exemptions.note.counted"))


def _columns() -> tuple[Column, ...]:
    return (column("index", 5, "centre"), column("application", 9, "code"), column("applicant", 24), column("district", 9, "centre"),
            column("category", 11, "centre"), column("class", 26), column("lifted", 20),
            *alike("centre", 8, "reach", "counted", "admitted"), column("beds_granted", 8, "count", summed=True), column("proof", 22),
            column("clause", 12), column("remark", 30))


def _cells(c: Context, r: Record, n: int) -> dict[str, Cell]:
    a, standing = c.application(r["application"]), c.case.standing(r["application"])
    return {"index": n, "application": a.code, "applicant": name_of(c, a.code), "district": a.district,
            "category": term(a.category, "category"), "class": listed(_class(c, e.rule) for e in standing.exemptions),
            "lifted": c.labels(r["exempt_from"]), "reach": words.say(f"report.reach.{standing.reach}") if standing.reach else "",
            "counted": yes(r["counted"]), "admitted": yes(r["admitted"]), "beds_granted": r["beds"] or None, "proof": _proof(c, a),
            "clause": listed(c.cite(e.rule) for e in standing.exemptions), "remark": "" if r["admitted"] else reasons(r, 1)}


def _class(c: Context, rule: str) -> str:
    found = next((r for r in c.case.policy if r.id == rule), None)
    return rule if found is None else found.clause.says or rule


def _proof(c: Context, a: Application) -> str:
    """What the tables say in its favour: dates, parent, tags, facility."""
    dates = [words.say("report.proof.licensed", on=a.licensed_on) if a.licensed_on else "",
             words.say("report.proof.applied", on=a.applied_on) if a.applied_on else ""] if _by_dates(c, a) else []
    parent = [words.say("report.proof.parent", name=a.parent_name, level=term(a.parent_level, "parent_level"))] if a.parent_name else []
    tags = [term(t, "tags") if words.language() == "en" else c.case.policy.tags.get(t) or term(t, "tags") for t in a.tags]
    return joined(*dates, *parent, *tags, term(a.facility, "facility"))


def _by_dates(c: Context, a: Application) -> bool:
    mine: tuple[Exemption, ...] = c.case.standing(a.code).exemptions
    return any(r.kind == "grandfather" for r in c.case.policy if r.id in {e.rule for e in mine})


def _total(rows: list[Record]) -> dict[str, Cell]:
    count = sum(bool(r["admitted"]) for r in rows)
    return {"index": head("total"), "admitted": Formula(f"COUNTIF({{admitted.all}},{quoted(yes(True))})", count) if rows else 0}
