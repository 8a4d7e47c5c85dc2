"""覆盖率: insured people in reach before and after, by district, one table a category; then what each new institution adds."""
from __future__ import annotations

from dataclasses import replace

from allocator import words
from allocator.report import figures
from allocator.report.context import Context, Record
from allocator.report.sheets import curves
from allocator.report.table import Cell, Column, Formula, Line, Mark, Sheet, Table
from allocator.report.terms import column, exact, head, joined, quoted, ratio, share, term, unit

WIDTHS = (12.0, 14.0, 14.0, 14.0, 14.0, 13.0, 13.0, 13.0, 11.0, 16.0)


def sheet(c: Context) -> Sheet | None:
    """One table a category that some coverage rule speaks of."""
    if not (c.record["coverage"] or c.has("coverage")):
        return None
    tables = tuple(_table(k, look) for k, look in zip(figures.circles(c), _looks(c), strict=True)) or (_empty(),)
    drawn = curves.tables(c, len(tables))
    made = c.sheet("Coverage", *tables, *drawn, unit=unit("persons"), widths=WIDTHS)
    notes = (words.say("report.coverage.note.reach", methods=_methods(c)), words.say("report.coverage.note.max"))
    return replace(made, notes=(*notes, *((words.say("curve.note"), words.say("curve.note.worth")) if drawn else ())))


def _columns(look: str = "bad") -> tuple[Column, ...]:
    missed = Mark(f"{{verdict.col}}={quoted(words.say('report.verdict.short'))}", look)
    return (column("district", 12, "centre"), column("insured", 14, "count", summed=True),
            column("covered_before", 14, "count", summed=True), column("covered_after", 14, "count", summed=True),
            column("newly_covered", 14, "change", summed=True), column("share_before", 13, "share"), column("share_after", 13, "share"),
            column("share_reachable", 13, "share"), column("standard", 11, "share"), column("verdict", 16, "centre", marks=(missed,)))


def _empty() -> Table:
    return Table(columns=_columns(), lines=(), empty=words.say("report.coverage.empty"))


def _looks(c: Context) -> list[str]:
    """How a missed standard is marked: a must rule is broken, a should rule is missed."""
    rules = c.case.policy.of_kind("coverage")
    looks = ["differs" if r.strictness == "should" else "bad" for r in rules]
    return looks if len(looks) == len(figures.circles(c)) else ["bad"] * len(figures.circles(c))


def _table(circle: figures.Circle, look: str) -> Table:
    rows = circle.rows
    whole: Record = {k: sum(int(r[k]) for r in rows) for k in ("insured", "covered_before", "covered_after", "reachable")}
    standard = rows[0]["standard"]
    total = _shares({**whole, "standard": standard}, "short") | {"district": head("total")}
    lines = tuple(Line({k: r[k] for k in ("district", "insured", "covered_before", "covered_after")} | _shares(r, "below")) for r in rows)
    return Table(columns=_columns(look), lines=lines, total=total, caption=term(circle.category, "category"))


def _shares(r: Record, missed: str) -> dict[str, Cell]:
    people, before, after = int(r["insured"]), int(r["covered_before"]), int(r["covered_after"])
    return {"newly_covered": Formula("{covered_after}-{covered_before}", after - before),
            "share_before": Formula(ratio("{covered_before}", "{insured}"), share(before, people)),
            "share_after": Formula(ratio("{covered_after}", "{insured}"), share(after, people)),
            "share_reachable": share(int(r["reachable"]), people), "standard": exact(r["standard"]), "verdict": _verdict(r, missed)}


def _verdict(r: Record, missed: str) -> Cell:
    """The standard is the city's; a district under it breaks nothing."""
    standard = exact(r["standard"])
    if standard is None:
        return words.say("report.verdict.none")
    met, short = words.say("report.verdict.reached"), words.say(f"report.verdict.{missed}")
    value = met if int(r["covered_after"]) >= standard * int(r["insured"]) else short
    return Formula(f"IF(ROUND({{covered_after}}-{{standard}}*{{insured}},6)>=0,{quoted(met)},{quoted(short)})", value)


def _methods(c: Context) -> str:
    found = {a.method for a in c.case.access.values() if a.method}
    return joined(*sorted(found)) or words.say("report.coverage.method.none")
