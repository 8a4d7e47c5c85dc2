"""测算与集聚度: required against what is there, milestones, objectives, and every indicator that was worked out."""
from __future__ import annotations

from fractions import Fraction

from allocator import words
from allocator.report import figures
from allocator.report.context import Context, Record
from allocator.report.sheets.beds import term_of
from allocator.report.table import Cell, Column, Formula, Line, Sheet, Table
from allocator.report.terms import column, exact, head, named, place_name, sentence_case, term
from allocator.rules.bounds.tier_ratio import GROUPS

WIDTHS = (13.0,) * 10
TEXTS = ("district", "category", "scheme", "type", "tier", "specialty", "zone")
COUNTS = ("count", "insured", "beds", "doctors", "residents")


def sheet(c: Context) -> Sheet:
    """Needs, milestones, objectives and indicators; those that are there."""
    made = [_needs(c)] if c.record["needs"] or c.has("requirement") else []
    made += [_milestones(c)] if c.record["milestones"] else []
    made += [_objectives(c)] if c.record["objectives"] else []
    made += [_indicators(c)] if c.extras.indicators else []
    says = {"state": bool(c.record["needs"]), "gap": bool(c.record["objectives"]), "hrad": bool(c.extras.indicators)}
    notes = [f"measures.note.{n}" for n, there in says.items() if there]
    return c.sheet("Measures", *(made or [_needs(c)]), widths=WIDTHS, notes=notes)


def _needs(c: Context) -> Table:
    columns = (column("scope", 13, "centre"), column("district", 13, "centre"), column("tier", 13, "centre", span=2),
               column("required", 13, "count"), column("after_exits", 13, "count"), column("lacking", 13, "change"),
               column("state", 13, "centre", span=3))
    lines = tuple(Line(_need(n), "body" if n["tier"] else "subtotal") for n in c.record["needs"])
    return Table(columns=columns, lines=lines, caption=words.say("report.measures.needs"), empty=words.say("report.measures.empty"))


def _need(n: Record) -> dict[str, Cell]:
    required, there = n["required"], int(n["after_exits"])
    lacking = None if required is None else Formula("{required}-{after_exits}", int(required) - there)
    tier = words.say("report.all_tiers") if not n["tier"] else term_of(n["tier"]) if n["tier"] in GROUPS else term(n["tier"], "tier")
    return {"scope": term(n["scope"], "scope"), "district": place_name(n["district"]), "tier": tier, "required": required,
            "after_exits": there, "lacking": lacking, "state": term(n["state"], "state")}


def _milestones(c: Context) -> Table:
    columns = (column("milestone", 13, span=3), column("year", 13, "centre"), column("value", 13, "figure"), column("limit", 13, "count"),
               column("planned", 13, "count"), column("gap", 13, "figure"), column("unit", 13, "centre"), column("remark", 13))
    lines = tuple(Line(_milestone(c, m)) for m in c.record["milestones"])
    return Table(columns=columns, lines=lines, caption=words.say("report.measures.milestones"))


def _milestone(c: Context, m: Record) -> dict[str, Cell]:
    gap = exact(m["gap"])
    reached = words.say("report.milestone.reached") if not gap else words.say("report.milestone.missed")
    return {"milestone": figures.milestone_name(c, m), "year": str(m["year"]), "value": exact(m["value"]), "limit": exact(m["limit"]),
            "planned": exact(m["planned"]), "gap": gap, "unit": term(m["unit"], "unit"), "remark": reached}


def _objectives(c: Context) -> Table:
    columns = (column("index", 13, "centre"), column("objective", 13, span=3), column("aim", 13, "centre"), column("value", 13, "figure"),
               column("bound", 13, "figure"), column("proof_gap", 13, "figure"), column("remark", 13, span=2))
    lines = tuple(Line({"index": n, **_objective(o)}) for n, o in enumerate(c.record["objectives"], 1))
    return Table(columns=columns, lines=lines, caption=words.say("report.measures.objectives"))


def _objective(o: Record) -> dict[str, Cell]:
    gap, bound = exact(o["gap"]), exact(o["bound"])
    proven = words.say("report.proven") if gap == 0 else words.say("report.not_proven")
    return {"objective": named("goal", o["name"]), "aim": words.say(f"report.sense.{o['sense']}"), "value": exact(o["value"]),
            "bound": bound, "proof_gap": gap, "remark": proven}


# -- indicators, whatever was worked out

def _indicators(c: Context) -> Table:
    keys = list(dict.fromkeys(k for row in c.extras.indicators for k in row))
    columns = tuple(_indicator(k) for k in keys[:len(WIDTHS)])
    lines = tuple(Line({k: _cell(k, row.get(k)) for k in keys}) for row in c.extras.indicators)
    return Table(columns=columns, lines=lines, caption=words.say("report.measures.indicators"))


def _indicator(key: str) -> Column:
    form = "centre" if key in TEXTS else "count" if key in COUNTS else "figure"
    return Column(key, head(key) if words.has(f"report.head.{key}") or key in TEXTS else sentence_case(key), 13, form)


def _cell(key: str, value: object) -> Cell:
    if key in TEXTS:
        return place_name(str(value or "")) if key == "district" else term(str(value or ""), key)
    figure = exact(value) if _numeric(value) else None
    return str(value or "") if figure is None else Fraction(figure)


def _numeric(value: object) -> bool:
    try:
        return value is not None and Fraction(str(value)) is not None
    except (ValueError, ZeroDivisionError):
        return False
