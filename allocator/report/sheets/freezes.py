"""暂停新增: where nothing new is taken in, by which clause and figure, and whom that stops."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from allocator import words
from allocator.report.context import Context, Record
from allocator.report.table import Cell, Column, Line, Sheet, Table
from allocator.report.terms import column, exact, listed, place_name, term, unit

SHARES = ("occupancy",)


def sheet(c: Context) -> Sheet | None:
    """One line a freeze that holds; None for a model without freezes."""
    if not c.has("freeze"):
        return None
    rules = {r.id: r for r in c.case.policy.of_kind("freeze")}
    rows = [f for f in c.findings("freeze") if f["verdict"] != "not_applicable" and f["rule"] in rules]
    lines = tuple(Line(_cells(c, f, rules[f["rule"]])) for f in rows)
    table = Table(columns=_columns(), lines=lines, empty=words.say("report.freezes.empty"))
    return c.sheet("Freezes", table, unit=unit("institutions"), notes=("freezes.note", "freezes.note.reach"), fixed=1)


def _columns() -> tuple[Column, ...]:
    return (column("district", 11, "centre"), column("categories", 14, "centre"), column("kinds", 18, "centre"), column("trigger", 22),
            column("measured", 11, "figure"), column("threshold", 11, "figure"), column("closed", 10, "count", summed=True),
            column("let_in", 10, "count", summed=True), column("text", 46), column("clause", 14))


def _cells(c: Context, f: Record, rule: Any) -> dict[str, Cell]:
    district = f["subject"]
    why = rule.trigger(district, c.case.city) if district in c.districts else None
    closed = [s for s in c.case.standings.values() if any(k.rule == rule.id for k in s.closings)
              and c.application(s.application).district == district]
    return {"district": place_name(district), "categories": listed(term(k, "category") for k in rule.categories),
            "kinds": listed(term(k, "kind", "applications") for k in rule.kinds), "closed": len(closed),
            "let_in": _let_in(c, rule, district), "text": f["text"], "clause": c.clause(f["clause"]), **_trigger(why or {})}


def _trigger(why: dict[str, object]) -> dict[str, Cell]:
    if not why:
        return {}
    name = str(why["why"])
    scheme = term(str(why.get("scheme") or ""), "scheme", "funds")
    return {"trigger": scheme + words.say(f"report.trigger.{name}") if words.has(f"report.trigger.{name}") else name,
            "measured": _shown(name, why["value"]), "threshold": _shown(name, why["limit_value"])}


def _shown(name: str, value: object) -> Cell:
    """A share as per cent text, since the column holds figures of several units; the day of a warning letter as a day."""
    if isinstance(value, date):
        return value.isoformat()
    figure = exact(value)
    if figure is None:
        return None
    return f"{float(figure) * 100:.2f}%" if name in SHARES else _rounded(figure)


def _rounded(figure: int | Fraction) -> int | Fraction:
    return Fraction(round(Fraction(figure) * 10000), 10000)


def _let_in(c: Context, rule: Any, district: str) -> int:
    """Admitted all the same, by exemption or decision."""
    return sum(1 for r in c.admitted if r["district"] == district and r["category"] in rule.categories and r["kind"] in rule.kinds)
