"""A case as its matrix, a plan as a whole point of it, and plans to try: what contract, golden and brute-force tests share."""
from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from allocator.domain.case import Case
from allocator.domain.outcome import Whole
from allocator.domain.plan import Plan
from allocator.matrix import Changes, Matrix, activity, compile_model, violated
from allocator.program import build, point, reducible
from allocator.rules.goals.base import Goal
from allocator.solver.session import Session

OWN = ""                       # owner of the program's own rows


@dataclass(frozen=True)
class Compiled:
    """A case with its matrix."""

    case: Case
    matrix: Matrix

    @classmethod
    def of(cls, case: Case, goals: Iterable[Goal] = (), *, plain: bool = False) -> Compiled:
        program = build(case, goals, plain=plain)
        return cls(case, compile_model(program.model, program.scales))

    def whole(self, plan: Plan) -> Whole:
        """The plan as a point: decisions as it says, everybody covered who is, goals' and gaps' own variables 0."""
        x = np.zeros(self.matrix.width, dtype=np.int64)
        for j, n in point(plan, self.case, self.matrix.column):
            x[j] = n
        for j in np.flatnonzero(~self.matrix.integer):
            x[j] = 1
        torn = self._broken_by(x)
        while torn:
            x[torn[0]] = 0
            torn = self._broken_by(x)
        return x

    def _broken_by(self, x: Whole) -> list[int]:
        """Covered patterns that a reach row denies."""
        rows = [i for i in violated(self.matrix, x) if ".reach[" in self.matrix.rows[i]]
        at = [int(j) for i in rows for j in self.matrix.index[self.matrix.terms(i)]]
        return [j for j in at if not self.matrix.integer[j] and x[j]]

    def broken(self, rule: str, x: Whole) -> list[str]:
        """Names of a rule's rows that a point breaks, as `row[subject]`."""
        mine = set(self.matrix.rows_of(rule).tolist())
        return sorted(self.matrix.rows[i].removeprefix(f"rules[{rule}].") for i in violated(self.matrix, x) if i in mine)

    def settled(self, rule: str, x: Whole) -> Whole:
        """The point with the rule's own variables chosen so that fewest of its rows break."""
        own = [j for j, name in enumerate(self.matrix.columns) if name.startswith(f"rules[{rule}].") and ".gap_" not in name]
        if not own:
            return x
        found = []
        for choice in product(*(range(int(self.matrix.col_lower[j]), int(self.matrix.col_upper[j]) + 1) for j in own)):
            y = x.copy()
            y[own] = choice
            found.append(y)
        return min(found, key=lambda y: len(self.broken(rule, y)))

    def missed(self, rule: str, x: Whole) -> int:
        """Least sum of gaps that makes up for what a point misses of a should rule's rows; its gaps are 0 in the point."""
        value, m = activity(self.matrix, x), self.matrix
        over = {i: int(max(0, value[i] - m.row_upper[i], m.row_lower[i] - value[i])) for i in m.rows_of(rule)}
        return sum(-(-n // m.per.get(m.rows[i], 1)) for i, n in over.items())

    def fixed(self, plan: Plan) -> dict[str, tuple[float, float]]:
        """Bounds that leave nothing but this plan."""
        said = dict(point(plan, self.case, self.matrix.column))
        decisions = ("admit[", "beds[", "reduce[", "touched[", "transfer[")
        here = [j for j, name in enumerate(self.matrix.columns) if name.startswith(decisions)]
        return {self.matrix.columns[j]: (float(said.get(j, 0)),) * 2 for j in here}

    def allows(self, plan: Plan) -> bool:
        """Whether every decision of a plan lies within its column's bounds."""
        return all(self.matrix.col_lower[j] <= n <= self.matrix.col_upper[j] for j, n in point(plan, self.case, self.matrix.column))

    def feasible(self, plan: Plan) -> bool | None:
        """What HiGHS says of the plan."""
        return Session(Changes(columns=self.fixed(plan), goals=()).on(self.matrix)).feasible()


def plans(case: Case, seed: int, count: int, most: int = 12) -> Iterator[Plan]:
    """Seeded plans that grant as applied and keep what is already decided: first the least one, then mostly small changes of it.

    Parameters
    ----------
    most : beds that a cut or a transfer takes at most.
    """
    rng, constant, cut = random.Random(seed), _constant(case), case.decided_cuts
    free = [c for c, s in case.standings.items() if not s.fixed]
    givers = [i for i in reducible(case) if i not in cut]
    pairs = [(d, e) for d in case.city.names for e in case.city.names if d != e] if case.policy.of_kind("transfer") else []
    yield Plan(constant, cut)
    for _ in range(count):
        more = {c: _granted(c, case, rng) for c in rng.sample(free, min(len(free), rng.choice((0, 1, 1, 2, 3, 5))))}
        cuts = {i: rng.randint(1, min(most, case.city.by_institution[i].insured_beds))
                for i in rng.sample(givers, min(len(givers), rng.choice((0, 1, 1, 2))))}
        moved = {p: rng.randint(1, most) for p in rng.sample(pairs, min(len(pairs), rng.choice((0, 0, 1, 2))))}
        found = Plan({**constant, **more}, {**cut, **cuts}, moved)
        if _one_claim_each(found, case):
            yield found


def _constant(case: Case) -> dict[str, int]:
    return {c: s.beds for c, s in case.standings.items() if s.fixed == "admitted"}


def _granted(code: str, case: Case, rng: random.Random) -> int:
    a = case.city.by_application[code]
    return rng.randint(a.beds_min, a.beds_max) if case.policy.partial and a.adds_beds else case.city.applied_beds(a)


def _one_claim_each(plan: Plan, case: Case) -> bool:
    """Whether no institution moves, changes its tier or converts twice."""
    claims = [a.claims for c in plan.admitted if (a := case.city.by_application[c]).claims]
    return len(claims) == len(set(claims))
