"""What an unquoted word of a YAML file means: nothing is guessed, decimals stay exact, ratios stay text."""
from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TypeVar

Scalar = None | bool | int | Decimal | date | str

NULLS = frozenset(("", "~", "null", "Null", "NULL"))
BOOLEANS = {"yes": True, "true": True, "no": False, "false": False}
INTEGER = re.compile(r"[-+]?[0-9]+")
DECIMAL = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?")
DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
ENDLESS = re.compile(r"[-+]?\.(?:inf|nan)", re.IGNORECASE)
LEADING_ZERO = re.compile(r"[-+]?0[0-9]")
Number = TypeVar("Number", int, Decimal)
LONGEST, LARGEST_EXPONENT = 30, 18


class ScalarFault(ValueError):
    """A word that is refused; `key` names the sentence that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def resolve(text: str) -> Scalar:
    """Value of a plain scalar.

    Raises
    ------
    ScalarFault
        for leading zeros, .nan and .inf, numbers beyond any use, days that do not exist.
    """
    if text in NULLS:
        return None
    if text.lower() in BOOLEANS:
        return BOOLEANS[text.lower()]
    if ENDLESS.fullmatch(text):
        raise ScalarFault("yaml.not_finite")
    if DATE.fullmatch(text):
        return _day(text)
    if INTEGER.fullmatch(text) or DECIMAL.fullmatch(text):
        return _number(text)
    return text


def _number(text: str) -> int | Decimal:
    if LEADING_ZERO.match(text):
        raise ScalarFault("yaml.leading_zero")
    if len(text) > LONGEST:
        raise ScalarFault("yaml.huge_number")
    if INTEGER.fullmatch(text):
        return _bounded(int(text))
    if (exponent := re.search(r"[eE]([-+]?[0-9]+)", text)) and abs(int(exponent[1])) > LARGEST_EXPONENT:
        raise ScalarFault("yaml.huge_number")
    return _bounded(Decimal(text))


def _bounded(number: Number) -> Number:
    if abs(number) > 10**LARGEST_EXPONENT:
        raise ScalarFault("yaml.huge_number")
    return number


def _day(text: str) -> date:
    try:
        return date(*(int(part) for part in text.split("-")))
    except ValueError:
        raise ScalarFault("yaml.no_such_day") from None
