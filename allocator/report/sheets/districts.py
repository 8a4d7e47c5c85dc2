"""区县汇总: one line a district."""
from __future__ import annotations

from allocator import words
from allocator.report import figures
from allocator.report.context import Context
from allocator.report.layout import address
from allocator.report.sheets import coverage
from allocator.report.table import Cell, Column, Formula, Line, Sheet, Table
from allocator.report.terms import annex, column, head, joined, listed, ratio, share, term, unit

COUNTS = ("current", "exits", "new", "moved", "after")


def sheet(c: Context) -> Sheet:
    """Beds, institutions, coverage and conclusion of every district."""
    lines = tuple(Line(_cells(c, d, i)) for i, d in enumerate(c.districts))
    table = Table(columns=_columns(c), lines=lines, total=_total(c))
    return c.sheet("Districts", table, number=annex("1"), unit=unit("persons_beds_institutions"), signed=True, fixed=1,
                   notes=("districts.note.change", "districts.note.count", "districts.note.use"))


def _moves(c: Context) -> list[str]:
    """Categories some of whose institutions cross a district's border."""
    return [k for k in c.categories if any(figures.count(c, d, k).moved for d in c.districts)]


def _parts(c: Context, category: str) -> list[str]:
    return [p for p in COUNTS if p != "moved" or category in _moves(c)]


def _columns(c: Context) -> tuple[Column, ...]:
    beds = head("group.beds")
    made = [column("district", 9, "centre"), column("insured", 11, "count", summed=True),
            column("beds_current", 8.5, "count", group=beds, summed=True), column("beds_planned", 8.5, "count", group=beds, summed=True),
            column("beds_change", 8, "change", group=beds, summed=True), column("per_1000", 8.5, "rate", group=beds),
            column("use", 8, "share", group=beds)]
    for k in c.categories:
        group = head(f"group.{k}")
        made += [Column(f"{k}_{p}", head(f"count.{p}"), 6.5, "change" if p == "moved" else "count", group, summed=True)
                 for p in _parts(c, k)]
    for i, circle in enumerate(figures.circles(c)):
        made.append(Column(f"coverage_{i}", term(circle.category, "category"), 9, "share", head("group.coverage")))
    return (*made, column("conclusion", 36))


def _cells(c: Context, d: str, line: int) -> dict[str, Cell]:
    current, planned, people = figures.beds(c, "current", d), figures.beds(c, "planned", d), figures.insured(c, d)
    use = figures.use(c, d)
    cells: dict[str, Cell] = {
        "district": d, "insured": people, "beds_current": current, "beds_planned": planned, "use": use,
        "beds_change": Formula("{beds_planned}-{beds_current}", planned - current), "per_1000": _per_1000(planned, people),
        "conclusion": conclusion(c, d)}
    for k in c.categories:
        cells |= _counts(c, d, k)
    for i, circle in enumerate(figures.circles(c)):
        cells[f"coverage_{i}"] = _coverage(c, circle, i, d, line)
    return cells


def _counts(c: Context, d: str, k: str) -> dict[str, Cell]:
    n = figures.count(c, d, k)
    moved = f"+{{{k}_moved}}" if "moved" in _parts(c, k) else ""
    after = Formula(f"{{{k}_current}}-{{{k}_exits}}+{{{k}_new}}{moved}", n.after)
    return {f"{k}_current": n.current, f"{k}_exits": n.exits, f"{k}_new": n.new, f"{k}_moved": n.moved, f"{k}_after": after}


def _coverage(c: Context, circle: figures.Circle, table: int, d: str | None, line: int | None) -> Cell:
    """The share that the coverage sheet works out."""
    there = coverage.sheet(c)
    rows = circle.of(d)
    if there is None or not rows:
        return None
    value = share(sum(int(r["covered_after"]) for r in rows), sum(int(r["insured"]) for r in rows))
    return Formula(address(there, table, "share_after", line), value)


def _per_1000(planned: int, people: int) -> Cell:
    return Formula(ratio("{beds_planned}", "{insured}", 1000), share(planned * 1000, people))


def _total(c: Context) -> dict[str, Cell]:
    total: dict[str, Cell] = {"district": head("total"), "use": figures.use(c), "conclusion": "",
                              "per_1000": _per_1000(figures.beds(c, "planned"), figures.insured(c))}
    for i, circle in enumerate(figures.circles(c)):
        total[f"coverage_{i}"] = _coverage(c, circle, i, None, None)
    return total


def conclusion(c: Context, d: str) -> str:
    """State, freezes and what the plan does, in one sentence."""
    need = figures.state(c, d)
    parts = [term(need["state"], "state")] if need and need["state"] else []
    closed = [term(k, "category") for k in figures.frozen_categories(c, d)]
    if closed:
        parts.append(words.say("report.conclusion.frozen", categories=listed(closed)))
    moves = {"cut": figures.beds(c, "reduced", d), **figures.transferred(c, d)}
    parts += [words.say(f"report.conclusion.{k}", n=f"{n:,}") for k, n in moves.items() if n]
    return joined(*parts)
