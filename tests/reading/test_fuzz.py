"""Inputs spoilt at random (a small part of the campaign): a value or a message, never anything else."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from allocator.errors import BadInput
from allocator.reading.instance import Reading, read_instance
from allocator.reading.plan import read_plan
from tests.reading.faults import mutating
from tests.reading.faults.book import workbook
from tests.reading.faults.in_plans import decisions

COUNT = 60
BOOK, PLAN = workbook(), decisions()


def ends_well(read: Callable[[], object]) -> bool:
    """Whether the input was good all the same; anything but `BadInput` with its messages fails the test."""
    try:
        read()
    except BadInput as e:
        assert all(p.message and str(p) for p in e.problems)
        return False
    return True


@pytest.mark.parametrize("file", ["town.yaml", "town-model.yaml", "town/institutions.csv", "town/applications.csv",
    "town/demand_points.csv"])
def test_spoilt_text(file: str, town: Path) -> None:
    random, good = Random(file), (town / file).read_text("utf-8")
    ends = []
    for _ in range(COUNT):
        (town / file).write_bytes(mutating.text(good, random))
        ends.append(ends_well(lambda: read_instance(town / "town.yaml")))
    assert not all(ends)


def test_spoilt_workbooks(town: Path) -> None:
    random, ends = Random(5), []
    for _ in range(COUNT):
        (town / "town.xlsx").write_bytes(mutating.workbook(BOOK, random))
        ends.append(ends_well(lambda: read_instance(town / "town-workbook.yaml")))
    assert not all(ends)


def test_spoilt_plans(good: Reading) -> None:
    random = Random(6)
    ends = [ends_well(lambda: read_plan(mutating.workbook(PLAN, random), good.city)) for _ in range(COUNT)]
    assert not all(ends)
