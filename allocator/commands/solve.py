"""`allocator solve`: from one YAML to a plan that can be signed."""
from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import click

from allocator import words
from allocator.audit import sentence
from allocator.domain.case import Case
from allocator.domain.finding import Reason
from allocator.errors import Disagreement
from allocator.questions.compare import comparison
from allocator.questions.conflict import as_json, clash
from allocator.questions.curves import curves
from allocator.questions.reasons import WhyNot
from allocator.questions.sensitivity import sensitivity
from allocator.questions.solved import Solved
from allocator.questions.waitlist import waitlist
from allocator.reading.instance import Reading
from allocator.reading.plan import read_plan
from allocator.referee import Pending, begin
from allocator.report import folder
from allocator.report.conflict import conflict_workbook
from allocator.report.disagreement import bundled, refuted
from allocator.report.gathering import gathered
from allocator.report.manifest import manifest, run_id
from allocator.report.record import dump, empty, record
from allocator.report.summary import table
from allocator.report.workbook import workbook
from allocator.run import Options, about, columns_for, measure, plan_for, read, untidied
from allocator.screen import Screen
from allocator.solver import Settings, Solver
from allocator.solver.signals import listening

CODES = {"optimal": 0, "feasible": 0, "infeasible": 3, "no_plan": 4}
INTERRUPTED = 130
SECOND_OPINION = 60.0                      # seconds that the second solver is given
Reasons = Mapping[str, tuple[Reason, ...]]


@dataclass(frozen=True)
class Run:
    """What every step of one run needs."""

    options: Options
    reading: Reading
    solver: Solver
    screen: Screen
    stop: threading.Event                  # set by Ctrl-C or SIGTERM once there may be a plan to keep

    @property
    def stopped(self) -> bool:
        """Whether someone interrupted."""
        return self.stop.is_set()

    def settings(self) -> Settings:
        """With what is left of the time."""
        return self.options.settings(self.reading)


def solve(options: Options) -> int:
    """Read, measure, solve, audit, compare, write; the exit code says how it ended."""
    screen, stop = Screen(options.quiet or options.json), threading.Event()
    with Solver(stop) as solver, ExitStack() as keeping:
        run = Run(options, read(options, screen), solver, screen, stop)
        target = options.folder(run.reading.instance.name)
        with folder.held(target), bundled(target / "disagreement", run.reading.instance, asked(options)):
            solved = plan_for(measure(run.reading, screen), solver, run.settings(), screen, lambda: keeping.enter_context(listening(stop)),
                              options.plain)
            _something_found(solved, run)
            with about(solved.matrix), begin(solved.matrix, solved.outcome, SECOND_OPINION) as pending:
                solved, content = _content(run, solved, pending)
            with screen.step("write") as step:
                folder.replace_run(target, content)
                step.done(folder=str(target))
    tell(solved, content, run)
    return INTERRUPTED if solved.outcome.interrupted else CODES[solved.outcome.status]


def _something_found(solved: Solved, run: Run) -> None:
    """Go no further where someone interrupted before there was anything to keep."""
    if run.stopped and solved.outcome.status == "no_plan":
        run.screen.say(words.say("solve.interrupted_early"), "yellow")
        raise KeyboardInterrupt


def _content(run: Run, solved: Solved, pending: Pending) -> tuple[Solved, dict[str, bytes]]:
    """Every file of the run, the manifest last; and the outcome with the second solver's word."""
    if solved.plan is None:
        solved = confirmed(solved, pending, run)
        files = without_plan(run, solved)
    else:
        solved, files = planned(run, solved, pending)
    solved = _marked(solved, run)
    said = manifest(run.reading.instance, solved, asked(run.options), run.screen.steps, files)
    return solved, {**files, folder.MANIFEST: said}


def _marked(solved: Solved, run: Run) -> Solved:
    """The outcome says that it was interrupted, at whatever step that was."""
    return replace(solved, outcome=replace(solved.outcome, interrupted=True)) if run.stopped else solved


def without_plan(run: Run, solved: Solved) -> dict[str, bytes]:
    """plan.json without decisions; and, where there can be no plan, the clauses that stand against each other."""
    instance, screen = run.reading.instance, run.screen
    files = {"plan.json": dump(empty(instance, solved.case, solved.outcome.status))}
    if solved.outcome.status == "infeasible":
        with screen.step("conflict"):
            made = as_json(clash(solved.matrix, solved.case, run.solver, run.settings()), instance, solved.case)
        files |= {"conflict.json": dump(made), "conflict.xlsx": conflict_workbook(made, instance.title)}
        for row in (*made["rules"], *made["relaxations"]):
            screen.say(f"  [{row['rule']}] {row['text']}", "yellow")
    return files


def planned(run: Run, solved: Solved, pending: Pending) -> tuple[Solved, dict[str, bytes]]:
    """plan.json and plan.xlsx, the workbook read back and audited before it gets its name."""
    plan, case, instance = solved.chosen, solved.case, run.reading.instance
    reasons, ranks = reasons_of(solved, run)
    compared = compared_with_manual(run, solved, reasons)
    tried = tried_out(run, solved)
    solved = _marked(confirmed(solved, pending, run), run)
    with untidied(), run.screen.step("report"):
        rows = record(instance, case, plan, solved.findings, solved.outcome, reasons, ranks)
        json_bytes = dump(rows)
        drawn = () if run.stopped else curves(plan, case)
        extras = gathered(instance, case, solved.outcome, comparison=compared, sensitivity=tried, curves=drawn, run=run_id(json_bytes))
        book = workbook(rows, case, instance, extras)
    with untidied(), run.screen.step("readback"):
        if read_plan(book, case.city, "plan.xlsx") != plan:
            raise Disagreement(words.say("error.readback"))
    return solved, {"plan.json": json_bytes, "plan.xlsx": book}


def reasons_of(solved: Solved, run: Run) -> tuple[Reasons, dict[str, int]]:
    """Reasons of every application and the reserve order; after an interrupt the clauses alone, since nobody waits."""
    case: Case = solved.case
    with run.screen.step("reasons"):
        why = WhyNot(solved)
        reasons = {a.code: why.reasons(a, brief=run.stopped) for a in case.city.applications}
        return reasons, {} if run.stopped else waitlist(solved.chosen, case, solved.stages, why.waits)


def compared_with_manual(run: Run, solved: Solved, reasons: Reasons) -> dict[str, Any] | None:
    """The comparison with the manual plan, where there is one, time is left and nobody interrupts."""
    settings = run.settings()
    if not run.reading.instance.manual_plan or run.stopped or not settings.time_limit:
        return None
    with run.screen.step("compare"):
        columns = columns_for(run.reading, solved, run.solver, settings)
        if run.stopped:
            return None
        return comparison(run.reading.instance, solved.case, columns, solved.stages, lambda code: reasons.get(code, ()))


def tried_out(run: Run, solved: Solved) -> tuple[Mapping[str, Any], ...] | None:
    """The sensitivity runs, where the optimum is proven, time is left and nobody interrupts."""
    if solved.outcome.status != "optimal" or run.stopped or not run.settings().time_limit:
        return None
    with run.screen.step("sensitivity"):
        rows = tuple(sensitivity(run.reading, solved, run.solver, run.settings, lambda: run.stopped))
        return None if run.stopped else rows


def confirmed(solved: Solved, pending: Pending, run: Run) -> Solved:
    """The outcome with the second solver's word; after an interrupt nobody waits for it.

    Raises
    ------
    Disagreement
        when it finds a better plan, or one where none should be.
    """
    with run.screen.step("confirm") as step:
        said = pending.answer(lambda: run.stopped)
        if said.status == "disagrees":
            raise refuted(solved, said)
        outcome = solved.outcome.confirmed("cp-sat") if said.status == "agrees" else solved.outcome
        step.done(verdict=proof(outcome.status, outcome.confirmed_by))
    return replace(solved, outcome=outcome)


def proof(status: str, confirmed_by: tuple[str, ...]) -> str:
    """Confirmed by two solvers, proven by one, or not proven."""
    if status not in ("optimal", "infeasible"):
        return words.say("confirm.not_proven")
    return words.say("confirm.two" if "cp-sat" in confirmed_by else "confirm.one")


def asked(options: Options) -> dict[str, object]:
    """What the command line said, for run.json."""
    said = {n: getattr(options, n) for n in ("time_limit", "gap", "threads", "seed") if getattr(options, n) is not None}
    return {**said, "plain": True} if options.plain else said


def tell(solved: Solved, content: Mapping[str, bytes], run: Run) -> None:
    """The last lines on the screen, or plan.json on stdout."""
    screen, outcome = run.screen, solved.outcome
    if run.options.json:
        click.echo(content["plan.json"].decode())
        return
    if solved.plan is not None:
        screen.say(table(solved.plan, solved.case))
        for f in solved.findings:
            if f.verdict == "violated":
                screen.say(words.say("solve.gaps", text=sentence(f)), "yellow")
    if outcome.interrupted:
        late = outcome.status in ("optimal", "infeasible")
        screen.say(words.say("solve.interrupted_late" if late else "solve.interrupted"), "yellow")
    screen.say(words.say(f"solve.done.{outcome.status}"), "bold")
