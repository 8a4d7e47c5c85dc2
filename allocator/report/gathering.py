"""What the workbook shows besides plan.json: readings, indicators, sources, digests; gathered from the case and its files."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from allocator import words
from allocator.domain.case import Case
from allocator.domain.instance import Instance
from allocator.domain.outcome import Outcome
from allocator.report.extras import Extras
from allocator.rules.base import decimal
from allocator.words.headers import values

PUBLISHED_BY_US = ("our reading", "bureau practice", "annex (not published)")


def gathered(instance: Instance, case: Case, outcome: Outcome, *, comparison: Mapping[str, Any] | None = None,
             sensitivity: tuple[Mapping[str, Any], ...] | None = None, curves: tuple[Mapping[str, Any], ...] = (),
             run: str = "") -> Extras:
    """The extras of one run."""
    return Extras(comparison=comparison, sensitivity=sensitivity, curves=curves, indicators=tuple(indicators(case)),
                  readings=tuple(readings(case)), inputs=dict(sorted(instance.inputs.items())), sources_rows=tuple(sources(instance)),
                  confirmed_by=outcome.confirmed_by,
                  run_id=run)


def readings(case: Case) -> Iterator[tuple[str, bool]]:
    """Parameters in use, and whether they are ours: what the document leaves open, and what it leaves to an annex."""
    for name, p in case.policy.parameters.items():
        yield words.say("reading.parameter", says=p.says or name, value=_shown(case.policy.values.get(name, p.default)), unit=p.unit), \
            p.source in PUBLISHED_BY_US
    for rule in case.policy:
        if rule.source in PUBLISHED_BY_US:
            yield words.say("reading.rule", says=rule.clause.says, source=words.say(f"source.{rule.source}")), True


def indicators(case: Case) -> Iterator[Mapping[str, Any]]:
    """HRAD and PAD by district of every balance indicator."""
    for rule in (r for r in case.policy.of_kind("balance_indicator") if r.mode == "agglomeration"):
        for row in case.states[rule.id]:
            difference = None if row.hrad is None or row.pad is None else row.hrad - row.pad
            yield {"category": rule.category, "district": row.district, "count": row.resource, "HRAD": _three(row.hrad),
                   "PAD": _three(row.pad), "difference": _three(difference), "ratio": _three(row.ratio)}


def sources(instance: Instance) -> Iterator[Mapping[str, str]]:
    """Rows of the tables in SOURCES.md beside the instance's tables: | table | column | source | note |."""
    for path in sorted(Path(instance.path).parent.glob(f"{instance.name}/SOURCES.md")):
        for line in path.read_text("utf-8").splitlines():
            cells = [c.strip().strip("`") for c in line.strip().strip("|").split("|")]
            if len(cells) >= 4 and cells[2] in ("published", "derived", "synthetic"):
                yield {"table": cells[0], "column": cells[1], "source": cells[2], "note": cells[3]}


def _three(value: Any) -> str | None:
    return None if value is None else decimal(value, 3)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "，".join(f"{_word(k)} {_word(v)}" for k, v in value.items()) or words.say("reading.none")
    if isinstance(value, list | tuple):
        return "、".join(_word(v) for v in value) or words.say("reading.none")
    return _word(value)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return words.say("list.yes" if value else "list.no")
    if isinstance(value, list | tuple):
        return "—".join("…" if v is None else _word(v) for v in value)
    key = f"sensitivity.word.{value}"
    if words.has(key):
        return words.say(key).strip()
    known = {**values("tier"), **values("kind"), **values("area_class")} if words.language() == "zh" else {}
    return known.get(str(value), str(value))
