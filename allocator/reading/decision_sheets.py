"""Decision sheets: the header row is found by its texts wherever it stands; reading stops at the row of totals."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import PlainValidator, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from allocator.reading.cells import NO, YES, Count, Text, fault, text
from allocator.reading.heading import plain, say_column
from allocator.reading.problems import Problems, listed
from allocator.reading.rows import Unit
from allocator.reading.tables import TOTALS, Reporter, Table
from allocator.reading.workbook import Sheet, as_table, open_workbook
from allocator.words.headers import COLUMNS, SHEETS, header

AGREED = YES | {"同意", "准入", "拟准入", "通过", "拟新增", "admitted", "approved"}
REFUSED = NO | {"不同意", "不准入", "不予准入", "未通过", "不通过", "refused", "rejected", "-", "—", "/"}
NOTES = ("注：", "注:", "备注：", "说明：", "note:", "编制人", "编制单位", "prepared by")


def agreed(cell: object) -> bool:
    """Whether an admission is granted, in the words of either language."""
    written = ("no", "yes")[cell] if isinstance(cell, bool) else text(cell).lower()
    if written in AGREED:
        return True
    return False if written in REFUSED else fault("agreed", cell)


class _Admission(TypedDict, total=False):
    application: Text
    admitted: Annotated[bool, PlainValidator(agreed)]
    beds: Count


class _Adjustment(TypedDict, total=False):
    institution: Text
    reduced: Count


class _Transfer(TypedDict, total=False):
    from_: Text
    to: Text
    beds: Count
    unit: Unit


ROWS: dict[str, TypeAdapter[Any]] = {
    "admissions": TypeAdapter(_Admission), "slots": TypeAdapter(_Admission), "adjustments": TypeAdapter(_Adjustment),
    "transfers": TypeAdapter(_Transfer),
}
NEEDED = {"admissions": ("application", "admitted"), "slots": ("application",), "adjustments": ("institution", "reduced"),
          "transfers": ("from", "to", "beds")}
READ = {"admissions": ("application", "admitted", "beds"), "slots": ("application", "admitted", "beds"),
        "adjustments": ("institution", "reduced"), "transfers": ("from", "to", "beds", "unit")}
SHEET_OF = {"admissions": "Admissions", "slots": "Slots", "adjustments": "Adjustments", "transfers": "Transfers"}


@dataclass(frozen=True)
class Line:
    """One decision as it is written, and where: `places` by column, "" for the row."""

    table: str
    values: dict[str, Any]
    places: dict[str, str]

    def place(self, key: str = "") -> str:
        """Place of a cell, or of the row."""
        return self.places.get(key, self.places[""])


def lines_of_workbook(content: bytes, file: str, problems: Problems) -> list[Line]:
    """Every decision of a workbook, sheet by sheet."""
    sheets = open_workbook(content, file, problems)
    if sheets is None:
        return []
    found = {table: sheet for table, name in SHEET_OF.items() for sheet in [sheets.get(SHEETS[name]) or sheets.get(name)] if sheet}
    if "admissions" not in found:
        problems.error(file, "plan.no_sheet", sheet=f"{SHEETS['Admissions']}（Admissions）", present=listed(sheets))
    return [line for table, sheet in found.items() for line in _lines(table, sheet, problems)]


def _lines(table: str, sheet: Sheet, problems: Problems) -> Iterator[Line]:
    known = _headings(table)
    top = next((i for i, row in enumerate(sheet.grid.rows) if _is_header(row, table, known)), None)
    if top is None:
        problems.error(sheet.grid.name, "plan.no_header", columns=listed(say_column(c, table) for c in NEEDED[table]))
        return
    end = next((i for i in range(top + 1, len(sheet.grid.rows)) if _ends(sheet.grid.rows[i])), len(sheet.grid.rows))
    numbers = sheet.grid.numbers[top:end]
    grid = as_table(sheet, problems, numbers[0], numbers[-1])
    whole = Table(table, replace(grid, rows=grid.rows[top:end], numbers=numbers), _columns(grid.rows[top], known))
    report = Reporter(whole, problems)
    for number, row in whole.cells():
        yield from _line(number, row, whole, report)


def _line(number: int, row: Any, table: Table, report: Reporter) -> Iterator[Line]:
    cells = {key: row[i] for key, i in table.columns.items() if i < len(row) and row[i] != ""}
    key = NEEDED[table.name][0]
    if not cells:
        return
    if key not in cells:
        report.add(number, key, "cell.missing", {})
        return
    if "from" in cells:
        cells["from_"] = cells.pop("from")
    try:
        values = ROWS[table.name].validate_python(cells)
    except ValidationError as e:
        for wrong in e.errors(include_url=False):
            report.fault(number, str(wrong["loc"][0]).rstrip("_"), wrong)
        return
    values = {k.rstrip("_"): v for k, v in values.items()}
    yield Line(table.name, values, {k: table.place(number, k) for k in table.columns} | {"": table.place(number)})


def _headings(table: str) -> dict[str, str]:
    """Heading -> column, in both languages; a plan may call the key of a row its code."""
    known = {plain(word): key for key in READ[table] if key in COLUMNS[table] for word in (key, header(key, table))}
    first = NEEDED[table][0]
    if first in ("application", "institution"):
        known |= {plain(word): first for word in ("code", first, header("code"), header(first), header("code", "applications"))}
    if table == "slots":
        known[plain(header("code", "slots"))] = "application"
    return known


def _columns(row: Any, known: dict[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for i, cell in enumerate(row):
        key = known.get(plain(str(cell)))
        if key is not None:
            columns.setdefault(key, i)
    return columns


def _is_header(row: Any, table: str, known: dict[str, str]) -> bool:
    return set(NEEDED[table]) <= set(_columns(row, known))


def _ends(row: Any) -> bool:
    """Whether a row is the totals, or a note or signature below the table."""
    first = next((plain(str(c)) for c in row if c != ""), "")
    return first in TOTALS or first.startswith(tuple(plain(n) for n in NOTES))
