"""Tiny programs for a solver that is known to be wrong; like `tests.solver.programs`, for an environment with numpy and highspy only."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from allocator.matrix import Matrix
from tests.solver.programs import INF, program, tiny


def one_row(seed: int) -> Matrix:
    """At least so much of some columns together, at least cost; the first one, by itself in its row, is continuous."""
    r = np.random.default_rng(seed)
    n = int(r.integers(2, 5))
    upper, weight = r.integers(1, 5, n).tolist(), [1, *r.integers(1, 4, n - 1).tolist()]
    need = int(r.integers(1, sum(w * u for w, u in zip(weight, upper, strict=True)) + 1))
    goals = [(False, dict(enumerate(r.integers(1, 8, n).tolist())), 0), (True, dict(enumerate(r.integers(0, 4, n).tolist())), 0)]
    return program(upper, [(dict(enumerate(weight)), need, INF)], goals, continuous=[0])


def places(seed: int) -> Matrix:
    """One of some places may open: what it serves and what is short make up its need, both continuous; what is short is weighed.

    The form that was reported to HiGHS as issue 3094: indicators, balances, one place at most. Every other one then opens as few
    as will do, which comes upon the plan that the first stage missed.
    """
    r = np.random.default_rng(seed)
    n = int(r.integers(2, 4))
    need = r.integers(1, 6 - n, n).tolist()
    rows = [({n + k: 1, k: -need[k]}, -INF, 0) for k in range(n)] + [({n + k: 1, 2 * n + k: 1}, need[k], need[k]) for k in range(n)]
    rows.append((dict.fromkeys(range(n), 1), -INF, 1))
    short = {2 * n + k: int(r.integers(1, 12)) for k in range(n)}
    goals = [(False, short, 0), (False, dict.fromkeys(range(n), 1), 0)]
    return program([1] * n + need + need, rows, goals[: 1 + seed % 2], continuous=range(n, 3 * n))


MAKERS: dict[str, Callable[[int], Matrix]] = {"whole columns alone": tiny, "one row": one_row, "places to open": places}


def made(k: int, seed: int) -> tuple[str, Matrix]:
    """The k-th program of a seed, and of what form it is."""
    name = tuple(MAKERS)[k % len(MAKERS)]
    return name, MAKERS[name](seed * 1_000_000 + k // len(MAKERS))
