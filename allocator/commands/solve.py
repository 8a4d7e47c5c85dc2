"""`allocator solve`: from one YAML to a plan that can be signed."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import click

from allocator import words
from allocator.audit import sentence
from allocator.domain.finding import Reason
from allocator.errors import Disagreement
from allocator.matrix import write_mps
from allocator.questions.compare import comparison
from allocator.questions.conflict import as_json, clash
from allocator.questions.reasons import WhyNot
from allocator.questions.sensitivity import sensitivity
from allocator.questions.solved import Solved
from allocator.questions.waitlist import waitlist
from allocator.reading.instance import Reading
from allocator.reading.plan import read_plan
from allocator.referee import Pending, begin
from allocator.report import folder
from allocator.report.conflict import conflict_workbook
from allocator.report.gathering import gathered
from allocator.report.manifest import manifest, run_id
from allocator.report.record import dump, empty, record
from allocator.report.summary import table
from allocator.report.workbook import workbook
from allocator.run import Options, columns_for, measure, plan_for, read
from allocator.screen import Screen
from allocator.solver import Settings, Solver

CODES = {"optimal": 0, "feasible": 0, "infeasible": 3, "no_plan": 4}
INTERRUPTED = 130
SECOND_OPINION = 60.0                      # seconds that the second solver is given


def solve(options: Options) -> int:
    """Read, measure, solve, audit, compare, write; the exit code says how it ended."""
    screen = Screen(options.quiet or options.json)
    with Solver() as solver:
        reading = read(options, screen)
        target = options.folder(reading.instance.name)
        with folder.held(target):
            case = measure(reading, screen)
            solved = plan_for(case, solver, options.settings(reading), screen)
            with begin(solved.matrix, solved.outcome, SECOND_OPINION) as pending:
                content = _content(reading, solved, solver, options, screen, lambda: confirmed(solved, pending, target, screen))
            with screen.step("write") as step:
                folder.replace_run(target, content)
                step.done(folder=str(target))
    tell(solved, content, options, screen)
    return INTERRUPTED if solved.outcome.interrupted else CODES[solved.outcome.status]


def _content(reading: Reading, solved: Solved, solver: Solver, options: Options, screen: Screen,
             confirm: Callable[[], Solved]) -> dict[str, bytes]:
    """Every file of the run, the manifest last."""
    if solved.plan is None:
        solved = confirm()
        files = without_plan(reading, solved, solver, options.settings(reading), screen)
    else:
        files = planned(reading, solved, solver, options, screen, confirm)
    return {**files, folder.MANIFEST: manifest(reading.instance, solved, asked(options), screen.steps, files)}


def without_plan(reading: Reading, solved: Solved, solver: Solver, settings: Settings, screen: Screen) -> dict[str, bytes]:
    """plan.json without decisions; and, where there can be no plan, the clauses that stand against each other."""
    files = {"plan.json": dump(empty(reading.instance, solved.case, solved.outcome.status))}
    if solved.outcome.status == "infeasible":
        with screen.step("conflict"):
            made = as_json(clash(solved.matrix, solved.case, solver, settings), reading.instance, solved.case)
        files |= {"conflict.json": dump(made), "conflict.xlsx": conflict_workbook(made, reading.instance.title)}
        for row in (*made["rules"], *made["relaxations"]):
            screen.say(f"  [{row['rule']}] {row['text']}", "yellow")
    return files


def planned(reading: Reading, solved: Solved, solver: Solver, options: Options, screen: Screen,
            confirm: Callable[[], Solved]) -> dict[str, bytes]:
    """plan.json and plan.xlsx, the workbook read back and audited before it gets its name."""
    plan, case = solved.chosen, solved.case
    with screen.step("reasons"):
        why = WhyNot(solved)
        reasons = {a.code: why.reasons(a) for a in case.city.applications}
        ranks = waitlist(plan, case, solved.stages, why.waits)
    compared = compared_with_manual(reading, solved, solver, options.settings(reading), reasons, screen)
    tried = tried_out(reading, solved, solver, options.settings(reading), screen)
    solved = confirm()
    with screen.step("report"):
        rows = record(reading.instance, case, plan, solved.findings, solved.outcome, reasons, ranks)
        json_bytes = dump(rows)
        extras = gathered(reading.instance, case, solved.outcome, comparison=compared, sensitivity=tried, run=run_id(json_bytes))
        book = workbook(rows, case, reading.instance, extras)
    with screen.step("readback"):
        if read_plan(book, case.city, "plan.xlsx") != plan:
            raise Disagreement(words.say("error.readback"))
    return {"plan.json": json_bytes, "plan.xlsx": book}


def compared_with_manual(reading: Reading, solved: Solved, solver: Solver, settings: Settings, reasons: Mapping[str, tuple[Reason, ...]],
                         screen: Screen) -> dict[str, Any] | None:
    """The comparison with the manual plan, where there is one, time is left and nobody interrupted."""
    if not reading.instance.manual_plan or solved.outcome.interrupted or not settings.time_limit:
        return None
    with screen.step("compare"):
        columns = columns_for(reading, solved, solver, settings)
        return comparison(reading.instance, solved.case, columns, solved.stages, lambda code: reasons.get(code, ()))


def tried_out(reading: Reading, solved: Solved, solver: Solver, settings: Settings, screen: Screen) -> tuple[Mapping[str, Any], ...] | None:
    """The sensitivity runs, where the optimum is proven and time is left."""
    if solved.outcome.status != "optimal" or not settings.time_limit:
        return None
    with screen.step("sensitivity"):
        return tuple(sensitivity(reading, solved.case, solver, settings))


def confirmed(solved: Solved, pending: Pending, target: Any, screen: Screen) -> Solved:
    """The outcome with the second solver's word.

    Raises
    ------
    Disagreement
        when it finds a better plan, or one where none should be: the program and the inputs' digests are left in `disagreement/`.
    """
    with screen.step("confirm") as step:
        said = pending.answer()
        if said.status == "disagrees":
            write_mps(solved.matrix, _made(target / "disagreement") / "program.mps")
            raise Disagreement(words.say("error.second", detail=f"{said.goal} {said.detail}"))
        outcome = solved.outcome.confirmed("cp-sat") if said.status == "agrees" else solved.outcome
        step.done(verdict=proof(outcome.status, outcome.confirmed_by))
    return replace(solved, outcome=outcome)


def _made(path: Any) -> Any:
    path.mkdir(parents=True, exist_ok=True)
    return path


def proof(status: str, confirmed_by: tuple[str, ...]) -> str:
    """Confirmed by two solvers, proven by one, or not proven."""
    if status not in ("optimal", "infeasible"):
        return words.say("confirm.not_proven")
    return words.say("confirm.two" if "cp-sat" in confirmed_by else "confirm.one")


def asked(options: Options) -> dict[str, object]:
    """What the command line said, for run.json."""
    return {n: getattr(options, n) for n in ("time_limit", "gap", "threads", "seed") if getattr(options, n) is not None}


def tell(solved: Solved, content: Mapping[str, bytes], options: Options, screen: Screen) -> None:
    """The last lines on the screen, or plan.json on stdout."""
    if options.json:
        click.echo(content["plan.json"].decode())
        return
    if solved.plan is not None:
        screen.say(table(solved.plan, solved.case))
        for f in solved.findings:
            if f.verdict == "violated":
                screen.say(words.say("solve.gaps", text=sentence(f)), "yellow")
    if solved.outcome.interrupted:
        screen.say(words.say("solve.interrupted"), "yellow")
    screen.say(words.say(f"solve.done.{solved.outcome.status}"), "bold")
