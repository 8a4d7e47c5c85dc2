"""The good files, and how a fault is put into one."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

GOOD = Path(__file__).resolve().parents[2] / "data" / "reading"


@dataclass(frozen=True)
class Fault:
    """One bad file.

    Parameters
    ----------
    name : what is wrong with it; the name of the file.   replaces : the good file whose place it takes.
    place : where the message must point (its end, in English).   says : words of the message (in English).
    severity : error (exit code 2), or warning or note (exit code 0).   count : how many messages of that severity there are.
    stored : False for a file too large to keep; it is made when the test runs.
    """

    name: str
    replaces: str
    content: bytes
    place: str
    says: str
    severity: str = "error"
    count: int = 1
    stored: bool = True

    @property
    def file(self) -> str:
        """Name of the file under tests/data/bad."""
        return f"{self.name}{Path(self.replaces).suffix}"

    @property
    def exit_code(self) -> int:
        """What the command line ends with."""
        return 2 if self.severity == "error" else 0


def good(name: str) -> str:
    """Text of a good file."""
    return (GOOD / name).read_text("utf-8")


def swap(text: str, old: str, new: str) -> str:
    """A text with one part replaced, which must be there."""
    assert text.count(old) == 1, (old, text.count(old))
    return text.replace(old, new)


def edited(name: str, file: str, old: str, new: str, place: str, says: str, **more: object) -> Fault:
    """A fault made by replacing one part of a good text."""
    return Fault(name, file, swap(good(file), old, new).encode(), place, says, **more)      # type: ignore[arg-type]
