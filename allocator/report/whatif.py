"""whatif.xlsx: what comes of every set of figures, and which decisions it changes."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from allocator import words
from allocator.report.sheets.sensitivity import compared
from allocator.report.table import Cell, Column, Line, Sheet, Table
from allocator.report.terms import term
from allocator.report.workbook import table_workbook

Record = Mapping[str, Any]


def whatif_workbook(made: Record, title: str) -> bytes:
    """The bytes of whatif.xlsx from the dict of whatif.json."""
    sheets = (_figures(made, title), _objectives(made, title), _decisions(made, title))
    return table_workbook(title, sheets, year=int(made["year"]), right=str(made["instance"]))


def label(variant: Record) -> str:
    """What is different, as people write it."""
    return "，".join(f"{k} = {v}" for k, v in variant["set"].items()) or words.say("sensitivity.base")


def _figures(made: Record, title: str) -> Sheet:
    runs = [{"changed": label(v), "figures": v["figures"], "note": _note(v)} for v in (made["base"], *made["variants"])]
    return _sheet("figures", title, compared(runs), fixed=1)


def _note(v: Record) -> str:
    return v["note"] or words.say(f"status.{v['status']}")


def _objectives(made: Record, title: str) -> Sheet:
    """Objectives in their order, a column a variant."""
    runs: Sequence[Record] = (made["base"], *made["variants"])
    names = list(dict.fromkeys(o["name"] for r in runs for o in r["objectives"]))
    values = [{o["name"]: o["value"] for o in r["objectives"]} for r in runs]
    columns = (Column("goal", words.say("whatif.head.objective"), 30),
               *(Column(f"v{i}", label(r), 18, "centre") for i, r in enumerate(runs)))
    lines = tuple(Line({"goal": words.say(f"goal.{n}") if words.has(f"goal.{n}") else n,
                        **{f"v{i}": v.get(n, "") for i, v in enumerate(values)}}) for n in names)
    return _sheet("objectives", title, Table(columns=columns, lines=lines, empty=words.say("whatif.nothing")), fixed=1)


def _decisions(made: Record, title: str) -> Sheet:
    columns = (Column("changed", words.say("whatif.head.changed"), 36), Column("code", words.say("site.head.code"), 14, "code"),
               Column("name", words.say("site.head.name"), 30), Column("category", words.say("whatif.head.category"), 14, "centre"),
               Column("district", words.say("whatif.head.district"), 14, "centre"),
               *(Column(when, words.say(f"whatif.head.{when}"), 16, "centre") for when in ("before", "after")))
    lines = tuple(Line(_decision(label(v), d)) for v in made["variants"] for d in v["decisions"])
    return _sheet("decisions", title, Table(columns=columns, lines=lines, empty=words.say("whatif.nothing")))


def _decision(changed: str, d: Record) -> dict[str, Cell]:
    told = _cut if "institution" in d else _entry
    return {"changed": changed, "code": d.get("application") or d.get("institution"), "name": d["name"],
            "category": term(d["category"], "category"), "district": d["district"], "before": told(d["before"]), "after": told(d["after"])}


def _entry(beds: int | None) -> str:
    if beds is None:
        return words.say("whatif.refused")
    return words.say("whatif.admitted_beds", n=f"{beds:,}") if beds else words.say("whatif.admitted")


def _cut(beds: int) -> str:
    return words.say("whatif.cut", n=f"{beds:,}") if beds else words.say("whatif.uncut")


def _sheet(key: str, title: str, table: Table, fixed: int = 0) -> Sheet:
    return Sheet(key=f"Whatif{key}", name=words.say(f"whatif.sheet.{key}"), title=f"{title} {words.say('whatif.title')}", tables=(table,),
                 fixed=fixed)
