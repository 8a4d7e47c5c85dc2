"""Which files a reading may open."""
from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from allocator.reading.files import Files, shipped_models
from allocator.reading.instance import read_instance
from allocator.reading.problems import Problems
from tests.reading.conftest import errors_of

Change = Callable[[str, str, str], Path]


def test_a_link_that_leaves_the_folder_is_refused_and_one_within_is_not(town: Path, tmp_path: Path) -> None:
    funds = town / "town" / "funds.csv"
    funds.rename(tmp_path / "funds.csv")
    funds.symlink_to(tmp_path / "funds.csv")
    assert "实例文件夹之外" in errors_of(lambda: read_instance(town / "town.yaml"))[0].message
    funds.unlink()
    (tmp_path / "funds.csv").rename(town / "real.csv")
    funds.symlink_to(town / "real.csv")
    assert read_instance(town / "town.yaml").city.funds


def test_a_linked_folder_is_refused_too(town: Path, tmp_path: Path) -> None:
    (town / "town").rename(tmp_path / "elsewhere")
    (town / "town").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert all("实例文件夹之外" in p.message for p in errors_of(lambda: read_instance(town / "town.yaml")))


def test_a_model_beside_that_is_a_link_out_is_refused(town: Path, tmp_path: Path) -> None:
    (town / "town-model.yaml").rename(tmp_path / "town-model.yaml")
    (town / "town-model.yaml").symlink_to(tmp_path / "town-model.yaml")
    assert "找不到模型" in errors_of(lambda: read_instance(town / "town.yaml"))[0].message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_refused_without_waiting_for_it(town: Path) -> None:
    (town / "town" / "funds.csv").unlink()
    os.mkfifo(town / "town" / "funds.csv")
    assert "不是普通文件" in errors_of(lambda: read_instance(town / "town.yaml"))[0].message


def test_a_file_that_may_not_be_read_is_bad_input(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def forbid(path: Path, *args: object) -> object:
        if path.name == "funds.csv":
            raise PermissionError(13, "Permission denied")
        return opened(path, *args)      # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", forbid)
    assert "无法读取" in errors_of(lambda: read_instance(town / "town.yaml"))[0].message


def test_a_model_may_lie_in_models_beside_the_folder(change: Change) -> None:
    town = change("town.yaml", "model: town-model.yaml", "model: ../models/town-model.yaml")
    (town.parent / "models").mkdir()
    (town / "town-model.yaml").rename(town.parent / "models" / "town-model.yaml")
    assert "../models/town-model.yaml" in read_instance(town / "town.yaml").instance.inputs


@pytest.mark.parametrize("written", ["town-model", "town-model.yaml"])
def test_a_model_may_be_named_wherever_models_are_looked_for(written: str, change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    town = change("town.yaml", "model: town-model.yaml", f"model: {written}")
    (town.parent / "work" / "models").mkdir(parents=True)
    (town / "town-model.yaml").rename(town.parent / "work" / "models" / "town-model.yaml")
    monkeypatch.chdir(town.parent / "work")
    assert "shipped:town-model.yaml" in read_instance(town / "town.yaml").instance.inputs


def test_a_shipped_model_is_found_by_its_name_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    problems = Problems()
    taken = Files(tmp_path / "a.yaml", problems).model("wuhu", "a.yaml:1:1")
    assert taken is not None
    assert taken[0].startswith(b"#")
    assert not problems.found


def test_a_model_that_moved_gives_way_to_the_shipped_one_with_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    problems = Problems()
    assert Files(tmp_path / "a.yaml", problems).model("../models/wuhu.yaml", "a.yaml:1:1") is not None
    assert [p.severity for p in problems.found] == ["warning"]


def test_the_shipped_models_say_which_kinds_they_use(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    assert {"density_limit", "swap", "coverage"} <= shipped_models()["wuhu"]
