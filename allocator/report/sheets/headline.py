"""The cover's tables of figures, live from the sheets that work them out."""
from __future__ import annotations

from fractions import Fraction

from allocator import words
from allocator.report import figures
from allocator.report.context import Context
from allocator.report.layout import address
from allocator.report.table import Cell, Formula, Line, Sheet, Table, number, plain
from allocator.report.terms import alike, column, exact, head, quoted, ratio, share, term
from allocator.rules.bounds.density_limit import Glide
from allocator.rules.scopes import CITY
from allocator.rules.states.formula_limit import figure_of
from allocator.rules.where import Where


def figures_table(c: Context, there: dict[str, Sheet]) -> Table:
    """Beds, milestones and coverage, now and planned."""
    columns = (column("figure_name", 34, span=3), *alike("figure", 13, "now", "planned_figure"), column("change", 13, "delta"),
               column("target", 13, "figure"))
    lines = [*_beds(c, there["Districts"]), *_milestones(c), *_coverage(c, there)]
    return Table(columns=columns, lines=tuple(lines), caption=words.say("report.cover.figures"))


def _row(name: str, now: Formula, planned: Formula, target: Cell = None, form: str = "") -> Line:
    """A figure now and planned, with the difference of the two cells."""
    known = "" not in (now.value, planned.value)
    change = Formula("{planned_figure}-{now}", number(planned.value) - number(now.value)) if known else None
    return Line({"figure_name": name, "now": now, "planned_figure": planned, "change": change, "target": target}, form=form)


def _beds(c: Context, districts: Sheet) -> list[Line]:
    now, planned, people = figures.beds(c, "current"), figures.beds(c, "planned"), figures.insured(c)
    at = {k: address(districts, 0, k) for k in ("beds_current", "beds_planned", "insured")}
    counts = Formula(at["beds_current"], now), Formula(at["beds_planned"], planned)
    lines = [_row(words.say("report.figure.beds"), *counts)]
    residents = sum(d.residents or 0 for d in c.case.city.districts)
    bands = bed_bands(c) or {"insured": (None, None)}
    for base, band in bands.items():
        whom = (at["insured"], people) if base == "insured" else (str(residents), residents)
        rates = [Formula(ratio(f.text, whom[0], 1000), share(n * 1000, whom[1])) for f, n in zip(counts, (now, planned), strict=True)]
        lines.append(_row(words.say(f"report.figure.per_1000.{base}"), rates[0], rates[1], _band(*band), form="rate"))
    return lines


Band = tuple[Fraction | None, Fraction | None]


def bed_bands(c: Context) -> dict[str, Band]:
    """(least, most) beds per 1000 that the model sets for the city, by whose number; yearly milestones have lines of their own."""
    bands: dict[str, Band] = {}
    whole = ("insured_beds", CITY, 1000, Where())
    rules = [r for r in c.case.policy.of_kind("density_limit") if (r.resource, r.scope, r.per, r.adds) == whole]
    for r in (r for r in rules if not isinstance(r.when_over, Glide)):
        low, high = bands.get(r.base, (None, None))
        figure = figure_of(r.formula, r.value, c.case)
        bands[r.base] = (low, figure) if r.sense == "<=" else (figure, high)
    return bands or _released(c)


def _released(c: Context) -> dict[str, Band]:
    """The figure above which a release quota holds, where no limit says one."""
    overs = (r.over for r in c.case.policy.of_kind("release_quota") if r.unit == "beds" and r.over is not None)
    figures_ = (figure_of(o.formula, o.density, c.case) for o in overs if o.formula or o.density is not None)
    return next(({"insured": (None, f)} for f in figures_ if f is not None), {})


def _band(low: Fraction | None, high: Fraction | None) -> Cell:
    """One figure as it is, two as a span."""
    return f"{float(low):.2f}～{float(high):.2f}" if low is not None and high is not None else low if high is None else high


def _milestones(c: Context) -> list[Line]:
    lines = []
    for m in c.record["milestones"]:
        missed = words.say("report.milestone.gap", n=figures.short(m["gap"]), unit=term(m["unit"], "unit"))
        said = missed if exact(m["gap"]) else words.say("report.milestone.reached")
        lines.append(Line({"figure_name": figures.milestone_name(c, m), "planned_figure": exact(m["planned"]), "change": said,
                           "target": exact(m["limit"])}))
    return lines


def _coverage(c: Context, there: dict[str, Sheet]) -> list[Line]:
    lines = []
    for i, circle in enumerate(figures.circles(c)):
        total = there["Coverage"].tables[i].total_cells
        now, after = (Formula(address(there["Coverage"], i, k), plain(total[k])) for k in ("share_before", "share_after"))
        name = words.say("report.headline.coverage", category=term(circle.category, "category"))
        lines.append(_row(name, now, after, total["standard"], "share"))
    return lines


def applications_table(c: Context, there: dict[str, Sheet]) -> Table:
    """Institutions and applications by category."""
    keys = ("institutions_now", "applied_for", "to_admit", "of_these_exempt", "waiting", "institutions_after")
    columns = (column("category", 13, "centre"), *alike("count", 13, *keys, summed=True))
    lines = tuple(Line(_category(c, there, k)) for k in c.categories)
    return Table(columns=columns, lines=lines, total={"category": head("total")}, caption=words.say("report.cover.applications"))


def _category(c: Context, there: dict[str, Sheet], k: str) -> dict[str, Cell]:
    rows = [r for r in c.record["admissions"] if r["category"] == k]
    new = [r for r in rows if r["admitted"]]
    counts = [figures.count(c, d, k) for d in c.districts]
    now, after = (Formula(address(there["Districts"], 0, f"{k}_{p}"), sum(getattr(n, p) for n in counts)) for p in ("current", "after"))
    return {"category": term(k, "category"), "applied_for": _counted(there["Admissions"], len(rows), "category", k),
            "to_admit": _counted(there["Admissions"], len(new), "category", k, admitted="yes"),
            "of_these_exempt": sum(bool(c.case.standing(r["application"]).exemptions) for r in new),
            "waiting": sum(r["waitlist"] is not None for r in rows), "institutions_now": now, "institutions_after": after}


def _counted(sheet: Sheet, value: int, key: str, wanted: str, **more: str) -> Cell:
    """COUNTIFS over the admissions sheet."""
    last = len(sheet.tables[0].lines) - 1
    if last < 0:
        return value
    tests = [f"{_range(sheet, k, last)},{quoted(term(v, k))}" for k, v in {key: wanted, **more}.items()]
    return Formula(f"COUNTIFS({','.join(tests)})", value)


def _range(sheet: Sheet, key: str, last: int) -> str:
    name, _, first = address(sheet, 0, key, 0).rpartition("!")
    return f"{name}!{first}:{address(sheet, 0, key, last).rpartition('!')[2]}"
