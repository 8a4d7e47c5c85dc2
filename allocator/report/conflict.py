"""conflict.xlsx: the clauses that cannot hold together, and what would do."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allocator import words
from allocator.report.table import Column, Line, Sheet, Table
from allocator.report.workbook import table_workbook


def conflict_workbook(made: Mapping[str, Any], title: str) -> bytes:
    """The bytes of conflict.xlsx from the dict of conflict.json."""
    head = words.say("conflict.title")
    clauses = Table(columns=(Column("n", words.say("conflict.n"), 6, "centre"), Column("clause", words.say("conflict.clause"), 16),
                             Column("says", words.say("conflict.says"), 50), Column("text", words.say("conflict.text"), 70)),
                    lines=tuple(Line({"n": k, "clause": _cite(r["clause"]), "says": r["says"], "text": r["text"]})
                                for k, r in enumerate(made["rules"], 1)), caption=words.say("conflict.rules"))
    ways = Table(columns=(Column("n", words.say("conflict.n"), 6, "centre"), Column("clause", words.say("conflict.rule"), 16),
                          Column("says", words.say("conflict.way"), 120, span=2)),
                 lines=tuple(Line({"n": k, "clause": r["rule"], "says": r["text"]}) for k, r in enumerate(made["relaxations"], 1)),
                 caption=words.say("conflict.ways"), empty=words.say("conflict.none_may"))
    note = words.say("conflict.irreducible" if made["irreducible"] else "conflict.not_proven")
    sheet = Sheet(key="Conflict", name=words.say("conflict.sheet"), title=f"{title} {head}", tables=(clauses, ways), notes=(note,),
                  widths=(6.0, 16.0, 50.0, 70.0))
    return table_workbook(title, (sheet,), year=int(made["year"]), right=str(made["instance"]))


def _cite(clause: Mapping[str, str]) -> str:
    return f"{clause['document']} {clause['article']}".strip()
