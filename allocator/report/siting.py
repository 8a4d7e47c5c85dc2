"""site.json and site.xlsx: the answer, the sites with what each is worth, the curve, the map."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from allocator import words
from allocator.report.table import Cell, Column, Line, Plot, Series, Sheet, Table
from allocator.report.workbook import table_workbook

Record = Mapping[str, Any]
LOOKS = {"covered": "dot", "uncovered": "hollow", "existing": "square", "left": "plus", "chosen": "diamond"}


def siting_workbook(made: Record, spots: Sequence[Record], year: int) -> bytes:
    """The bytes of site.xlsx.

    Parameters
    ----------
    made : the dict of site.json.   spots : rows `{kind, lon, lat, people}` of the map, in the order of `LOOKS`; empty: no map.
    """
    title = f"{words.say('site.title')}  {words.say('site.problem.' + made['problem'])}"
    sheets = [_plan(made, title), _curve(made, title), *([_map(spots, title)] if spots else [])]
    return table_workbook(title, sheets, year=year, right=str(made["demand"]["file"]))


def _plan(made: Record, title: str) -> Sheet:
    columns = (Column("rank", _head("rank"), 6, "centre"), Column("code", _head("code"), 16, "code"), Column("name", _head("name"), 26),
               Column("lon", _head("lon"), 12, "figure4"), Column("lat", _head("lat"), 12, "figure4"),
               Column("in_reach", _head("in_reach"), 16, "count"), Column("alone", _head("alone"), 16, "count"),
               Column("gained", _head("gained"), 16, "count", summed=True), Column("cumulative", _head("cumulative"), 16, "count"))
    lines = tuple(Line({c.key: _degrees(s[c.key]) if c.key in ("lon", "lat") else s[c.key] for c in columns}) for s in made["chosen"])
    chosen = Table(columns=columns, lines=lines, total={"rank": words.say("site.head.total")} if lines else None,
                   empty=words.say("report.coverage.empty") if not lines else "")
    notes = (words.say("site.note.method", method=made["reach"]["method"]), words.say("site.note.rank"), words.say("site.note.alone"))
    return Sheet(key="SitePlan", name=words.say("site.sheet.plan"), title=title, tables=(_summary(made), chosen), notes=notes,
                 widths=tuple(c.width for c in columns), fixed=2)


def _summary(made: Record) -> Table:
    """What was asked and what came of it, line by line."""
    d, proofs = made["demand"], {o["name"]: o for o in made["objectives"]}
    rows: list[tuple[str, Cell, str]] = [
        ("problem", words.say(f"site.problem.{made['problem']}"), "text"), ("status", words.say(f"status.{made['status']}"), "text"),
        ("points", d["points"], "count"), ("people", d["people"], "count"), ("before", d["covered_before"], "count"),
        ("unreachable", d["unreachable"], "count"), ("sites", len(made["chosen"]), "count"),
        ("covered", made["covered"]["people"], "count"),
        ("share", Fraction(made["covered"]["people"], d["people"]) if d["people"] else None, "share"),
    ]
    if "sites" in proofs:
        rows.append(("sites_bound", proofs["sites"]["bound"], "count"))
    if "covered" in proofs:
        rows.append(("bound", proofs["covered"]["bound"], "count"))
    rows.append(("rows", made["reductions"]["rows"], "count"))
    lines = tuple(Line({"item": words.say(f"site.item.{key}"), "value": value}, "label", form) for key, value, form in rows)
    columns = (Column("item", _head("item"), 0, "centre", span=2), Column("value", _head("value"), 0, "figure", span=2))
    return Table(columns=columns, lines=lines, headless=True)


def _curve(made: Record, title: str) -> Sheet:
    columns = (Column("sites", _head("sites"), 12, "count"), Column("people", _head("people"), 18, "count"),
               Column("share", _head("share"), 12, "share"), Column("bound", _head("bound"), 18, "count"))
    whole = made["demand"]["people"]
    lines = tuple(Line({"sites": p["sites"], "people": p["people"], "bound": p["bound"],
                        "share": Fraction(p["people"], whole) if whole else None}) for p in made["curve"])
    n = len(made["chosen"])
    here = next((k for k, p in enumerate(made["curve"]) if p["sites"] == n), -1)
    series = (Series(_head("people"), "sites", "people", "line", 0, len(lines) - 1, table=1),
              Series(_head("bound"), "sites", "bound", "dashed", 0, len(lines) - 1, table=1),
              Series(words.say("site.map.chosen"), "sites", "people", "diamond", here, here if here >= 0 else -2, table=1))
    form = (Column("item", _head("item"), 0, "centre", span=2), Column("value", _head("value"), 0, "figure", span=2))
    above = Table(columns=form, headless=True,
                  lines=(Line({"item": words.say("site.item.sites"), "value": n}, "label"),
                         Line({"item": words.say("site.item.covered"), "value": made["covered"]["people"]}, "label")),
                  chart=Plot(words.say("site.sheet.curve"), _head("sites"), _head("people"), series))
    return Sheet(key="SiteCurve", name=words.say("site.sheet.curve"), title=title, notes=(words.say("site.note.curve"),),
                 tables=(above, Table(columns=columns, lines=lines)), widths=(18.0, 24.0, 18.0, 24.0))


def _map(spots: Sequence[Record], title: str) -> Sheet:
    """The picture first, then its points, which it is drawn from."""
    kinds = [s["kind"] for s in spots]
    groups = {k: (kinds.index(k), len(kinds) - 1 - kinds[::-1].index(k)) for k in LOOKS if k in kinds}
    series = tuple(Series(words.say(f"site.map.{k}"), "lon", "lat", LOOKS[k], *ends, table=1) for k, ends in groups.items())
    legend = Table(columns=(Column("kind", _head("kind"), 18), Column("count", _head("count"), 16, "count")),
                   lines=tuple(Line({"kind": words.say(f"site.map.{k}"), "count": kinds.count(k)}) for k in groups), headless=True,
                   chart=Plot(words.say("site.sheet.map"), _head("lon"), _head("lat"), series, rows=17, close=True))
    columns = (Column("kind", _head("kind"), 18), Column("lon", _head("lon"), 16, "figure4"), Column("lat", _head("lat"), 16, "figure4"),
               Column("people", _head("count"), 16, "count"))
    points = Table(columns=columns, lines=tuple(Line({"kind": words.say(f"site.map.{s['kind']}"), "lon": _degrees(s["lon"]),
                                                      "lat": _degrees(s["lat"]), "people": s["people"]}) for s in spots))
    return Sheet(key="SiteMap", name=words.say("site.sheet.map"), title=title, tables=(legend, points), widths=(24.0, 22.0, 22.0, 22.0),
                 notes=(words.say("site.note.map", n=sum(s["kind"] in ("covered", "uncovered") for s in spots)),))


def _head(key: str) -> str:
    return words.say(f"site.head.{key}")


def _degrees(value: Any) -> Fraction | None:
    """Degrees to a millionth."""
    return None if value is None else Fraction(round(float(value) * 10**6), 10**6)
