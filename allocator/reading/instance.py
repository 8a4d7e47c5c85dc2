"""The instance file and everything that it names, read into frozen values; every fault of one reading at once."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from allocator.domain.city import City
from allocator.domain.instance import Decision, Instance, SolverSettings
from allocator.domain.policy import Policy
from allocator.errors import Problem
from allocator.reading.checks import check
from allocator.reading.city import Tables, city_of, type_all
from allocator.reading.decisions import check_decisions
from allocator.reading.files import Files
from allocator.reading.instance_file import InstanceFile, SolverEntry
from allocator.reading.needs import Needs
from allocator.reading.node import Node
from allocator.reading.plausible import plausible
from allocator.reading.policy import policy_of
from allocator.reading.previous import pending
from allocator.reading.problems import Problems
from allocator.reading.references import check_names
from allocator.reading.schema import validate
from allocator.reading.sources import open_tables
from allocator.reading.yaml import head, parse


@dataclass(frozen=True)
class Reading:
    """What one reading gives: `problems` are its warnings and notes."""

    instance: Instance
    policy: Policy
    city: City
    problems: tuple[Problem, ...] = ()


def read_instance(path: str | Path, overrides: Mapping[str, str] | None = None) -> Reading:
    """Read an instance, its model and its tables.

    Parameters
    ----------
    overrides : parameter, or `rules.<id>.<field>` -> the value as written; wins over both files.

    Raises
    ------
    BadInput
        with every error that can be told, each with its place.
    """
    problems = Problems()
    reading = _read(Path(path), overrides or {}, problems)
    problems.raise_errors()
    assert reading is not None                                  # nothing is left out without an error
    return reading


def _read(path: Path, overrides: Mapping[str, str], problems: Problems) -> Reading | None:
    files = Files(path, problems)
    root = _root(path, files, problems)
    if root is None:
        return None
    entry = validate(InstanceFile, root, problems)
    _dates(root, problems)
    model = _model(root, files, problems)
    policy = _policy(root, model, _values(overrides, problems), problems)
    tables = _tables(root, policy, files, problems)
    if policy is not None and model is not None and tables.records("districts"):
        check_names(policy, model, tables, problems)
    decisions = tuple(Decision(**d.model_dump()) for d in entry.decisions or ()) if entry else ()
    check_decisions(decisions, root.at("decisions"), tables, problems)
    plans = {key: files.read(node.value, node.place) for key in ("manual_plan", "previous_plan")
             if (node := root.get(key)) is not None and isinstance(node.value, str)}
    if problems.errors or entry is None or policy is None or model is None:
        return None
    city = city_of(tables, entry.year, entry.data_as_of)
    if (last := plans.get("previous_plan")) is not None:
        city = replace(city, pending=pending(*last, city, problems))
    plausible(city, policy, model, tables, problems)
    return Reading(_instance(entry, path, decisions, files), policy, city, tuple(p for p in problems.found if p.severity != "error"))


def _root(path: Path, files: Files, problems: Problems) -> Node | None:
    content = head(path, problems)
    if content is None:
        return None
    files.seen(path.name, content)
    return _mapping(parse(content, path.as_posix(), problems), problems)


def _model(root: Node, files: Files, problems: Problems) -> Node | None:
    written = root.get("model")
    if written is None or not isinstance(written.value, str):
        return None
    taken = files.model(written.value, written.place)
    return None if taken is None else _mapping(parse(*taken, problems), problems)


def _mapping(node: Node | None, problems: Problems) -> Node | None:
    if node is not None and not isinstance(node.value, dict):
        problems.error(node.place, "yaml.not_a_mapping")
        return None
    return node


def _policy(root: Node, model: Node | None, overrides: Mapping[str, Node], problems: Problems) -> Policy | None:
    year = root.get("year")
    if model is None or year is None or type(year.value) is not int:
        return None
    given = root.get("parameters") or Node({}, root.place)
    return policy_of(model, year.value, year.place, given, overrides, problems)


def _tables(root: Node, policy: Policy | None, files: Files, problems: Problems) -> Tables:
    needs = Needs.by(policy or ())
    opened, systems = open_tables(root, files, needs, problems)
    tables = type_all(opened, None if policy is None else policy.tags, systems, problems)
    check(tables, needs, any(r.kind == "institution_cap" for r in policy or ()), problems)
    return tables


def _dates(root: Node, problems: Problems) -> None:
    """The data cannot be of a day after the year that is planned."""
    year, day = root.get("year"), root.get("data_as_of")
    if year is not None and day is not None and type(year.value) is int and isinstance(day.value, date) and day.value.year > year.value:
        problems.error(day.place, "instance.data_later", day=day.value, year=year.value)


def _values(overrides: Mapping[str, str], problems: Problems) -> dict[str, Node]:
    """The values of the command line, read as the YAML would."""
    read = {key: parse(text.encode(), f"--set {key}", problems) for key, text in overrides.items()}
    return {key: node for key, node in read.items() if node is not None}


def _instance(entry: InstanceFile, path: Path, decisions: tuple[Decision, ...], files: Files) -> Instance:
    folder = path.resolve().parent
    plans = {k: str(folder / v) if (v := getattr(entry, k)) else "" for k in ("manual_plan", "previous_plan")}
    return Instance(name=entry.name, title=entry.title, year=entry.year, data_as_of=entry.data_as_of, source=entry.source,
                    coordinates=entry.coordinates or "", path=str(path.resolve()), model=str(files.model_path or ""), **plans,
                    parameters=entry.parameters or {}, decisions=decisions,
                    solver=SolverSettings(**(entry.solver or SolverEntry()).model_dump()), inputs=dict(sorted(files.hashes.items())))
