from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.instances.wuhu import Town

ROOT = Path(__file__).resolve().parents[2]


def made_by(factory: pytest.TempPathFactory, city: str, seed: int) -> Path:
    """Folder with what a city's script writes for a seed; run once for all workers: whoever is first wins."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"{city}-seed{seed}"
    if not folder.exists():
        mine = factory.mktemp(f"{city}{seed}")
        script = ROOT / "instances" / "make" / f"{city}.py"
        subprocess.run([sys.executable, str(script), "--seed", str(seed), "--out", str(mine)], check=True, timeout=300)
        with suppress(OSError):
            mine.rename(folder)
    return folder


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Runs Wuhu's script for a seed."""
    return lambda seed: made_by(tmp_path_factory, "wuhu", seed)


@pytest.fixture(scope="session", params=["shipped", 1, 2, 3, 4])
def town(request: pytest.FixtureRequest, make: Callable[[int], Path]) -> Town:
    """Five towns: the shipped instance (seed 0), and those of four more seeds."""
    return Town(ROOT / "instances" if request.param == "shipped" else make(request.param))


@pytest.fixture(scope="session")
def shipped() -> Town:
    return Town(ROOT / "instances")
