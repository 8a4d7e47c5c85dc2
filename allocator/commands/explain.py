"""`allocator explain`: why this application, why this district."""
from __future__ import annotations

import json
from difflib import get_close_matches

import click

from allocator import words
from allocator.errors import BadInput, Problem
from allocator.questions.reasons import WhyNot
from allocator.questions.solved import Solved
from allocator.questions.waitlist import waitlist
from allocator.questions.why_not import answer, as_json, district_json, district_lines, lines
from allocator.reading.instance import Reading
from allocator.run import Options, measure, plan_for, read
from allocator.screen import Screen
from allocator.solver import Solver


def explain(options: Options, code: str | None, district: str | None) -> int:
    """Exit code 0 whatever the answer is; 2 for an unknown code or district."""
    screen = Screen(options.quiet or options.json)
    with Solver() as solver:
        reading = read(options, screen)
        case = measure(reading, screen)
        _known(code, [*case.city.by_application], "explain.unknown_code")
        _known(district, list(case.city.names), "explain.unknown_district")
        if code is None and district is None:
            raise BadInput(words.say("explain.what"))
        solved = plan_for(case, solver, options.settings(reading), screen)
        if solved.outcome.interrupted:
            raise KeyboardInterrupt                  # an answer by a plan that is not the best one would mislead
        if solved.plan is None:
            raise BadInput(words.say(f"solve.done.{solved.outcome.status}"))
        _say(options, solved, code, district, solver, reading)
    return 0


def _say(options: Options, solved: Solved, code: str | None, district: str | None, solver: Solver, reading: Reading) -> None:
    case, plan = solved.case, solved.chosen
    made: dict[str, object] = {}
    said: list[str] = []
    if code is not None:
        ranks = waitlist(plan, case, solved.stages, WhyNot(solved).waits)
        found = answer(case.city.by_application[code], solved, ranks, solver, options.settings(reading))
        made |= as_json(found, case)
        said += lines(found, case)
    if district is not None:
        told = district_json(district, plan, case)
        made["district"] = told
        said += district_lines(told)
    click.echo(json.dumps(made, ensure_ascii=False, indent=1) if options.json else "\n".join(said))


def _known(name: str | None, names: list[str], key: str) -> None:
    if name is not None and name not in names:
        near = get_close_matches(name, names, 1, 0.4)             # names of two characters are half alike
        raise BadInput(Problem("", words.say(key, name=name), words.say("explain.mean", near=near[0]) if near else ""))
