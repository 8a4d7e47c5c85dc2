"""A tree of values that know their place in a file."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Key = str | int


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a YAML file with its place.

    Parameters
    ----------
    value : a scalar, a tuple of nodes or a dict of nodes.
    place : file:line:column.
    keys : of a mapping: key -> the key's own place.
    """

    value: Any
    place: str
    keys: Mapping[Key, str] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Any, place: str) -> Node:
        """A tree of plain dicts, lists and scalars, all at one place."""
        if isinstance(value, Mapping):
            return cls({k: cls.of(v, place) for k, v in value.items()}, place)
        return cls(tuple(cls.of(v, place) for v in value), place) if isinstance(value, list | tuple) else cls(value, place)

    def plain(self) -> Any:
        """The value without places: dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {k: n.plain() for k, n in self.value.items()}
        return [n.plain() for n in self.value] if isinstance(self.value, tuple) else self.value

    def get(self, key: Key) -> Node | None:
        """The node under a key of a mapping."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def items(self) -> Iterator[tuple[Key, Node]]:
        """Keys and nodes of a mapping; nothing of anything else."""
        yield from self.value.items() if isinstance(self.value, dict) else ()

    def nodes(self) -> tuple[Node, ...]:
        """Nodes of a list; nothing of anything else."""
        return self.value if isinstance(self.value, tuple) else ()

    def at(self, *path: Key) -> Node:
        """The deepest node there is along a path of keys and positions."""
        node = self
        for step in path:
            below = node._below(step)
            if below is None:
                break
            node = below
        return node

    def text(self, key: Key) -> str:
        """The text under a key of a mapping, "" where there is none."""
        node = self.get(key)
        return node.value if node is not None and isinstance(node.value, str) else ""

    def place_of(self, key: Key) -> str:
        """Where a key of a mapping stands; the mapping's own place if it is not there."""
        return self.keys.get(key, self.place)

    def without(self, *keys: Key) -> Node:
        """A mapping less some of its keys."""
        left = {k: n for k, n in self.items() if k not in keys}
        return Node(left, self.place, {k: self.place_of(k) for k in left})

    def with_value(self, key: Key, node: Node) -> Node:
        """A mapping with one key set to another node."""
        return Node({**self.value, key: node}, self.place, {key: node.place, **self.keys})

    def _below(self, step: Key) -> Node | None:
        if isinstance(self.value, tuple):
            return self.value[step] if isinstance(step, int) and step < len(self.value) else None
        return self.get(step)
