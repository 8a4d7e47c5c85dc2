"""床位配置: planned beds by district and tier, how they come about, and the shares of the tiers."""
from __future__ import annotations

from fractions import Fraction

from allocator import words
from allocator.domain.city import TIERS
from allocator.report import figures
from allocator.report.context import Context
from allocator.report.table import Cell, Chart, Column, Formula, Line, Sheet, Table
from allocator.report.terms import annex, column, head, quoted, ratio, share, term, unit
from allocator.rules.bounds.tier_ratio import GROUPS

KINDS = ("density_limit", "tier_ratio", "requirement", "formula_limit", "total_invariant", "institution_cap", "swap", "transfer",
         "release_quota", "adjustment_limits")
WIDTHS = (11.0, 11.0, *(9.5,) * 11)


def sheet(c: Context) -> Sheet | None:
    """Three tables and a picture; None for a model without beds."""
    if not c.has(*KINDS):
        return None
    apart = _required_at_all(c) and not figures.comparable(c)
    notes = ("beds.note.planned", "beds.note.account", *(("beds.note.required",) if apart else ()))
    return c.sheet("Beds", _summary(c), _tiers(c), _terms(c), number=annex("2"), unit=unit("beds"), widths=WIDTHS, notes=notes, signed=True)


# -- one line a district

def _summary(c: Context) -> Table:
    tiers, shares = head("group.planned"), head("group.shares")
    made = [column("district", 11, "centre"), column("insured", 11, "count", summed=True),
            column("current", 9.5, "count", summed=True), *([column("required", 9.5, "count", summed=True)] if _required_at_all(c) else [])]
    made += [Column(g, term_of(g), 9.5, "count", tiers, summed=True) for g in GROUPS]
    made += [column("planned", 9.5, "count", group=tiers, summed=True), column("change", 9.5, "change", summed=True)]
    if figures.comparable(c):
        made.append(column("over_required", 9.5, "change", summed=True))
    made += [Column(f"{g}_share", term_of(g), 9.5, "share", shares) for g in GROUPS]
    lines = tuple(Line(_district(c, d)) for d in c.districts)
    total: dict[str, Cell] = {"district": head("total"), **_shares({g: figures.beds(c, "planned", None, GROUPS[g]) for g in GROUPS})}
    chart = Chart(words.say("report.beds.chart"), words.say("report.beds.chart.axis"), "district", tuple(GROUPS), "current")
    return Table(columns=tuple(made), lines=lines, total=total, chart=chart)


def _district(c: Context, d: str) -> dict[str, Cell]:
    planned = {g: figures.beds(c, "planned", d, GROUPS[g]) for g in GROUPS}
    current, whole, need = figures.beds(c, "current", d), sum(planned.values()), figures.state(c, d)
    required = need["required"] if need else None
    return {"district": d, "insured": figures.insured(c, d), "current": current, "required": required, **planned, **_shares(planned),
            "planned": Formula("SUM({tertiary}:{primary})", whole), "change": Formula("{planned}-{current}", whole - current),
            "over_required": None if required is None else Formula("{planned}-{required}", whole - required)}


def _shares(planned: dict[str, int]) -> dict[str, Cell]:
    whole = sum(planned.values())
    return {f"{g}_share": Formula(ratio(f"{{{g}}}", "{planned}"), share(n, whole)) for g, n in planned.items()}


def term_of(group: str) -> str:
    """Name of a tier group: the lowest one holds the ungraded too."""
    return words.say("report.tier.primary") if group == "primary" else term(group, "tier")


# -- one line a tier

def _tiers(c: Context) -> Table:
    made = [column("tier", 11, "centre", span=2), column("current", 9.5, "count", summed=True, span=2), column("share_now", 9.5, "share"),
            column("planned", 9.5, "count", summed=True, span=2), column("share_planned", 9.5, "share")]
    made += [column("share_target", 9.5, "share"), column("deviation", 9.5, "figure", span=2)] if c.has("tier_ratio") else []
    made += [column("required", 9.5, "count", span=2)] if _required_at_all(c) else []
    total: dict[str, Cell] = {"tier": head("total"), "required": _required(c, None)}
    return Table(columns=tuple(made), lines=tuple(Line(_tier(c, g)) for g in GROUPS), total=total, caption=words.say("report.beds.tiers"))


def _tier(c: Context, group: str) -> dict[str, Cell]:
    now, planned = figures.beds(c, "current", None, GROUPS[group]), figures.beds(c, "planned", None, GROUPS[group])
    all_now, all_planned, target = figures.beds(c, "current"), figures.beds(c, "planned"), _target(c, group)
    deviation = None if target is None else Formula("{planned}-{share_target}*SUM({planned.all})", planned - target * all_planned)
    return {"tier": term_of(group), "current": _sum(c, group, "current", now), "planned": _sum(c, group, "planned", planned),
            "share_now": Formula(ratio("{current}", "SUM({current.all})"), share(now, all_now)), "share_target": target,
            "share_planned": Formula(ratio("{planned}", "SUM({planned.all})"), share(planned, all_planned)),
            "deviation": deviation, "required": _required(c, group)}


def _sum(c: Context, group: str, key: str, value: int) -> Cell:
    """Beds of the group over the lines of the third table."""
    parts = [f"SUMIF({{t2[tier].all}},{quoted(term(t, 'tier'))},{{t2[{key}].all}})" for t in GROUPS[group]]
    return Formula("+".join(parts), value) if any(_tiers_of(c, d) for d in c.districts) else value


def _target(c: Context, group: str) -> Fraction | None:
    for rule in c.case.policy.of_kind("tier_ratio"):
        return Fraction(rule.shares[list(GROUPS).index(group)], sum(rule.shares))
    return None


def _required_at_all(c: Context) -> bool:
    """Whether the model says what is required."""
    return bool(c.record["needs"]) or c.has("requirement")


def _required(c: Context, group: str | None) -> Cell:
    rows = [n for n in figures.needs_of(c, "city") if group in (None, n["tier"])]
    return sum(int(n["required"] or 0) for n in rows) if rows else None


# -- one line a district and tier

def _terms(c: Context) -> Table:
    made = [column("district", 11, "centre"), column("tier", 11, "centre")]
    made += [Column(k, head(f"beds.{k}"), 9.5, "count", summed=True) for k in _shown(c)]
    made += [column("planned", 9.5, "count", summed=True), column("change", 9.5, "change", summed=True)]
    made += [column("required", 9.5, "count")] if _required_at_all(c) else []
    lines = tuple(Line(_term_cells(c, d, t)) for d in c.districts for t in _tiers_of(c, d))
    return Table(columns=tuple(made), lines=lines, total={"district": head("total")}, caption=words.say("report.beds.terms"))


def _shown(c: Context) -> list[str]:
    """Terms of the account: moves and conversions only where there are any."""
    rare = ("converted", "moved_out", "moved_in")
    return [k for k in figures.TERMS if k not in rare or figures.beds(c, k) or (k == "converted" and c.has("conversion"))]


def _tiers_of(c: Context, d: str) -> list[str]:
    return [t for t in TIERS if any(figures.beds(c, k, d, [t]) for k in (*figures.TERMS, "planned"))]


def _term_cells(c: Context, d: str, t: str) -> dict[str, Cell]:
    row = figures.bed_rows(c, d, [t])[0]
    account = "".join(f"{figures.SIGNS[k]}{{{k}}}" for k in _shown(c)).lstrip("+")
    return {"district": d, "tier": term(t, "tier"), **{k: row[k] for k in _shown(c)}, "required": row["required"],
            "planned": Formula(account, row["planned"]), "change": Formula("{planned}-{current}", row["planned"] - row["current"])}
