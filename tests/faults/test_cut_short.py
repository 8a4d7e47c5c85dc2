"""A search that ends early: the plan found on the way may serve more than the program had counted by then."""
from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from allocator.audit import audit
from allocator.domain.outcome import Stage
from allocator.errors import Disagreement
from allocator.matrix import compile_model, goal_value, holds
from allocator.program import build, plan_of
from allocator.reading.instance import read_instance
from allocator.rules.goals import goals
from allocator.run import as_measured, own_audit
from allocator.solver.session import Session
from allocator.solver.stages import outcome, reached
from allocator.standing import stand
from tests.faults.hard import hard


@pytest.fixture(scope="module")
def first_plan(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A town's best plan as HiGHS may first come upon it: places chosen, those whom they serve not yet counted."""
    reading = read_instance(hard(tmp_path_factory.mktemp("hard"), sites=20, people=60))
    case = stand(reading.city, reading.policy, reading.instance.decisions)
    stages = goals(case)
    program = build(case, stages)
    matrix = compile_model(program.model, program.scales)
    best = Session(matrix).solve().values
    x = np.where(matrix.integer, best, matrix.col_lower).astype(np.int64)
    assert holds(matrix, x) and goal_value(matrix.goals[0], x) < goal_value(matrix.goals[0], best)
    return case, stages, matrix, plan_of(x, case, matrix.column), x, goal_value(matrix.goals[0], best)


def test_each_stage_is_told_at_what_the_plan_is_worth(first_plan: Any) -> None:
    case, stages, matrix, plan, x, best = first_plan
    cut = outcome(matrix.goals, x, [reached(matrix.goals[0], x, best + 5, 0, 0.0)], interrupted=True)
    with pytest.raises(Disagreement):
        own_audit(plan, case, audit(plan, case), cut, stages)
    told = as_measured(plan, case, cut, stages)
    own_audit(plan, case, audit(plan, case), told, stages)
    assert (told.stages[0].value, told.stages[0].status, told.status) == (best, "feasible", "feasible")
    assert [s.status for s in told.stages[1:]] == ["not_reached"] * (len(stages) - 1)


def test_what_was_said_to_be_proven_and_is_measured_otherwise_is_still_a_disagreement(first_plan: Any) -> None:
    case, stages, matrix, plan, x, _ = first_plan
    said = goal_value(matrix.goals[0], x)
    for bound in (said, said + 1):                      # proven at what was counted, or bounded below what is measured
        cut = outcome(matrix.goals, x, [reached(matrix.goals[0], x, bound, 0, 0.0)])
        with pytest.raises(Disagreement):
            own_audit(plan, case, audit(plan, case), as_measured(plan, case, cut, stages), stages)


UP = [(9, 7, (7, "feasible")), (9, 9, (9, "optimal")), (9, 10, (5, "feasible")), (9, 4, (5, "feasible")), (None, 7, (7, "feasible"))]
DOWN = [(2, 3, (3, "feasible")), (2, 2, (2, "optimal")), (2, 1, (5, "feasible")), (2, 6, (5, "feasible")), (None, 3, (3, "feasible"))]


@pytest.mark.parametrize(("sense", "bound", "measured", "told"), [("max", *row) for row in UP] + [("min", *row) for row in DOWN])
def test_a_stage_is_told_better_never_worse_and_never_beyond_its_bound(sense: Any, bound: int | None, measured: int, told: object) -> None:
    stage = Stage("g", sense, 5, bound, "feasible").at(measured)
    assert (stage.value, stage.status) == told
