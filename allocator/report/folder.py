"""The results folder of one run: held by one run at a time, written whole or not at all, the manifest last, the run before kept."""
from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
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
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = _locked(folder)
    except OSError as error:
        raise NotWritable(Problem(str(folder), words.say("folder.not_writable", why=error.strerror or str(error)))) from error
    try:
        yield folder
    finally:
        _release(handle, folder)
        if made:
            with suppress(OSError):              # a run that wrote nothing leaves nothing
                folder.rmdir()


def _locked(folder: Path) -> int:
    """The lock file, open and held: the one that bears the name, since a run that just ended may have taken its own away."""
    while True:
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT)
        try:
            _lock(handle, folder)
            if os.name == "nt" or _named(handle, folder):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _named(handle: int, folder: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), os.stat(folder / LOCK))
    except FileNotFoundError:
        return False


def _release(handle: int, folder: Path) -> None:
    """Take the lock file away while it is held, so that nobody else's is taken; Windows takes away only what is closed."""
    if os.name == "nt":
        os.close(handle)
        _unlink(folder / LOCK)
        return
    _unlink(folder / LOCK)
    os.close(handle)


def _unlink(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


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
    kept = False
    try:
        temporary = [_written(folder, name, content) for name, content in files.items()]
        kept = _keep_previous(folder)
        _clear(folder, files)
        for name, path in sorted(zip(files, temporary, strict=True), key=lambda pair: pair[0] == MANIFEST):
            os.replace(path, folder / name)
        _sync(folder)
    except OSError as error:
        for name in files:
            _unlink(folder / f".{name}.tmp")
        shutil.rmtree(folder / ".previous.tmp", ignore_errors=True)
        if kept:
            _restore(folder)
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


def _keep_previous(folder: Path) -> bool:
    """Copy the complete run that is there to `previous`, by way of a folder beside it, so that `previous` is whole too."""
    fresh, old, older = folder / ".previous.tmp", folder / PREVIOUS, folder / ".older.tmp"
    for left in (fresh, older):
        shutil.rmtree(left, ignore_errors=True)
    if not (folder / MANIFEST).is_file():
        return False
    fresh.mkdir()
    for name in PLAN_FILES:
        if (folder / name).is_file():
            shutil.copy2(folder / name, fresh / name)
    if old.exists():
        os.replace(old, older)                   # in one step: a folder that is being emptied is not whole
    os.replace(fresh, old)
    shutil.rmtree(older, ignore_errors=True)
    (folder / MANIFEST).unlink()                 # a reader that finds no manifest knows that a run is being written
    return True


def _restore(folder: Path) -> None:
    """Put back the run before, the manifest last; what cannot be replaced now was not replaced a moment ago either."""
    for name in PLAN_FILES:
        if (folder / PREVIOUS / name).is_file():
            with suppress(OSError):
                os.replace(_written(folder, name, (folder / PREVIOUS / name).read_bytes()), folder / name)
        else:
            _unlink(folder / name)


def _clear(folder: Path, files: Iterable[str]) -> None:
    """Take away what the new run does not write: no file of one run beside another's manifest, nothing half written by a killed one."""
    for name in set(PLAN_FILES) - set(files):
        _unlink(folder / name)
        _unlink(folder / f".{name}.tmp")


def _sync(folder: Path) -> None:
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
