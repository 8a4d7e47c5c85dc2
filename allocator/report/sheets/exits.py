"""退出与释放: who leaves, what that frees, and how it is used."""
from __future__ import annotations

from allocator import words
from allocator.domain.city import CATEGORIES, Release
from allocator.domain.institution import Institution
from allocator.report import figures
from allocator.report.context import Context
from allocator.report.table import Cell, Formula, Line, Sheet, Table
from allocator.report.terms import alike, column, head, term, unit

KINDS = ("release_quota", "swap", "transfer", "tail", "offset_first", "density_limit", "plan_total")
WIDTHS = (11.0, 26.0, 13.0, 11.0, 11.0, 11.0, 13.0, 16.0)


def sheet(c: Context) -> Sheet | None:
    """What is freed and its use, who leaves this year, the ledger of releases."""
    if not (c.case.city.exits or c.case.city.releases or c.has(*KINDS)):
        return None
    ledger = (_ledger(c),) if c.case.city.releases else ()
    return c.sheet("Exits", _freed(c), _exits(c), *ledger, unit=unit("beds"), widths=WIDTHS, notes=("exits.note",))


def _exits(c: Context) -> Table:
    columns = (column("code", 11, "code"), column("name", 26), column("category", 13, "centre"), column("district", 11, "centre"),
               column("tier", 11, "centre"), column("insured_beds", 11, "count", summed=True), column("exited_on", 13, "date"),
               column("exit_cause", 16, "centre"))
    return Table(columns=columns, lines=tuple(Line(_exit(i)) for i in sorted(c.case.city.exits, key=_order)), total={"code": head("total")},
                 caption=words.say("report.exits.this_year"), empty=words.say("report.exits.empty"))


def _order(i: Institution) -> tuple[int, str, str]:
    return CATEGORIES.index(i.category), i.district, i.code


def _exit(i: Institution) -> dict[str, Cell]:
    return {"code": i.code, "name": i.name, "category": term(i.category, "category"), "district": i.account_district,
            "tier": term(i.tier, "tier") if i.category == "inpatient" else "", "insured_beds": i.insured_beds or None,
            "exited_on": i.exited_on, "exit_cause": term(i.exit_cause, "exit_cause")}


def _freed(c: Context) -> Table:
    counts = ("freed_by", "reduced_beds", "converted_beds", "released", "granted")
    columns = (column("district", 11, "centre"), *alike("count", 11, *counts, summed=True),
               *alike("change", 13, "received", "released_less_granted", summed=True))
    return Table(columns=columns, lines=tuple(Line(_use(c, d)) for d in c.districts), total={"district": head("total")},
                 caption=words.say("report.exits.use"))


def _use(c: Context, d: str) -> dict[str, Cell]:
    exited, reduced, converted = (figures.beds(c, k, d) for k in ("exited", "reduced", "converted"))
    granted = figures.beds(c, "admitted", d) + figures.beds(c, "expanded", d)
    across = figures.transferred(c, d)
    received = across["in"] - across["out"]
    released = exited + reduced + converted
    return {"district": d, "freed_by": exited, "reduced_beds": reduced, "converted_beds": converted, "granted": granted,
            "received": received, "released": Formula("{freed_by}+{reduced_beds}+{converted_beds}", released),
            "released_less_granted": Formula("{released}+{received}-{granted}", released + received - granted)}


def _ledger(c: Context) -> Table:
    columns = (column("code", 11, "code"), column("cause", 26), *alike("centre", 11, "category", "district", "tier"),
               column("beds", 11, "count", summed=True), *alike("centre", 13, "year", "scheme"))
    lines = tuple(Line(_release(r)) for r in c.case.city.releases)
    return Table(columns=columns, lines=lines, total={"code": head("total")}, caption=words.say("report.exits.ledger"))


def _release(r: Release) -> dict[str, Cell]:
    return {"code": r.code, "cause": term(r.cause, "cause"), "category": term(r.category, "category"), "district": r.district,
            "tier": term(r.tier, "tier") if r.category == "inpatient" else "", "beds": r.beds or None, "year": str(r.year),
            "scheme": term(r.scheme, "scheme")}
