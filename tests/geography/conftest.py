from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

Point = tuple[NDArray[np.float64], NDArray[np.float64]]


@pytest.fixture(scope="session")
def scattered() -> Callable[..., Point]:
    """Seeded points spread evenly over a square of some kilometres."""

    def points(seed: int, count: int, km: float = 20.0, lon: float = 118.4, lat: float = 31.3) -> Point:
        x, y = np.random.default_rng(seed).random((2, count))
        return lon + x * km / (111.32 * np.cos(np.radians(lat))), lat + y * km / 111.0

    return points
