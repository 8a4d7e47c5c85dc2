"""Pack the CSV tables of an instance into one .xlsx in Chinese: `python instances/make/as_workbook.py INSTANCE.yaml --out DIR`.

Beside it goes a YAML of its own with the same `name`, so that both give the same plan, byte for byte, whatever order the rows are in.
"""
from __future__ import annotations

import argparse
import csv
import random
import re
import shutil
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import xlsxwriter

from allocator.reading.instance import read_instance
from allocator.words.headers import TABLES, header, value

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
Item = TypeVar("Item")
TEXTS = ("code", "name", "parent_code", "parent_name", "note", "township", "district")


def pack(instance: Path, out: Path, shuffle: int | None = None) -> Path:
    """Write the workbook, the YAML and a copy of the manual plan; return the YAML's path.

    Parameters
    ----------
    shuffle : seed that shuffles the rows of every sheet, and the order of sheets; None leaves them.
    """
    reading = read_instance(instance)
    name, tags = reading.instance.name, reading.policy.tags
    rng = None if shuffle is None else random.Random(shuffle)
    text = instance.read_text(encoding="utf-8")
    files = dict(re.findall(r"^  (\w+): (\S+\.csv)$", text, re.MULTILINE))
    out.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(out / f"{name}.xlsx") as book:
        book.set_properties({"created": datetime(2026, 1, 1)})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for table in _ordered(list(files), rng):
            with (instance.parent / files[table]).open(encoding="utf-8", newline="") as file:
                _sheet(book, day, table, _ordered(list(csv.DictReader(file)), rng), tags)
    return _yaml(instance, text, out, name)


def _ordered(items: list[Item], rng: random.Random | None) -> list[Item]:
    if rng is not None:
        rng.shuffle(items)
    return items


def _sheet(book: Any, day: Any, table: str, rows: list[dict[str, str]], tags: Mapping[str, str]) -> None:
    """One table with Chinese headers and values; figures as numbers, days as days."""
    sheet = book.add_worksheet(TABLES[table])
    for j, key in enumerate(rows[0]):
        sheet.write_string(0, j, header(key, table))
        for i, row in enumerate(rows, start=1):
            _cell(sheet, (i, j), _said(row[key], key, table, tags), day, text=key in TEXTS)


def _said(cell: str, key: str, table: str, tags: Mapping[str, str]) -> str:
    """Return the cell's text in Chinese; tags in the model's words."""
    if key == "tags":
        return ";".join(tags.get(t, t) for t in cell.split(";"))
    return value(cell, key, table)


def _cell(sheet: Any, at: tuple[int, int], cell: str, day: Any, *, text: bool) -> None:
    if not cell:
        return
    if DAY.fullmatch(cell) and not text:
        sheet.write_datetime(*at, datetime.combine(date.fromisoformat(cell), datetime.min.time()), day)
    elif NUMBER.fullmatch(cell) and not text:
        sheet.write_number(*at, float(cell) if "." in cell else int(cell))
    else:
        sheet.write_string(*at, cell)


def _yaml(instance: Path, text: str, out: Path, name: str) -> Path:
    """Write the same instance with `workbook:` in place of its tables."""
    text = re.sub(r"^tables:\n(?:  .*\n)+", f"workbook: {name}.xlsx\n", text, flags=re.MULTILINE)
    if out.resolve() != instance.parent.resolve():
        text = re.sub(r"^model: \S*?(\w+)(?:\.yaml)?$", r"model: \1", text, flags=re.MULTILINE)
        manual = re.search(r"^manual_plan: (\S+)$", text, re.MULTILINE)
        if manual and manual[1] != "null":
            (out / manual[1]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(instance.parent / manual[1], out / manual[1])
    path = out / f"{name}-xlsx.yaml"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def main() -> None:
    """Read the options and pack the instance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instance", type=Path, help="instance file whose tables are CSV files")
    parser.add_argument("--out", type=Path, default=None, help="folder of the workbook and its YAML (default: beside the instance)")
    parser.add_argument("--shuffle", type=int, default=None, metavar="SEED", help="shuffle the rows of every sheet")
    options = parser.parse_args()
    print(pack(options.instance, options.out or options.instance.parent, options.shuffle))


if __name__ == "__main__":
    main()
