"""Templates that an analyst fills: one workbook with every table, one with the decision sheets of a manual plan; dropdowns and notes."""
from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from allocator import words
from allocator.words.headers import COLUMNS, SHEETS, TABLES, header, values

ROWS = 3000                                # lines that dropdowns and limits are set for
WHOLE = {"insured", "residents", "beds_min", "beds_max", "licensed_beds", "open_beds", "insured_beds", "bed_days", "retail_bed_days",
         "doctors", "visits", "admissions", "reducible_beds", "open_bed_days", "occupied_bed_days", "required", "beds", "reduced"}
DAYS = {"licensed_on", "opened_on", "applied_on", "barred_until", "exited_on", "admitted_on", "warning_on", "warning_lifted_on",
        "licensed_approved_on", "date"}
DECISIONS: dict[str, tuple[str, ...]] = {
    "admissions": ("application", "name", "district", "admitted", "beds"), "adjustments": ("institution", "name", "reduced"),
    "transfers": ("from", "to", "beds"), "slots": ("code", "district", "township"),
}
SHEET_OF = {"admissions": "Admissions", "adjustments": "Adjustments", "transfers": "Transfers", "slots": "Slots"}


def tables_template(needed: Callable[[str, str], bool], tags: Sequence[str]) -> bytes:
    """A workbook with a sheet for every table of an instance.

    Parameters
    ----------
    needed : (table, column) -> whether the reader or a rule of the model asks for it.   tags : the model's vocabulary.
    """
    return _book([(_sheet_name(TABLES[t], t), t, COLUMNS[t]) for t in TABLES], needed, tags)


def manual_template() -> bytes:
    """A workbook with the decision sheets, empty."""
    return _book([(_sheet_name(SHEETS[SHEET_OF[t]], SHEET_OF[t]), t, columns) for t, columns in DECISIONS.items()], lambda t, c: False, ())


def _sheet_name(chinese: str, english: str) -> str:
    return chinese if words.language() == "zh" else english


def _book(sheets: Sequence[tuple[str, str, Sequence[str]]], needed: Callable[[str, str], bool], tags: Sequence[str]) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime.datetime(2026, 1, 1)})
    base = {"border": 1, "text_wrap": True, "valign": "vcenter", "align": "center", "font_name": "宋体", "font_size": 10.5}
    looks = {True: book.add_format({**base, "bold": True, "bg_color": "#FCE4D6"}), False: book.add_format({**base, "bg_color": "#E8ECF4"})}
    for name, table, columns in sheets:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 2)
        sheet.set_row(0, 32)
        for k, column in enumerate(columns):
            wanted = needed(table, column)
            sheet.write_string(0, k, header(column, table) if words.language() == "zh" else column, looks[wanted])
            sheet.set_column(k, k, 14)
            sheet.write_comment(0, k, _note(table, column, wanted), {"x_scale": 1.6})
            _limits(sheet, k, table, column, tags)
    book.close()
    return out.getvalue()


def _note(table: str, column: str, wanted: bool) -> str:
    known = values(column, table)
    shown = "、".join(known.values()) if words.language() == "zh" else ", ".join(known)
    must = words.say("template.needed" if wanted else "template.optional")
    return f"{column}\n{must}" + (f"\n{shown}" if shown else "")


def _limits(sheet: Any, k: int, table: str, column: str, tags: Sequence[str]) -> None:
    """Dropdown, whole numbers or dates for one column."""
    rule = _validation(table, column)
    if rule is not None:
        sheet.data_validation(1, k, ROWS, k, {**rule, "ignore_blank": True})
    if column == "tags" and tags:
        sheet.write_comment(0, k, "\n".join(tags), {"x_scale": 2})


def _validation(table: str, column: str) -> Mapping[str, Any] | None:
    known = values(column, table)
    options = list(known.values() if words.language() == "zh" else known)
    if options and sum(len(o) + 1 for o in options) <= 255:            # Excel's limit for a list written in the cell's rule
        return {"validate": "list", "source": options}
    if column in WHOLE:
        return {"validate": "integer", "criteria": ">=", "value": 0, "error_title": column, "error_message": words.say("template.whole")}
    if column in DAYS:
        return {"validate": "date", "criteria": ">=", "value": datetime.date(1949, 1, 1), "error_message": words.say("template.day")}
    return None
