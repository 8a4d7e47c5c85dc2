"""`allocator whatif`: the same instance under other figures."""
from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import click

from allocator import words
from allocator.errors import BadInput
from allocator.questions.whatif import Asked, Base, ask, told_of
from allocator.reading.instance import Reading
from allocator.reading.variant import policies, variants
from allocator.report import folder
from allocator.report.record import dump
from allocator.report.whatif import label, whatif_workbook
from allocator.run import Options, measure, own_audit, plan_for, read
from allocator.screen import Screen
from allocator.solver import Solver
from allocator.solver.signals import listening

INTERRUPTED = 130


def whatif(options: Options, written: tuple[str, ...]) -> int:
    """Solve the instance as it stands, then every combination of the figures; exit code 130 when interrupted."""
    screen, stop = Screen(options.quiet or options.json), threading.Event()
    if not written:
        raise BadInput(words.say("whatif.none"))
    sets = variants(written)
    with Solver(stop) as solver, ExitStack() as keeping:
        reading = read(options, screen)
        models = policies(reading.instance, sets)
        target = options.folder(reading.instance.name)
        with folder.held(target):
            base = Base.of(plan_for(measure(reading, screen), solver, options.settings(reading), screen,
                                    lambda: keeping.enter_context(listening(stop))))
            found = _asked(base, list(zip(sets, models, strict=True)), solver, options, reading, screen, stop.is_set)
            made = _made(reading, base, found)
            folder.write(target, {"whatif.json": dump(made), "whatif.xlsx": whatif_workbook(made, reading.instance.title)})
    _tell(options, made, len(sets) - len(found), screen)
    return INTERRUPTED if stop.is_set() else 0


def _asked(base: Base, wanted: list[Any], solver: Solver, options: Options, reading: Reading, screen: Screen,
           stopped: Callable[[], bool]) -> list[Asked]:
    """Every variant that there is time for, each audited as a plan of its own."""
    found: list[Asked] = []
    for names, policy in wanted:
        settings = options.settings(reading)
        if stopped() or not settings.time_limit:
            break
        with screen.step("variant") as step:
            one = ask(base, names, policy, solver, settings)
            if one.solved.plan is not None:
                own_audit(one.solved.plan, one.solved.case, one.solved.findings, one.solved.outcome, one.solved.stages)
            step.done(said="，".join(f"{k}={v}" for k, v in names))
        found.append(one)
    return found


def _made(reading: Reading, base: Base, found: list[Asked]) -> dict[str, Any]:
    """whatif.json."""
    as_it_stands = told_of(Asked((), "same", base.solved), base.solved)
    return {"instance": reading.instance.name, "model": base.solved.case.policy.name, "year": reading.instance.year,
            "base": as_it_stands, "variants": [told_of(one, base.solved) for one in found]}


def _tell(options: Options, made: dict[str, Any], left_out: int, screen: Screen) -> None:
    if options.json:
        click.echo(dump(made).decode())
        return
    for v in made["variants"]:
        verdict, how = words.say(f"status.{v['status']}"), words.say(f"whatif.how.{v['how']}")
        screen.say(words.say("whatif.line", set=label(v), verdict=verdict, how=how, n=len(v["decisions"])))
    if left_out:
        screen.say(words.say("whatif.left_out", n=left_out), "yellow")
