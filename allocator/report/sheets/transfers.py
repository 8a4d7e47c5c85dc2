"""减一增一与调剂: beds given up in one district and granted in it or in another; read back as decisions."""
from __future__ import annotations

from allocator import words
from allocator.report import figures
from allocator.report.context import Context, Record
from allocator.report.table import Cell, Line, Sheet, Table
from allocator.report.terms import annex, column, head, joined, term, unit

TABLE = "transfers"
KINDS = ("swap", "transfer")


def sheet(c: Context) -> Sheet | None:
    """One line a pair of districts; None for a model without swaps."""
    if not filled(c):
        return None
    lines = tuple(Line(_cells(c, t, n)) for n, t in enumerate(c.record["transfers"], 1))
    columns = (column("index", 6, "centre"), column("from", 14, "centre", TABLE), column("to", 14, "centre", TABLE),
               column("beds", 10, "count", TABLE, summed=True), column("unit", 10, "centre", TABLE), column("way", 16, "centre"),
               column("grounds", 70))
    table = Table(columns=columns, lines=lines, total={"index": head("total")}, empty=words.say("report.transfers.empty"))
    return c.sheet("Transfers", table, number=annex("4", "1"), unit=unit("beds"), signed=True,
                   notes=("transfers.note.swap", "transfers.note.term"))


def filled(c: Context) -> bool:
    """Whether the model could fill it."""
    return bool(c.record["transfers"]) or c.has(*KINDS)


def _cells(c: Context, t: Record, n: int) -> dict[str, Cell]:
    within = t["from"] == t["to"]
    return {"index": n, "from": t["from"], "to": t["to"], "beds": t["beds"], "unit": term(t["unit"], "unit"),
            "way": words.say("report.way.swap" if within else "report.way.transfer"), "grounds": _grounds(c, t)}


def _grounds(c: Context, t: Record) -> str:
    giver = words.say("report.gives", district=t["from"], exited=figures.beds(c, "exited", t["from"]),
                      reduced=figures.beds(c, "reduced", t["from"]), converted=figures.beds(c, "converted", t["from"]))
    taker = words.say("report.gets", district=t["to"], admitted=figures.beds(c, "admitted", t["to"]),
                      expanded=figures.beds(c, "expanded", t["to"]))
    need = figures.state(c, t["to"])
    parts = [giver, taker]
    if need and need["required"] is not None and need["after_exits"] < need["required"]:
        parts.append(words.say("report.lacks", district=t["to"], n=f"{need['required'] - need['after_exits']:,}"))
    return joined(*parts)
