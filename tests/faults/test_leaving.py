"""A command called as a program leaves at once, with its exit code and with everything said."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.running import run


def test_all_that_it_says_arrives_before_it_leaves(tmp_path: Path) -> None:
    done = run("rules", "--json", cwd=tmp_path)
    assert done.returncode == 0
    assert len(json.loads(done.stdout)) > 30


@pytest.mark.parametrize(("arguments", "code"), [(("--version",), 0), (("check", "nowhere.yaml"), 2), (("no-such-command",), 2)])
def test_its_exit_code_is_that_of_the_command(arguments: tuple[str, ...], code: int, tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert (done.stderr if code else done.stdout).strip()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no device that is always full")
def test_what_cannot_be_said_is_no_success(tmp_path: Path) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        done = subprocess.run([sys.executable, "-m", "allocator", "--version"], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE,
                              text=True, check=False, env=environment)
    assert done.returncode != 0
