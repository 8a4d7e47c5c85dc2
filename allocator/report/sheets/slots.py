"""定向新增目录: where what kind of institution is wanted, without a name."""
from __future__ import annotations

from allocator import words
from allocator.report.context import Context, Record
from allocator.report.table import Cell, Column, Line, Sheet, Table
from allocator.report.terms import annex, column, exact, head, term, unit

TABLE = "slots"
KINDS = ("coverage", "gap_bonus", "minimum", "report")
ALIKE = ("district", "township", "category", "tier", "type", "specialty")


def sheet(c: Context) -> Sheet | None:
    """One line a site; None where nothing of the model or the tables could make one."""
    if not (c.record["slots"] or c.has(*KINDS) or any(a.kind == "site" for a in c.case.city.applications)):
        return None
    sites = [(slot, code, i == 0) for slot in c.record["slots"] for i, code in enumerate(_codes(c, slot))]
    lines = tuple(Line(_cells(c, slot, code, first) | {"index": n}) for n, (slot, code, first) in enumerate(sites, 1))
    table = Table(columns=_columns(), lines=lines, total={"index": head("total")}, empty=words.say("report.slots.empty"))
    return c.sheet("Slots", table, number=annex("3", "2"), unit=unit("slots"), signed=True, fixed=2,
                   notes=("slots.note", "slots.note.people", "slots.note.code"))


def _columns() -> tuple[Column, ...]:
    return (column("index", 5, "centre"), column("code", 10, "code", TABLE), column("district", 9, "centre", TABLE),
            column("township", 10, "centre", TABLE), column("category", 10, "centre", TABLE), column("tier", 8, "centre", TABLE),
            column("type", 8, "centre", TABLE), column("specialty", 8, "centre", TABLE), column("count", 6, "count", TABLE, summed=True),
            column("beds", 8, "count", TABLE, summed=True), column("insured_newly_covered", 10, "count", TABLE, summed=True),
            column("nearest_same_m", 10, "count", TABLE), column("sentence", 46), column("clause", 14, "text", TABLE))


def _codes(c: Context, slot: Record) -> list[str]:
    """Codes of the admitted sites of a slot."""
    sites = [c.application(r["application"]) for r in c.admitted]
    return [a.code for a in sites if a.kind == "site" and all((slot[k] or "") == getattr(a, k) for k in ALIKE)]


def _cells(c: Context, s: Record, code: str, first: bool) -> dict[str, Cell]:
    """One site; what is known of the slot as a whole stands in its first line."""
    inpatient = s["category"] == "inpatient"
    whole: dict[str, Cell] = {"insured_newly_covered": s["insured_newly_covered"], "nearest_same_m": exact(s["nearest_same_m"]),
                              "sentence": sentence(s)} if first else {"sentence": words.say("report.slots.same")}
    granted = next(r["beds"] for r in c.admitted if r["application"] == code)
    return {"code": code, "district": s["district"], "township": s["township"] or "", "category": term(s["category"], "category"),
            "tier": term(s["tier"], "tier") if inpatient else "", "type": term(s["type"], "type"),
            "specialty": term(s["specialty"], "specialty"), "count": 1, "beds": granted or None, **whole, "clause": c.clause(s["clause"])}


def sentence(s: Record) -> str:
    """What is wanted, in one sentence that people act on."""
    parts = [words.say("report.slot", place=f"{s['district']}{s['township'] or ''}", what=_what(s), n=s["count"])]
    if s["beds"]:
        parts.append(words.say("report.slot.beds", n=f"{s['beds']:,}"))
    if s["insured_newly_covered"]:
        parts.append(words.say("report.slot.people", n=f"{s['insured_newly_covered']:,}"))
    nearest = exact(s["nearest_same_m"])
    if nearest:
        parts.append(words.say("report.slot.nearest", km=f"{float(nearest) / 1000:.1f}"))
    return words.say("report.clauses").join(parts)


def _what(s: Record) -> str:
    tier = term(s["tier"], "tier") if s["category"] == "inpatient" and s["tier"] not in (None, "", "ungraded") else ""
    rest = {k: term(s[k], k) for k in ("specialty", "category")}
    return words.say("report.slot.what", tier=tier, **rest).strip()
