"""Recalculates a workbook's formulas, so that stored values are checked without an office program.

Knows what the workbook uses: numbers, text, cells, ranges, + - * / & and comparisons, SUM, SUMIF, COUNTIF, COUNTIFS, IF, AND, ROUND,
ISNUMBER. Anything else is an error.
"""
from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

TOKEN = re.compile(r"""\s*(?:(?P<number>\d+\.?\d*)|(?P<text>"(?:[^"]|"")*")|(?P<call>[A-Z]+)\(|
    (?P<ref>(?:'(?:[^'])+'!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)|(?P<op><>|<=|>=|[-+*/&=<>(),]))""", re.VERBOSE)


class Book:
    """A workbook twice: formulas and stored values, each read when it is asked for."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    @cached_property
    def formulas(self) -> Any:
        return load_workbook(BytesIO(self.content))

    @cached_property
    def values(self) -> Any:
        return load_workbook(BytesIO(self.content), data_only=True)

    def formula_cells(self) -> list[tuple[str, str]]:
        """(sheet, cell) of every formula."""
        return [(s.title, c.coordinate) for s in self.formulas for row in s.iter_rows() for c in row if c.data_type == "f"]

    def stored(self, sheet: str, cell: str) -> Any:
        """What the file says that a cell comes to."""
        return self.values[sheet][cell].value

    def cell(self, sheet: str, cell: str) -> Any:
        """What a cell comes to when everything is worked out again."""
        found = self.formulas[sheet][cell]
        return Formula(found.value[1:], sheet, self).value() if found.data_type == "f" else found.value

    def range(self, sheet: str, area: str) -> list[Any]:
        """The values of a range, row by row."""
        c0, r0, c1, r1 = range_boundaries(area)
        return [self.cell(sheet, self.formulas[sheet].cell(r, c).coordinate) for r in range(r0, r1 + 1) for c in range(c0, c1 + 1)]


class Formula:
    """One formula, worked out by recursive descent."""

    def __init__(self, text: str, sheet: str, book: Book) -> None:
        self.sheet, self.book, self.tokens, end = sheet, book, [], 0
        while end < len(text):
            found = TOKEN.match(text, end)
            assert found, f"{sheet}: {text[end:]}"
            self.tokens.append((found.lastgroup, found.group(found.lastgroup or 0)))
            end = found.end()

    def value(self) -> Any:
        result = self.comparison()
        assert not self.tokens, self.tokens
        return result

    def next(self, *wanted: str) -> str:
        return self.tokens.pop(0)[1] if self.tokens and self.tokens[0] in [("op", w) for w in wanted] else ""

    def comparison(self) -> Any:
        left = self.joined()
        sign = self.next("<>", "<=", ">=", "=", "<", ">")
        return compare(left, sign, self.joined()) if sign else left

    def joined(self) -> Any:
        left = self.sum()
        while self.next("&"):
            left = f"{shown(left)}{shown(self.sum())}"
        return left

    def sum(self) -> Any:
        left = self.product()
        while sign := self.next("+", "-"):
            right = self.product()
            left = number(left) + number(right) if sign == "+" else number(left) - number(right)
        return left

    def product(self) -> Any:
        left = self.unary()
        while sign := self.next("*", "/"):
            right = self.unary()
            left = number(left) * number(right) if sign == "*" else number(left) / number(right)
        return left

    def unary(self) -> Any:
        return -number(self.unary()) if self.next("-") else self.atom()

    def atom(self) -> Any:
        kind, text = self.tokens.pop(0)
        if kind == "number":
            return float(text)
        if kind == "text":
            return text[1:-1].replace('""', '"')
        if kind == "ref":
            return self.reference(text)
        if kind == "call":
            return CALLS[text](*self.arguments())
        assert text == "(", text
        inner = self.comparison()
        assert self.next(")")
        return inner

    def arguments(self) -> list[Any]:
        found = [self.comparison()]
        while self.next(","):
            found.append(self.comparison())
        assert self.next(")"), self.tokens
        return found

    def reference(self, text: str) -> Any:
        name, _, area = text.rpartition("!")
        sheet, area = name.strip("'") or self.sheet, area.replace("$", "")
        return self.book.range(sheet, area) if ":" in area else self.book.cell(sheet, area)


def number(value: Any) -> float:
    """An empty cell is 0; text in arithmetic is an error, as in a spreadsheet."""
    if value is None:
        return 0.0
    assert isinstance(value, int | float) and not isinstance(value, bool), repr(value)
    return float(value)


def shown(value: Any) -> str:
    return "" if value is None else str(value)


def compare(left: Any, sign: str, right: Any) -> bool:
    a, b = (("" if v is None else v) for v in (left, right))
    if isinstance(a, str) != isinstance(b, str):                      # an empty cell equals both 0 and ""
        a, b = (0 if v == "" and w is None else v for v, w in ((a, left), (b, right)))
    if isinstance(a, str) != isinstance(b, str):
        return {"=": False, "<>": True}[sign]
    return {"=": a == b, "<>": a != b, "<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}[sign]


def rounded(value: float, places: float) -> float:
    return float(Decimal(repr(number(value))).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP))


def sum_if(where: list[Any], wanted: Any, what: list[Any]) -> float:
    return sum(number(v) for w, v in zip(where, what, strict=True) if w == wanted)


def count_ifs(*tests: Any) -> float:
    pairs = list(zip(tests[::2], tests[1::2], strict=True))
    return float(sum(all(column[i] == wanted for column, wanted in pairs) for i in range(len(pairs[0][0]))))


CALLS: dict[str, Callable[..., Any]] = {
    "SUM": lambda *ranges: sum(number(v) for r in ranges for v in (r if isinstance(r, list) else [r]) if not isinstance(v, str)),
    "SUMIF": sum_if, "COUNTIF": count_ifs, "COUNTIFS": count_ifs, "AND": lambda *tests: all(tests), "ROUND": rounded,
    "IF": lambda test, yes, no: yes if test else no,
    "ISNUMBER": lambda value: isinstance(value, int | float),
}
