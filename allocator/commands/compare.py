"""`allocator compare`: plans side by side."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from allocator import words
from allocator.domain.case import Case
from allocator.domain.finding import Reason
from allocator.errors import BadInput
from allocator.questions.compare import Column, column, comparison
from allocator.questions.nearest import differences
from allocator.questions.reasons import WhyNot
from allocator.questions.solved import Solved
from allocator.reading.instance import Reading
from allocator.reading.plan import read_plan
from allocator.report import folder
from allocator.report.record import dump
from allocator.report.workbook import comparison_workbook
from allocator.rules.goals import goals
from allocator.run import Options, columns_for, measure, plan_for, read
from allocator.screen import Screen
from allocator.solver import Solver


def compare(options: Options, paths: Sequence[Path]) -> int:
    """With plans given: these, nothing solved; without: manual, nearest lawful, solver's. Exit code 1 if one given breaks a must rule."""
    screen = Screen(options.quiet or options.json)
    reading = read(options, screen)
    case = measure(reading, screen)
    target = options.folder(reading.instance.name)
    with folder.held(target):
        columns, made = given(reading, case, paths, screen) if paths else three(reading, case, options, screen)
        book = comparison_workbook(made, title=reading.instance.title, year=reading.instance.year)
        folder.write(target, {"comparison.json": dump(made), "comparison.xlsx": book})
    judged = columns if paths else columns[:1]
    click.echo(dump(made).decode() if options.json else "\n".join(lines(columns, case, made)))
    return int(any(c.broken for c in judged))


def given(reading: Reading, case: Case, paths: Sequence[Path], screen: Screen) -> tuple[list[Column], dict[str, Any]]:
    """The plans of the command line, evaluated."""
    with screen.step("compare"):
        stages = goals(case)
        columns = [column(name, read_plan(p, case.city), case, stages) for name, p in zip(_names(paths), paths, strict=True)]
        return columns, comparison(reading.instance, case, columns, stages, lambda code: ())


def _names(paths: Sequence[Path]) -> list[str]:
    """File names, or paths where two are alike."""
    names = [p.name for p in paths]
    return names if len(set(names)) == len(names) else [p.as_posix() for p in paths]


def three(reading: Reading, case: Case, options: Options, screen: Screen) -> tuple[list[Column], dict[str, Any]]:
    """Manual, nearest lawful, solver's."""
    if not reading.instance.manual_plan:
        raise BadInput(words.say("compare.no_manual"))
    settings = options.settings(reading)
    with Solver() as solver:
        solved = plan_for(case, solver, settings, screen)
        with screen.step("compare"):
            columns = columns_for(reading, solved, solver, settings)
            why = reasons_of(solved)
            return columns, comparison(reading.instance, case, columns, solved.stages, lambda code: why.get(code, ()))


def reasons_of(solved: Solved) -> Mapping[str, tuple[Reason, ...]]:
    """Reasons of every application under the solver's plan."""
    if solved.plan is None:
        return {}
    why = WhyNot(solved)
    return {a.code: why.reasons(a) for a in solved.case.city.applications}


def lines(columns: Sequence[Column], case: Case, made: Mapping[str, Any]) -> list[str]:
    """What the screen says."""
    said = [words.say("compare.broken", plan=_plan(c.name), n=len(c.broken)) for c in columns]
    names = [c.name for c in columns]
    if names[:2] == ["manual", "nearest"]:
        said.append(words.say("compare.changed", n=differences(columns[0].plan, columns[1].plan, case)))
    if names[-2:] == ["nearest", "solver"]:
        first = made["first_difference"]
        said.append(words.say("compare.same") if first is None else
                    words.say("compare.first", goal=words.say(f"goal.{first['objective']}"), better=_plan("solver"), by=first["better"]))
    return said


def _plan(name: str) -> str:
    return words.say(f"compare.plan.{name}") if words.has(f"compare.plan.{name}") else name
