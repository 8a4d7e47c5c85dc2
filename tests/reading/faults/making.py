"""Writes every fault to tests/data/bad with an index of what must become of it: `python -m tests.reading.faults.making`."""
from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.reading.faults import in_model, in_plans, in_tables, in_workbooks, in_yaml
from tests.reading.faults.base import Fault

BAD = Path(__file__).resolve().parents[2] / "data" / "bad"
COLUMNS = ("file", "replaces", "exit_code", "severity", "count", "place", "says")
FAULTS: list[Fault] = [*in_yaml.FAULTS, *in_model.FAULTS, *in_tables.FAULTS, *in_workbooks.FAULTS, *in_plans.FAULTS]


def index() -> str:
    """What must become of each file, as CSV."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows((f.file, f.replaces, f.exit_code, f.severity, f.count, f.place, f.says) for f in FAULTS)
    return text.getvalue()


def main() -> None:
    """Write the files and their index."""
    for fault in FAULTS:
        if fault.stored:
            (BAD / fault.file).write_bytes(fault.content)
    (BAD / "INDEX.csv").write_text(index(), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
