"""What can go wrong, with its exit code; said as where, what was found, what was expected, what to do."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault or warning of an input, with its place (file:line:column, sheet!cell or file row N column)."""

    place: str
    message: str
    hint: str = ""
    severity: str = "error"              # error | warning | note

    def __str__(self) -> str:
        """Place, message and what to do, on one line."""
        tail = f" {self.hint}" if self.hint else ""
        return f"{self.place}: {self.message}{tail}" if self.place else f"{self.message}{tail}"


class AllocatorError(Exception):
    """Anything that ends a command with an exit code other than 0; `problems` are printed one a line."""

    code = 70

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(p if isinstance(p, Problem) else Problem("", p) for p in problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class BadInput(AllocatorError):
    """Wrong usage or bad input: every problem of one reading together."""

    code = 2


class NotWritable(AllocatorError):
    """The output cannot be written, or another run holds the folder."""

    code = 5


class OutOfMemory(AllocatorError):
    """The system gave no more memory: a limit that was reached with no plan."""

    code = 4


class Disagreement(AllocatorError):
    """The audit, the solver or the second solver disagree: a bug of ours.

    Parameters
    ----------
    program : the matrix that they disagree about, where it is known.   evidence : what else tells of it, for `disagreement/`.
    """

    code = 70

    def __init__(self, *problems: Problem | str, program: Any = None, evidence: Any = None) -> None:
        super().__init__(*problems)
        self.program, self.evidence = program, evidence


def raise_if_any(problems: Iterable[Problem]) -> None:
    """Raise one `BadInput` with every error among the problems, in the order of their places."""
    errors = [p for p in problems if p.severity == "error"]
    if errors:
        raise BadInput(*errors)
