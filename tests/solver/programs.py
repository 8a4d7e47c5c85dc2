"""Programs to try the solvers on: tiny ones that can be counted out, a town, and ones that take longer than anyone waits."""
from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import lcm
from pathlib import Path

import numpy as np

from allocator.matrix import Goal, Matrix, goal_value, violated

INF = float("inf")
WUHU = Path(__file__).parents[1] / "data/mps/highs_1151_false_infeasible_wuhu.mps.gz"


Terms = dict[int, float]


def program(upper: Sequence[float], rows: Sequence[tuple[Terms, float, float]], goals: Sequence[tuple[bool, Terms, int]],
            continuous: Sequence[int] = (), owners: Sequence[str] | None = None) -> Matrix:
    """A matrix with columns x0 … from 0 to `upper`, rows (terms, lower, upper), goals (maximise, terms, offset)."""
    terms = [sorted((j, v) for j, v in row.items() if v) for row, _, _ in rows]
    return Matrix(
        columns=tuple(f"x{j}" for j in range(len(upper))), col_lower=np.zeros(len(upper)), col_upper=np.array(upper, dtype=float),
        integer=np.array([j not in continuous for j in range(len(upper))], dtype=np.bool_),
        rows=tuple(f"r{i}" for i in range(len(rows))), owner=tuple(owners or [""] * len(rows)),
        row_lower=np.array([low for _, low, _ in rows], dtype=float), row_upper=np.array([high for *_, high in rows], dtype=float),
        start=np.cumsum([0, *(len(t) for t in terms)]).astype(np.int32), index=np.array([j for t in terms for j, _ in t], dtype=np.int32),
        value=np.array([v for t in terms for _, v in t], dtype=float),
        goals=tuple(goal(f"g{k}", *g) for k, g in enumerate(goals)),
    )


def goal(name: str, maximise: bool, terms: dict[int, float], offset: int = 0) -> Goal:
    pairs = sorted((j, v) for j, v in terms.items() if v)
    return Goal(name, maximise, np.array([j for j, _ in pairs], dtype=np.int32), np.array([v for _, v in pairs], dtype=float), offset)


def tiny(seed: int) -> Matrix:
    """Five columns of 0 to at most 3, four rows, three goals; rows r0 and r2 belong to rule a, r1 and r3 to rule b."""
    r = np.random.default_rng(seed)
    rows = []
    for _ in range(4):
        high = int(r.integers(-1, 8))
        low = high - int(r.integers(0, 4)) if r.random() < 0.3 else -INF
        rows.append(({j: int(r.integers(-3, 4)) for j in range(5) if r.random() < 0.7}, low, high))
    goals = [(bool(r.random() < 0.6), {j: int(r.integers(-5, 6)) for j in range(5)}, int(r.integers(-3, 4))) for _ in range(3)]
    return program(r.integers(0, 4, 5).tolist(), rows, goals, owners=["a", "b", "a", "b"])


def points(m: Matrix) -> Iterator[np.ndarray]:
    """Every point of the box that keeps every row."""
    ranges = (range(int(low), int(high) + 1) for low, high in zip(m.col_lower, m.col_upper, strict=True))
    return (x for p in product(*ranges) if not violated(m, x := np.array(p, dtype=np.int64)))


def counted_out(m: Matrix) -> tuple[int, ...] | None:
    """Values of the lexicographic optimum by trying every point; None where no point keeps the rows."""
    signs = [1 if g.maximise else -1 for g in m.goals]
    best = max((tuple(s * goal_value(g, x) for s, g in zip(signs, m.goals, strict=True)) for x in points(m)), default=None)
    return None if best is None else tuple(s * v for s, v in zip(signs, best, strict=True))


def town(seed: int, applications: int = 120, patterns: int = 80, districts: int = 5) -> Matrix:
    """Admissions under quotas and conflicts; coverage patterns, continuous; beds met; five goals."""
    r = np.random.default_rng(seed)
    n, p = applications, patterns
    beds, home = r.integers(20, 300, n), r.integers(0, districts, n)
    rows = [({j: int(beds[j]) for j in range(n)}, -INF, int(beds.sum() * 2 // 5))]
    for d in range(districts):
        own = {int(j): int(beds[j]) for j in np.flatnonzero(home == d)}
        rows += [(own, -INF, sum(own.values()) * 3 // 5), ({n + p + d: 1, **{j: -b for j, b in own.items()}}, -INF, 0)]
    rows += [({n + k: 1, **{int(j): -1 for j in r.choice(n, r.integers(1, 6), replace=False)}}, -INF, 0) for k in range(p)]
    rows += [({int(j): 1 for j in r.choice(n, 4, replace=False)}, -INF, 1) for _ in range(30)]
    met = [int(beds[home == d].sum()) // 2 for d in range(districts)]
    goals = [
        (True, {n + p + d: 1 for d in range(districts)}, 0), (True, {n + k: int(r.integers(10, 3000)) for k in range(p)}, 0),
        (True, {j: int(r.integers(1, 20) * beds[j]) for j in range(n)}, 0), (False, dict.fromkeys(range(n), 1), 0),
        (False, {j: j + 1 for j in range(n)}, 0),
    ]
    return program([*[1] * (n + p), *met], rows, goals, continuous=range(n, n + p))


def endless(n: int = 120, height: int = 30) -> Matrix:
    """A knapsack in many dimensions: plans at once, a proof never."""
    r = np.random.default_rng(0)
    weights = r.integers(20, 150, (height, n))
    rows = [(dict(enumerate(w.tolist())), -INF, int(w.sum()) // 2) for w in weights]
    return program([1] * n, rows, [(True, dict(enumerate(r.integers(50, 150, n).tolist())), 0) for _ in range(2)])


def stubborn(sites: int = 300, people: int = 12_000) -> Matrix:
    """A covering program whose presolve and root relaxation take long, and in which HiGHS heeds nobody."""
    r = np.random.default_rng(1)
    near = ((r.random((people, 1, 2)) - r.random((1, sites, 2))) ** 2).sum(2) < 0.01
    rows = [({sites + i: 1, **dict.fromkeys(np.flatnonzero(near[i]).tolist(), -1)}, -INF, 0) for i in range(people)]
    rows.append((dict.fromkeys(range(sites), 1), -INF, 30))
    goals = [(True, {sites + i: int(w) for i, w in enumerate(r.integers(1, 300, people))}, 0)]
    return program([1] * (sites + people), rows, goals, continuous=range(sites, sites + people))


class Mps:
    """The published false "infeasible", in exact fractions, and as an equal program in whole numbers."""

    def __init__(self) -> None:
        self.columns: dict[str, int] = {}
        self.upper: list[float] = []
        self.whole_columns: set[int] = set()
        self.kinds: dict[str, str] = {}
        self.rows: dict[str, dict[int, Fraction]] = {}
        self.ends: dict[str, Fraction] = {}
        read = {"ROWS": self._row, "COLUMNS": self._entry, "RHS": self._end, "BOUNDS": self._bound}
        section = ""
        with gzip.open(WUHU, "rt", encoding="utf-8") as lines:
            for line in (text.rstrip() for text in lines):
                if line[:1] not in {" ", "*", ""}:
                    section = line.split()[0]
                elif line.startswith(" ") and section in read:
                    read[section](*line.split())

    def _row(self, kind: str, name: str) -> None:
        self.kinds[name], self.rows[name] = kind, {}

    def _entry(self, column: str, row: str, figure: str) -> None:
        if column not in self.columns:
            self.columns[column] = len(self.columns)
            self.upper.append(INF)
        self.rows[row][self.columns[column]] = _tenths(figure)

    def _end(self, _: str, row: str, figure: str) -> None:
        self.ends[row] = _tenths(figure)

    def _bound(self, kind: str, _: str, column: str, figure: str = "1") -> None:
        if kind in {"BV", "LI", "UI"}:
            self.whole_columns.add(self.columns[column])
        if kind in {"BV", "UI"}:
            self.upper[self.columns[column]] = float(figure)
        assert kind in {"BV", "UI", "FR"} or float(figure) == 0

    def broken(self, values: Sequence[Fraction]) -> set[str]:
        """Rows that a point breaks, in exact fractions."""
        excess = {r: sum((c * values[j] for j, c in terms.items()), Fraction(0)) - self.ends.get(r, 0) for r, terms in self.rows.items()}
        return {r for r, e in excess.items() if {"L": e > 0, "G": e < 0, "E": e != 0, "N": False}[self.kinds[r]]}

    def rows_with(self, *names: str) -> set[str]:
        """Rows in which one of these columns stands."""
        return {r for r, terms in self.rows.items() if any(self.columns[name] in terms for name in names)}

    def in_whole_numbers(self, left_out: set[str]) -> Matrix:
        """The rows multiplied out, but for those left out."""
        rows = [self._whole_row(r) for r in self.rows if self.kinds[r] != "N" and r not in left_out]
        (objective,) = (terms for r, terms in self.rows.items() if self.kinds[r] == "N")
        minimised = (False, {j: int(c) for j, c in objective.items()}, 0)
        return program(self.upper, rows, [minimised], continuous=sorted(set(self.columns.values()) - self.whole_columns))

    def _whole_row(self, name: str) -> tuple[dict[int, float], float, float]:
        """One row times its denominators; its end rounded inwards, which loses no whole point."""
        terms, kind = self.rows[name], self.kinds[name]
        times = lcm(*(c.denominator for c in terms.values()))
        end = self.ends.get(name, Fraction(0)) * times
        low, high = -INF if kind == "L" else float(-(-end // 1)), INF if kind == "G" else float(end // 1)
        return {j: float(c * times) for j, c in terms.items()}, low, high


def _tenths(figure: str) -> Fraction:
    """The decimal, or the tenths that a float meant by it (-0.09999999999999998)."""
    near = Fraction(figure).limit_denominator(10)
    return near if abs(near - Fraction(figure)) < Fraction(1, 10**12) else Fraction(figure)
