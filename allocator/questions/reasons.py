"""Why an application is admitted or refused: the rules by which it is, each with its clause and its sentence."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from allocator import words
from allocator.audit import closing_words, sentence
from allocator.domain.case import Case
from allocator.domain.finding import Clause, Reason
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.matrix import Matrix, activity
from allocator.rules.base import decimal
from allocator.rules.goals.base import Goal

NO_CLAUSE = Clause(document="", article="")


@dataclass(frozen=True)
class Forced:
    """What admitting one more application does to the plan, all else as it is: rules that it breaks, then goals that it moves."""

    broken: tuple[str, ...]
    goals: tuple[tuple[str, int], ...] = ()            # name, change for the better (worse where negative), in 1/scale


class WhyNot:
    """Answers for one solved plan; the matrix tells in one pass which rows an application would break."""

    def __init__(self, plan: Plan, case: Case, matrix: Matrix, values: Any, stages: Sequence[Goal]) -> None:
        self.plan, self.case, self.matrix, self.stages = plan, case, matrix, stages
        self._values, self._activity = values, activity(matrix, values)
        self._column_of: dict[int, list[tuple[int, int]]] = {}
        self._rows = np.repeat(np.arange(matrix.height), np.diff(matrix.start))
        self._order = np.argsort(matrix.index, kind="stable")
        self._ends = np.searchsorted(matrix.index[self._order], np.arange(matrix.width + 1))

    def reasons(self, a: Application) -> tuple[Reason, ...]:
        """Reasons of one application, admitted or not."""
        if self.plan.admits(a.code):
            return tuple(self._for(a))
        return tuple(self._against(a))

    # -- admitted

    def _for(self, a: Application) -> Iterator[Reason]:
        s = self.case.standing(a.code)
        if s.decided:
            yield _decided(a.code, self.case)
        for e in s.exemptions:
            rule = self.case.policy.rule(e.rule)
            yield Reason(e.rule, rule.clause, words.say("reason.exempt", says=rule.clause.says))
        if s.fixed:
            return
        for rule in self.case.policy:
            facts = rule.support(a, self.plan, self.case)
            if facts is not None:
                yield Reason(rule.id, rule.clause, words.say(f"{rule.kind}.support", **facts))

    # -- refused

    def _against(self, a: Application) -> Iterator[Reason]:
        s = self.case.standing(a.code)
        if s.decided:
            yield _decided(a.code, self.case)
            return
        for c in s.closings:
            rule = self.case.policy.rule(c.rule)
            yield Reason(c.rule, rule.clause, closing_words(rule.kind, c.facts))
        forced = self.force(a)
        more = Plan({**self.plan.admitted, a.code: self.case.city.applied_beds(a)}, self.plan.reduced, self.plan.transfers)
        closed = {c.rule for c in s.closings}
        for identifier in forced.broken:
            if identifier not in closed:
                rule = self.case.policy.rule(identifier)
                found = [f for f in rule.check(more, self.case) if f.verdict == "violated"]
                yield Reason(identifier, rule.clause, words.say("reason.would_break", says=sentence(found[0]) if found else rule.clause.says))
        if not s.closings and not forced.broken:
            yield self._no_better(a, more)

    def force(self, a: Application) -> Forced:
        """Rules whose rows the application breaks when it is admitted on top of the plan."""
        column = self.matrix.column[f"admit[{a.code}]"]
        part = self._order[self._ends[column]:self._ends[column + 1]]
        rows, moved = self._rows[part], self._activity[self._rows[part]] + self.matrix.value[part].astype(np.int64)
        bad = (moved > self.matrix.row_upper[rows]) | (moved < self.matrix.row_lower[rows])
        hurt = {self.matrix.owner[int(i)] for i in rows[bad]}
        return Forced(tuple(r.id for r in self.case.policy if r.id in hurt))

    def _no_better(self, a: Application, more: Plan) -> Reason:
        for g in self.stages:
            change = g.value(more, self.case) - g.value(self.plan, self.case)
            if change:
                better = (change > 0) == (g.sense == "max")
                name = words.say(f"goal.{g.name}") if words.has(f"goal.{g.name}") else g.name
                key = "reason.in_order" if g.name.startswith("ties") else "reason.gains_nothing" if not better else "reason.displaces"
                return Reason(_owner(g.name, self.case), _clause(g.name, self.case), words.say(key, goal=name, change=_scaled(change, g.scale)))
        return Reason("", NO_CLAUSE, words.say("reason.equal"))


def _scaled(change: int, scale: int) -> str:
    from fractions import Fraction

    return decimal(Fraction(abs(change), scale))


def _owner(goal: str, case: Case) -> str:
    return next((r.id for r in case.policy if goal in (r.gap_in, getattr(r, "counts_in", ""), r.kind)), "")


def _clause(goal: str, case: Case) -> Clause:
    owner = _owner(goal, case)
    return case.policy.rule(owner).clause if owner else NO_CLAUSE


def _decided(code: str, case: Case) -> Reason:
    d = next(d for d in case.decisions if d.application == code)
    return Reason("decisions", NO_CLAUSE, words.say("reason.decided", fix=words.say(f"fix.{d.fix}"), reason=d.reason, by=d.by, on=d.on))

