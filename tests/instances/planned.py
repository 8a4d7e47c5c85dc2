"""A shipped instance read, solved in this process and audited, once for its tests."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from allocator.audit import audit
from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.outcome import Outcome
from allocator.domain.plan import Plan
from allocator.matrix import compile_model
from allocator.program import build, plan_of
from allocator.questions.flows import canonical_transfers
from allocator.reading.instance import read_instance
from allocator.reading.plan import read_plan
from allocator.rules.goals import goals
from allocator.solver.session import Session
from allocator.standing import stand


@dataclass(frozen=True)
class Planned:
    """The case, the solver's plan and the manual one, and what the audit finds of each."""

    case: Case
    outcome: Outcome
    plan: Plan
    findings: tuple[Finding, ...]
    by_hand: tuple[Finding, ...]

    def of(self, rule: str) -> dict[str, Finding]:
        """What a rule finds of the solver's plan, by subject."""
        return {f.subject: f for f in self.findings if f.rule == rule}


@cache
def planned(path: Path) -> Planned:
    reading = read_instance(path)
    case = stand(reading.city, reading.policy, reading.instance.decisions)
    program = build(case, goals(case))
    matrix = compile_model(program.model, program.scales)
    outcome = Session(matrix).solve()
    plan = canonical_transfers(plan_of(outcome.values, case, matrix.column), case)
    assert reading.instance.manual_plan is not None
    return Planned(case, outcome, plan, tuple(audit(plan, case)), tuple(audit(read_plan(reading.instance.manual_plan, case.city), case)))


def figures(finding: Finding) -> tuple[int | Fraction, int | Fraction]:
    """What a finding measured less what is excused, and its limit."""
    assert finding.measured is not None and finding.limit is not None
    return finding.measured - (finding.excused or 0), finding.limit
