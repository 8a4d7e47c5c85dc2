"""The whole program of a case: variables, one Block per rule, one per goal."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo

from allocator.domain.case import Case
from allocator.program.coverage import coverage
from allocator.program.decisions import PyomoDecisions
from allocator.program.rows import fill
from allocator.program.variables import variables
from allocator.rules.goals.base import Goal


@dataclass(frozen=True)
class Program:
    """The model with what reads it back.

    Parameters
    ----------
    model : pyomo.environ.ConcreteModel.   scales : goal -> its scale.   counts : coverage rule -> what each reduction left.
    decisions : the words in which its rows were said.
    """

    model: Any
    scales: Mapping[str, int]
    counts: Mapping[str, Mapping[str, int]]
    decisions: PyomoDecisions


def build(case: Case, goals: Iterable[Goal], extra: Iterable[Goal] = (), *, plain: bool = False) -> Program:
    """The whole program of a case.

    Parameters
    ----------
    goals : the stages, in order.   extra : stages before them (the distance to a manual plan).
    plain : build coverage point by point, unreduced: the oracle of the reductions.
    """
    m = pyo.ConcreteModel(name="plan")
    x = PyomoDecisions(m, case)
    variables(m, case)
    counts = {rule: coverage(m, x, rule, case, plain) for rule in case.access}
    m.rules = pyo.Block([r.id for r in case.policy])
    for rule in case.policy:
        x.block = m.rules[rule.id]
        fill(x, rule.rows(x, case), rule if rule.strictness == "should" else None)
    stages = [*extra, *goals]
    m.goals = pyo.Block([g.name for g in stages])
    for g in stages:
        x.block = m.goals[g.name]
        fill(x, g.rows(x, case), None)
        x.block.goal = pyo.Objective(expr=g.expression(x, case) + 0 * m.zero, sense=pyo.maximize if g.sense == "max" else pyo.minimize)
    return Program(m, {g.name: g.scale for g in stages}, counts, x)
