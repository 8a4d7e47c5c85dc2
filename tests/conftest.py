"""What every test shares: the root of the project, Chinese as the language, and property tests that repeat themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from allocator import words

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("repeatable", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Sentences are Chinese in every test that does not ask otherwise."""
    words.use("zh")
    yield
    words.use("zh")
