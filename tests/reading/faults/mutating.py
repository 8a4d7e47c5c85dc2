"""Good inputs spoilt at random: whatever becomes of them, reading ends with a value or with a message."""
from __future__ import annotations

import io
import zipfile
from random import Random

from tests.reading.faults.book import rezipped

TOKENS = (
    "{", "}", "[", "]", ":", ": ", ",", "-", "- ", "?", "|", ">", "&a", "*a", "!x", "#", "%", "@", '"', "'", "\n", "\n  ", "\t", "yes",
        "no", "null", "~",
    ".nan", "0x1F", "1e9", "-1", "0", "007", "9" * 25, "2026-02-30", "5.97", "6:3:1", "：", "，", "<<: ", "---\n", "...\n", "\u2028",
        "\x00", "\ufeff",
    "中", "{parameter: x}", "{2026: must}", "[]", "{}", "1.5", '""', "合计", "#N/A", "１２", " ", "12,345", "TRUE",
)
PARTS = (
    "<", ">", '"', "/", "&amp;", "&x;", '<c r="A1">', "<v>", "</v>",
        't="e"', 't="b"', 't="s"', 't="inlineStr"', 'r="B7"', 'r="XFD1"', 'r="A1048576"',
    'hidden="1"', "<f>1</f>", '<mergeCell ref="A1:B2"/>', "999999", "-5", 's="1"', "\x01", "1e308", '<row r="3"/>', "合计",
)


def text(good: str, random: Random) -> bytes:
    """A text with some places changed: a token put in, letters taken out, a piece doubled, a value replaced."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        good = random.choice((_inserted, _shortened, _doubled, _revalued))(good, random)
    return good.encode("utf-8", "surrogatepass")


def _inserted(good: str, random: Random) -> str:
    at = random.randrange(len(good) + 1)
    return good[:at] + random.choice(TOKENS) + good[at:]


def _shortened(good: str, random: Random) -> str:
    at = random.randrange(len(good) + 1)
    return good[:at] + good[at + random.randrange(1, 12):]


def _doubled(good: str, random: Random) -> str:
    at, start = random.randrange(len(good) + 1), random.randrange(len(good) + 1)
    return good[:at] + good[start:start + random.randrange(1, 60)] + good[at:]


def _revalued(good: str, random: Random) -> str:
    lines = good.split("\n")
    at = random.randrange(len(lines))
    mark = ": " if ": " in lines[at] else ","
    cells = lines[at].split(mark)
    cells[random.randrange(len(cells))] = random.choice(TOKENS)
    lines[at] = mark.join(cells)
    return "\n".join(lines)


def garbled(good: bytes, random: Random) -> bytes:
    """Bytes with a few of them changed, at times cut short."""
    data = bytearray(good)
    for _ in range(random.choice((1, 2, 5))):
        data[random.randrange(len(data))] = random.randrange(256)
    return bytes(data[:random.randrange(len(data))] if random.random() < 0.2 else data)


def workbook(good: bytes, random: Random) -> bytes:
    """A workbook with its bytes garbled, or one part of its XML spoilt and zipped again."""
    if random.random() < 0.4:
        return garbled(good, random)
    with zipfile.ZipFile(io.BytesIO(good)) as package:
        names = [n for n in package.namelist() if any(word in n for word in ("sheet", "workbook", "Strings", "styles"))]

    def spoilt(content: bytes) -> bytes:
        xml = content.decode()
        for _ in range(random.choice((1, 1, 2, 4))):
            at = random.randrange(len(xml) + 1)
            xml = xml[:at] + random.choice(PARTS) + xml[at + random.choice((0, 0, 1, 3, 8)):]
        return xml.encode()

    return rezipped(good, {random.choice(names): spoilt})
