"""`allocator monitor`: the dynamic list on a given day."""
from __future__ import annotations

from datetime import date

import click

from allocator.report import folder
from allocator.report.listing import list_workbook
from allocator.report.record import dump
from allocator.run import Options, measure, read
from allocator.screen import Screen
from allocator.yearly.monitor import monitor as listed
from allocator.yearly.monitor import said


def monitor(options: Options, on: date | None) -> int:
    """Write monitor.xlsx and monitor.json; the day of the data where none is given."""
    screen = Screen(options.quiet or options.json)
    reading = read(options, screen)
    case = measure(reading, screen)
    day = on or reading.instance.data_as_of
    lists = listed(case, day)
    made = {"instance": reading.instance.name, "model": case.policy.name, "on": day.isoformat(), **lists}
    target = options.folder(reading.instance.name)
    book = list_workbook(f"{reading.instance.title} {day.isoformat()}", lists, year=reading.instance.year, right=reading.instance.name)
    with folder.held(target):
        folder.write(target, {"monitor.json": dump(made), "monitor.xlsx": book})
    click.echo(dump(made).decode() if options.json else "\n".join(said(lists)))
    return 0
