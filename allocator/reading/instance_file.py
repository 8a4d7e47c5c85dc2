"""The fixed keys of an instance file."""
from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from allocator.geography.coordinates import System


class DecisionEntry(BaseModel):
    """A decision already taken, with who, when and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    application: str = ""
    fix: Literal["admitted", "refused", ""] = ""
    beds: int | None = Field(default=None, ge=0)
    institution: str = ""
    reduce: int = Field(default=0, ge=0)
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)
    on: date


class SolverEntry(BaseModel):
    """Solver settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    time_limit: float = Field(default=600.0, gt=0, le=1_000_000)
    gap: float = Field(default=0.0, ge=0, lt=1)
    threads: int = Field(default=1, ge=1, le=1024)
    seed: int = Field(default=0, ge=0, le=2**31 - 1)


class InstanceFile(BaseModel):
    """Every key that an instance may have; `name` becomes a folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(pattern=r"^\w[\w.-]{0,99}$")
    title: str = Field(min_length=1)
    model: str = Field(min_length=1)
    year: int = Field(ge=2000, le=2100)
    data_as_of: date
    source: Literal["published", "derived", "synthetic"]
    coordinates: System | None = None
    tables: dict[str, Any] | None = None
    workbook: str | None = None
    manual_plan: str | None = None
    previous_plan: str | None = None
    parameters: dict[str, Any] | None = None
    decisions: tuple[DecisionEntry, ...] | None = None
    solver: SolverEntry | None = None
