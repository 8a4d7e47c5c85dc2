"""A policy model: documents, vocabulary, figures with their source, rules, objectives."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, field_validator

from allocator.domain.finding import Clause, Document


class Parameter(BaseModel):
    """A figure or fact that the model leaves to the year, with its default and source; `vary`: what the sensitivity sheet tries besides."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    default: Any
    source: str
    unit: str = ""
    says: str = ""
    vary: tuple[Any, ...] = ()

    @field_validator("vary", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value


class RuleLike(Protocol):
    """What the domain knows of a rule; `allocator.rules.base.Rule` is the real thing."""

    id: str
    clause: Clause
    strictness: str
    serves: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Name of its kind."""
        ...


@dataclass(frozen=True)
class Policy:
    """One edition of one city's policy, resolved for one year.

    Parameters
    ----------
    zones : zone -> its districts.
    tags : the vocabulary of tags, tag -> Chinese words.
    partial : whether fewer beds than applied for may be granted.
    objectives : names in lexicographic order.
    """

    name: str
    title: str
    documents: Mapping[str, Document]
    zones: Mapping[str, tuple[str, ...]]
    tags: Mapping[str, str]
    parameters: Mapping[str, Parameter]
    values: Mapping[str, Any]              # parameter -> the value of this run
    partial: bool
    rules: tuple[Any, ...]
    objectives: tuple[str, ...]

    def of_kind(self, *kinds: str) -> tuple[Any, ...]:
        """Rules of some kinds, in the model's order."""
        return tuple(r for r in self.rules if r.kind in kinds)

    def rule(self, identifier: str) -> Any:
        """One rule by its id.

        Raises
        ------
        KeyError
            if the model has no such rule.
        """
        for r in self.rules:
            if r.id == identifier:
                return r
        raise KeyError(identifier)

    def __iter__(self) -> Iterator[Any]:
        """The rules, in the model's order."""
        return iter(self.rules)
