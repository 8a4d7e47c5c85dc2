"""Models that come with the package: in the working folder, in the wheel, in the checkout."""
from __future__ import annotations

from pathlib import Path

from allocator.reading.problems import Problems
from allocator.reading.yaml import parse


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
