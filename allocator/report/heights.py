"""How high a row must be for its wrapped text: merged cells never grow by themselves."""
from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from allocator import words

LATIN = {"zh": 1.0, "en": 0.88}
LINE = 14.5                     # points, of text at 10.5
LEAST = 20.0
PADDING = 0.3                   # units that a cell keeps free


def width(text: str) -> float:
    """Width in the units of a column: a Chinese sign takes two, a Latin one takes one in the Chinese font and less in the English one."""
    latin = LATIN[words.language()]
    if text.isascii():
        return latin * len(text)
    return sum(2.0 if unicodedata.east_asian_width(c) in "WFA" else latin for c in text)


def lines(text: str, room: float) -> int:
    """Lines that a text takes in a cell of so many units."""
    return sum(max(1, -int(-width(part) // max(1.0, room - PADDING))) for part in text.split("\n"))


def height(cells: Iterable[tuple[str, float]], line: float = LINE, least: float = LEAST) -> float:
    """Height of a row from its (text, width of its cell)."""
    most = max((lines(text, room) for text, room in cells), default=1)
    return max(least, min(409.0, most * line + 5))
