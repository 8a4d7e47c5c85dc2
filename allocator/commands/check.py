"""`allocator check`: read and validate only."""
from __future__ import annotations

import json

import click

from allocator import words
from allocator.run import Options, read
from allocator.screen import Screen


def check(options: Options) -> int:
    """Every problem of the instance, its model and its tables at once."""
    screen = Screen(options.quiet or options.json)
    reading = read(options, screen)
    if options.json:
        found = [{"severity": p.severity, "place": p.place, "message": p.message, "hint": p.hint} for p in reading.problems]
        click.echo(json.dumps({"instance": reading.instance.name, "problems": found}, ensure_ascii=False))
        return 0
    click.echo(words.say("check.good", institutions=f"{len(reading.city.baseline):,}", applications=f"{len(reading.city.applications):,}",
                         points=f"{len(reading.city.demand):,}", rules=len(reading.policy.rules)))
    return 0
