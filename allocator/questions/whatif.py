"""The same instance under other figures, by bounds of the first program where its terms are the same."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from allocator.audit import audit, broken
from allocator.domain.case import Case
from allocator.domain.outcome import Outcome, Stage
from allocator.domain.plan import Plan
from allocator.domain.policy import Policy
from allocator.matrix import Matrix, changes_of, compile_model
from allocator.program import Program, build, plan_of, retold
from allocator.questions.flows import canonical_transfers
from allocator.questions.sensitivity import figures_of
from allocator.questions.solved import Solved
from allocator.rules.base import decimal
from allocator.rules.goals import goals
from allocator.rules.goals.base import Goal
from allocator.solver import Settings, Solver
from allocator.standing import stand

How = Literal["same", "bounds", "rebuilt"]


@dataclass(frozen=True)
class Asked:
    """The answer under one set of figures.

    Parameters
    ----------
    set : key -> value as written.   how : the program was the same, differed in bounds and goals only, or was built anew.
    """

    set: tuple[tuple[str, str], ...]
    how: How
    solved: Solved


@dataclass(frozen=True)
class Base:
    """The instance as it stands: its program, compiled and solved."""

    program: Program
    solved: Solved

    @classmethod
    def of(cls, solved: Solved) -> Base:
        """The program of a solved case once more, with its variables."""
        return cls(build(solved.case, solved.stages), solved)


def whatif(base: Base, variants: Iterable[tuple[tuple[tuple[str, str], ...], Policy]], solver: Solver, settings: Callable[[], Settings],
           stopped: Callable[[], bool] = lambda: False) -> Iterator[Asked]:
    """One answer a variant, until time is out or someone interrupts.

    Parameters
    ----------
    settings : asked before each variant: each has only what is left of the time.
    """
    for names, policy in variants:
        left = settings()
        if stopped() or not left.time_limit:
            return
        yield ask(base, names, policy, solver, left)


def ask(base: Base, names: tuple[tuple[str, str], ...], policy: Policy, solver: Solver, settings: Settings) -> Asked:
    """Solve under another policy."""
    first = base.solved
    case = stand(first.case.city, policy, first.case.decisions)
    stages = goals(case)
    told = retold(base.program, first.case, case, stages)
    changes = None if told is None else changes_of(first.matrix, base.program.model, told, base.program.scales)
    if changes is None:
        program = build(case, stages)
        matrix = compile_model(program.model, program.scales)
        return Asked(names, "rebuilt", _solved(case, stages, matrix, program.counts, solver.solve(matrix, settings)))
    matrix = changes.on(first.matrix)
    if _same(matrix, first.matrix):
        return Asked(names, "same", _solved(case, stages, matrix, first.counts, first.outcome))
    start = first.outcome.values if first.outcome.has_plan else None
    return Asked(names, "bounds", _solved(case, stages, matrix, first.counts, solver.ask(first.matrix, changes, settings, start=start)))


def _solved(case: Case, stages: tuple[Goal, ...], matrix: Matrix, counts: Mapping[str, Mapping[str, int]], outcome: Outcome) -> Solved:
    plan = canonical_transfers(plan_of(outcome.values, case, matrix.column), case) if outcome.has_plan else None
    return Solved(case, stages, matrix, counts, outcome, plan, () if plan is None else audit(plan, case))


def _same(one: Matrix, other: Matrix) -> bool:
    """Whether two matrices of one structure ask the same."""
    arrays = ("col_lower", "col_upper", "row_lower", "row_upper")
    if len(one.goals) != len(other.goals) or not all(np.array_equal(getattr(one, a), getattr(other, a)) for a in arrays):
        return False
    return all((a.name, a.maximise, a.offset) == (b.name, b.maximise, b.offset) and np.array_equal(a.index, b.index)
               and np.array_equal(a.value, b.value) for a, b in zip(one.goals, other.goals, strict=True))


# -- what is told

def told_of(asked: Asked, first: Solved) -> dict[str, Any]:
    """One variant as whatif.json tells it; decisions against the instance as it stands."""
    s = asked.solved
    return {"set": dict(asked.set), "status": s.outcome.status, "how": asked.how,
            "objectives": [_objective(stage) for stage in s.outcome.stages if not stage.goal.startswith("ties")],
            **(figures_of(s.chosen, s.case) if s.plan else {"figures": {}, "note": ""}),
            "broken": len(broken(s.findings)), "missed": sum(f.verdict == "violated" and not f.broken for f in s.findings),
            "decisions": list(_differences(first.plan, s.plan, s.case)) if first.plan and s.plan else []}


def _objective(stage: Stage) -> dict[str, Any]:
    return {"name": stage.goal, "sense": stage.sense, "value": decimal(stage.reported), "status": stage.status}


def _differences(before: Plan, after: Plan, case: Case) -> Iterator[Mapping[str, Any]]:
    """Decisions that the other figures change."""
    for a in case.city.applications:
        if before.admits(a.code) != after.admits(a.code) or before.beds(a.code) != after.beds(a.code):
            yield {"application": a.code, "name": a.name, "category": a.category, "district": a.district,
                   **{when: p.beds(a.code) if p.admits(a.code) else None for when, p in (("before", before), ("after", after))}}
    for i in sorted({*before.reduced, *after.reduced}):
        if before.cut(i) != after.cut(i):
            row = case.city.by_institution[i]
            yield {"institution": i, "name": row.name, "category": row.category, "district": row.account_district,
                   "before": before.cut(i), "after": after.cut(i)}

