"""The set-up: the locks, the make targets, and the wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import bootstrap

LOCKS = [bootstrap.RUN, bootstrap.TEST, bootstrap.BENCH]
PROJECT = tomllib.loads((bootstrap.ROOT / "pyproject.toml").read_text("utf-8"))
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)((?: ;[^\\]*)?) \\$", re.MULTILINE)


def pins(lock: str) -> set[tuple[str, ...]]:
    return set(PIN.findall((bootstrap.ROOT / lock).read_text("utf-8")))


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=~! \[]", requirement)[0].lower().replace(".", "-") for requirement in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_a_hash_for_every_pin_and_no_address(lock: str) -> None:
    text = (bootstrap.ROOT / lock).read_text("utf-8")
    assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links| @ ", text)
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    assert len(entries) == len(pins(lock))


def test_each_lock_holds_the_pins_of_the_one_before() -> None:
    run, test, bench = (pins(lock) for lock in LOCKS)
    assert run < test < bench


def test_every_dependency_is_pinned_and_described() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    groups = PROJECT["dependency-groups"]
    run = named(PROJECT["project"]["dependencies"] + groups["setup"])
    assert run <= {name for name, *_ in pins(bootstrap.RUN)}
    assert named(extras["verify"] + groups["test"]) <= {name for name, *_ in pins(bootstrap.TEST)}
    page = (bootstrap.ROOT / "docs/dependencies.md").read_text("utf-8").lower().replace(".", "-")
    everything = run | named([r for listed in [*extras.values(), *groups.values()] for r in listed])
    assert not {name for name in everything if name not in page}
    stated = dict(re.findall(r"^\| ([a-z-]+) \| ([\d-]+)", page, re.MULTILINE))
    assert {n: v for n, v, _ in pins(bootstrap.RUN) if n in stated and v.replace(".", "-") not in page} == {}


def test_highspy_is_exactly_the_version_that_was_tried() -> None:
    assert ("highspy", "1.15.1", "") in pins(bootstrap.RUN)


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
@pytest.mark.parametrize(
    ("target", "does"),
    [
        (["solve"], "bootstrap.py solve instances/wuhu2026.yaml"),
        (["solve", "INSTANCE=instances/x.yaml"], "bootstrap.py solve instances/x.yaml"),
        *((([task]), f"bootstrap.py {task}") for task in ("test", "lint", "bench", "campaign", "docs")),
    ],
)
def test_make_hands_on_to_bootstrap(target: list[str], does: str) -> None:
    alone = {name: text for name, text in os.environ.items() if not name.startswith("MAKE")}  # `make test` may have started this
    said = subprocess.run(["make", "-n", *target], cwd=bootstrap.ROOT, env=alone, capture_output=True, text=True, check=True).stdout
    assert said.strip() == f"python3 {does}"
    assert target[0] in bootstrap.TASKS


def test_continuous_integration_runs_make_test() -> None:
    script = bootstrap.ROOT / ".ci/run"
    assert script.read_text().rstrip().endswith("exec make test")
    assert os.name == "nt" or os.access(script, os.X_OK)


def test_the_wheel_carries_models_and_instances_but_no_scripts(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=bootstrap.ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "allocator/__init__.py" in names
    assert "allocator/_shipped/models/README.md" in names
    assert {name.partition("/")[0] for name in names} == {"allocator", "allocator-0.1.0.dist-info"}
    assert not [name for name in names if "/_shipped/instances/make/" in name or "/_shipped/instances/sources/" in name]
