"""敏感性: what changes under other readings and figures; differences against the plan as it stands."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from allocator import words
from allocator.report.context import Context
from allocator.report.table import Cell, Column, Formula, Line, Mark, Sheet, Table
from allocator.report.terms import exact, head, named


def sheet(c: Context) -> Sheet | None:
    """One line a change, the plan as it stands first; None where it was not asked for."""
    runs = c.extras.sensitivity
    if runs is None:
        return None
    return c.sheet("Sensitivity", compared(runs), notes=("sensitivity.note",), fixed=1)


def compared(runs: Sequence[Mapping[str, Any]]) -> Table:
    """One line a run `{changed, figures, note}`, with differences against the first."""
    names = list(dict.fromkeys(k for r in runs for k in r["figures"]))
    lines = tuple(Line(_cells(r, runs[0], names, i)) for i, r in enumerate(runs))
    return Table(columns=_columns(names), lines=lines, empty=words.say("report.sensitivity.empty"))


def _columns(names: list[str]) -> tuple[Column, ...]:
    made = [Column("changed", head("changed"), 40)]
    for i, name in enumerate(names):
        group = named("report.figure", name)
        differs = Mark(f"AND(ISNUMBER({{d{i}.col}}),{{d{i}.col}}<>0)", "differs")
        forms = ("share", "delta_share") if name.startswith("coverage_") else ("figure", "change")
        made += [Column(f"v{i}", head("value_of_run"), 11, forms[0], group),
                 Column(f"d{i}", head("difference_of_run"), 10, forms[1], group, marks=(differs,))]
    return (*made, Column("note", head("remark"), 34))


def _cells(run: Mapping[str, Any], base: Mapping[str, Any], names: list[str], line: int) -> dict[str, Cell]:
    cells: dict[str, Cell] = {"changed": run["changed"], "note": run.get("note", "")}
    for i, name in enumerate(names):
        value, first = exact(run["figures"].get(name)), exact(base["figures"].get(name))
        cells[f"v{i}"] = value
        if line and value is not None and first is not None:
            cells[f"d{i}"] = Formula(f"{{v{i}}}-{{v{i}.first}}", _whole(Fraction(value) - Fraction(first)))
    return cells


def _whole(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value
