"""`allocator settle`: bed-days over the insured beds and the fund share not settled."""
from __future__ import annotations

import click

from allocator import words
from allocator.report import folder
from allocator.report.listing import list_workbook
from allocator.report.record import dump
from allocator.run import Options, measure, read
from allocator.screen import Screen
from allocator.yearly.settle import settle as settled


def settle(options: Options) -> int:
    """Write settlement.xlsx and settlement.json."""
    screen = Screen(options.quiet or options.json)
    reading = read(options, screen)
    made = {"instance": reading.instance.name, "year": reading.instance.year, **settled(measure(reading, screen))}
    target = options.folder(reading.instance.name)
    book = list_workbook(reading.instance.title, {"settlement": made["rows"]}, year=reading.instance.year, right=reading.instance.name,
                         summed=("insured_beds", "actual", "excess", "fund_paid", "unsettled"))
    with folder.held(target):
        folder.write(target, {"settlement.json": dump(made), "settlement.xlsx": book})
    click.echo(dump(made).decode() if options.json else
               words.say("settle.said", rows=len(made["rows"]), over=made["over"], excess=f"{made['excess']:,}", yuan=made["unsettled"]))
    return 0
