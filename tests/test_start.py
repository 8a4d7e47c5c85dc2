"""A first plan is one, as a rule, before anything is searched; and it changes nothing of what is proven."""
from __future__ import annotations

import numpy as np
import pytest

from allocator.audit import audit, broken
from allocator.domain.case import Case
from allocator.matrix import Matrix, compile_model, holds
from allocator.program import build, plan_of
from allocator.rules.goals import goals
from allocator.solver.session import Session
from allocator.start import Room, start
from tests.benchmarks.shops import town
from tests.random_towns import town_of_beds, town_of_places


def matrix_of(case: Case) -> Matrix:
    program = build(case, goals(case))
    return compile_model(program.model, program.scales)


def numbers(matrix: Matrix, said: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    pairs = sorted((matrix.column[name], n) for name, n in said.items())
    return np.array([j for j, _ in pairs], dtype=np.int32), np.array([n for _, n in pairs], dtype=np.int64)


@pytest.mark.parametrize("make", [town_of_beds, town_of_places])
def test_what_is_proven_does_not_hang_on_the_start(make: object) -> None:
    begun = 0
    for seed in range(40):
        case = make(seed)  # type: ignore[operator]
        matrix = matrix_of(case)
        told: list[np.ndarray] = []
        session = Session(matrix, tell=lambda news, x, told=told: None if x is None else told.append(x))
        with_start = session.solve(numbers(matrix, start(case, matrix)))
        without = Session(matrix).solve()
        assert with_start.status == without.status
        assert [(s.goal, s.value) for s in with_start.stages] == [(s.goal, s.value) for s in without.stages]
        assert all(holds(matrix, x) for x in told)
        if told and not broken(audit(plan_of(told[0], case, matrix.column), case)):
            begun += 1
    assert begun >= 25


def test_a_thousand_shops_in_each_others_way_have_a_plan_at_once() -> None:
    case = town(300, points=3_000, there=40, per_10000="6")
    matrix = matrix_of(case)
    said = start(case, matrix)
    news: list[tuple[str, int | None]] = []
    outcome = Session(matrix, tell=lambda p, x: news.append((p.event, p.value))).solve(numbers(matrix, said))
    assert outcome.status == "optimal"
    assert news[0][0] == "better" and news[0][1] is not None
    assert news[0][1] >= 0.97 * outcome.stages[0].value          # greedy and swaps are near the optimum before HiGHS has begun


def test_room_is_what_rows_leave() -> None:
    case = town(60, points=300, there=5, per_10000="10")
    matrix, dice = matrix_of(case), np.random.default_rng(3)
    values = {matrix.column[f"admit[{a.code}]"]: 0 for a in case.city.applications}
    room = Room(matrix, values)
    for j in dice.permutation(list(values)).tolist():
        if room.allows(j):
            room.change(j, 1)
            values[j] = 1
    fresh = Room(matrix, values)
    assert (fresh.least == room.least).all() and (fresh.most == room.most).all()
    assert (room.least <= matrix.row_upper).all()
    assert not any(room.allows(j) for j, n in values.items() if not n)
