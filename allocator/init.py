"""`allocator init`: a new instance of a city, ready to be filled in."""
from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from allocator import words
from allocator.domain.policy import Policy
from allocator.errors import BadInput, Problem
from allocator.reading.policy import read_policy
from allocator.reading.rows import REQUIRED
from allocator.reading.shipped import shipped_model
from allocator.report import folder
from allocator.report.templates import manual_template, tables_template
from allocator.rules.base import Rule

TEMPLATE = """\
# {made}
name: {name}
title: {title}
model: {model}
year: {year}
data_as_of: {data_as_of}
source: published            # published | derived | synthetic
coordinates: wgs84           # wgs84 | cgcs2000 | gcj02 | bd09
workbook: {name}/tables.xlsx
manual_plan: null            # {name}/manual_plan.xlsx
previous_plan: null
parameters: {{}}
{parameters}decisions: []
solver: {{time_limit: 600, gap: 0, threads: 1, seed: 0}}
"""


def init(name: str, city: str, year: int | None, where: Path) -> list[Path]:
    """Write `where`/NAME.yaml and `where`/NAME/ with templates; nothing that exists is written over.

    Returns
    -------
    list of Path
        what was written.

    Raises
    ------
    BadInput
        for a name that cannot be a folder's, an unknown city, or an instance that exists.
    """
    if not name.replace("_", "").replace("-", "").isalnum():
        raise BadInput(Problem("", words.say("init.name", name=name)))
    model = shipped_model(city)
    year = year or datetime.date.today().year
    policy = read_policy(model, _year_in_force(model, year))
    target = where / f"{name}.yaml"
    if target.exists() or (where / name).exists():
        raise BadInput(Problem(str(target), words.say("init.exists")))
    files = {f"{name}.yaml": _yaml(name, city, year, policy).encode()}
    vocabulary = [f"{tag} {says}" for tag, says in policy.tags.items()]
    tables = {"tables.xlsx": tables_template(_needed(policy), vocabulary), "manual_plan.xlsx": manual_template(),
              "SOURCES.md": words.say("init.sources", name=name).encode()}
    (where / name).mkdir(parents=True)
    folder.write(where / name, tables)
    folder.write(where, files)
    return [target, *(where / name / f for f in tables)]


def _year_in_force(model: Path, year: int) -> int:
    """The year, or the nearest one that the model is in force in: a template may be made ahead of its period."""
    for offset in range(12):
        for candidate in (year + offset, year - offset):
            try:
                read_policy(model, candidate)
            except BadInput:
                continue
            return candidate
    return year


def _yaml(name: str, city: str, year: int, policy: Policy) -> str:
    given = "".join(f"#   {key}: {_flow(p.default)}    # {p.says}（{p.source}）\n" for key, p in policy.parameters.items())
    return TEMPLATE.format(made=words.say("init.made", city=city), name=name, title=words.say("init.title", title=policy.title, year=year),
                           model=city, year=year, data_as_of=datetime.date(year - 1, 12, 31), parameters=given)


def _flow(value: object) -> str:
    """A value as YAML writes it on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(v) for v in value) + "]"
    return {True: "yes", False: "no", None: "null"}.get(value, str(value)) if isinstance(value, bool | None) else str(value)


def _needed(policy: Policy) -> Callable[[str, str], bool]:
    read = {pair for rule in policy for pair in _columns(rule)}
    return lambda table, column: column in REQUIRED.get(table, ()) or (table, column) in read


def _columns(rule: Rule) -> tuple[tuple[str, str], ...]:
    return tuple(getattr(rule, "columns", ()))
