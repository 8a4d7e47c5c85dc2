"""封面与参数: what the plan is, how it came about, its figures, the readings that are ours, the list of sheets."""
from __future__ import annotations

from collections.abc import Sequence

from allocator import words
from allocator.domain.finding import Document
from allocator.report import figures
from allocator.report.context import Context
from allocator.report.layout import address
from allocator.report.table import Cell, Column, Formula, Line, Link, Sheet, Table, Value, plain
from allocator.report.terms import column, day, exact, head, listed, named, quoted, ratio, share, sheet_name, term

WIDTHS = (13.0, 10.0, 11.0, 13.0, 13.0, 13.0, 13.0)


def sheet(c: Context, others: Sequence[Sheet]) -> Sheet:
    """The cover of a workbook that has these other sheets."""
    there = {s.key: s for s in others}
    tables = [_facts(c), _figures(c, there), _applications(c, there), _contents(others)]
    tables += [_readings(c)] if c.extras.readings else []
    warnings = [words.say("report.synthetic")] if c.instance.source == "synthetic" else []
    warnings += [words.say("report.unproven")] if c.record["status"] != "optimal" else []
    notes = (words.say("report.listed"), words.say("report.cover.note.cite"), words.say("report.cover.note.formulas"), words.say("report.cover.note.marks"))
    return Sheet(key="Cover", name=sheet_name("Cover"), title=c.instance.title, tables=tuple(tables), widths=WIDTHS, portrait=True, large=True,
                 number=words.say("report.attachment"), lead=tuple(warnings), notes=notes, signed=True)


# -- what it is

def _facts(c: Context) -> Table:
    columns = (Column("label", "", 13, "centre"), Column("fact", "", 73, span=6))
    facts = [("state_of_plan", status(c)), ("checked", _checked(c)), ("maker_of_plan", c.maker),
             ("data", words.say(f"report.source.{c.instance.source}", as_of=day(c.instance.data_as_of)))]
    lines = [Line({"label": head(k), "fact": text}, "label") for k, text in facts if text]
    lines += [Line({"label": words.say("report.document", n=n), "fact": document(d)}, "label")
              for n, d in enumerate(c.case.policy.documents.values(), 1)]
    return Table(columns=columns, lines=tuple(lines), headless=True)


def status(c: Context) -> str:
    """How the run ended, and who says so."""
    if c.extras.status_line:
        return c.extras.status_line
    said = words.say(f"report.status.{c.record['status']}")
    if not c.extras.confirmed_by:
        return said
    return said + words.say("report.confirmed", by=listed(named("report.solver", s) for s in c.extras.confirmed_by))


def _checked(c: Context) -> str:
    found = [(f["verdict"], f["strictness"]) for f in c.record["findings"]]
    return words.say("report.checked", rules=len({f["rule"] for f in c.record["findings"]}), broken=found.count(("violated", "must")),
                     missed=found.count(("violated", "should")))


def document(d: Document) -> str:
    """Title, number, issuer, status and period of a document."""
    bare = "《" in d.title or words.language() == "en" or d.status == "bureau practice"
    title = d.title if bare else f"《{d.title}》"
    start, end = d.in_force
    period = words.say("report.in_force", start=day(start), end=day(end) if end else words.say("report.no_end")) if start else ""
    status = named("report.document.status", d.status) if d.status else ""
    return title + words.say("report.brackets", text=words.say("report.semicolon").join(x for x in (d.number, d.issuer if d.status != "bureau practice" else "", status, period) if x))


# -- headline figures

def _figures(c: Context, there: dict[str, Sheet]) -> Table:
    columns = (column("figure_name", 34, span=3), column("now", 13, "figure"), column("planned_figure", 13, "figure"),
               column("change", 13, "delta"), column("target", 13, "figure"))
    lines = [*_beds(c, there["Districts"]), *_milestones(c), *_coverage(c, there)]
    return Table(columns=columns, lines=tuple(lines), caption=words.say("report.cover.figures"))


def _row(name: str, now: Cell, planned: Cell, change: Value, target: Cell = None) -> Line:
    return Line({"figure_name": name, "now": now, "planned_figure": planned, "change": Formula("{planned_figure}-{now}", change), "target": target})


def _beds(c: Context, districts: Sheet) -> list[Line]:
    now, planned, people = figures.beds(c, "current"), figures.beds(c, "planned"), figures.insured(c)
    at = {k: address(districts, 0, k) for k in ("beds_current", "beds_planned", "insured")}
    rates = [Formula(ratio(at[k], at["insured"], 1000), share(n * 1000, people)) for k, n in (("beds_current", now), ("beds_planned", planned))]
    change = share((planned - now) * 1000, people)
    return [_row(words.say("report.figure.beds"), Formula(at["beds_current"], now), Formula(at["beds_planned"], planned), planned - now),
            Line({"figure_name": words.say("report.figure.per_1000"), "now": rates[0], "planned_figure": rates[1],
                  "change": Formula("{planned_figure}-{now}", change)}, form="rate")]


def _milestones(c: Context) -> list[Line]:
    lines = []
    for m in c.record["milestones"]:
        gap = exact(m["gap"])
        said = words.say("report.milestone.gap", n=figures.short(gap), unit=term(m["unit"], "unit")) if gap else words.say("report.milestone.reached")
        name = figures.milestone_name(c, m)
        lines.append(Line({"figure_name": name, "planned_figure": exact(m["planned"]), "change": said, "target": exact(m["limit"])}))
    return lines


def _coverage(c: Context, there: dict[str, Sheet]) -> list[Line]:
    lines = []
    for i, circle in enumerate(figures.circles(c)):
        total = there["Coverage"].tables[i].total_cells
        now, after = plain(total["share_before"]), plain(total["share_after"])
        at = {key: Formula(address(there["Coverage"], i, key), plain(total[key])) for key in ("share_before", "share_after")}
        change = Formula("{planned_figure}-{now}", exact(after or 0) - exact(now or 0))  # type: ignore[operator]
        lines.append(Line({"figure_name": words.say("report.headline.coverage", category=term(circle.category, "category")), "now": at["share_before"],
                           "planned_figure": at["share_after"], "change": change, "target": total["standard"]}, form="share"))
    return lines


# -- applications by category

def _applications(c: Context, there: dict[str, Sheet]) -> Table:
    keys = (("institutions_now", 10), ("applied_for", 11), ("to_admit", 13), ("of_these_exempt", 13), ("waiting", 13), ("institutions_after", 13))
    columns = (column("category", 13, "centre"), *(column(k, w, "count", summed=True) for k, w in keys))
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


# -- contents, readings

def _contents(others: Sequence[Sheet]) -> Table:
    columns = (column("annex", 13, "centre"), column("sheet", 47, span=4), column("unit", 13, "centre"), column("purpose", 13, "centre"))
    lines = [Line({"annex": s.number or "—", "sheet": Link(s.title, s.key), "unit": s.unit or "—",
                   "purpose": words.say("report.printed" if s.number else "report.filed")}) for s in others]
    return Table(columns=columns, lines=tuple(lines), caption=words.say("report.cover.contents"))


def _readings(c: Context) -> Table:
    columns = (column("index", 13, "centre"), column("reading", 60, span=5), column("whose", 13, "centre"))
    lines = [Line({"index": n, "reading": text, "whose": words.say("report.ours" if ours else "report.theirs")})
             for n, (text, ours) in enumerate(c.extras.readings, 1)]
    return Table(columns=columns, lines=tuple(lines), caption=words.say("report.cover.readings"))
