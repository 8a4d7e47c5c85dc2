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
SCRIPT = ROOT / "instances" / "make" / "wuhu.py"


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Runs the script for a seed, once for all workers; whoever is first wins."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(seed: int) -> Path:
        folder = shared / f"wuhu-seed{seed}"
        if not folder.exists():
            mine = tmp_path_factory.mktemp(f"seed{seed}")
            subprocess.run([sys.executable, str(SCRIPT), "--seed", str(seed), "--out", str(mine)], check=True, timeout=300)
            with suppress(OSError):
                mine.rename(folder)
        return folder

    return made


@pytest.fixture(scope="session", params=["shipped", 1, 2, 3, 4])
def town(request: pytest.FixtureRequest, make: Callable[[int], Path]) -> Town:
    """Five towns: the shipped instance (seed 0), and those of four more seeds."""
    return Town(ROOT / "instances" if request.param == "shipped" else make(request.param))


@pytest.fixture(scope="session")
def shipped() -> Town:
    return Town(ROOT / "instances")
