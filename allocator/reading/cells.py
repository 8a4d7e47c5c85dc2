"""What a cell says: whole numbers, exact amounts, days, yes or no, words of a list. A fault is a `PydanticCustomError`.

The type of the error is the key of its sentence under `reading.`.
"""
from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, NoReturn

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

LARGEST = 10**15
THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}([,，][0-9]{3})+(\.[0-9]+)?")
NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,2})?")
PLAIN_DECIMAL = re.compile(r"[0-9]{1,3}(\.[0-9]{1,15})?")
DAY = re.compile(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日|([0-9]{2})([0-9]{2}))(?:[ T]00:00(?::00)?)?",
)
YES = frozenset(("yes", "y", "true", "1", "是", "√"))
NO = frozenset(("no", "n", "false", "0", "否", "×"))
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000                # 1954 to 2119: no bed count of a date column is meant


def fault(key: str, value: object, **fields: object) -> NoReturn:
    """Refuse a cell."""
    raise PydanticCustomError(f"cell.{key}", "{value}", {"value": str(value)[:60], **{f: str(v) for f, v in fields.items()}})    


def text(cell: object) -> str:
    """Any text; numbers as they are written."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        fault("boolean", cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def count(cell: object) -> int:
    """A whole number that is not negative."""
    if isinstance(cell, str) and cell.isascii() and cell.isdigit() and len(cell) < 16:
        return int(cell)
    if type(cell) is float and cell.is_integer() and 0 <= cell < LARGEST:
        return int(cell)
    number = exact(cell)
    if number < 0:
        fault("negative", cell)
    if number.denominator != 1:
        fault("fraction", cell)
    return int(number)


def exact(cell: object) -> Fraction:
    """A number, exactly as it is written."""
    if isinstance(cell, bool):
        fault("boolean", cell)
    if isinstance(cell, date):
        fault("date_for_number", cell)
    written = repr(cell) if isinstance(cell, float) else str(cell)
    if not NUMBER.fullmatch(written):
        fault("thousands" if THOUSANDS.fullmatch(written) else "not_a_number", cell)
    number = _fraction(written)
    return number if -LARGEST <= number.numerator // number.denominator <= LARGEST else fault("too_large", cell)


@lru_cache(maxsize=100_000)
def _fraction(written: str) -> Fraction:
    return Fraction(written)


def amount(cell: object) -> Fraction:
    """An exact number that is not negative."""
    number = exact(cell)
    return number if number >= 0 else fault("negative", cell)


def share(cell: object) -> Fraction:
    """A share between 0 and 1, or a percentage that says so."""
    percent = isinstance(cell, str) and cell.endswith("%")
    number = exact(str(cell)[:-1]) / 100 if percent else exact(cell)
    return number if 0 <= number <= 1 else fault("share", cell)


def score(cell: object) -> Fraction:
    """A score between 0 and 100."""
    number = exact(cell)
    return number if 0 <= number <= 100 else fault("score", cell)


def degree(cell: object) -> float:
    """A longitude or latitude, in degrees."""
    plain = isinstance(cell, str) and PLAIN_DECIMAL.fullmatch(cell)
    number = float(str(cell) if plain else exact(cell))
    return number if abs(number) <= 180 else fault("degree", cell)


def year(cell: object) -> int:
    """A calendar year."""
    number = count(cell.removesuffix("年") if isinstance(cell, str) else cell)
    return number if 1990 <= number <= 2100 else fault("year", cell)


def day(cell: object) -> date:
    """A date: ISO, 2026年7月1日, 2026/7/1, 20260701, or the serial number of a spreadsheet."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = text(cell)
    if written.isdigit() and FIRST_SERIAL <= int(written) <= LAST_SERIAL:
        return date(1899, 12, 30) + timedelta(days=int(written))
    found = DAY.fullmatch(written)
    if not found:
        fault("day", cell)
    try:
        return date(*(int(g) for g in found.groups() if g))
    except ValueError:
        fault("no_such_day", cell)


def yes(cell: object) -> bool:
    """Yes or no, in either language."""
    written = text(cell).lower() if not isinstance(cell, bool) else ("no", "yes")[cell]
    if written in YES:
        return True
    return False if written in NO else fault("yes_no", cell)


Text = Annotated[str, PlainValidator(text)]
Count = Annotated[int, PlainValidator(count)]
Exact = Annotated[Fraction, PlainValidator(exact)]
Amount = Annotated[Fraction, PlainValidator(amount)]
Share = Annotated[Fraction, PlainValidator(share)]
Score = Annotated[Fraction, PlainValidator(score)]
Degree = Annotated[float, PlainValidator(degree)]
Year = Annotated[int, PlainValidator(year)]
Day = Annotated[date, PlainValidator(day)]
Yes = Annotated[bool, PlainValidator(yes)]
