"""Models that come with the package: in the working folder, in the wheel, in the checkout."""
from __future__ import annotations

from pathlib import Path

from allocator.errors import BadInput, Problem
from allocator.reading.problems import Problems
from allocator.reading.yaml import parse
from allocator.words import say


def shipping() -> tuple[Path, ...]:
    """Folders of models, the nearest first."""
    package = Path(__file__).resolve().parents[1]
    return Path("models"), package / "_shipped" / "models", package.parent / "models"


def shipped_models() -> dict[str, frozenset[str]]:
    """Name of each model -> the kinds of rule that it uses; what cannot be read uses none."""
    found: dict[str, frozenset[str]] = {}
    for folder in shipping():
        for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
            found.setdefault(path.stem, _kinds(path))
    return found


def _kinds(path: Path) -> frozenset[str]:
    root = parse(path.read_bytes(), path.name, Problems())
    entries = root.at("rules").nodes() if root is not None else ()
    return frozenset(e.text("kind") for e in entries) - {""}


def shipped_model(name: str) -> Path:
    """Path of a shipped model.

    Raises
    ------
    BadInput
        if there is none of that name; those there are, are listed.
    """
    for folder in shipping():
        path = folder / f"{name}.yaml"
        if path.is_file() and path.resolve().parent == folder.resolve():
            return path
    raise BadInput(Problem("", say("init.no_model", name=name, known="、".join(sorted(shipped_models())))))
