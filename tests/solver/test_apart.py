"""Optimising apart what no row couples gives what optimising it together gives."""
from __future__ import annotations

from contextlib import nullcontext

import numpy as np
import pytest

from allocator.matrix.value import Goal, Matrix
from allocator.solver.apart import components, narrowed
from allocator.solver.session import Session


def matrix(rows: list[dict[int, int]], limits: list[int], upper: list[int], goals: list[dict[int, int]]) -> Matrix:
    """`rows <= limits` over whole columns from 0 to `upper`, every goal maximised."""
    width = len(upper)
    start = np.concatenate(([0], np.cumsum([len(r) for r in rows]))).astype(np.int32)
    entries = [(j, c) for r in rows for j, c in sorted(r.items())]
    made = tuple(Goal(f"g{k}", True, np.array(sorted(g), dtype=np.int32), np.array([g[j] for j in sorted(g)], dtype=float))
                 for k, g in enumerate(goals))
    return Matrix(tuple(f"x{j}" for j in range(width)), np.zeros(width), np.array(upper, dtype=float), np.ones(width, dtype=bool),
                  tuple(f"r{i}" for i in range(len(rows))), ("",) * len(rows), np.full(len(rows), -np.inf), np.array(limits, dtype=float),
                  start, np.array([j for j, _ in entries], dtype=np.int32), np.array([c for _, c in entries], dtype=float), made)


def test_columns_that_stand_in_a_row_together_are_of_one_component() -> None:
    m = matrix([{0: 1, 1: 1}, {1: 1, 2: 1}, {3: 1, 4: 1}, {2: 1, 5: 1, 3: 1}], [1] * 4, [1, 1, 1, 1, 1, 0], [])
    assert components(m).tolist() == [0, 0, 0, 0, 0, 5]
    parts = matrix([{0: 1, 1: 1}, {1: 1, 2: 1}, {3: 1, 4: 1}, {2: 1, 5: 1, 3: 1}], [1] * 4, [1, 1, 1, 0, 1, 1], [])
    assert components(parts).tolist() == [0, 0, 0, 3, 4, 0]         # a column that cannot move couples nothing


def test_a_long_chain_is_one_component() -> None:
    m = matrix([{j: 1, j + 1: 1} for j in range(999)], [1] * 999, [1] * 1000, [])
    assert (components(m) == 0).all()


def test_only_what_hangs_together_with_the_goal_may_move() -> None:
    m = matrix([{0: 1, 1: 1}, {2: 1, 3: 1}], [1, 1], [1] * 4, [{0: 1}])
    made = narrowed(m, m.goals[0], np.array([0, 1, 1, 0]), components(m))
    assert made.col_lower.tolist() == [0, 0, 1, 0]
    assert made.col_upper.tolist() == [1, 1, 1, 0]


def at_random(seed: int) -> Matrix:
    """A handful of columns in loose clusters, three goals over some of them."""
    dice = np.random.default_rng(seed)
    width = int(dice.integers(4, 12))
    rows = []
    for _ in range(int(dice.integers(2, 7))):
        near = int(dice.integers(0, width))
        rows.append({int(j) % width: int(dice.integers(1, 5)) for j in range(near, near + int(dice.integers(1, 4)))})
    some = [dice.choice(width, int(dice.integers(1, 4)), replace=False) for _ in range(3)]
    goals = [{int(j): int(dice.integers(-3, 6)) or 1 for j in columns} for columns in some]
    return matrix(rows, [int(dice.integers(2, 12)) for _ in rows], [int(n) for n in dice.integers(1, 4, width)], goals)


@pytest.mark.parametrize("seeds", [range(0, 100), range(100, 200)])
def test_apart_or_together_every_stage_is_worth_the_same(seeds: range, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in seeds:
        m = at_random(seed)
        zero = np.zeros(m.width, dtype=np.int64)
        start = (np.arange(m.width, dtype=np.int32), zero)
        apart = [Session(m).solve(s) for s in (None, start)]
        with monkeypatch.context() as patch:
            patch.setattr(Session, "_apart", lambda _self: nullcontext())
            together = Session(m).solve()
        assert {o.status for o in (*apart, together)} == {"optimal"}
        assert [s.value for s in apart[0].stages] == [s.value for s in apart[1].stages] == [s.value for s in together.stages]
