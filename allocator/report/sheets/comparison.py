"""与人工方案对比: plans side by side, what they break, which decisions differ and why.

What it reads (comparison.json): `plans` [{name, lawful, broken, missed}] in the order of the columns; `objectives` [{name, sense,
values}]; `first_difference` {objective, plans, better}; `figures` [{name, district, unit, values}]; `broken` [{plan, rule, kind,
clause, subject, text}]; `decisions` [{code, name, district, values, clause, reason}]. `values` are by plan; of a decision {admitted,
beds} of an application, or the beds that an institution gives up.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from allocator import words
from allocator.report.figures import short
from allocator.report.table import Cell, Column, Formula, Line, Mark, Sheet, Table
from allocator.report.terms import column, exact, first_few, head, joined, named, place_name, sheet_name, term, yes

Comparison = Mapping[str, Any]
Cite = Callable[[Any], str]
SHOWN = 4                        # findings of one rule that are said in full


def sheet(comparison: Comparison, title: str, maker: str, cite: Cite) -> Sheet:
    """Objectives, figures, rules broken, decisions.

    Parameters
    ----------
    cite : a clause in words.
    """
    plans = [p["name"] for p in comparison["plans"]]
    widths = (11.0, 12.0, 26.0, *(13.0,) * len(plans), 12.0, 13.0, 44.0)
    tables = (_objectives(comparison, plans), _figures(comparison, plans), _broken(comparison, plans, cite),
              _decisions(comparison, plans, cite))
    return Sheet(key="Comparison", name=sheet_name("Comparison"), title=title, tables=tables, maker=maker, widths=widths,
                 number=words.say("report.annex", n="7"), lead=tuple(_lead(p) for p in comparison["plans"]), signed=True,
                 notes=(words.say("report.comparison.note.same"), words.say("report.comparison.note.nearest")))


def plan_name(name: str) -> str:
    """Name of a plan: manual, nearest, solver, or that of a file."""
    return named("report.plan", name)


def _lead(plan: Mapping[str, Any]) -> str:
    key = "report.comparison.lawful" if plan["lawful"] else "report.comparison.unlawful"
    said = words.say(key, plan=plan_name(plan["name"]), n=plan["broken"])
    return words.say("report.comparison.missed", text=said, n=plan["missed"]) if plan.get("missed") else said


def _by_plan(plans: list[str]) -> list[Column]:
    """One column a plan, and the last less the first."""
    differs = Mark("AND(ISNUMBER({difference.col}),{difference.col}<>0)", "differs")
    values = [Column(f"p{i}", plan_name(p), 13, "figure") for i, p in enumerate(plans)]
    return [*values, column("difference", 12, "delta", marks=(differs,))]


def _values(row: Mapping[str, Any], plans: list[str]) -> dict[str, Cell]:
    figures = [exact(row["values"].get(p)) for p in plans]
    cells: dict[str, Cell] = {f"p{i}": f for i, f in enumerate(figures)}
    first, last = figures[0], figures[-1]
    if first is not None and last is not None:
        cells["difference"] = Formula(f"{{p{len(plans) - 1}}}-{{p0}}", Fraction(last) - Fraction(first))
    return cells


def _objectives(comparison: Comparison, plans: list[str]) -> Table:
    columns = (column("index", 11, "centre"), column("objective", 38, span=2), *_by_plan(plans), column("aim", 13, "centre"),
               column("remark", 44))
    lines = [Line({"index": n, "objective": named("goal", o["name"]), **_values(o, plans), "aim": words.say(f"report.sense.{o['sense']}"),
                   "remark": _first(comparison, o["name"])}, form=_form(o)) for n, o in enumerate(comparison["objectives"], 1)]
    return Table(columns=columns, lines=tuple(lines), caption=words.say("report.comparison.objectives"))


def _first(comparison: Comparison, objective: str) -> str:
    """Where the last two plans part."""
    found = comparison.get("first_difference")
    if not found or found["objective"] != objective:
        return ""
    better = exact(found["better"]) or 0
    key = "report.comparison.first" if better > 0 else "report.comparison.first_worse"
    return words.say(key, plan=plan_name(found["plans"][-1]), n=short(abs(better)))


def _form(row: Mapping[str, Any]) -> str:
    """Shares as per cent, rates to two places."""
    if row.get("unit") == "share":
        return "share"
    return "rate" if any(isinstance(exact(v), Fraction) for v in row["values"].values()) else ""


def _figures(comparison: Comparison, plans: list[str]) -> Table:
    columns = (column("district", 11, "centre"), column("figure_name", 38, span=2), *_by_plan(plans), column("unit", 13, "centre"),
               column("remark", 44))
    lines = [Line({"district": place_name(f["district"]), "figure_name": named("report.figure", f["name"]), **_values(f, plans),
                   "unit": "%" if f["unit"] == "share" else term(f["unit"], "unit"), "remark": f.get("note", "")}, form=_form(f))
             for f in comparison["figures"]]
    return Table(columns=columns, lines=tuple(lines), caption=words.say("report.comparison.figures"))


def _broken(comparison: Comparison, plans: list[str], cite: Cite) -> Table:
    """One line a plan and rule: the findings are many, and `audit` lists them all."""
    columns = (column("plan", 11, "centre"), column("clause", 12, "centre"), column("kind_of_rule", 26),
               column("findings", 13, "count", summed=True), column("text", 80, span=len(plans) + 2))
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for b in comparison["broken"]:
        groups.setdefault((b["plan"], b["rule"]), []).append(b)
    lines = tuple(Line({"plan": plan_name(plan), "clause": cite(found[0]["clause"]), "findings": len(found),
                        "kind_of_rule": joined(named("report.kind", found[0]["kind"]), rule),
                        "text": first_few((b["text"] for b in found), SHOWN)}) for (plan, rule), found in groups.items())
    return Table(columns=columns, lines=lines, total={"plan": head("total")}, caption=words.say("report.comparison.broken"),
                 empty=words.say("report.comparison.broken.empty"))


def _decisions(comparison: Comparison, plans: list[str], cite: Cite) -> Table:
    columns = (column("decided_code", 11, "code"), column("district", 12, "centre"), column("decided_name", 26),
               *(Column(f"p{i}", plan_name(p), 13, "centre") for i, p in enumerate(plans)), column("differs", 12, "centre"),
               column("clause", 13, "centre"), column("reasons", 44))
    lines = tuple(Line(_decision(d, plans, cite)) for d in comparison["decisions"])
    return Table(columns=columns, lines=lines, caption=words.say("report.comparison.decisions"),
                 empty=words.say("report.comparison.decisions.empty"))


def _decision(d: Mapping[str, Any], plans: list[str], cite: Cite) -> dict[str, Cell]:
    said = [_said(d["values"].get(p)) for p in plans]
    by_plan: dict[str, Cell] = {f"p{i}": s for i, s in enumerate(said)}
    return {"decided_code": d["code"], "district": d["district"], "decided_name": d["name"], "clause": cite(d["clause"]),
            "reasons": d["reason"], "differs": yes(said[0] != said[-1]), **by_plan}


def _said(value: Any) -> str:
    """A decision in words: admitted with its beds, or beds given up."""
    if isinstance(value, Mapping):
        if not value.get("admitted"):
            return words.say("report.decided.refused")
        return words.say("report.decided.beds", n=value["beds"]) if value.get("beds") else words.say("report.decided.admitted")
    return words.say("report.decided.none") if not value else str(value)
