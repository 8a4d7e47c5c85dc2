"""The environment that bootstrap.py makes, adds to and makes again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap

LOCKS = [bootstrap.RUN, bootstrap.TEST, bootstrap.BENCH]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout as small as can be; the backend stands in for hatchling, which an empty lock does not bring."""
    root = tmp_path / "checkout"
    root.mkdir()
    shutil.copy(bootstrap.ROOT / "bootstrap.py", root)
    for lock in LOCKS:
        (root / lock).write_text("")
    (root / "wheelhouse").mkdir()  # no network
    (root / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "tiny"\nversion = "1"\n[tool.ruff]\nline-length = 100\n'
    )
    (root / "backend.py").write_text(
        "import zipfile\n"
        "def build_editable(folder, config_settings=None, metadata_directory=None):\n"
        "    name = 'tiny-1-py3-none-any.whl'\n"
        "    with zipfile.ZipFile(f'{folder}/{name}', 'w') as wheel:\n"
        "        wheel.writestr('tiny-1.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\n')\n"
        "        wheel.writestr('tiny-1.dist-info/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')\n"
        "        wheel.writestr('tiny-1.dist-info/RECORD', '')\n"
        "    return name\n"
    )
    (root / "tests/campaign").mkdir(parents=True)
    (root / "tests/campaign/__main__.py").write_text("import sys\nprint('campaign', *sys.argv[1:])\nsys.exit(7)\n")
    (root / "docs").mkdir()
    (root / "docs/make_kinds.py").write_text("print('docs')\n")
    (root / "docs/make_coverage.py").write_text("")
    return root


def start(project: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "bootstrap.py", *arguments]
    return subprocess.Popen(command, cwd=project, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def run(project: Path, *arguments: str) -> tuple[int, str, str]:
    process = start(project, *arguments)
    out, err = process.communicate(timeout=120)
    return process.returncode, out.strip(), err.strip()


def test_the_environment_is_made_once_added_to_and_made_again_only_when_stale(project: Path) -> None:
    first, second = start(project, "docs"), start(project, "docs")  # two at once: one makes, the other waits and finds it made
    done = [process.communicate(timeout=120) for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0]
    assert [out.strip() for out, _ in done] == ["docs", "docs"]
    assert sorted("making .venv" in err for _, err in done) == [False, True]

    kept = project / ".venv/kept"
    kept.touch()
    assert run(project, "docs") == (0, "docs", "")  # suits: nothing is said, nothing is done

    code, out, err = run(project, "campaign", "--count", "3")
    assert (code, out) == (7, "campaign --count 3")  # the task's own exit code, and what follows the task is handed on
    assert "adding to .venv from requirements-test.lock" in err
    assert kept.is_file()

    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text().replace("100", "120"))
    assert run(project, "docs") == (0, "docs", "")  # a lint setting is no reason

    (project / bootstrap.TEST).write_text("# another lock\n")
    _, _, err = run(project, "docs")
    assert "making .venv from requirements.lock" in err
    assert not kept.is_file()


def test_a_lock_that_cannot_be_installed_leaves_no_stamp(project: Path) -> None:
    (project / bootstrap.RUN).write_text(f"absent==1 --hash=sha256:{'0' * 64}\n")
    code, _, err = run(project, "docs")
    assert code == 1
    assert "wheelhouse" in err
    assert not (project / ".venv/.stamp").exists()


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment that suits, as far as the stamp can tell."""
    for name in ("pyproject.toml", *LOCKS):
        shutil.copy(bootstrap.ROOT / name, tmp_path)
    python = tmp_path / bootstrap.PYTHON.relative_to(bootstrap.ROOT)
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "ENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", python)
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv/.stamp")
    bootstrap.STAMP.write_text(json.dumps({"base": bootstrap.base(), "locks": {bootstrap.TEST: bootstrap.digest(bootstrap.TEST)}}))
    assert set(bootstrap.stamped()) == {bootstrap.TEST}
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_changed_project_table_makes_it_stale(held: Path) -> None:
    edit(held / "pyproject.toml", 'version = "0.1.0"', 'version = "0.1.1"')
    assert bootstrap.stamped() == {}


def test_a_changed_tool_table_does_not(held: Path) -> None:
    edit(held / "pyproject.toml", "max-complexity = 8", "max-complexity = 7")
    assert bootstrap.stamped()


def test_a_changed_lock_makes_it_stale_but_line_ends_do_not(held: Path) -> None:
    lock = held / bootstrap.TEST
    lock.write_bytes(lock.read_bytes().replace(b"\n", b"\r\n"))
    assert bootstrap.stamped()
    edit(lock, "highspy==1.15.1", "highspy==1.14.0")
    assert bootstrap.stamped() == {}


def test_another_python_makes_it_stale(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version", "3.99.0")
    assert bootstrap.stamped() == {}


def test_another_place_makes_it_stale(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ENV", held / "moved")
    assert bootstrap.stamped() == {}


@pytest.mark.parametrize("stamp", ["", "{", "[]", "{}", '{"base": 1, "locks": {}}', '{"base": null}'])
def test_a_torn_stamp_counts_as_none(held: Path, stamp: str) -> None:
    bootstrap.STAMP.write_text(stamp)
    assert bootstrap.stamped() == {}


def test_an_old_python_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or later is needed"):
        bootstrap.main()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups to signal")
def test_an_interrupt_waits_for_the_task_to_save_its_plan(project: Path) -> None:
    task = project / "slow.py"
    task.write_text(
        "import signal, sys, time\n"
        "def save(*_):\n    time.sleep(0.6)\n    print('saved', flush=True)\n    sys.exit(130)\n"
        "signal.signal(signal.SIGINT, save)\nprint('up', flush=True)\ntime.sleep(30)\n"
    )
    code = f"import sys, bootstrap; bootstrap.PYTHON = sys.executable; sys.exit(bootstrap.run((({str(task)!r},),), []))"
    with subprocess.Popen([sys.executable, "-c", code], cwd=project, text=True, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        os.killpg(process.pid, 2)  # as a terminal does: to all of the group
        assert process.stdout.read() == "saved\n"
    assert process.returncode == 130
