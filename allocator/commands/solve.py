"""`allocator solve`: from one YAML to a plan that can be signed."""
from __future__ import annotations

import click

from allocator import words
from allocator.domain.outcome import Outcome
from allocator.questions.reasons import WhyNot
from allocator.questions.waitlist import waitlist
from allocator.reading.instance import Reading
from allocator.report import folder
from allocator.report.manifest import manifest
from allocator.report.record import dump, empty, record
from allocator.report.summary import table
from allocator.run import Options, Solved, measure, plan_for, read
from allocator.screen import Screen
from allocator.solver import Solver

CODES = {"optimal": 0, "feasible": 0, "infeasible": 3, "no_plan": 4}
INTERRUPTED = 130


def solve(options: Options) -> int:
    """Read, measure, solve, audit, compare, write; the exit code says how it ended."""
    screen = Screen(options.quiet or options.json)
    with Solver() as solver:
        reading = read(options, screen)
        target = options.folder(reading.instance.name)
        with folder.held(target):
            case = measure(reading, screen)
            solved = plan_for(case, solver, options.settings(reading), screen)
            content = without_plan(reading, solved) if solved.plan is None else planned(reading, solved, screen)
            with screen.step("write") as step:
                folder.replace_run(target, {**content, folder.MANIFEST: manifest(reading.instance, case, solved.outcome, asked(options), screen.steps,
                                                                                   solved.counts, content)})
                step.done(folder=str(target))
    tell(solved, content, options, screen)
    return INTERRUPTED if solved.outcome.interrupted else CODES[solved.outcome.status]


def asked(options: Options) -> dict[str, object]:
    """What the command line said, for run.json."""
    return {n: getattr(options, n) for n in ("time_limit", "gap", "threads", "seed") if getattr(options, n) is not None}


def without_plan(reading: Reading, solved: Solved) -> dict[str, bytes]:
    """What is written when there is no plan."""
    return {"plan.json": dump(empty(reading.instance, solved.case, solved.outcome.status))}


def planned(reading: Reading, solved: Solved, screen: Screen) -> dict[str, bytes]:
    """plan.json and plan.xlsx."""
    assert solved.plan is not None
    with screen.step("reasons"):
        why = WhyNot(solved.plan, solved.case, solved.matrix, solved.outcome.values, solved.stages)
        reasons = {a.code: why.reasons(a) for a in solved.case.city.applications}
        ranks = waitlist(solved.plan, solved.case, solved.stages)
    with screen.step("report"):
        rows = record(reading.instance, solved.case, solved.plan, solved.findings, solved.outcome, reasons, ranks)
        return {"plan.json": dump(rows)}


def tell(solved: Solved, content: dict[str, bytes], options: Options, screen: Screen) -> None:
    """The last lines on the screen, or plan.json on stdout."""
    if options.json:
        click.echo(content["plan.json"].decode())
        return
    outcome: Outcome = solved.outcome
    if solved.plan is not None:
        screen.say(table(solved.plan, solved.case))
    if outcome.interrupted:
        screen.say(words.say("solve.interrupted"), "yellow")
    screen.say(words.say("solve.done", status=words.say(f"status.{outcome.status}"), confirmed="、".join(outcome.confirmed_by)), "bold")

