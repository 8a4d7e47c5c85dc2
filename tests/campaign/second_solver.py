"""Random instances of all kinds: HiGHS's staged optimum, or its "infeasible", put to CP-SAT; every plan to the audit."""
from __future__ import annotations

from allocator.audit import audit, broken
from allocator.domain.case import Case
from allocator.domain.outcome import Outcome
from allocator.domain.plan import Plan
from allocator.matrix import Matrix, compile_model
from allocator.program import build, plan_of
from allocator.rules.goals import goals
from allocator.solver.session import Session
from tests.campaign.court import Court, standing_court
from tests.campaign.many import many
from tests.campaign.part_taken import noted, told
from tests.campaign.result import Result
from tests.campaign.towns import of

__all__ = ["Court", "own", "second_solver", "solved"]
SECTION = 1


def solved(case: Case) -> tuple[Matrix, Outcome]:
    """A case's matrix and HiGHS's answer."""
    program = build(case, goals(case))
    matrix = compile_model(program.model, program.scales)
    return matrix, Session(matrix).solve()


def own(case: Case, plan: Plan, outcome: Outcome) -> str:
    """What the audit and the exact goals say against a plan; empty: nothing."""
    wrong = broken(audit(plan, case))
    if wrong:
        return f"the audit finds {wrong[0].rule} {wrong[0].subject}"
    other = [s.goal for g, s in zip(goals(case), outcome.stages, strict=True) if g.value(plan, case) != s.value]
    return f"goals measured otherwise: {other}" if other else ""


def second_solver(count: int, seed: int) -> Result:
    """So many instances, in turn of each maker."""
    result = many(Result("against CP-SAT"), _block, count, seed)
    told(result)
    return result


def _block(seed: int, numbers: range) -> Result:
    result = Result("")
    for k in numbers:
        name, number, case = next(of(seed, k, SECTION))
        try:
            said, wrong = _ruled(case, result)
        except Exception as error:                   # a campaign tells of everything
            said, wrong = "raised", f"{type(error).__name__} {error}"
        result.saw(said)
        if wrong:
            result.wrong.append(f"{name} {number}: {wrong}")
    return result


def _ruled(case: Case, result: Result) -> tuple[str, str]:
    """How a case falls out, and what is wrong with it."""
    matrix, outcome = solved(case)
    plan = plan_of(outcome.values, case, matrix.column) if outcome.has_plan else None
    noted(case, plan, result.tally)
    ruling = standing_court().rules(matrix, outcome)
    trouble = "" if plan is None else own(case, plan, outcome)
    said = f"{outcome.status} {ruling['status']}"
    if outcome.status not in ("optimal", "infeasible") or ruling["status"] != "agrees" or trouble:
        return said, f"{outcome.status}, CP-SAT {ruling['status']} {ruling['goal']} {ruling['said']} {trouble}"
    return said, ""
