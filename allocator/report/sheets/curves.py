"""Part of 覆盖率: people covered against the number of new institutions, and what each of them is worth."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from allocator import words
from allocator.report.context import Context
from allocator.report.table import Column, Line, Plot, Series, Table
from allocator.report.terms import term

Curve = Mapping[str, Any]


def tables(c: Context, before: int) -> tuple[Table, ...]:
    """Two tables a coverage rule with candidates: the curve with its picture, and the marginal values.

    Parameters
    ----------
    before : tables that stand above them on the sheet.
    """
    made: list[Table] = []
    for found in c.extras.curves:
        made += [_curve(found, before + len(made)), _worths(c, found)]
    return tuple(made)


def _curve(found: Curve, at: int) -> Table:
    columns = (Column("sites", _head("sites"), 0, "count"), Column("people", _head("people"), 0, "count"),
               Column("bound", _head("bound"), 0, "count"), Column("share", _head("share"), 0, "share"),
               Column("plan", _head("plan"), 0, "count"))
    lines = tuple(_point(p, found) for p in found["points"])
    return Table(columns=columns, lines=lines, caption=_caption("curve", found), apart=True, chart=_plot(found, lines, at))


def _point(p: Mapping[str, int], found: Curve) -> Line:
    whole = found["insured"]
    return Line({"sites": p["sites"], "people": p["people"], "bound": p["bound"], "share": Fraction(p["people"], whole) if whole else None,
                 "plan": found["people"] if p["sites"] == found["sites"] else None})


def _plot(found: Curve, lines: Sequence[Line], at: int) -> Plot:
    last, here = len(lines) - 1, next(k for k, p in enumerate(found["points"]) if p["sites"] == found["sites"])
    series = (Series(_head("people"), "sites", "people", "line", 0, last, at),
              Series(_head("bound"), "sites", "bound", "dashed", 0, last, at),
              Series(_head("plan"), "sites", "plan", "diamond", here, here, at))
    return Plot(_caption("curve", found), _head("sites"), _head("people"), series, rows=12)


def _worths(c: Context, found: Curve) -> Table:
    columns = (Column("rank", _head("rank"), 0, "centre"), Column("code", _head("code"), 0, "code"),
               Column("name", _head("name"), 0, span=3), Column("district", _head("district"), 0, "centre"),
               Column("in_reach", _head("in_reach"), 0, "count"), Column("alone", _head("alone"), 0, "count"),
               Column("gained", _head("gained"), 0, "count", summed=True))
    lines = tuple(_worth(c, w) for w in found["worths"])
    total, empty = ({"rank": words.say("report.head.total")}, "") if lines else (None, words.say("curve.empty"))
    return Table(columns=columns, lines=lines, caption=_caption("worth", found), apart=True, total=total, empty=empty)


def _worth(c: Context, w: Mapping[str, Any]) -> Line:
    a = c.application(w["application"])
    name = a.name or words.say("curve.site", township=a.township)
    figures = {k: w[k] for k in ("in_reach", "alone", "gained")}
    return Line({"rank": w["rank"], "code": a.code, "name": name, "district": a.district, **figures})


def _caption(key: str, found: Curve) -> str:
    return words.say(f"curve.caption.{key}", category=term(found["category"], "category"))


def _head(key: str) -> str:
    return words.say(f"curve.head.{key}")
