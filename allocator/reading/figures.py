"""Parameters: what the model leaves to the year, what the year gives, and `{parameter: name}` put in its place."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.reading.node import Node
from allocator.reading.problems import Problems, shown


@dataclass(frozen=True)
class Figures:
    """Value of every parameter of one run, with the place where it was given."""

    values: Mapping[str, Node]
    problems: Problems

    @classmethod
    def of(cls, root: Node, given: Node, overrides: Mapping[str, Node], problems: Problems) -> Figures:
        """Defaults of the model, under what the instance gives, under what the command line says."""
        declared = {str(k): n for k, n in (root.get("parameters") or root.without()).items()}
        values = {k: n.get("default") or Node(None, n.place) for k, n in declared.items()}
        for key, node in given.items():
            if key not in declared:
                problems.error(given.place_of(key), "model.unknown_parameter", name=key, hint=problems.meant(key, declared))
            elif not _alike(values[str(key)].value, node.value):
                problems.error(node.place, "model.parameter_type", name=key, value=shown(node.plain()),
                               default=shown(values[str(key)].plain()))
            else:
                values[str(key)] = node
        values |= {k: n for k, n in overrides.items() if k in declared}
        return cls(values, problems)

    def put(self, node: Node) -> Node:
        """The same tree with every `{parameter: name}` replaced by its value."""
        if isinstance(node.value, tuple):
            return Node(tuple(self.put(n) for n in node.value), node.place)
        if not isinstance(node.value, dict):
            return node
        if set(node.value) == {"parameter"}:
            return self._value(node.value["parameter"])
        return Node({k: self.put(n) for k, n in node.items()}, node.place, node.keys)

    def _value(self, name: Node) -> Node:
        if name.value in self.values:
            return self.values[name.value]
        self.problems.error(name.place, "model.unknown_parameter", name=name.value, hint=self.problems.meant(name.value, self.values))
        return Node(None, name.place)

    def plain(self) -> dict[str, Any]:
        """The values without their places, in the order of their names."""
        return {k: n.plain() for k, n in sorted(self.values.items())}


def _alike(default: object, value: object) -> bool:
    """Whether a value may stand for a default: numbers for numbers, days for days; anything where there is no default."""
    return default is None or any(isinstance(default, kind) and isinstance(value, kind) and _same_bool(default, value) for kind in _KINDS)


_KINDS = ((int, Decimal, Fraction), str, date, tuple, dict)


def _same_bool(default: object, value: object) -> bool:
    return isinstance(default, bool) == isinstance(value, bool)


