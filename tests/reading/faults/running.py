"""Reads a good town with one file replaced by a bad one."""
from __future__ import annotations

import shutil
from pathlib import Path

from allocator import words
from allocator.errors import BadInput, Problem
from allocator.reading.instance import read_instance
from allocator.reading.plan import plan_of
from allocator.reading.problems import Problems
from tests.reading.faults.base import GOOD

INSTANCE_OF = {"town.xlsx": "town-workbook.yaml"}       # the instance that reads a file; town.yaml reads all the others


def town_with(folder: Path, replaces: str, content: bytes) -> Path:
    """A copy of the good town with one file replaced; its instance file."""
    shutil.copytree(GOOD, folder, dirs_exist_ok=True)
    (folder / replaces).write_bytes(content)
    return folder / INSTANCE_OF.get(replaces, "town.yaml")


def problems_of(folder: Path, replaces: str, content: bytes) -> tuple[Problem, ...]:
    """Every problem of the town, or of a plan read for it, in English; places without the folder."""
    words.use("en")
    instance = town_with(folder, replaces, content)
    try:
        reading = read_instance(instance)
        found = reading.problems
        if replaces.startswith("plan."):
            problems = Problems()
            plan_of(folder / replaces, reading.city, replaces, problems)
            found = tuple(problems.found)
    except BadInput as e:
        found = e.problems
    root = folder.as_posix() + "/"
    return tuple(Problem(p.place.replace(root, ""), p.message.replace(root, ""), p.hint, p.severity) for p in found)
