"""The results folder: one run at a time, whole or not at all, the run before kept."""
from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from allocator.errors import NotWritable
from allocator.report import folder
from tests.faults.running import at_random, files, killed_while_writing, torn, whole

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs fork")


DYING = """\
import os, sys, signal
from pathlib import Path
from allocator.report import folder
from tests.faults.running import files
at, left, plain = Path(sys.argv[1]), int(sys.argv[2]), getattr(os, sys.argv[3])
def counted(*a, **k):
    global left
    left -= 1
    if left < 0: os.kill(os.getpid(), signal.SIGKILL)
    return plain(*a, **k)
setattr(os, sys.argv[3], counted)
folder.replace_run(at, files(int(sys.argv[4])))
"""
HOLDING = """\
import os, sys, time
from pathlib import Path
from allocator.report import folder
from allocator.errors import NotWritable
at, wrong, got = Path(sys.argv[1]), 0, 0
until = time.monotonic() + 1.5
while time.monotonic() < until:
    try:
        with folder.held(at):
            got += 1
            try:
                os.close(os.open(at / 'inside', os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                wrong += 1
            time.sleep(0.0005)
            (at / 'inside').unlink(missing_ok=True)
    except NotWritable:
        pass
print(wrong, got)
"""


def content(at: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in at.iterdir() if p.is_file()}


@POSIX
def test_a_run_killed_while_it_writes_leaves_whole_runs(tmp_path: Path) -> None:
    dice = random.Random(1)
    folder.replace_run(tmp_path, files(0))
    for k in range(25):
        killed_while_writing(tmp_path, 10 * k, at_random(dice))
        assert torn(tmp_path) == ""
    folder.replace_run(tmp_path, files(1))
    assert content(tmp_path) == files(1)


@POSIX
@pytest.mark.parametrize("call", ["replace", "fsync", "unlink"])
def test_a_run_killed_at_any_call_leaves_whole_runs(tmp_path: Path, call: str) -> None:
    folder.replace_run(tmp_path, files(0))
    killed = 0
    for k in range(1, 9):
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        done = subprocess.run([sys.executable, "-c", DYING, str(tmp_path), str(k - 1), call, str(k)], env=environment, check=False)
        killed += done.returncode < 0
        assert torn(tmp_path) == "", k
        folder.replace_run(tmp_path, files(k))
        assert content(tmp_path) == files(k)
    assert killed


def test_the_run_before_is_kept_and_nothing_of_it_stays_beside_the_new_one(tmp_path: Path) -> None:
    for k in range(4):                     # the third has a conflict and no plan.xlsx
        folder.replace_run(tmp_path, files(k))
        assert content(tmp_path) == files(k)
        assert k == 0 or content(tmp_path / folder.PREVIOUS) == files(k - 1)


def test_when_one_file_cannot_be_replaced_the_run_before_stands(tmp_path: Path) -> None:
    folder.replace_run(tmp_path, files(0))
    (tmp_path / "conflict.xlsx").mkdir()
    (tmp_path / "conflict.xlsx" / "x").touch()
    with pytest.raises(NotWritable) as caught:
        folder.replace_run(tmp_path, files(2))
    assert caught.value.code == 5
    assert content(tmp_path) == files(0)
    assert whole(tmp_path)


def test_a_second_run_is_refused_and_leaves_the_first_its_lock(tmp_path: Path) -> None:
    at = tmp_path / "results"
    with folder.held(at):
        for _ in range(2):                 # a refused run must not take the lock away for the third
            with pytest.raises(NotWritable) as caught, folder.held(at):
                pass
            assert caught.value.code == 5
    assert not at.exists()                 # it wrote nothing and leaves nothing
    with folder.held(at):
        pass


@POSIX
def test_a_lock_that_bears_no_name_any_more_is_not_the_lock(tmp_path: Path) -> None:
    with folder.held(tmp_path):
        (tmp_path / folder.LOCK).unlink()
        with folder.held(tmp_path), pytest.raises(NotWritable), folder.held(tmp_path):
            pass                           # who finds no file makes its own, and holds it


@POSIX
def test_many_at_once_never_hold_the_folder_together(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    (tmp_path / "keep").touch()
    command = [sys.executable, "-c", HOLDING, str(tmp_path)]
    runs = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    told = [p.communicate()[0].split() for p in runs]
    assert all(wrong == "0" for wrong, _ in told)
    assert sum(int(got) for _, got in told) > 3
