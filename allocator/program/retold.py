"""The same program under other figures: what is different as bounds and goals, where its structure is the same."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyomo.environ as pyo

from allocator.domain.case import Case
from allocator.program.building import Program
from allocator.program.decisions import PyomoDecisions, granted
from allocator.program.rows import fill
from allocator.rules.base import Expression
from allocator.rules.goals.base import Goal

Ends = tuple[int, int]


class Unlike(Exception):
    """The other figures ask for a variable that the program does not have: it must be built anew."""


@dataclass(frozen=True)
class Retold:
    """Rows and goals of the other figures over the variables of the first program.

    Parameters
    ----------
    model : a ConcreteModel of rules' and goals' Blocks without variables of its own.
    bounds : other bounds of variables of the first program, each with its variable.
    """

    model: Any
    bounds: tuple[tuple[Any, Ends], ...]


@dataclass
class _Again(PyomoDecisions):
    """The first program's words: variables are looked up where they were made, and bear their other bounds until `restore`."""

    home: Any = None                                        # the Block in which they were made
    bounds: list[tuple[Any, Ends]] = field(default_factory=list)
    before: list[tuple[Any, Ends]] = field(default_factory=list)

    def variable(self, name: str, subject: str, low: int, high: int) -> Expression:
        """A variable of the Block of the same name.

        Raises
        ------
        Unlike
            if there is none.
        """
        family = self.home.component(name)
        if family is None or subject not in family:
            raise Unlike(f"{self.home.name}.{name}[{subject}]")
        known = family[subject]
        self.before.append((known, known.bounds))
        self.bounds.append((known, (low, high)))
        known.setlb(low)
        known.setub(high)
        return known

    def restore(self) -> None:
        """Give the variables the bounds of the first program again."""
        for known, (low, high) in reversed(self.before):
            known.setlb(low)
            known.setub(high)


def retold(program: Program, base: Case, case: Case, goals: Iterable[Goal]) -> Retold | None:
    """Say the rules' and goals' rows of another case over the variables of a program; None where these cannot be the same.

    Parameters
    ----------
    base : the program's own case.   case : the same city under another policy.
    """
    stages = tuple(goals)
    if not _alike(base, case) or {g.name for g in stages} != set(program.scales):
        return None
    m = pyo.ConcreteModel(name="retold")
    x = _Again(program.model, case, people_of=program.decisions.people_of)
    m.rules, m.goals = pyo.Block([r.id for r in case.policy]), pyo.Block([g.name for g in stages])
    try:
        for rule in case.policy:
            x.block, x.home = m.rules[rule.id], program.model.rules[rule.id]
            fill(x, rule.rows(x, case), rule if rule.strictness == "should" else None)
        for g in stages:
            x.block, x.home = m.goals[g.name], program.model.goals[g.name]
            fill(x, g.rows(x, case), None)
            expression = g.expression(x, case) + 0 * program.model.zero
            x.block.goal = pyo.Objective(expr=expression, sense=pyo.maximize if g.sense == "max" else pyo.minimize)
    except Unlike:
        return None
    finally:
        x.restore()
    return Retold(m, tuple(x.bounds))


def _alike(base: Case, case: Case) -> bool:
    """Whether the program's own variables and rows, and who reaches what, are the same."""
    if base.city is not case.city or base.decisions != case.decisions or base.policy.partial != case.policy.partial:
        return False
    if [(r.id, r.kind) for r in base.policy] != [(r.id, r.kind) for r in case.policy]:
        return False
    if set(base.access) != set(case.access) or any(base.access[k] is not case.access[k] for k in base.access):
        return False
    return all(base.standing(a.code).fixed == case.standing(a.code).fixed and granted(base, a.code) == granted(case, a.code)
               for a in case.city.applications)
