"""What other readings and figures would change: each parameter that the model says to vary, one at a time, solved anew."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocator import words
from allocator.domain.case import Case
from allocator.domain.policy import Policy
from allocator.matrix import compile_model
from allocator.measures.ledger import ledger
from allocator.program import build, plan_of
from allocator.questions.compare import _number as number
from allocator.reading.instance import Reading
from allocator.reading.policy import read_policy
from allocator.rules.goals import goals
from allocator.solver import Settings, Solver
from allocator.standing import stand


@dataclass(frozen=True)
class Variant:
    """One parameter with another value; none for the plan as it stands."""

    parameter: str = ""
    value: Any = None

    def words(self, policy: Policy) -> str:
        """What is changed, as the sheet says it."""
        if not self.parameter:
            return words.say("sensitivity.base")
        says = policy.parameters[self.parameter].says
        return f"{says.split('；')[0] or self.parameter}：{_shown(self.value)}"


def variants(policy: Policy) -> Iterator[Variant]:
    """The plan as it stands, then every value that a parameter is to be varied to."""
    yield Variant()
    for name, parameter in policy.parameters.items():
        for value in parameter.vary:
            yield Variant(name, value)


def sensitivity(reading: Reading, base: Case, solver: Solver, settings: Callable[[], Settings],
                stopped: Callable[[], bool] = lambda: False) -> list[dict[str, Any]]:
    """One row a variant: what was changed, the figures that come of it, and which districts are short.

    Parameters
    ----------
    settings : asked before each variant, since each has only what is left of the time; without any left the rest is not tried.
    stopped : whether someone interrupted: then the rest is not tried either.
    """
    rows = []
    for variant in variants(base.policy):
        left = settings()
        if stopped() or not left.time_limit:
            break
        case = base if not variant.parameter else _under(variant, reading, base)
        rows.append({"changed": variant.words(base.policy), **_solved(case, solver, left)})
    return rows


def _under(variant: Variant, reading: Reading, base: Case) -> Case:
    values: Mapping[str, Any] = {**reading.instance.parameters, variant.parameter: variant.value}
    policy = read_policy(reading.instance.model, reading.instance.year, values)
    return stand(reading.city, policy, base.decisions)


def _solved(case: Case, solver: Solver, settings: Settings) -> dict[str, Any]:
    stages = [g for g in goals(case) if not g.name.startswith("ties")]
    program = build(case, stages)
    matrix = compile_model(program.model, program.scales)
    outcome = solver.solve(matrix, settings)
    short = "、".join(sorted(case.short)) or words.say("sensitivity.none_short")
    if not outcome.has_plan:
        return {"figures": {}, "status": outcome.status, "note": words.say(f"status.{outcome.status}")}
    plan = plan_of(outcome.values, case, matrix.column)
    figures: dict[str, Any] = {"beds": ledger(plan, case).planned(), "need_met": _need_met(plan, case),
                               "new_beds": ledger(plan, case).sum("admitted", "expanded"), "reduced": sum(plan.reduced.values())}
    for rule in case.policy.of_kind("coverage"):
        access = case.access[rule.id]
        figures[f"coverage_{rule.category}"] = Fraction(access.people(access.covered(plan)), case.city.insured)
    figures["admitted"] = len(plan.admitted)
    note = words.say("sensitivity.short", districts=short)
    return {"figures": {k: number(v) for k, v in figures.items()}, "status": outcome.status, "note": note}


def _need_met(plan: Any, case: Case) -> int:
    after = ledger(plan, case)
    return sum(min(max(0, after.planned([n.district])), n.required or 0) for n in case.district_needs)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "，".join(f"{_word(k)}{_word(v)}" for k, v in value.items())
    return str(value)


def _word(value: Any) -> str:
    key = f"sensitivity.word.{value}"
    return words.say(key) if words.has(key) else str(value)
