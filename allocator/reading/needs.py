"""Columns that a table must have: the ones that make its rows, and the ones that the model's rules read."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from allocator.reading.rows import COLUMNS_TOO, REQUIRED
from allocator.rules.base import Rule


@dataclass(frozen=True)
class Needs:
    """Columns that the rules of a model read: (table, column) -> the rules that do."""

    rules: Mapping[tuple[str, str], tuple[Rule, ...]] = field(default_factory=dict)

    @classmethod
    def by(cls, rules: Iterable[Rule]) -> Needs:
        """What these rules declare by `columns`."""
        found: dict[tuple[str, str], tuple[Rule, ...]] = {}
        for rule in rules:
            for column in getattr(rule, "columns", ()):
                found[column] = (*found.get(column, ()), rule)
        return cls(found)

    def of(self, table: str) -> dict[str, str]:
        """Column -> the first rule that reads it, "" where it is always required."""
        always = {c: "" for c in (*REQUIRED[table], *COLUMNS_TOO.get(table, ()))}
        return {c: rules[0].id for (t, c), rules in self.rules.items() if t == table} | always

    def asks(self, table: str, column: str, row: Mapping[str, Any]) -> bool:
        """Whether one of the rules that read the column speaks of rows of this category; always where no rule is needed."""
        rules = self.rules.get((table, column), ())
        return not rules or any(_speaks_of(rule, row.get("category", "")) for rule in rules)


def _speaks_of(rule: Rule, category: str) -> bool:
    named = getattr(rule, "category", None) or getattr(rule, "categories", None) or ()
    return not named or not category or category in ((named,) if isinstance(named, str) else named)
