"""Which files a reading may open: nothing leaves the instance's folder, by name or by link; every file read is hashed."""
from __future__ import annotations

import hashlib
import os
from pathlib import Path, PureWindowsPath

from allocator.reading.problems import Problems, listed, say
from allocator.reading.shipped import shipped_models, shipping

__all__ = ["Files", "shipped_models"]
LARGEST = 100_000_000


class Files:
    """The files of one instance.

    Parameters
    ----------
    file : the instance's YAML file.
    """

    def __init__(self, file: Path, problems: Problems) -> None:
        self.file, self.folder, self.problems = file, file.parent, problems
        self.hashes: dict[str, str] = {}
        self.model_path: Path | None = None

    def read(self, written: str, place: str) -> tuple[bytes, str] | None:
        """Bytes of a file that the YAML names, and its path for messages; None where it may not or cannot be read."""
        path = self._inside(written, (self.folder,))
        if path is None:
            self.problems.error(place, "file.outside", path=written)
        elif not path.exists():
            self.problems.error(place, "file.missing", path=written, hint=self._beside(path))
        elif not path.is_file():
            self.problems.error(place, "file.not_a_file", path=written)
        else:
            return self._take(path, place)
        return None

    def model(self, written: str, place: str) -> tuple[bytes, str] | None:
        """The model: the file that is named, or one of that name among the shipped ones."""
        bare = "/" not in written.replace("\\", "/")
        roots = self.folder, self.folder / ".." / "models"
        inside = self._inside(written, roots)
        if inside is None and not bare:
            self.problems.error(place, "file.model_outside", path=written)
            return None
        name = f"{Path(written.replace(chr(92), '/')).name.removesuffix('.yaml')}.yaml"
        beside = [self._inside(f"{f}{name}", roots) for f in ("", "models/", "../models/")] if bare else []
        candidates = [inside, *beside, *(f / name for f in shipping())]
        found = next((p.resolve() for p in candidates if p is not None and p.is_file()), None)
        if found is None:
            near = self.problems.meant(name.removesuffix(".yaml"), shipped_models())
            self.problems.error(place, "file.model_missing", path=written, hint=near)
            return None
        if not bare and found != inside:
            self.problems.warn(place, "file.model_shipped", path=written, found=name)
        self.model_path = found
        return self._take(found, place)

    def seen(self, key: str, content: bytes) -> None:
        """Remember what was read."""
        self.hashes[key] = hashlib.sha256(content).hexdigest()

    def _take(self, path: Path, place: str) -> tuple[bytes, str] | None:
        """Read and hash one file."""
        try:
            with path.open("rb") as stream:
                content = stream.read(LARGEST + 1)
        except OSError as e:
            self.problems.error(place, "file.unreadable", path=self._shown(path), why=e.strerror or "")
            return None
        if len(content) > LARGEST:
            self.problems.error(place, "file.too_large", path=self._shown(path), limit=LARGEST)
            return None
        self.seen(self._key(path), content)
        return content, self._shown(path)

    def _key(self, path: Path) -> str:
        """Path relative to the instance's folder; of a shipped model its name alone."""
        roots = (self.folder.resolve(), (self.folder / ".." / "models").resolve())
        if not any(path.is_relative_to(root) for root in roots):
            return f"shipped:{path.name}"
        return Path(os.path.relpath(path, roots[0])).as_posix()

    def _shown(self, path: Path) -> str:
        """A path as people are shown it: like the path of the instance itself."""
        key = self._key(path)
        return key if key.startswith("shipped:") else Path(os.path.normpath(self.folder / key)).as_posix()

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
