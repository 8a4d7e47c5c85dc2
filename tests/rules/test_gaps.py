"""Any bound as a should: the gap that the solver weighs is the gap that is measured; and how much a clause would have to give way."""
from __future__ import annotations

from fractions import Fraction
from itertools import islice

import pytest

from allocator.domain.case import Case
from allocator.domain.city import Release
from allocator.matrix import Changes, elastic
from allocator.questions.why_not import force
from allocator.rules.base import Rule
from allocator.rules.goals import goals
from allocator.solver import Settings, Solver
from allocator.solver.session import Session
from tests.campaign.figures import any_beds, any_places, any_sorts
from tests.questions.solving import solved
from tests.rules.compiled import Compiled, plans
from tests.towns import applies, city, hospital, made, rule

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


@pytest.mark.parametrize(("rate", "freed", "more"), [
    # A quota of half of what was freed: of 10 beds 5, 8 are 3 too many; of 9 beds 4, so 4 too many; of two thirds of 9, 6: 2 too many.
    (Fraction(1, 2), 10, 3), (Fraction(1, 2), 9, 4), (Fraction(2, 3), 9, 2)])
def test_a_quota_gives_way_by_whole_beds_though_its_row_is_multiplied_out(rate, freed, more):
    there = city({"East": 1000}, [hospital("H", "East", 50)], [applies("A", "East", 8)],
                 releases=(Release(year=2025, code="X", district="East", category="inpatient", beds=freed, cause="withdrawn"),))
    quota = rule("release_quota", "quota", where={"category": "inpatient"}, unit="beds", pool="district", rate_over=rate)
    case = made(there, rule("eligibility"), quota, rule("priority", points=1), objectives=("priority",))
    with Solver() as solver:
        done = solved(case, solver)
        found = force("A", 1, done, solver, Settings())
    assert not done.chosen.admits("A")
    assert (found.conflict, found.relaxations) == (("quota",), (("quota", more, "beds"),))


def test_reuse_gives_way_by_whole_beds():
    # 4 of 5 beds may be granted again: nothing is given up, so 8 beds are 8 too many, not 40.
    case = made(city({"East": 1000}, [hospital("H", "East", 2)], [applies("A", "East", 8)]),
                rule("requirement", per_1000="20"), rule("swap", "swap", reuse="0.8"))
    matrix = Compiled.of(case).matrix
    assert matrix.per == {"rules[swap].reuse[city]": 5}
    outcome = Session(Changes(columns={"admit[A]": (1, 1)}).on(elastic(matrix, ["swap"]))).solve()
    given = {n: int(outcome.values[j]) for j, n in enumerate(elastic(matrix, ["swap"]).columns) if n.startswith("give_way")}
    assert given["give_way[rules[swap].reuse[city],upper]"] == 8
