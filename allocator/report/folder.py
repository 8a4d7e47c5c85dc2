"""The results folder of one run: held by one run at a time, written whole or not at all, the manifest last, the run before kept."""
from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from allocator import words
from allocator.errors import NotWritable, Problem

LOCK = ".lock"
MANIFEST = "run.json"
PREVIOUS = "previous"
PLAN_FILES = ("plan.xlsx", "plan.json", "conflict.xlsx", "conflict.json", MANIFEST)


def sha256(content: bytes) -> str:
    """Digest of some bytes, as manifests write it."""
    return hashlib.sha256(content).hexdigest()


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """Hold a results folder against a second run.

    Raises
    ------
    NotWritable
        if it cannot be made or written, or another run that is still alive holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT)
    except OSError as error:
        raise NotWritable(Problem(str(folder), words.say("folder.not_writable", why=error.strerror or str(error)))) from error
    try:
        _lock(handle, folder)
        yield folder
    finally:
        os.close(handle)
        with suppress(OSError):
            (folder / LOCK).unlink()


def _lock(handle: int, folder: Path) -> None:
    """The operating system's own lock: gone with the process, however it ends."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise NotWritable(Problem(str(folder), words.say("folder.held"))) from error


def replace_run(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put a run's files in place of the last run's, which moves to `previous`; the manifest is the last one written.

    Raises
    ------
    NotWritable
        if something cannot be written: then the run before stands as it was.
    """
    try:
        temporary = [_written(folder, name, content) for name, content in files.items()]
        _keep_previous(folder)
        for name, path in sorted(zip(files, temporary, strict=True), key=lambda pair: pair[0] == MANIFEST):
            os.replace(path, folder / name)
        _sync(folder)
    except OSError as error:
        for name in files:
            with suppress(OSError):
                (folder / f".{name}.tmp").unlink()
        busy = error.errno in (errno.EACCES, errno.EPERM, errno.EBUSY)
        key = "folder.file_open" if busy else "folder.not_writable"
        raise NotWritable(Problem(str(folder), words.say(key, why=error.strerror or str(error)))) from error


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a command's files (audit.json, comparison.xlsx …), each whole or not at all; the plan beside them is not touched."""
    try:
        for name, content in files.items():
            os.replace(_written(folder, name, content), folder / name)
        _sync(folder)
    except OSError as error:
        raise NotWritable(Problem(str(folder), words.say("folder.not_writable", why=error.strerror or str(error)))) from error


def _written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / f".{name}.tmp"
    with open(path, "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    return path


def _keep_previous(folder: Path) -> None:
    """Copy the complete run that is there to `previous`, by way of a folder beside it, so that `previous` is whole too."""
    if not (folder / MANIFEST).is_file():
        return
    fresh, old = folder / ".previous.tmp", folder / PREVIOUS
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    for name in PLAN_FILES:
        if (folder / name).is_file():
            shutil.copy2(folder / name, fresh / name)
    shutil.rmtree(old, ignore_errors=True)
    os.replace(fresh, old)
    for name in PLAN_FILES:                       # a reader that finds no manifest knows that a run is being written
        with suppress(FileNotFoundError):
            if name == MANIFEST:
                (folder / name).unlink()
    for name in ("conflict.xlsx", "conflict.json"):
        with suppress(FileNotFoundError):
            (folder / name).unlink()


def _sync(folder: Path) -> None:
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
