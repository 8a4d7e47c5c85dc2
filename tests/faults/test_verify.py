"""`allocator verify`: the same plan everywhere, and what it says when it is not."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.faults.running import here, run, town


@pytest.fixture
def solved(tmp_path: Path) -> tuple[Path, Path]:
    instance, out = town(tmp_path / "in"), tmp_path / "out"
    assert here("solve", instance, "--out", out, cwd=tmp_path).returncode == 0
    return instance, out


def verify(tmp_path: Path, out: Path, *more: str) -> tuple[int, dict[str, Any]]:
    done = here("verify", out, "--json", *more, cwd=tmp_path)
    return done.returncode, json.loads(done.stdout) if done.returncode in (0, 1) else {"said": done.stderr}


def test_the_same_inputs_give_the_same_bytes_whatever_the_hash_seed(solved: Any, tmp_path: Path) -> None:
    before = {p.name: p.read_bytes() for p in solved[1].iterdir()}
    done = run("verify", solved[1], "--json", cwd=tmp_path, env={"PYTHONHASHSEED": "2"})
    code, said = done.returncode, json.loads(done.stdout)
    assert (code, said["same"], said["plan"], said["inputs"], said["versions"]) == (0, True, True, [], {})
    assert {p.name: p.read_bytes() for p in solved[1].iterdir()} == before


def test_rows_in_another_order_give_the_same_plan_and_are_named(solved: Any, tmp_path: Path) -> None:
    table = tmp_path / "in/town/institutions.csv"
    head, *rows = table.read_text("utf-8").splitlines()
    table.write_text("\n".join([head, *reversed(rows)]) + "\n", "utf-8")
    code, said = verify(tmp_path, solved[1])
    assert (code, said["plan"], said["inputs"]) == (0, True, ["town/institutions.csv"])


def test_a_changed_figure_that_changes_the_plan_is_exit_1(solved: Any, tmp_path: Path) -> None:
    instance = solved[0]
    instance.write_text(instance.read_text("utf-8").replace("reduce: 5", "reduce: 7"), "utf-8")
    code, said = verify(tmp_path, solved[1])
    assert (code, said["same"], said["plan"], said["inputs"]) == (1, False, False, ["town.yaml"])


def test_a_file_of_the_results_that_was_edited_is_exit_1_and_named(solved: Any, tmp_path: Path) -> None:
    plan = solved[1] / "plan.json"
    plan.write_bytes(plan.read_bytes() + b" ")
    code, said = verify(tmp_path, solved[1])
    assert (code, said["plan"], said["files"]["plan.json"], said["files"]["plan.xlsx"]) == (1, True, False, True)


def test_an_instance_that_moved_is_named_or_given(solved: Any, tmp_path: Path) -> None:
    (tmp_path / "in").rename(tmp_path / "elsewhere")
    assert verify(tmp_path, solved[1])[0] == 2
    assert verify(tmp_path, solved[1], "--instance", str(tmp_path / "elsewhere/town.yaml"))[0] == 0


@pytest.mark.parametrize("text", ["", "{}", "[1]", "not json"])
def test_a_folder_without_a_readable_manifest_is_exit_2(text: str, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(text)
    done = here("verify", tmp_path, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_every_demand_point_in_the_program_gives_the_same_plan(solved: Any, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    assert here("solve", solved[0], "--out", plain, "--plain", cwd=tmp_path).returncode == 0
    assert (plain / "plan.json").read_bytes() == (solved[1] / "plan.json").read_bytes()
    ran = json.loads((plain / "run.json").read_bytes())
    reduced, whole = json.loads((solved[1] / "run.json").read_bytes())["reductions"], ran["reductions"]
    rows = json.loads((plain / "plan.json").read_bytes())["coverage"]
    assert {r["method"] for r in rows} == set(ran["reach"].values()) and all(r["method"] for r in rows)
    assert {rule: c["points"] for rule, c in reduced.items()} == {rule: c["points"] for rule, c in whole.items()} != {}
    code, said = verify(tmp_path, plain)
    assert (code, said["same"]) == (0, True)
