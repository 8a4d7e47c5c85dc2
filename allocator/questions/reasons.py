"""Why an application is admitted or refused: the rules by which it is, each with its clause and its sentence."""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from typing import Any

import numpy as np

from allocator import words
from allocator.audit import closing_words, sentence
from allocator.domain.case import Case
from allocator.domain.finding import Clause, Reason
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.matrix import activity, reach
from allocator.questions.solved import Solved
from allocator.rules.base import decimal

NO_CLAUSE = Clause(document="", article="")
ORDER = "objectives"
NEEDS = ("bed_need", "spread")                   # goals that go by what a requirement says is needed


class WhyNot:
    """Answers for one solved plan; the matrix tells in one pass which rows an application would break."""

    def __init__(self, solved: Solved) -> None:
        self.plan, self.case, self.matrix, self.stages = solved.chosen, solved.case, solved.matrix, solved.stages
        matrix = solved.matrix
        self._activity = activity(matrix, solved.outcome.values)
        self._rows = np.repeat(np.arange(matrix.height), np.diff(matrix.start))
        self._order = np.argsort(matrix.index, kind="stable")
        self._ends = np.searchsorted(matrix.index[self._order], np.arange(matrix.width + 1))
        self._least, self._most = reach(matrix)
        self._must = {r.id: r for r in self.case.policy if r.strictness == "must" and r.family == "bound"}

    def reasons(self, a: Application, *, brief: bool = False) -> tuple[Reason, ...]:
        """Reasons of one application, admitted or not; `brief` names the clauses without working out this year's figures."""
        if self.plan.admits(a.code):
            return tuple(self._for(a))
        return tuple(self._named(a) if brief else self._against(a))

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
        more = Plan({**self.plan.admitted, a.code: self.case.city.applied_beds(a)}, self.plan.reduced, self.plan.transfers)
        broken = () if s.exemptions and s.closings else self.broken_by(a)
        for rule in broken:
            found = [f for f in rule.check(more, self.case) if f.verdict == "violated"]
            yield Reason(rule.id, rule.clause, words.say("reason.would_break", says=sentence(found[0]) if found else rule.clause.says))
        if not s.closings and not broken:
            yield self._no_better(a, more)

    def _named(self, a: Application) -> Iterator[Reason]:
        closed = [self.case.policy.rule(c.rule) for c in self.case.standing(a.code).closings]
        yield from (Reason(r.id, r.clause, r.clause.says) for r in closed or self.broken_by(a))

    def broken_by(self, a: Application) -> tuple[Any, ...]:
        """Must rules that break when the application is admitted on top of the plan; those that no other decision could mend come first."""
        rows, values = self._rows_of(a)
        moved = self._activity[rows] + values
        bad = rows[(moved > self.matrix.row_upper[rows]) | (moved < self.matrix.row_lower[rows])]
        hurt = {self.matrix.owner[int(i)] for i in bad}
        alone = self.never(a)
        return tuple(sorted((r for r in self._must.values() if r.id in hurt), key=lambda r: r.id not in alone))

    def never(self, a: Application) -> frozenset[str]:
        """Must rules that break by this application alone, whatever else is decided."""
        rows, values = self._rows_of(a)
        low = self._least[rows] - np.minimum(values, 0) + values
        high = self._most[rows] - np.maximum(values, 0) + values
        bad = rows[(low > self.matrix.row_upper[rows]) | (high < self.matrix.row_lower[rows])]
        return frozenset(owner for i in bad if (owner := self.matrix.owner[int(i)]) in self._must)

    def waits(self, a: Application) -> bool:
        """Whether it may hope for a place: open, and barred by nothing but a number that an exit can free."""
        return self.case.standing(a.code).open and all(self._must[r].freed_by_exits for r in self.never(a))

    def _rows_of(self, a: Application) -> tuple[Any, Any]:
        """Rows that its admission moves, and by how much."""
        column = self.matrix.column[f"admit[{a.code}]"]
        part = self._order[self._ends[column]:self._ends[column + 1]]
        return self._rows[part], self.matrix.value[part].astype(np.int64)

    def _no_better(self, a: Application, more: Plan) -> Reason:
        for g in self.stages:
            change = g.value(more, self.case) - g.value(self.plan, self.case)
            if change:
                better = (change > 0) == (g.sense == "max")
                name = words.say(f"goal.{g.name}") if words.has(f"goal.{g.name}") else g.name
                key = "reason.in_order" if g.name.startswith("ties") else "reason.gains_nothing" if not better else "reason.displaces"
                return _cited(self._owner(g.name, a, more), words.say(key, goal=name, change=_scaled(change, g.scale)))
        return _cited(self._owner("", a, more), words.say("reason.equal"))

    def _owner(self, goal: str, a: Application, more: Plan) -> Any:
        """The rule of a goal that the admission moves; for ties one whose number it uses up, that it serves, that prefers it."""
        moved = (r for r in self.case.policy if goal and self._moves(r, goal, a, more))
        limits = (r for r in self.case.policy if r.family == "bound" and r.covers(a, self.case))
        serves = (r for r in self.case.policy.of_kind("coverage") if r.serves_people(a))
        prefers = (r for r in self.case.policy.of_kind("priority") if r.of(a, self.case))
        return next(chain(moved, limits, serves, prefers), None)

    def _moves(self, rule: Any, goal: str, a: Application, more: Plan) -> bool:
        """Whether a goal goes by a rule, and what the rule counts changes with the admission."""
        if rule.kind == "priority":
            return bool(rule.goal == goal and rule.of(a, self.case))
        if rule.kind == "requirement":
            return goal in NEEDS
        if rule.gap_in == goal:
            return bool(self._gap(rule, more) != self._gap(rule, self.plan))
        return bool(getattr(rule, "counts_in", "") == goal and rule.serves_people(a))

    def _gap(self, rule: Any, plan: Plan) -> Any:
        return sum(f.gap for f in rule.check(plan, self.case))


def _scaled(change: int, scale: int) -> str:
    return decimal(Fraction(abs(change), scale))


def _cited(rule: Any, text: str) -> Reason:
    """A reason by a rule; by the order of the objectives alone where none bears on the application."""
    return Reason(rule.id, rule.clause, text) if rule is not None else Reason(ORDER, NO_CLAUSE, text)


def _decided(code: str, case: Case) -> Reason:
    d = next(d for d in case.decisions if d.application == code)
    return Reason("decisions", NO_CLAUSE, words.say("reason.decided", fix=words.say(f"fix.{d.fix}"), reason=d.reason, by=d.by, on=d.on))

