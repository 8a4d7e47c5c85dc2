"""The decisions as Pyomo variables; what rules speak about (`allocator.rules.base.Decisions`)."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyomo.environ as pyo

from allocator.domain.case import Case
from allocator.rules.base import Expression


@dataclass
class PyomoDecisions:
    """The decisions as Pyomo variables; what rules speak about (`allocator.rules.base.Decisions`)."""

    model: Any
    case: Case
    block: Any = None                                       # where a rule's own variables go
    people_of: dict[str, Expression] = field(default_factory=dict)
    gaps_of: dict[str, list[Expression]] = field(default_factory=dict)
    _own: dict[tuple[int, str, str], Any] = field(default_factory=dict)

    def admit(self, application: str) -> Expression:
        """Whether an application is admitted, 0 or 1."""
        return self.model.admit[application]

    def beds(self, application: str) -> Expression:
        """Beds granted: as applied, unless the model is partial."""
        if application in self.model.beds:
            return self.model.beds[application]
        return granted(self.case, application) * self.model.admit[application]

    def reduced(self, institution: str) -> Expression:
        """Beds that an institution gives up."""
        return self.model.reduce[institution]

    def touched(self, institution: str) -> Expression:
        """Whether it gives up any, 0 or 1."""
        return self.model.touched[institution]

    def reducible(self) -> Mapping[str, int]:
        """Institutions that may give up beds, with all the beds that they have."""
        return reducible(self.case)

    def transfer(self, giver: str, taker: str) -> Expression:
        """Beds given up in one district for another; 0 where the model knows no transfers."""
        pair = (giver, taker)
        return self.model.transfer[pair] if pair in self.model.transfer else 0  # noqa: SIM401 - a Pyomo Var has no get

    def people(self, rule: str) -> Expression:
        """Insured people in reach under a coverage rule."""
        return self.people_of[rule]

    def gaps(self, rule: str) -> list[Expression]:
        """What makes up for the rows that a should rule misses."""
        return self.gaps_of.get(rule, [])

    def total(self, terms: Iterable[tuple[int, Expression]]) -> Expression:
        """Sum of coefficient x expression."""
        return pyo.quicksum(n * e for n, e in terms)

    def variable(self, name: str, subject: str, low: int, high: int) -> Expression:
        """A whole variable of the Block that is being filled; the same one when asked again."""
        key = (id(self.block), name, subject)
        if key not in self._own:
            if self.block.component(name) is None:
                self.block.add_component(name, pyo.Var(pyo.Any, domain=pyo.Integers, dense=False))
            made = self.block.component(name)[subject]
            made.setlb(low)
            made.setub(high)
            self._own[key] = made
        return self._own[key]


def granted(case: Case, application: str) -> int:
    """Beds that an admission grants where nothing is partial."""
    s = case.standing(application)
    return s.beds if s.fixed == "admitted" else case.city.applied_beds(case.city.by_application[application])


def reducible(case: Case) -> dict[str, int]:
    """Institutions that may give up beds (inpatient, staying) with the beds that they have; decided ones included."""
    return {i.code: i.insured_beds for i in case.city.staying if i.category == "inpatient" and i.insured_beds}
