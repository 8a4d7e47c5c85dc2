"""Every bad file of tests/data/bad: what is said of it, where, and the exit code of the front door."""
from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.reading.faults.base import Fault
from tests.reading.faults.making import BAD, FAULTS, index
from tests.reading.faults.running import problems_of, town_with

INDEX = list(csv.DictReader((BAD / "INDEX.csv").read_text("utf-8").splitlines()))
LARGE = {f.file: f for f in FAULTS if not f.stored}


def content(file: str) -> bytes:
    return LARGE[file].content if file in LARGE else (BAD / file).read_bytes()


@pytest.mark.parametrize("row", INDEX, ids=lambda r: r["file"])
def test_one_fault_brings_one_message_with_its_place(row: dict[str, str], tmp_path: Path) -> None:
    found = [p for p in problems_of(tmp_path / "town", row["replaces"], content(row["file"])) if p.severity == row["severity"]]
    assert any(p.place == row["place"] and row["says"] in str(p) for p in found), [str(p) for p in found]
    assert len(found) == int(row["count"]), [str(p) for p in found]


def test_the_files_are_those_of_the_table() -> None:
    assert (BAD / "INDEX.csv").read_text("utf-8") == index()
    assert {f.file for f in FAULTS if f.stored} == {p.name for p in BAD.iterdir()} - {"INDEX.csv", "README.md", ".gitattributes"}
    assert len({f.name for f in FAULTS}) == len(FAULTS) >= 150


@pytest.mark.parametrize("fault", [f for f in FAULTS if f.stored and not f.file.endswith(".xlsx")], ids=lambda f: f.name)
def test_a_text_file_is_as_its_fault_makes_it(fault: Fault) -> None:
    assert (BAD / fault.file).read_bytes() == fault.content


ONE_A_FAMILY = ("yaml-duplicate-key", "key-unknown", "model-kind-unknown", "year-outside-the-period", "cell-negative-beds",
    "district-unknown",
                "code-twice", "column-missing", "book-password", "csv-gbk", "yaml-gbk", "file-device")


@pytest.mark.parametrize("name", ONE_A_FAMILY)
def test_the_front_door_ends_with_the_exit_code_and_no_traceback(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from allocator.cli import main

    fault = next(f for f in FAULTS if f.name == name)
    instance = town_with(tmp_path / "town", fault.replaces, fault.content)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["check", str(instance), "--lang", "en"])
    assert done.exit_code == fault.exit_code, done.output
    assert fault.says in done.output.replace(f"{instance.parent.as_posix()}/", "")
    assert "Traceback" not in done.output
    assert not (tmp_path / "results").exists()
