"""Names of columns and values, and figures out of a record, in the language in use."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from allocator import words
from allocator.report.table import Column
from allocator.words.headers import HEADERS, SHEETS, header, value

READ_BACK = ("admissions", "adjustments", "transfers", "slots")      # the reader knows their headers: no other words for them


def head(key: str, table: str = "") -> str:
    """Header of a column: this report's own word, else the one that tables bear."""
    if words.has(f"report.head.{key}") and table not in READ_BACK:
        return words.say(f"report.head.{key}")
    known = f"{table}.{key}" in HEADERS or key in HEADERS
    return header(key, table) if words.language() == "zh" and known else sentence_case(key)


def sheet_name(key: str) -> str:
    """Name of a sheet of plan.xlsx."""
    return SHEETS[key] if words.language() == "zh" else key


def annex(number: str, part: str = "") -> str:
    """Number of a printed sheet."""
    return words.say("report.annex.part", n=number, part=words.say(f"report.part.{part}")) if part else words.say("report.annex", n=number)


def unit(key: str) -> str:
    """Unit of a sheet."""
    return words.say(f"report.unit.{key}")


def column(key: str, width: float, form: str = "text", table: str = "", **more: Any) -> Column:
    """A column with its header."""
    return Column(key, head(key, table), width, form, **more)


def alike(form: str, width: float, *keys: str, **more: Any) -> tuple[Column, ...]:
    """Several columns of the same shape."""
    return tuple(column(key, width, form, **more) for key in keys)


def first_few(texts: Iterable[str], most: int) -> str:
    """The first texts in full, each once, and how many there are besides."""
    said = list(dict.fromkeys(t for t in texts if t))
    more = [words.say("report.reasons.more", n=len(said) - most)] if len(said) > most else []
    return joined(*said[:most], *more)


def joined(*parts: str) -> str:
    """Clauses of one sentence; empty ones are left out."""
    return words.say("report.semicolon").join(p for p in parts if p)


def term(text: str | None, key: str, table: str = "") -> str:
    """A value of a column as people read it; "" for nothing."""
    if not text:
        return ""
    return value(text, key, table) if words.language() == "zh" else text.replace("_", " ")


def yes(flag: bool) -> str:
    """Yes or no."""
    return term("yes" if flag else "no", "admitted")


def named(prefix: str, key: str) -> str:
    """The sentence `prefix.key` where there is one, else the key in words."""
    return words.say(f"{prefix}.{key}") if words.has(f"{prefix}.{key}") else key


def place_name(subject: str | None) -> str:
    """A district, or the whole city."""
    return words.say("report.city") if subject in ("city", "", None) else str(subject)


def day(on: date | None) -> str:
    """A day as people write it."""
    return words.say("report.day", y=on.year, m=on.month, d=on.day) if on else ""


def listed(items: Iterable[str]) -> str:
    """A list in words, each item once, in order."""
    return words.say("report.comma").join(dict.fromkeys(i for i in items if i))


def exact(figure: object) -> int | Fraction | None:
    """A figure of a record: an integer, decimal text, or None."""
    if figure is None or figure == "" or isinstance(figure, bool):
        return None
    if isinstance(figure, int | Fraction):
        return figure
    whole = Fraction(str(figure))
    return int(whole) if whole.denominator == 1 else whole


def share(part: int | Fraction, whole: int | Fraction) -> Fraction | str:
    """Part of a whole; "" where there is no whole."""
    return Fraction(part) / whole if whole else ""


def quoted(text: str) -> str:
    """A word of ours inside a formula."""
    return '"' + text.replace('"', '""').replace("{", "{{").replace("}", "}}") + '"'


def sentence_case(key: str) -> str:
    """insured_beds -> Insured beds."""
    text = key.replace("_", " ")
    return text[:1].upper() + text[1:]


def ratio(part: str, whole: str, times: int = 1) -> str:
    """Formula text of part / whole, empty where there is no whole."""
    scale = f"*{times}" if times != 1 else ""
    return f'IF({whole}=0,"",{part}/{whole}{scale})'


def total_of(rows: Sequence[Any], key: str) -> int | Fraction:
    """Sum of one figure over rows of a record."""
    return sum((exact(r.get(key)) or 0 for r in rows), 0)
