"""One planning run, one line a step: read → measure → stand → reduce → program → matrix → solve → audit → report → write."""
from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from allocator import words
from allocator.audit import audit, broken, sentence
from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.outcome import Outcome
from allocator.domain.plan import Plan
from allocator.errors import Disagreement
from allocator.matrix import Matrix, compile_model
from allocator.program import build, plan_of
from allocator.questions.compare import Column, column, first_difference
from allocator.questions.flows import canonical_transfers
from allocator.questions.nearest import distance
from allocator.questions.solved import Solved
from allocator.reading.instance import Reading, read_instance
from allocator.reading.plan import read_plan
from allocator.rules.goals import goals
from allocator.rules.goals.base import Goal
from allocator.screen import Screen
from allocator.solver import Settings, Solver
from allocator.standing import stand
from allocator.start import start


@dataclass(frozen=True)
class Options:
    """What the command line says about a run; None leaves it to the instance."""

    instance: Path
    out: Path | None = None
    language: str = "zh"
    time_limit: float | None = None
    gap: float | None = None
    threads: int | None = None
    seed: int | None = None
    quiet: bool = False
    json: bool = False
    plain: bool = False
    overrides: Mapping[str, str] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    def folder(self, name: str) -> Path:
        """Where results go: --out, or results/<name> in the working folder."""
        return self.out or Path("results") / name

    def settings(self, reading: Reading) -> Settings:
        """The instance's solver settings, the command line's where given; of the time what is left of the whole command's."""
        s = reading.instance.solver
        pick = {n: getattr(self, n) if getattr(self, n) is not None else getattr(s, n) for n in ("time_limit", "gap", "threads", "seed")}
        left = max(0.0, float(pick.pop("time_limit")) - (time.monotonic() - self.began))
        return Settings(time_limit=left, **pick)


def read(options: Options, screen: Screen) -> Reading:
    """The instance with its policy, tables and warnings."""
    with untidied(), screen.step("read") as step:
        reading = read_instance(options.instance, options.overrides)
        step.done(institutions=len(reading.city.baseline), applications=len(reading.city.applications), points=len(reading.city.demand))
    screen.problems(reading.problems)
    return reading


def measure(reading: Reading, screen: Screen) -> Case:
    """States and standings."""
    with untidied(), screen.step("measure") as step:
        case = stand(reading.city, reading.policy, reading.instance.decisions)
        standings = case.standings.values()
        step.done(open=sum(s.open for s in standings), exempt=sum(s.fixed == "admitted" for s in standings),
                  closed=sum(bool(s.closings) and not s.fixed for s in standings))
    return case


@contextmanager
def untidied() -> Iterator[None]:
    """Collect no garbage meanwhile: what is made stays to the end, and to look all through it takes a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def about(matrix: Matrix) -> Iterator[None]:
    """Let a disagreement carry the program that it is about."""
    try:
        yield
    except Disagreement as found:
        found.program = found.program or matrix
        raise


def plan_for(case: Case, solver: Solver, settings: Settings, screen: Screen, keep: Callable[[], object] = lambda: None,
             plain: bool = False) -> Solved:
    """Program, matrix, solve, audit.

    Parameters
    ----------
    plain : every demand point in the program, unreduced.
    keep : called when the search begins: from then on there may be a plan that an interrupt must not lose.

    Raises
    ------
    Disagreement
        if the plan fails the audit, or a goal measured on it differs from the solver's value.
    """
    with screen.step("program") as step:
        stages = goals(case)
        program = build(case, stages, plain=plain)
        if program.counts:
            step.done(points=max(c["points"] for c in program.counts.values()), rows=sum(c["rows"] for c in program.counts.values()))
    with screen.step("matrix") as step:
        matrix = compile_model(program.model, program.scales)
        step.done(columns=matrix.width, rows=matrix.height, rules=len(case.policy.rules))
    keep()
    with screen.step("solve") as step, about(matrix):
        outcome = solver.solve(matrix, settings, start=start(case, matrix), on_progress=screen.stage)
        step.done(stages=len(outcome.stages), verdict=words.say(f"status.{outcome.status}"))
    if outcome.trouble:
        screen.say(words.say("solve.trouble", why=outcome.trouble), "yellow")
    if not outcome.has_plan:
        return Solved(case, stages, matrix, program.counts, outcome, None)
    with screen.step("audit") as step, about(matrix):
        plan = canonical_transfers(plan_of(outcome.values, case, matrix.column), case)
        findings, outcome = audit(plan, case), as_measured(plan, case, outcome, stages)
        own_audit(plan, case, findings, outcome, stages)
        step.done(findings=len(findings), broken=len(broken(findings)), gaps=sum(f.verdict == "violated" for f in findings))
    return Solved(case, stages, matrix, program.counts, outcome, plan, findings)


def columns_for(reading: Reading, solved: Solved, solver: Solver, settings: Settings) -> list[Column]:
    """The manual plan, the lawful plan nearest to it, the solver's.

    Raises
    ------
    Disagreement
        if the solver's plan is worse than the nearest lawful one: at the first objective on which they differ it must be better.
    """
    case, stages = solved.case, solved.stages
    manual = read_plan(reading.instance.manual_plan, case.city)
    columns = [column("manual", manual, case, stages)]
    near = nearest_lawful(manual, case, stages, solver, settings)
    if near is not None:
        columns.append(column("nearest", near, case, stages))
    if solved.plan is not None:
        columns.append(column("solver", solved.plan, case, stages))
    worse = first_difference(columns[-1], columns[-2], stages) if near is not None and solved.plan is not None else None
    if worse is not None and worse[1] < 0 and solved.outcome.status == "optimal":
        raise Disagreement(words.say("compare.worse", goal=worse[0].name))
    return columns


def nearest_lawful(manual: Plan, case: Case, stages: tuple[Goal, ...], solver: Solver, settings: Settings) -> Plan | None:
    """The lawful plan with the fewest decisions changed, the model's objectives deciding among these; None where time runs out."""
    program = build(case, stages, [distance(manual, case)])
    matrix = compile_model(program.model, program.scales)
    outcome = solver.solve(matrix, settings)
    return canonical_transfers(plan_of(outcome.values, case, matrix.column), case) if outcome.has_plan else None


def as_measured(plan: Plan, case: Case, outcome: Outcome, stages: tuple[Goal, ...]) -> Outcome:
    """The outcome of a search that was cut short, each stage at what the plan is worth: the program may still count less than it serves.

    What is proven, measured to be worse than said, or measured beyond its bound stays as it was said: the audit then rules on it.
    """
    pairs = zip(outcome.stages, stages, strict=True)
    return replace(outcome, stages=tuple(s if s.status == "optimal" else s.at(goal.value(plan, case)) for s, goal in pairs))


def own_audit(plan: Plan, case: Case, findings: tuple[Finding, ...], outcome: Outcome, stages: tuple[Goal, ...]) -> None:
    """The audit and the exact re-evaluation of every goal; a difference is our bug."""
    wrong = broken(findings)
    if wrong:
        raise Disagreement(words.say("error.own_audit", text="; ".join(sentence(f) for f in wrong[:3])))
    for goal, stage in zip(stages, outcome.stages, strict=True):
        measured = goal.value(plan, case)
        if measured != stage.value:
            raise Disagreement(words.say("error.goal", goal=goal.name, said=stage.value, measured=measured))
