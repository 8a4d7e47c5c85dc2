"""The text of a YAML file, before any parser sees it."""
from __future__ import annotations

import re
from typing import Any, NoReturn

from allocator.reading.problems import Problems

LARGEST = 1_000_000
CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class GiveUp(Exception):
    """Nothing more can be read of this file; the reason is among the problems."""


def decode(content: bytes, file: str, problems: Problems) -> str:
    """Text of a YAML file: UTF-8, not too large, not empty, without tabs and control characters."""
    if len(content) > LARGEST:
        give_up(problems, file, "yaml.too_large", limit=LARGEST)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        give_up(problems, f"{file}:{line}", "yaml.not_utf8", byte=e.start + 1)
    if found := CONTROL.search(text):
        key = "yaml.tab" if found[0] == "\t" else "yaml.control"
        give_up(problems, _place(file, text, found.start()), key, code=f"U+{ord(found[0]):04X}")
    if not text.strip():
        give_up(problems, file, "yaml.empty")
    return text


def give_up(problems: Problems, place: str, key: str, **fields: Any) -> NoReturn:
    """Say why, and read no further."""
    problems.error(place, key, **fields)
    raise GiveUp


def _place(file: str, text: str, at: int) -> str:
    start = text.rfind("\n", 0, at)
    line = text.count("\n", 0, at) + 1
    return f"{file}:{line}:{at - start}"
