"""Where the tables come from: CSV files, or the sheets of one workbook."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from allocator.geography.coordinates import SYSTEMS, System
from allocator.reading.comma import read_csv
from allocator.reading.files import Files
from allocator.reading.grid import Grid
from allocator.reading.needs import Needs
from allocator.reading.node import Node
from allocator.reading.problems import Problems, listed
from allocator.reading.schema import unknown_key
from allocator.reading.tables import Table, opened
from allocator.words.headers import COLUMNS, TABLES

ALWAYS = ("districts", "institutions", "applications")
LOCATED = ("townships", "demand_points", "institutions", "applications")
__all__ = ["System", "open_tables"]


@dataclass(frozen=True)
class Source:
    """One table as the instance names it: its file, and the system of its coordinates."""

    table: str
    file: Node | None
    system: Node | None


def open_tables(root: Node, files: Files, needs: Needs, problems: Problems) -> tuple[dict[str, Table], dict[str, System]]:
    """Every table with its header understood, and the coordinate system of each."""
    sources = _sources(root, problems)
    tables: dict[str, Table] = {}
    systems: dict[str, System] = {}
    grids = _grids(root, sources, files, problems)
    for name, grid in grids.items():
        table = opened(grid, name, needs, problems)
        if table is not None:
            tables[name] = table
            _system(name, table, root, sources.get(name), systems, problems)
    if not problems.refused(_workbook(root).place):
        _missing(root, {*grids, *(n for n, s in sources.items() if s.file is not None)}, needs, problems)
    return tables, systems


def _sources(root: Node, problems: Problems) -> dict[str, Source]:
    node, found = root.at("tables"), {}
    for key, entry in node.items() if root.get("tables") else ():
        if key == "workbook":
            continue
        if key not in TABLES:
            unknown_key(node, key, (*TABLES, "workbook"), problems)
        elif isinstance(entry.value, dict):
            for odd in set(entry.value) - {"file", "coordinates"}:
                unknown_key(entry, odd, ("file", "coordinates"), problems)
            found[str(key)] = Source(str(key), entry.get("file"), entry.get("coordinates"))
            if "file" not in entry.value and "workbook" not in node.value and root.get("workbook") is None:
                problems.error(entry.place, "schema.missing", name=f"tables.{key}.file")
        elif entry.value is not None:
            found[str(key)] = Source(str(key), entry, None)
    return found


def _grids(root: Node, sources: Mapping[str, Source], files: Files, problems: Problems) -> dict[str, Grid]:
    grids: dict[str, Grid] = {}
    workbook = _workbook(root)
    if workbook.value is not None:
        grids |= _sheets(workbook, files, problems)
    for name, source in sources.items():
        if source.file is not None and (grid := _grid(source.file, files, problems)) is not None:
            grids[name] = grid
    return {name: grids[name] for name in TABLES if name in grids}


def _workbook(root: Node) -> Node:
    """The workbook that is named, within `tables` or beside it."""
    return root.at("tables").get("workbook") or root.get("workbook") or Node(None, "")


def _grid(file: Node, files: Files, problems: Problems) -> Grid | None:
    if not isinstance(file.value, str):
        problems.error(file.place, "schema.text", name="tables", value=file.plain())
        return None
    taken = files.read(file.value, file.place)
    return None if taken is None else read_csv(*taken, problems)


def _sheets(workbook: Node, files: Files, problems: Problems) -> dict[str, Grid]:
    from allocator.reading.workbook import read_workbook
    taken = files.read(str(workbook.value), workbook.place)
    sheets = None if taken is None else read_workbook(*taken, problems)
    if taken is not None and sheets is None:
        problems.silence(workbook.place)                # its faults are said; what it lacks is not
    names = {word: key for key, chinese in TABLES.items() for word in (key, chinese)}
    if sheets is not None and not any(s in names for s in sheets):
        problems.error(workbook.place, "workbook.no_table", sheets=listed(sheets), known=listed(TABLES.values()))
    return {names[s]: grid for s, grid in (sheets or {}).items() if s in names}


def _system(name: str, table: Table, root: Node, source: Source | None, systems: dict[str, System], problems: Problems) -> None:
    own = source.system if source else None
    node = own or root.get("coordinates")
    if name not in LOCATED or "lon" not in table.columns:
        return
    if node is None or node.value is None:
        problems.error(root.place, "point.no_system", table=name)
    elif node.value in SYSTEMS:
        systems[name] = cast(System, node.value)
    elif own is not None:
        problems.error(own.place, "point.unknown_system", value=own.value, hint=problems.meant(own.value, SYSTEMS))


def _missing(root: Node, present: set[str], needs: Needs, problems: Problems) -> None:
    place = root.at("tables").place
    for name in ALWAYS:
        if name not in present:
            problems.error(place, "table.none", table=name, chinese=TABLES[name])
    for (table, column), rules in sorted(needs.rules.items()):
        if table in COLUMNS and table not in present and table not in ALWAYS:
            problems.error(place, "table.none_for_rule", table=table, chinese=TABLES.get(table, table), column=column, rule=rules[0].id)
            present.add(table)
