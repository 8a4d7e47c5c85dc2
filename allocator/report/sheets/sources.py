"""数据来源: files and their hashes, parameters and theirs, columns: published, derived or synthetic."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allocator import words
from allocator.report.context import Context
from allocator.report.table import Line, Sheet, Table
from allocator.report.terms import column, day, joined, listed, named
from allocator.rules.base import show

NOTHING = "—"
WIDTHS = (26.0, 18.0, 16.0, 26.0, 44.0)


def sheet(c: Context) -> Sheet:
    """Inputs, parameters, rules' figures, columns."""
    made = [_inputs(c), _parameters(c), _rules(c)]
    made += [_rows(c)] if c.extras.sources_rows else []
    origin = words.say(f"report.source.{c.instance.source}", as_of=day(c.instance.data_as_of))
    return c.sheet("Sources", *made, widths=WIDTHS, lead=(origin,), notes=("sources.note",))


def _inputs(c: Context) -> Table:
    columns = (column("file", 26, span=2), column("sha256", 86, span=3))
    inputs = c.extras.inputs or c.instance.inputs
    lines = tuple(Line({"file": path, "sha256": inputs[path]}) for path in sorted(inputs))
    return Table(columns=columns, lines=lines, caption=words.say("report.sources.inputs"),
                 empty=words.say("report.sources.inputs.empty"))


def _parameters(c: Context) -> Table:
    columns = (column("parameter", 26), column("value_used", 18, "centre"), column("default", 16, "centre"), column("source_of", 26),
               column("says", 44))
    lines = tuple(Line({"parameter": k, "value_used": _text(c.case.policy.values.get(k, p.default)), "default": _text(p.default),
                        "source_of": named("report.origin", p.source), "says": p.says})
                  for k, p in sorted(c.case.policy.parameters.items()))
    return Table(columns=columns, lines=lines, caption=words.say("report.sources.parameters"),
                 empty=words.say("report.sources.parameters.empty"))


def _rules(c: Context) -> Table:
    """Every rule with its figures in one sentence, and where they come from if not from the clause."""
    columns = (column("rule", 26), column("kind_of_rule", 18), column("clause", 16), column("source_of", 26), column("describes", 44))
    lines = tuple(Line({"rule": r.id, "kind_of_rule": named("report.kind", r.kind), "clause": c.cite(r.id), "describes": _describe(r),
                        "source_of": _origin(r)}) for r in c.case.policy)
    return Table(columns=columns, lines=lines, caption=words.say("report.sources.rules"))


def _origin(rule: Any) -> str:
    return named("report.origin", rule.source) if rule.source else words.say("report.sources.clause")


def _describe(rule: Any) -> str:
    return str(rule.describe()) if words.has(f"{rule.kind}.describe") else str(rule.clause.says)


def _rows(c: Context) -> Table:
    columns = (column("table", 26), column("column", 18), column("how", 16, "centre"), column("remark", 70, span=2))
    lines = tuple(Line({"table": r["table"], "column": r["column"], "how": named("report.how", r["source"]), "remark": r["note"]})
                  for r in c.extras.sources_rows)
    return Table(columns=columns, lines=lines, caption=words.say("report.sources.columns"))


def _text(value: object) -> str:
    """A parameter's value in words."""
    if isinstance(value, bool):
        return words.say("report.yes" if value else "report.no")
    if isinstance(value, Mapping):
        return joined(*(f"{_text(k)}: {_text(v)}" for k, v in sorted(value.items()))) or NOTHING
    if isinstance(value, list | tuple):
        return listed(_text(v) for v in value) or NOTHING
    return named("sensitivity.word", str(show(value))).strip() if value is not None else NOTHING
