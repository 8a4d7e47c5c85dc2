"""The import floors: lint sees each planted fault, and the low floors start without heavy libraries."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import bootstrap

PROJECT = tomllib.loads((bootstrap.ROOT / "pyproject.toml").read_text("utf-8"))
FLOORS = "Each floor imports only the floors below it"
PYOMO_FREE = "Rules, audit, reading and report start without Pyomo, and so does the referee"
ONE_PROCESS = "The referee never reaches highspy: the two solvers clash in one process"
FAULTS = {
    "a stray module": ("utils.py", "", FLOORS),
    "an import upwards": ("domain/extra.py", "import allocator.report\n", FLOORS),
    "an import across": ("words/extra.py", "import allocator.errors\n", FLOORS),
    "Pyomo behind the audit": ("audit.py", "import allocator.program\n", PYOMO_FREE),
    "Pyomo in a rule": ("rules/extra.py", "def f() -> None:\n    import pyomo.environ\n", "Pyomo is imported by program and matrix only"),
    "highspy in the program": ("program.py", "import highspy\n", "highspy is imported by solver only"),
    "ortools in the solver": ("solver/extra.py", "import ortools\n", "ortools is imported by referee only"),
    "highspy behind the referee": ("referee/extra.py", "import allocator.solver\n", ONE_PROCESS),
    "openpyxl in a measure": ("measures/extra.py", "import openpyxl\n", "Workbooks are read in reading and written in report"),
}


@pytest.fixture
def floors(tmp_path: Path) -> Path:
    """A house with the project's settings, one brick a floor."""
    shutil.copy(bootstrap.ROOT / "pyproject.toml", tmp_path)
    for name in ("", "domain", "measures", "rules", "words", "report", "referee", "solver"):
        (tmp_path / "allocator" / name).mkdir()
        (tmp_path / "allocator" / name / "__init__.py").touch()
    (tmp_path / "allocator/errors.py").touch()
    (tmp_path / "allocator/program.py").write_text("import pyomo.environ\n")
    (tmp_path / "allocator/solver/__init__.py").write_text("import highspy\n")
    return tmp_path


def verdicts(project: Path) -> dict[str, str]:
    """Contracts and what lint says of them."""
    code = 'from importlinter.cli import lint_imports_command as lint; lint(["--no-logo", "--no-cache"])'
    environment = {**os.environ, "PYTHONPATH": str(project), "NO_COLOR": "1", "COLUMNS": "200"}
    said = subprocess.run([sys.executable, "-c", code], cwd=project, env=environment, capture_output=True, text=True, check=False).stdout
    return dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", said, re.MULTILINE))


def test_a_sound_house_is_kept(floors: Path) -> None:
    contracts = {contract["name"] for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    assert verdicts(floors) == dict.fromkeys(contracts, "KEPT")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_seen(floors: Path, fault: str) -> None:
    name, text, contract = FAULTS[fault]
    (floors / "allocator" / name).write_text(text)
    assert verdicts(floors)[contract] == "BROKEN"


def test_every_contract_has_a_planted_fault() -> None:
    contracts = {contract["name"] for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    assert {contract for _, _, contract in FAULTS.values()} == contracts


HEAVY = {"highspy", "networkx", "numpy", "openpyxl", "ortools", "pandas", "pydantic", "pyomo", "pyproj", "ruamel", "scipy", "xlsxwriter"}
LIGHT = {  # package: what it may import of the heavy
    "cli": set[str](),
    "errors": set[str](),
    "words": set[str](),
    "domain": {"numpy", "pydantic"},
    "rules": {"numpy", "pydantic", "scipy", "networkx"},
}


def loaded(modules: list[str]) -> set[str]:
    code = f"import sys; import {', '.join(modules)}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def within(package: str) -> list[str]:
    """Name every module of a package."""
    home = bootstrap.ROOT / "allocator"
    files = sorted((home / package).rglob("*.py")) or [home / f"{package}.py"]
    return [".".join(file.relative_to(bootstrap.ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files]


@pytest.mark.parametrize("package", LIGHT)
def test_a_low_floor_loads_no_heavy_library(package: str) -> None:
    assert loaded(within(package)) & HEAVY <= LIGHT[package]


def test_only_the_program_and_its_matrix_load_pyomo() -> None:
    assert not loaded([module for package in ("audit", "reading", "report", "solver") for module in within(package)]) & {"pyomo"}


def test_neither_solver_meets_the_other() -> None:
    assert not loaded(within("referee")) & {"highspy", "pyomo"}
    assert not loaded(within("solver")) & {"ortools"}
