"""One child with HiGHS for all questions of a file."""
from __future__ import annotations

from collections.abc import Iterator

import pytest

from allocator.solver import Solver


@pytest.fixture(scope="module")
def solver() -> Iterator[Solver]:
    with Solver() as child:
        yield child
