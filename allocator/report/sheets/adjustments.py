"""床位调整: institutions that give up beds, with their use before and after (核减依据); read back as decisions."""
from __future__ import annotations

from fractions import Fraction

from allocator import words
from allocator.report.context import Context, Record
from allocator.report.sheets import transfers
from allocator.report.table import Cell, Column, Formula, Line, Mark, Sheet, Table
from allocator.report.terms import annex, column, exact, head, term, unit

TABLE = "adjustments"


def sheet(c: Context) -> Sheet:
    """One line an institution."""
    lines = tuple(Line(_cells(c, r, n)) for n, r in enumerate(c.record["adjustments"], 1))
    empty = words.say("report.adjustments.empty" if cuts(c) else "report.adjustments.none")
    table = Table(columns=_columns(), lines=lines, total={"index": head("total")}, empty=empty)
    number = annex("4", "2") if transfers.filled(c) else annex("4")
    return c.sheet("Adjustments", table, number=number, unit=unit("beds_days"), signed=True, fixed=3,
                   notes=("adjustments.note.use", "adjustments.note.limit", "adjustments.note.order"))


def cuts(c: Context) -> bool:
    """Whether a rule of the model lets any bed be cut."""
    rules = c.case.policy.of_kind("adjustment_limits")
    return any(any(beds for beds, _ in r.limits(c.case).values()) and any(r.allowance(d, c.case) for d in c.districts) for r in rules)


def _columns() -> tuple[Column, ...]:
    over = Mark("AND(ISNUMBER({margin.col}),{margin.col}<0)", "bad")
    return (column("index", 5, "centre"), column("institution", 9, "code", TABLE), column("name", 24, "text", TABLE),
            column("district", 9, "centre", TABLE), column("tier", 7, "centre", TABLE),
            column("insured_beds", 9, "count", TABLE, summed=True), column("reduced", 9, "count", TABLE, summed=True),
            column("beds_after", 9, "count", summed=True), column("bed_days", 11, "count", summed=True),
            column("use_before", 9, "share", TABLE), column("use_after", 9, "share", TABLE),
            column("limit", 9, "count", TABLE), column("margin", 8, "count", marks=(over,)), column("reason", 40, "text", TABLE))


def _cells(c: Context, r: Record, n: int) -> dict[str, Cell]:
    i = c.case.city.by_institution[r["institution"]]
    reduced, limit = int(r["reduced"]), exact(r["limit"])
    after = i.insured_beds - reduced
    decided = i.code in c.case.decided_cuts                          # a decision is not held against the limit
    margin = None if limit is None or decided else Formula("{limit}-{reduced}", limit - reduced)
    return {"index": n, "institution": i.code, "name": i.name, "district": i.account_district, "tier": term(i.tier, "tier"),
            "insured_beds": i.insured_beds, "reduced": reduced, "beds_after": Formula("{insured_beds}-{reduced}", after),
            "bed_days": i.bed_days, "use_before": _use("insured_beds", i.bed_days, i.insured_beds),
            "use_after": _use("beds_after", i.bed_days, after), "limit": limit, "margin": margin, "reason": r["reason"]}


def _use(beds: str, days: int | None, n: int) -> Cell:
    """Bed-days of twelve months over 365 days of each bed; empty where either is unknown."""
    return Formula(f"{{bed_days}}/(365*{{{beds}}})", Fraction(days, 365 * n)) if days is not None and n > 0 else None
