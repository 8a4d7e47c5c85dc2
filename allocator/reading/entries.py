"""Entries of a model's `rules`: each one becomes an instance of its kind, with the figures and the strictness of the year."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from allocator.reading.figures import Figures
from allocator.reading.node import Node
from allocator.reading.problems import Problems
from allocator.reading.schema import validate
from allocator.reading.sense import check_figures
from allocator.rules import KINDS
from allocator.rules.base import Rule


def read_rules(root: Node, year: int, figures: Figures, overrides: Mapping[str, Node], problems: Problems) -> tuple[Rule, ...]:
    """Every rule that can be made of the model's entries, in its order; faults go to `problems`."""
    entries = _overridden(root, overrides, problems)
    documents = [str(k) for k, _ in (root.get("documents") or root.without()).items()]
    _twice(entries, problems)
    made = (_rule(figures.put(e), year, documents, problems) for e in entries if _is_mapping(e, problems))
    return tuple(r for r in made if r is not None)


def _is_mapping(entry: Node, problems: Problems) -> bool:
    if not isinstance(entry.value, dict):
        problems.error(entry.place, "schema.mapping", name="rules", value=entry.plain())
    return isinstance(entry.value, dict)


def _rule(entry: Node, year: int, documents: list[str], problems: Problems) -> Rule | None:
    kind = entry.text("kind")
    if kind not in KINDS:
        key = "model.unknown_kind" if entry.get("kind") else "model.no_kind"
        problems.error(entry.at("kind").place, key, kind=kind, hint=problems.meant(kind, KINDS))
        return None
    _cited(entry, documents, problems)
    check_figures(entry, problems)
    figures = entry.without("kind")
    strictness = entry.get("strictness")
    if strictness is not None and isinstance(strictness.value, dict):
        figures = figures.with_value("strictness", _of_year(strictness, year, problems))
    return validate(KINDS[kind], _listed(figures, KINDS[kind]), problems)


def _listed(entry: Node, kind: type[Rule]) -> Node:
    """A single word stands for a list of one where the kind takes a list of words."""
    for key, node in entry.items():
        field = kind.model_fields.get(str(key))
        if field is not None and get_args(field.annotation) == (str, ...) and isinstance(node.value, str):
            entry = entry.with_value(key, Node((node,), node.place))
    return entry


def _of_year(by_year: Node, year: int, problems: Problems) -> Node:
    """The latest year that is not after the plan year wins."""
    years = [k for k, _ in by_year.items() if isinstance(k, int)]
    if len(years) < len(by_year.value):
        problems.error(by_year.place, "model.strictness_years")
    past = [y for y in years if y <= year]
    if not past:
        problems.error(by_year.place, "model.strictness_later", year=year)
        return Node("must", by_year.place)
    return by_year.at(max(past))


def _cited(entry: Node, documents: list[str], problems: Problems) -> None:
    document = entry.at("clause", "document")
    if isinstance(document.value, str) and document.value not in documents:
        problems.error(document.place, "model.unknown_document", name=document.value, hint=problems.meant(document.value, documents))


def _twice(entries: tuple[Node, ...], problems: Problems) -> None:
    first: dict[Any, str] = {}
    for entry in entries:
        name = entry.at("id")
        if not entry.text("id"):
            continue
        if name.value in first:
            problems.error(name.place, "model.rule_twice", rule=name.value, first=first[name.value])
        first.setdefault(name.value, name.place)


def _overridden(root: Node, overrides: Mapping[str, Node], problems: Problems) -> tuple[Node, ...]:
    """The entries with the fields that the command line sets."""
    entries = list(root.at("rules").nodes())
    at = {e.text("id"): i for i, e in enumerate(entries) if e.text("id")}
    parameters = [str(k) for k, _ in (root.get("parameters") or root.without()).items()]
    for key, value in overrides.items():
        rule, *path = key.removeprefix("rules.").split(".")
        if key in parameters:
            continue
        if not key.startswith("rules.") or rule not in at:
            names = [*parameters, *(f"rules.{r}" for r in at)]
            problems.error(f"--set {key}", "model.unknown_override", hint=problems.meant(f"rules.{rule}" if path else key, names))
        else:
            entries[at[rule]] = _set(entries[at[rule]], path, value)
    return tuple(entries)


def _set(node: Node, path: list[str], value: Node) -> Node:
    if not path:
        return value
    key = int(path[0]) if path[0].isdecimal() else path[0]
    if not isinstance(node.value, dict):
        return Node({key: _set(Node({}, value.place), path[1:], value)}, value.place, {key: value.place})
    return node.with_value(key, _set(node.at(key) if key in node.value else Node({}, value.place), path[1:], value))
