"""`allocator assess`: required against actual, and every indicator."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from allocator import words
from allocator.questions.assess import assess as assessed
from allocator.report import folder
from allocator.report.listing import list_workbook
from allocator.report.record import dump
from allocator.run import Options, measure, read
from allocator.screen import Screen


def assess(options: Options) -> int:
    """Write assessment.xlsx and assessment.json."""
    screen = Screen(options.quiet or options.json)
    reading = read(options, screen)
    lists = assessed(measure(reading, screen))
    made = {"instance": reading.instance.name, "model": reading.policy.name, "year": reading.instance.year, **lists}
    target = options.folder(reading.instance.name)
    book = list_workbook(reading.instance.title, lists, year=reading.instance.year, right=reading.instance.name)
    with folder.held(target):
        folder.write(target, {"assessment.json": dump(made), "assessment.xlsx": book})
    click.echo(dump(made).decode() if options.json else "\n".join(_line(r) for r in lists["readings"]))
    return 0


def _line(r: Mapping[str, Any]) -> str:
    """One district under both readings."""
    return words.say("assess.line", district=r["district"], required=f"{r['required']:,}", after_exits=f"{r['after_exits']:,}",
                     state=words.say(f"state.{r['state']}"), other=words.say(f"state.{r['state_tertiary_city']}"))
