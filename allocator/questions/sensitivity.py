"""What other readings and figures would change: each parameter that the model says to vary, one at a time, solved anew."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocator import words
from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.domain.policy import Policy
from allocator.matrix import compile_model
from allocator.measures.ledger import ledger
from allocator.program import build, plan_of
from allocator.questions.compare import _number as number
from allocator.questions.solved import Solved
from allocator.reading.instance import Reading
from allocator.reading.node import Node
from allocator.reading.policy import read_policy
from allocator.reading.yaml import read_yaml
from allocator.rules.goals import goals
from allocator.solver import Settings, Solver
from allocator.standing import stand


@dataclass(frozen=True)
class Variant:
    """One parameter with another value."""

    parameter: str
    value: Any

    def words(self, policy: Policy) -> str:
        """What is changed, as the sheet says it."""
        says = policy.parameters[self.parameter].says
        return f"{says.split('；')[0] or self.parameter}：{_shown(self.value)}"


def variants(policy: Policy) -> Iterator[Variant]:
    """Every value that a parameter is to be varied to."""
    for name, parameter in policy.parameters.items():
        for value in parameter.vary:
            yield Variant(name, value)


def sensitivity(reading: Reading, solved: Solved, solver: Solver, settings: Callable[[], Settings],
                stopped: Callable[[], bool] = lambda: False) -> list[dict[str, Any]]:
    """One row a variant: what was changed, the figures that come of it, and which districts are short.

    Parameters
    ----------
    settings : asked before each variant, since each has only what is left of the time; without any left the rest is not tried.
    stopped : whether someone interrupted: then the rest is not tried either.
    """
    policy = solved.case.policy
    rows = [{"changed": words.say("sensitivity.base"), "status": solved.outcome.status, **figures_of(solved.chosen, solved.case)}]
    model: Node | None = None
    for variant in variants(policy):
        left = settings()
        if stopped() or not left.time_limit:
            break
        model = model or read_yaml(reading.instance.model)
        values: Mapping[str, Any] = {**reading.instance.parameters, variant.parameter: variant.value}
        case = stand(reading.city, read_policy(model, reading.instance.year, values), solved.case.decisions)
        rows.append({"changed": variant.words(policy), **_solved(case, solver, left)})
    return rows


def _solved(case: Case, solver: Solver, settings: Settings) -> dict[str, Any]:
    stages = [g for g in goals(case) if not g.name.startswith("ties")]
    program = build(case, stages)
    matrix = compile_model(program.model, program.scales)
    outcome = solver.solve(matrix, settings)
    if not outcome.has_plan:
        return {"figures": {}, "status": outcome.status, "note": words.say(f"status.{outcome.status}")}
    return {"status": outcome.status, **figures_of(plan_of(outcome.values, case, matrix.column), case)}


def figures_of(plan: Plan, case: Case) -> dict[str, Any]:
    """What a plan comes to, and which districts are short under its reading."""
    figures: dict[str, Any] = {"beds": ledger(plan, case).planned(), "need_met": _need_met(plan, case),
                               "new_beds": ledger(plan, case).sum("admitted", "expanded"), "reduced": sum(plan.reduced.values())}
    for rule in case.policy.of_kind("coverage"):
        access = case.access[rule.id]
        figures[f"coverage_{rule.category}"] = Fraction(access.people(access.covered(plan)), case.city.insured)
    figures["admitted"] = len(plan.admitted)
    short = "、".join(sorted(case.short)) or words.say("sensitivity.none_short")
    return {"figures": {k: number(v) for k, v in figures.items()}, "note": words.say("sensitivity.short", districts=short)}


def _need_met(plan: Plan, case: Case) -> int:
    after = ledger(plan, case)
    return sum(min(max(0, after.planned([n.district])), n.required or 0) for n in case.district_needs)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "，".join(f"{_word(k)}{_word(v)}" for k, v in value.items())
    return str(value)


def _word(value: Any) -> str:
    key = f"sensitivity.word.{value}"
    return words.say(key) if words.has(key) else str(value)
