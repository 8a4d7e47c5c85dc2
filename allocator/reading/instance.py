"""The instance file and everything that it names, read into frozen values; every fault of one reading at once."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from allocator.domain.city import City
from allocator.domain.instance import Decision, Instance, SolverSettings
from allocator.domain.policy import Policy
from allocator.errors import BadInput, Problem
from allocator.reading.checks import check
from allocator.reading.city import Tables, city_of, derives_beds, type_all
from allocator.reading.decisions import check_decisions
from allocator.reading.files import Files
from allocator.reading.node import Node
from allocator.reading.policy import policy_of
from allocator.reading.problems import Problems
from allocator.reading.scalars import ScalarFault, resolve
from allocator.reading.schema import validate
from allocator.reading.sources import System, open_tables
from allocator.reading.tables import Needs
from allocator.reading.yaml import head, parse


@dataclass(frozen=True)
class Reading:
    """What one reading gives: `problems` are its warnings and notes."""

    instance: Instance
    policy: Policy
    city: City
    problems: tuple[Problem, ...] = ()


class DecisionEntry(BaseModel):
    """A decision already taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    application: str = ""
    fix: Literal["admitted", "refused", ""] = ""
    beds: int | None = Field(default=None, ge=0)
    institution: str = ""
    reduce: int = Field(default=0, ge=0)
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)
    on: date


class SolverEntry(BaseModel):
    """Solver settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    time_limit: float = Field(default=600.0, gt=0, le=1_000_000)
    gap: float = Field(default=0.0, ge=0, lt=1)
    threads: int = Field(default=1, ge=1, le=1024)
    seed: int = Field(default=0, ge=0, le=2**31 - 1)


class InstanceFile(BaseModel):
    """The fixed keys of an instance file."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(pattern=r"^[\w][\w.-]{0,99}$")
    title: str = Field(min_length=1)
    model: str = Field(min_length=1)
    year: int = Field(ge=2000, le=2100)
    data_as_of: date
    source: Literal["published", "derived", "synthetic"]
    coordinates: System | None = None
    tables: dict[str, Any]
    manual_plan: str | None = None
    previous_plan: str | None = None
    parameters: dict[str, Any] | None = None
    decisions: tuple[DecisionEntry, ...] | None = None
    solver: SolverEntry | None = None


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
    if reading is None or problems.errors:
        raise BadInput(*(p for p in problems.found if p.severity == "error"))
    return reading


def _read(path: Path, overrides: Mapping[str, str], problems: Problems) -> Reading | None:
    files = Files(path, problems)
    root = _root(path, files, problems)
    if root is None:
        return None
    entry = validate(InstanceFile, root, problems)
    year = root.at("year").value if isinstance(root.at("year").value, int) else None
    policy = _policy(root, year, files, _values(overrides, problems), problems)
    needs = Needs.by(policy or ())
    opened, systems = open_tables(root, files, needs, problems)
    _plans(root, files)
    if policy is None or entry is None or not _whole(opened):
        return None
    tables = type_all(opened, policy.tags, systems, problems)
    check(tables, needs, derives_beds(policy.rules), problems)
    _zones(policy, tables, problems)
    decisions = tuple(Decision(**d.model_dump()) for d in entry.decisions or ())
    check_decisions(decisions, root.at("decisions"), tables, problems)
    city = city_of(tables, entry.year, entry.data_as_of, problems)
    if city is None:
        return None
    return Reading(_instance(entry, path, decisions, files), policy, city, tuple(p for p in problems.found if p.severity != "error"))


def _root(path: Path, files: Files, problems: Problems) -> Node | None:
    content = head(path, problems)
    root = None if content is None else parse(content, path.as_posix(), problems)
    if root is None or content is None:
        return None
    files.seen(path.name, content)
    if not isinstance(root.value, dict):
        problems.error(root.place, "yaml.not_a_mapping")
        return None
    return root


def _policy(root: Node, year: int | None, files: Files, overrides: Mapping[str, Node], problems: Problems) -> Policy | None:
    written = root.get("model")
    if written is None or not isinstance(written.value, str):
        return None
    path = files.model(written.value, written.place)
    taken = None if path is None else files.take(path, files.key(path), written.place)
    model = None if taken is None else parse(*taken, problems)
    if model is None:
        return None
    if not isinstance(model.value, dict):
        problems.error(model.place, "yaml.not_a_mapping")
        return None
    given = root.get("parameters") or Node({}, root.place)
    return None if year is None else policy_of(model, year, root.at("year").place, given, overrides, problems)


def _values(overrides: Mapping[str, str], problems: Problems) -> dict[str, Node]:
    """The values of the command line, read as the YAML would."""
    values: dict[str, Node] = {}
    for key, text in overrides.items():
        try:
            values[key] = Node(resolve(text.strip()), f"--set {key}")
        except ScalarFault as fault:
            problems.error(f"--set {key}", fault.key, word=text)
    return values


def _whole(opened: Mapping[str, Any]) -> bool:
    return {"districts", "institutions", "applications"} <= set(opened)


def _plans(root: Node, files: Files) -> None:
    for key in ("manual_plan", "previous_plan"):
        node = root.get(key)
        if node is not None and isinstance(node.value, str):
            files.read(node.value, node.place)


def _zones(policy: Policy, tables: Tables, problems: Problems) -> None:
    districts = {r.values["district"] for r in tables.records("districts")}
    for zone, members in policy.zones.items():
        for name in members:
            if name not in districts:
                problems.error(policy.name, "name.zone", zone=zone, value=name, hint=problems.meant(name, districts))


def _instance(entry: InstanceFile, path: Path, decisions: tuple[Decision, ...], files: Files) -> Instance:
    folder = path.resolve().parent
    plans = {k: str(folder / v) if (v := getattr(entry, k)) else "" for k in ("manual_plan", "previous_plan")}
    return Instance(name=entry.name, title=entry.title, year=entry.year, data_as_of=entry.data_as_of, source=entry.source,
                    coordinates=entry.coordinates or "", path=str(path.resolve()), model=str(files.model_path or ""), **plans,
                    parameters=entry.parameters or {}, decisions=decisions,
                    solver=SolverSettings(**(entry.solver or SolverEntry()).model_dump()), inputs=dict(sorted(files.hashes.items())))
