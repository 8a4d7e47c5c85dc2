"""One planning run as its YAML tells it: which model, which year, what is already decided, how to solve."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision already taken, with who, when and why: a constant that overrides the rules."""

    application: str = ""
    fix: str = ""                  # admitted | refused, of an application
    beds: int | None = None
    institution: str = ""
    reduce: int = 0                # beds, of an institution
    reason: str = ""
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class SolverSettings:
    """How long, how exact, on how many threads, with which seed."""

    time_limit: float = 600.0      # seconds for the whole command
    gap: float = 0.0
    threads: int = 1
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class Instance:
    """The instance file, validated; paths are absolute.

    Parameters
    ----------
    inputs : every file that was read, by its path relative to the instance file, with its SHA-256.
    """

    name: str
    title: str
    year: int
    data_as_of: date
    source: str
    coordinates: str
    path: str
    model: str
    manual_plan: str = ""
    previous_plan: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    solver: SolverSettings = SolverSettings()
    inputs: Mapping[str, str] = field(default_factory=dict)
