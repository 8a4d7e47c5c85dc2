"""A solved program with its plan: what every question about it starts from."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.outcome import Outcome
from allocator.domain.plan import Plan
from allocator.matrix import Matrix
from allocator.rules.goals.base import Goal


@dataclass(frozen=True)
class Solved:
    """Everything that a solve leaves for the steps after it; `plan` None where there is none.

    Parameters
    ----------
    counts : coverage rule -> what each reduction left.
    """

    case: Case
    stages: tuple[Goal, ...]
    matrix: Matrix
    counts: Mapping[str, Mapping[str, int]]
    outcome: Outcome
    plan: Plan | None
    findings: tuple[Finding, ...] = ()

    @property
    def chosen(self) -> Plan:
        """The plan, where there is one."""
        assert self.plan is not None
        return self.plan
