"""A shipped model at work on a made-up town: the case, what one entry finds, what its rows say, what stands against whom, who is chosen."""
from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.finding import Finding, Verdict
from allocator.domain.instance import Decision
from allocator.domain.plan import Plan
from allocator.domain.policy import Policy
from allocator.matrix import compile_model
from allocator.program import build, plan_of
from allocator.reading.policy import read_policy
from allocator.rules.goals import goals
from allocator.solver.session import Session
from allocator.standing import stand
from tests.kinds.town import Rows

MODELS = Path(__file__).resolve().parents[2] / "models"


@cache
def model(name: str, year: int = 2026, given: tuple[tuple[str, object], ...] = ()) -> Policy:
    """The shipped model of a city, for one year, with other values for some of its parameters where given."""
    return read_policy(MODELS / f"{name}.yaml", year, dict(given))


def desk(name: str, town: City, decisions: Sequence[Decision] = (), **parameters: object) -> Case:
    """A town under a shipped model, with other values for some of its parameters where given."""
    once = all(isinstance(v, int | Decimal) for v in parameters.values())
    given = tuple(sorted(parameters.items()))
    policy = model(name, town.year, given) if once else read_policy(MODELS / f"{name}.yaml", town.year, parameters)
    return stand(town, policy, tuple(decisions))


def found(case: Case, plan: Plan, entry: str, subject: str = "") -> list[Finding]:
    """What one entry of the model finds, on one subject where it is named."""
    return [f for f in case.policy.rule(entry).check(plan, case) if subject in ("", f.subject)]


def holds(case: Case, plan: Plan, entry: str) -> bool:
    """Whether an entry is met by a plan; its compiled rows must say the same."""
    said = all(f.verdict is not Verdict.VIOLATED for f in found(case, plan, entry))
    assert Rows(case, entry).hold(plan) == said, [(f.subject, f.measured, f.limit) for f in found(case, plan, entry)]
    return said


def missed(case: Case, plan: Plan, entry: str) -> dict[str, object]:
    """By how much a should entry is missed, by subject; only where it is."""
    return {f.subject: f.gap for f in found(case, plan, entry) if f.gap}


def against(case: Case, code: str) -> list[str]:
    """Entries that close an application, the one that decides first."""
    return [c.rule for c in case.standing(code).closings]


def chosen(case: Case) -> Plan:
    """The plan that the solver finds, every objective of the model in its order."""
    program = build(case, goals(case))
    matrix = compile_model(program.model, program.scales)
    outcome = Session(matrix).solve()
    assert outcome.status == "optimal"
    return plan_of(outcome.values, case, matrix.column)
