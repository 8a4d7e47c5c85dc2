"""Any bound as a should: the gap that the solver weighs is the gap that is measured, in towns with every figure."""
from __future__ import annotations

from itertools import islice

import pytest

from allocator.domain.case import Case
from allocator.matrix import Changes
from allocator.rules.base import Rule
from allocator.rules.goals import goals
from allocator.solver.session import Session
from tests.campaign.figures import any_beds, any_places, any_sorts
from tests.rules.compiled import Compiled, plans
from tests.towns import made

NEVER = ("adjustment_limits", "transfer")          # practice and permissions, not aims
TOWNS = 24


def softened(base: Case) -> Case:
    """Every bound gives way by a gap of its own; nothing else is aimed at."""
    def soft(r: Rule) -> Rule:
        if r.family != "bound" or r.kind in NEVER:
            return r
        return r.model_copy(update={"strictness": "should", "gap_in": f"{r.id}_gap"})

    rules = [soft(r) for r in base.policy]
    return made(base.city, *rules, decisions=base.decisions, objectives=sorted({r.gap_in for r in rules} - {""}),
                partial=base.policy.partial, zones=dict(base.policy.zones))


@pytest.mark.parametrize("make", [any_beds, any_places, any_sorts])
@pytest.mark.parametrize("seed", range(TOWNS))
def test_the_gap_that_is_weighed_is_the_gap_that_is_measured(make, seed):
    case = softened(make(seed))
    stages = goals(case)
    compiled = Compiled.of(case, stages)
    must = [r.id for r in case.policy if r.strictness == "must"]
    session = Session(compiled.matrix)
    for p in islice(filter(compiled.allows, plans(case, seed, 12, most=3)), 5):
        with session.changed(Changes(columns=compiled.fixed(p), without=tuple(must))):
            outcome = session.solve()
        assert {s.goal: s.value for s in outcome.stages} == {g.name: g.value(p, case) for g in stages}, p
