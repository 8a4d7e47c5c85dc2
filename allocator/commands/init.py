"""`allocator init`: a new instance from templates."""
from __future__ import annotations

from pathlib import Path

import click

from allocator import words
from allocator.init import init as make


def init(name: str, city: str, year: int | None, out: Path | None) -> int:
    """Write the instance and say what to do next."""
    where = out or Path("instances")
    for path in make(name, city, year, where):
        click.echo(words.say("init.wrote", path=path.as_posix()))
    click.echo(words.say("init.next", path=(where / f"{name}.yaml").as_posix()))
    return 0
