"""YAML as a tree of nodes with file, line and column; what could surprise a reader is refused.

Refused: anchors, aliases, merge keys, tags, duplicate keys, several documents, tabs and control characters, full-width colons and
commas, more than 1 MB, 30,000 nodes or 32 levels; for single words see `scalars`.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from allocator.reading.node import Key, Node
from allocator.reading.problems import Problems, say
from allocator.reading.scalars import ScalarFault, resolve
from allocator.reading.yaml_text import LARGEST, GiveUp, decode, give_up

DEEPEST, MOST = 32, 30_000
WIDE = re.compile("[：，]")
SYNTAX = (                                                    # part of what the parser says -> sentence
    ("unknown escape", "escape"), ("mapping values are not allowed", "colon"), ("could not find expected ':'", "no_colon"),
    ("block end", "indent"), ("end of stream", "unclosed"), ("expected ',' or", "unclosed"), ("cannot start any token", "token"),
    ("quoted scalar", "unclosed"), ("block sequence entries", "indent"), ("block mapping keys", "indent"),
)


def read_yaml(path: str | Path) -> Node:
    """Read one YAML file.

    Raises
    ------
    BadInput
        with every fault that was found, each with file, line and column.
    """
    problems = Problems()
    content = head(Path(path), problems)
    node = None if content is None else parse(content, Path(path).as_posix(), problems)
    problems.raise_errors()
    assert node is not None                                     # nothing is left out without an error
    return node


def head(path: Path, problems: Problems, limit: int = LARGEST) -> bytes | None:
    """The bytes of a file, no more of them than are needed to see that it is too large; None where it cannot be read."""
    if not path.is_file():
        problems.error(path.as_posix(), "file.not_a_file" if path.exists() else "file.none", path=path.as_posix())
        return None
    try:
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as e:
        problems.error(path.as_posix(), "file.unreadable", path=path.as_posix(), why=e.strerror or "")
        return None


def parse(content: bytes, file: str, problems: Problems) -> Node | None:
    """The tree of a file's bytes; None where nothing can be made of them. Faults go to `problems`."""
    try:
        return _Builder(file, decode(content, file, problems), problems).document()
    except GiveUp:
        return None


class _Builder:
    """Makes nodes of the parser's events, one at a time, so that no bomb ever unfolds."""

    def __init__(self, file: str, text: str, problems: Problems) -> None:
        self.file, self.text, self.problems = file, text, problems
        self.parsed: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)
        self.count, self.anchors = 0, set[str]()

    def document(self) -> Node:
        """The one document of the file."""
        root, documents = None, 0
        while (event := self._next()) is not None:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(event, "yaml.several_documents")
            elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
                root = self._node(event, 1, "")
        if root is None:
            give_up(self.problems, self.file, "yaml.empty")
        return root

    def _next(self) -> Event | None:
        try:
            return next(self.parsed, None)
        except MarkedYAMLError as e:
            self._syntax(e)
        except (YAMLError, RecursionError, ValueError):
            give_up(self.problems, self.file, "yaml.other", said="")

    def _syntax(self, error: MarkedYAMLError) -> NoReturn:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        said = f"{error.problem or ''} {error.context or ''}"
        what = next((name for part, name in SYNTAX if part in said), "other")
        near = self.text.splitlines()[max(0, line - 1):line + 1]
        hint = say("yaml.wide.hint") if any(WIDE.search(row) for row in near) else ""
        give_up(self.problems, f"{self.file}:{line + 1}:{column + 1}", f"yaml.{what}", hint=hint, said=(error.problem or "").strip())

    def _where(self, event: Event) -> str:
        return f"{self.file}:{event.start_mark.line + 1}:{event.start_mark.column + 1}"

    def _stop(self, event: Event, key: str, **fields: object) -> NoReturn:
        give_up(self.problems, self._where(event), key, **fields)

    def _node(self, event: Any, depth: int, within: str) -> Node:
        self._guard(event, depth)
        if isinstance(event, MappingStartEvent):
            return self._mapping(event, depth)
        if isinstance(event, SequenceStartEvent):
            return Node(tuple(self._entries(depth, "list" if event.flow_style else "")), self._where(event))
        return Node(self._scalar(event, within) if isinstance(event, ScalarEvent) else None, self._where(event))

    def _guard(self, event: Any, depth: int) -> None:
        self.count += 1
        if depth > DEEPEST:
            self._stop(event, "yaml.too_deep", limit=DEEPEST)
        if self.count > MOST:
            self._stop(event, "yaml.too_many", limit=MOST)
        if event.anchor and event.anchor not in self.anchors:     # an alias carries the name of its anchor here too
            self.anchors.add(event.anchor)
            self.problems.error(self._where(event), "yaml.anchor", name=event.anchor)
        elif getattr(event, "tag", None):
            self.problems.error(self._where(event), "yaml.tag", name=event.tag)

    def _entries(self, depth: int, within: str) -> Iterator[Node]:
        while not isinstance(event := self._next(), SequenceEndEvent):
            yield self._node(event, depth + 1, within)

    def _mapping(self, start: Event, depth: int) -> Node:
        values: dict[Key, Node] = {}
        keys: dict[Key, str] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            place = self._where(event)                         # type: ignore[arg-type]
            key = self._key(event, depth)
            value = self._node(self._next(), depth + 1, "")
            if key in values:
                self.problems.error(place, "yaml.duplicate_key", key=key, first=keys[key])
            elif key == "<<":
                self.problems.error(place, "yaml.merge")
            else:
                values[key], keys[key] = value, place
        return Node(values, self._where(start), keys)

    def _key(self, event: Any, depth: int) -> Key:
        node = self._node(event, depth + 1, "key")
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            return node.value
        if isinstance(event, ScalarEvent):
            return str(event.value)
        self.problems.error(node.place, "yaml.odd_key")
        return f"?{self.count}"

    def _scalar(self, event: Any, within: str) -> Any:
        text = event.value
        if event.style is not None:
            return text
        if (within or self.count == 1) and WIDE.search(text):   # in a key, in a list, or the file is one string
            self.problems.error(self._where(event), "yaml.wide", word=text[:40])
        try:
            return resolve(text)
        except ScalarFault as fault:
            self.problems.error(self._where(event), fault.key, word=text[:40])
            return None
