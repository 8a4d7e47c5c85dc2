"""A filter over applications and institutions, as the entries of a model write it."""
from __future__ import annotations

from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

from allocator.domain.institution import Application, Institution

Row = Application | Institution


class Where(BaseModel):
    """All the fields given must match; a field matches if the row has one of its values (`tags`: bears one of them)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    category: tuple[str, ...] = ()
    scheme: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    facility: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    specialty: tuple[str, ...] = ()
    ownership: tuple[str, ...] = ()
    affiliation: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    parent_level: tuple[str, ...] = ()
    parent_tier: tuple[str, ...] = ()
    convert_to: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @field_validator("*", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """A single value stands for a list of one."""
        if isinstance(value, str):
            return (value,)
        return tuple(value) if isinstance(value, list) else value

    def matches(self, row: Row) -> bool:
        """Whether a row has all that is asked; a field that the row's table lacks does not match."""
        return all(_has(row, name, wanted) for name, wanted in self._asked)

    @cached_property
    def _asked(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(n, getattr(self, n)) for n in self.model_fields_set if getattr(self, n)]


def _has(row: Row, name: str, wanted: tuple[str, ...]) -> bool:
    value: Any = getattr(row, name, None)
    if name == "tags":
        return value is not None and not set(wanted).isdisjoint(value)
    return value in wanted


def words_of(where: Where) -> str:
    """The filter in words, for descriptions."""
    return "、".join("/".join(v) for _, v in sorted(where._asked))
