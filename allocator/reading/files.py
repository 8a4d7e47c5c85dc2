"""Which files a reading may open: nothing leaves the instance's folder, by name or by link; every file read is hashed."""
from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

from allocator.reading.problems import Problems, listed, say

LARGEST = 300_000_000


class Files:
    """The files of one instance, read once each.

    Parameters
    ----------
    file : the instance's YAML file.
    """

    def __init__(self, file: Path, problems: Problems) -> None:
        self.file, self.folder, self.problems = file, file.parent, problems
        self.hashes: dict[str, str] = {}
        self.model_path: Path | None = None

    def shown(self, path: Path) -> str:
        """A path as people are shown it: like the path of the instance itself."""
        try:
            return (self.folder / os.path.relpath(path, self.folder.resolve())).as_posix()
        except ValueError:
            return path.as_posix()

    def read(self, written: str, place: str) -> tuple[bytes, str] | None:
        """Bytes of a file that the YAML names, and its path for messages; None where it may not or cannot be read."""
        path = self.locate(written, place)
        return None if path is None else self.take(path, self.key(path), place)

    def locate(self, written: str, place: str) -> Path | None:
        """The file that a path of the YAML names, if it lies in the folder."""
        path = self._inside(written, (self.folder,))
        if path is None:
            self.problems.error(place, "file.outside", path=written)
        elif not path.exists():
            self.problems.error(place, "file.missing", path=written, hint=self._beside(path))
        elif not path.is_file():
            self.problems.error(place, "file.not_a_file", path=written)
        else:
            return path
        return None

    def model(self, written: str, place: str) -> Path | None:
        """The model's file: beside the YAML, in ../models, in the working folder, shipped with the package."""
        self.model_path = next((p.resolve() for p in self._candidates(written) if p.is_file()), None)
        if self.model_path is not None:
            return self.model_path
        named = "/" not in written and "\\" not in written
        if not named and self._inside(written, (self.folder, self.folder / ".." / "models")) is None:
            self.problems.error(place, "file.model_outside", path=written)
        else:
            self.problems.error(place, "file.model_missing", path=written, hint=self.problems.meant(Path(written).stem, _shipped()))
        return None

    def take(self, path: Path, key: str, place: str) -> tuple[bytes, str] | None:
        """Read and hash one file."""
        try:
            with path.open("rb") as stream:
                content = stream.read(LARGEST + 1)
        except OSError as e:
            self.problems.error(place, "file.unreadable", path=self.shown(path), why=e.strerror or "")
            return None
        if len(content) > LARGEST:
            self.problems.error(place, "file.too_large", path=self.shown(path), limit=LARGEST)
            return None
        self.seen(key, content)
        return content, self.shown(path)

    def seen(self, key: str, content: bytes) -> None:
        """Remember what was read."""
        self.hashes[key] = hashlib.sha256(content).hexdigest()

    def key(self, path: Path) -> str:
        """Path relative to the instance's folder, with slashes."""
        return Path(os.path.relpath(path, self.folder.resolve())).as_posix()

    def _candidates(self, written: str) -> Iterator[Path]:
        inside = self._inside(written, (self.folder, self.folder / ".." / "models"))
        if inside is not None:
            yield inside
        if "/" not in written and "\\" not in written:
            name = f"{written.removesuffix('.yaml')}.yaml"
            yield from (f / name for f in (self.folder, self.folder / "models", self.folder / ".." / "models", *_shipping()))

    def _inside(self, written: str, roots: tuple[Path, ...]) -> Path | None:
        """The real file behind a written path, links followed; None where it leaves every one of the roots."""
        written = written.replace("\\", "/")
        if not written or "\0" in written or Path(written).is_absolute() or PureWindowsPath(written).drive:
            return None
        path = (self.folder / written).resolve()
        return path if any(path.is_relative_to(root.resolve()) for root in roots) else None

    def _beside(self, path: Path) -> str:
        names = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        return self.problems.meant(path.name, names) or say("present", words=listed(sorted(names)[:30]))


def _shipping() -> tuple[Path, ...]:
    package = Path(__file__).resolve().parents[1]
    return Path("models"), package / "_shipped" / "models", package.parent / "models"


def _shipped() -> list[str]:
    return sorted({p.stem for folder in _shipping() if folder.is_dir() for p in folder.glob("*.yaml")})
