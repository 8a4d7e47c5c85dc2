"""A policy model: its figures for one year, its rules as the kinds of `KINDS`, every fault with file, line and column."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from allocator.domain.finding import Document
from allocator.domain.policy import Parameter, Policy
from allocator.reading.entries import read_rules
from allocator.reading.figures import Figures
from allocator.reading.node import Node
from allocator.reading.problems import Problems
from allocator.reading.schema import validate
from allocator.reading.yaml import read_yaml
from allocator.rules.goals import known_objectives


class ModelFile(BaseModel):
    """The fixed keys of a model file; `rules` are read one by one."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1)
    title: str = Field(min_length=1)
    documents: dict[str, Document]
    zones: dict[str, tuple[str, ...]] = {}
    tags: dict[str, str] = {}
    parameters: dict[str, Parameter] = {}
    partial: bool = False
    rules: tuple[Any, ...]
    objectives: tuple[str, ...] = ()


def read_policy(source: str | Path | Node, year: int, parameters: Mapping[str, Any] | None = None) -> Policy:
    """Read one model for one year.

    Parameters
    ----------
    source : path of the model, or its tree where it has been read already.
    parameters : values that the year gives, by the names of the model's parameters.

    Raises
    ------
    BadInput
        with every fault of the file.
    """
    problems = Problems()
    given = Node.of(dict(parameters or {}), "parameters")
    policy = policy_of(source if isinstance(source, Node) else read_yaml(source), year, str(year), given, {}, problems)
    problems.raise_errors()
    assert policy is not None                                   # nothing is left out without an error
    return policy


def policy_of(root: Node, year: int, year_place: str, given: Node, overrides: Mapping[str, Node], problems: Problems) -> Policy | None:
    """The policy of a model's tree; faults go to `problems`, None where too little is left to go on with.

    Parameters
    ----------
    year_place : where the year stands, for messages.   given : the instance's parameters.
    overrides : `rules.<id>.<field>` or a parameter's name -> value that wins over both files.
    """
    if not 1990 <= year <= 2200:
        if not problems.refused(year_place):
            problems.error(year_place, "cell.year", column="year", value=year)
        return None
    model = validate(ModelFile, root, problems)
    figures = Figures.of(root, given, overrides, problems)
    rules = read_rules(root, year, figures, overrides, problems)
    if model is None:
        return None
    _in_force(model, root, year, year_place, problems)
    zones = {z: tuple(sorted(ds)) for z, ds in sorted(model.zones.items())}
    policy = Policy(name=model.name, title=model.title, documents=model.documents, zones=zones, tags=model.tags, rules=rules,
                    parameters=model.parameters, values=figures.plain(), partial=model.partial, objectives=model.objectives)
    _objectives(policy, root, problems)
    return policy


def _in_force(model: ModelFile, root: Node, year: int, year_place: str, problems: Problems) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    for key, document in model.documents.items():
        start, end = document.in_force
        place = root.at("documents", key, "in_force").place
        if start and end and start > end:
            problems.error(place, "model.period_backwards", start=start, end=end)
        elif (start and start > last) or (end and end < first):
            problems.error(year_place, "model.not_in_force", year=year, document=key, start=start or "…", end=end or "…", place=place)


def _objectives(policy: Policy, root: Node, problems: Problems) -> None:
    named = {e.text(key) for e in root.at("rules").nodes() for key in ("gap_in", "counts_in")} - {""}       # of faulty rules too
    known = known_objectives(policy) | named
    for i, name in enumerate(policy.objectives):
        place = root.at("objectives", i).place
        if name in policy.objectives[:i]:
            problems.error(place, "model.objective_twice", name=name)
        elif name not in known:
            problems.error(place, "model.unknown_objective", name=name, hint=problems.meant(name, known))
    entries = {e.text("id"): e for e in root.at("rules").nodes()}
    for rule in policy:
        if rule.gap_in and rule.strictness == "should" and rule.gap_in not in policy.objectives:
            near = problems.meant(rule.gap_in, policy.objectives)
            problems.error(entries[rule.id].at("gap_in").place, "model.gap_unused", name=rule.gap_in, rule=rule.id, hint=near)
        elif rule.kind == "priority" and rule.goal not in policy.objectives:
            near = problems.meant(rule.goal, policy.objectives)
            problems.error(entries[rule.id].at("goal").place, "model.points_unused", name=rule.goal, rule=rule.id, hint=near)
