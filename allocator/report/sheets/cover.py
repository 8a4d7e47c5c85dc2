"""封面与参数: what the plan is, how it came about, its figures, the readings that are ours, the list of sheets."""
from __future__ import annotations

from collections.abc import Sequence

from allocator import words
from allocator.domain.finding import Document
from allocator.report.context import Context
from allocator.report.sheets import headline
from allocator.report.table import Column, Line, Link, Sheet, Table
from allocator.report.terms import column, day, head, joined, listed, named, sheet_name

SECOND = "cp-sat"                      # the other engine: HiGHS asked twice is still one solver
PRACTICE = "bureau practice"           # the status of what is no document
WIDTHS = (13.0, 10.0, 11.0, 13.0, 13.0, 13.0, 13.0)


def sheet(c: Context, others: Sequence[Sheet]) -> Sheet:
    """The cover of a workbook that has these other sheets."""
    there = {s.key: s for s in others}
    tables = [_facts(c), headline.figures_table(c, there), headline.applications_table(c, there), _contents(others)]
    tables += [_readings(c)] if c.extras.readings else []
    warnings = [words.say("report.synthetic")] if c.instance.source == "synthetic" else []
    warnings += [words.say("report.unproven")] if c.record["status"] != "optimal" else []
    notes = tuple(words.say(f"report.{n}") for n in ("listed", "cover.note.cite", "cover.note.formulas", "cover.note.marks"))
    return Sheet(key="Cover", name=sheet_name("Cover"), title=c.instance.title, tables=tuple(tables), widths=WIDTHS, portrait=True,
                 large=True, number=words.say("report.attachment"), lead=tuple(warnings), notes=notes, signed=True)


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
    said, voices = words.say(f"report.status.{c.record['status']}"), c.extras.confirmed_by
    if not voices:
        return said
    key = "report.confirmed.two" if SECOND in voices else "report.confirmed.one"
    return said + words.say(key, by=listed(named("report.solver", s) for s in voices))


def _checked(c: Context) -> str:
    found = [(f["verdict"], f["strictness"]) for f in c.record["findings"]]
    return words.say("report.checked", rules=len({f["rule"] for f in c.record["findings"]}), broken=found.count(("violated", "must")),
                     missed=found.count(("violated", "should")))


def document(d: Document) -> str:
    """Title, number, issuer, status and period of a document."""
    ours = d.status == PRACTICE
    title = d.title if ours or "《" in d.title or words.language() == "en" else f"《{d.title}》"
    start, end = d.in_force
    period = words.say("report.in_force", start=day(start), end=day(end) if end else words.say("report.no_end")) if start else ""
    status = named("report.document.status", d.status) if d.status else ""
    return title + words.say("report.brackets", text=joined(d.number, "" if ours else d.issuer, status, period))


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
