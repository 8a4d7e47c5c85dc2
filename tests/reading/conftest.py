"""A copy of the good town to put faults into, and what is said of it."""
from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from allocator.errors import BadInput, Problem
from allocator.reading.instance import Reading, read_instance
from tests.reading.faults.base import GOOD


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Folder of a copy of the good town."""
    return Path(shutil.copytree(GOOD, tmp_path / "town"))


@pytest.fixture
def change(town: Path) -> Callable[[str, str, str], Path]:
    """Replace one part of one of its files; the folder."""
    def replace(file: str, old: str, new: str) -> Path:
        text = (town / file).read_text("utf-8")
        assert old in text
        (town / file).write_text(text.replace(old, new, 1), "utf-8")
        return town
    return replace


@pytest.fixture(scope="session")
def good() -> Reading:
    """The good town as it is read."""
    return read_instance(GOOD / "town.yaml")


def errors_of(read: Callable[[], object]) -> tuple[Problem, ...]:
    """What a reading that must fail says."""
    with pytest.raises(BadInput) as caught:
        read()
    assert caught.value.code == 2
    return caught.value.problems
