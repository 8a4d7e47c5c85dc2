"""已定事项: decisions that were taken before, who took them, and which rules they override."""
from __future__ import annotations

from allocator import words
from allocator.domain.instance import Decision
from allocator.report.context import Context
from allocator.report.sheets.admissions import name_of
from allocator.report.table import Cell, Line, Sheet, Table
from allocator.report.terms import column, listed, unit

WIDE = 34


def sheet(c: Context) -> Sheet:
    """The override log."""
    columns = (column("index", 5, "centre"), column("decided_code", 11, "code"), column("decided_name", 26), column("decided", 22),
               column("beds_decided", 9, "count"), column("overrides", WIDE), column("reason", WIDE), column("by", 18),
               column("on", 12, "date"))
    lines = tuple(Line({"index": n, **_cells(c, d)}) for n, d in enumerate(c.case.decisions, 1))
    table = Table(columns=columns, lines=lines, empty=words.say("report.decisions.empty"))
    return c.sheet("Decisions", table, unit=unit("beds"), notes=("decisions.note",), fixed=2)


def _cells(c: Context, d: Decision) -> dict[str, Cell]:
    code = d.application or d.institution
    name = name_of(c, code) if d.application else c.case.city.by_institution[code].name
    decided = words.say(f"report.decided.{d.fix}") if d.application else words.say("report.decided.reduce")
    return {"decided_code": code, "decided_name": name, "decided": decided, "beds_decided": d.beds if d.application else d.reduce,
            "overrides": _overrides(c, d), "reason": d.reason, "by": d.by, "on": d.on}


def _overrides(c: Context, d: Decision) -> str:
    """Rules that would have decided otherwise."""
    standing = c.case.standing(d.application)
    against = [k.rule for k in standing.closings] if d.fix == "admitted" else []
    against += list(standing.mandatory) if d.fix == "refused" else []
    return listed(f"{c.cite(rule)}（{rule}）" if words.language() == "zh" else f"{c.cite(rule)} ({rule})" for rule in against)
