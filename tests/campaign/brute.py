"""Tiny instances of all kinds: the staged optimum is what trying every plan finds."""
from __future__ import annotations

from itertools import islice

from allocator.audit import audit, broken
from allocator.domain.case import Case
from allocator.program import plan_of
from allocator.questions.flows import canonical_transfers
from allocator.rules.goals import goals
from tests.campaign.many import many
from tests.campaign.part_taken import noted, told
from tests.campaign.result import Result
from tests.campaign.second_solver import solved
from tests.campaign.towns import small
from tests.random_towns import every_plan
from tests.test_brute_force import best

PLANS = range(8, 401)           # choices of admissions and cuts in a town that is worth trying
MOST = 50_000                   # plans with every split of transfers
SECTION = 2


def brute(count: int, seed: int) -> Result:
    """So many towns that are small enough, in turn of each maker."""
    result = many(Result("against every plan"), _block, count, seed)
    tally = result.tally
    result.rows.append(f"plans audited: {tally['plans']:,}, of which lawful {tally['lawful']:,}; towns with one lawful plan only "
                       f"{tally['only one']:,}, with more than fifty {tally['many']:,}")
    told(result)
    return result


def _block(seed: int, numbers: range) -> Result:
    result = Result("")
    for k in numbers:
        name, number, case = small(seed, k, SECTION, PLANS)
        try:
            result.saw(f"{name}, {_tried(case, result)}")
        except Exception as error:
            result.saw(f"{name}, wrong")
            result.wrong.append(f"{name} {number}: {type(error).__name__} {str(error)[:300]}")
    return result


def _tried(case: Case, result: Result) -> str:
    """Optimal or infeasible, by every plan and by the solver.

    Raises
    ------
    AssertionError
        if they do not agree in every stage, or the solver's plan is not lawful.
    """
    plans = list(islice(every_plan(case), MOST + 1))
    if len(plans) > MOST:
        return "too many plans"
    lawful = [p for p in plans if not broken(audit(p, case))]
    result.tally.update({"plans": len(plans), "lawful": len(lawful), "only one": len(lawful) == 1, "many": len(lawful) > 50})
    matrix, outcome = solved(case)
    if not lawful:
        noted(case, None, result.tally)
        assert outcome.status == "infeasible", f"{outcome.status}, and no plan is lawful"
        return "infeasible"
    stages = goals(case)
    plan = canonical_transfers(plan_of(outcome.values, case, matrix.column), case)
    noted(case, plan, result.tally)
    found = [(s.goal, s.value) for s in outcome.stages]
    tried = list(zip((g.name for g in stages), best(lawful, stages, case)[0], strict=True))
    assert outcome.status == "optimal", outcome.status
    assert found == tried, f"solver {found}, every plan {tried}"
    assert not broken(audit(plan, case)), f"not lawful: {plan}"
    assert [g.value(plan, case) for g in stages] == [n for _, n in tried], f"measured otherwise: {plan}"
    return "optimal"
