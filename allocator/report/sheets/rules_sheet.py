"""规则校核: every rule measured against its limit; margin and verdict are worked out in the sheet."""
from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from allocator import words
from allocator.report.context import Context, Record
from allocator.report.sheets.admissions import name_of
from allocator.report.table import Cell, Column, Formula, Line, Mark, Sheet, Table
from allocator.report.terms import annex, column, exact, place_name, quoted, term
from allocator.rules.bounds.tier_ratio import GROUPS

AS_APPLIED = "as-applied"            # no rule of the model: the audit's own, that nothing is granted beyond what was applied for
SIGNS = {"<=": "≤", ">=": "≥", "==": "="}
MARGIN = {"<=": "{limit}-{measured}", ">=": "{measured}-{limit}", "==": "{limit}-{measured}"}
OWN = {"<=": "{margin}+{excused}", ">=": "{margin}-{excused}", "==": "{margin}+{excused}"}      # without what is excused


def sheet(c: Context) -> Sheet:
    """One line a finding, in the order of the model."""
    says = {AS_APPLIED: words.say("plan.says")} | {r.id: r.clause.says for r in c.case.policy}
    lines = tuple(Line(_cells(c, f, n, says)) for n, f in enumerate(c.record["findings"], 1))
    table = Table(columns=_columns(), lines=lines, empty=words.say("report.rules.empty"))
    return c.sheet("Rules", table, number=annex("6"), lead=(_lead(c),), signed=True, fixed=2, filtered=True,
                   notes=("rules.note.audit", "rules.note.margin", "rules.note.should"))


def _columns() -> tuple[Column, ...]:
    bad = Mark(f"{{verdict.col}}={quoted(verdict('violated', 'must'))}", "bad")
    short = Mark(f"{{verdict.col}}={quoted(verdict('violated', 'should'))}", "differs")
    return (column("index", 5, "centre"), column("rule", 17), column("says", 32), column("clause", 12), column("subject", 15, "centre"),
            column("strictness", 7, "centre"), column("measured", 11, "figure"), column("sense", 5, "centre"),
            column("limit", 11, "figure"), column("unit", 7, "centre"), column("excused", 9, "figure"), column("margin", 10, "figure"),
            column("verdict", 16, "centre", marks=(bad, short)), column("text", 44))


def verdict(found: str, strictness: str) -> str:
    """Verdict in words; a should rule that is missed is not broken."""
    if found == "violated" and strictness == "should":
        return words.say("report.verdict.missed")
    return term(found, "verdict")


def _cells(c: Context, f: Record, n: int, says: Mapping[str, str]) -> dict[str, Cell]:
    unit, scale = _unit(f["unit"])
    measured, limit, excused = (_scaled(f[k], scale) for k in ("measured", "limit", "excused"))
    cells: dict[str, Cell] = {"index": n, "rule": f["rule"], "says": says.get(f["rule"], ""), "clause": c.clause(f["clause"]),
                              "subject": _subject(c, f["subject"]), "strictness": term(f["strictness"], "strictness"),
                              "text": f["text"] or f["reason"], "verdict": verdict(f["verdict"], f["strictness"])}
    if measured is None or limit is None:
        return cells
    return {**cells, "measured": measured, "sense": SIGNS[f["sense"]], "limit": limit, "unit": unit, "excused": excused or None,
            **_judged(f, measured, limit, excused or 0)}


def _judged(f: Record, measured: int | Fraction, limit: int | Fraction, excused: int | Fraction) -> dict[str, Cell]:
    """Margin and verdict as formulas; a verdict that the shown figures do not carry (a last digit lost in rounding) stays a word."""
    sense = f["sense"]
    margin = measured - limit if sense == ">=" else limit - measured
    own = margin - excused if sense == ">=" else margin + excused
    bad, met, binding = (verdict(v, f["strictness"]) for v in ("violated", "met", "binding"))
    zero, positive = (met, bad) if sense == "==" else (binding, met)
    shown = bad if own < 0 else zero if own == 0 else positive
    stated = verdict(f["verdict"], f["strictness"])
    text = f"IF(ROUND({OWN[sense]},6)<0,{quoted(bad)},IF(ROUND({OWN[sense]},6)=0,{quoted(zero)},{quoted(positive)}))"
    return {"margin": Formula(MARGIN[sense], margin), "verdict": Formula(text, stated) if shown == stated else stated}


def _unit(unit: str) -> tuple[str, int]:
    """beds/10 counts in tenths of a bed."""
    name, _, scale = unit.partition("/")
    return term(name, "unit"), int(scale or 1)


def _scaled(figure: object, scale: int) -> int | Fraction | None:
    value = exact(figure)
    if value is None or scale == 1:
        return value
    parts = Fraction(value) / scale
    return int(parts) if parts.denominator == 1 else parts


def _subject(c: Context, subject: str) -> str:
    """Whom a finding is about, in words where it is a code."""
    if subject in GROUPS:
        return words.say("report.tier.primary") if subject == "primary" else term(subject, "tier")
    if subject in c.case.city.by_application:
        return f"{subject} {name_of(c, subject)}"
    if subject in c.case.city.by_institution:
        return f"{subject} {c.case.city.by_institution[subject].name}"
    return place_name(subject).replace(">", " → ").replace("/", " ")


def _lead(c: Context) -> str:
    found = [(f["verdict"], f["strictness"]) for f in c.record["findings"]]
    return words.say("report.rules.lead", rules=len({f["rule"] for f in c.record["findings"]}), findings=len(found),
                     broken=found.count(("violated", "must")), missed=found.count(("violated", "should")),
                     binding=sum(v == "binding" for v, _ in found), absent=sum(v == "not_applicable" for v, _ in found))
