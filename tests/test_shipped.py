"""The plan of the shipped instance is one that an officer would sign: the figures of the design, held on the real size."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest

from allocator.audit import audit, broken
from allocator.domain.case import Case
from allocator.domain.outcome import Outcome
from allocator.domain.plan import Plan
from allocator.matrix import compile_model
from allocator.measures import stock
from allocator.measures.ledger import changes
from allocator.measures.ledger import stock as there
from allocator.program import build, plan_of
from allocator.questions.flows import canonical_transfers
from allocator.reading.instance import read_instance
from allocator.rules.goals import goals
from allocator.rules.goals.simple import use_per_mille
from allocator.solver.session import Session
from allocator.standing import stand

TARGET_USE = Fraction("0.85")


@dataclass(frozen=True)
class Signed:
    """The case of the shipped instance and its plan."""

    case: Case
    plan: Plan
    outcome: Outcome


@pytest.fixture(scope="module")
def signed(root: Path) -> Signed:
    reading = read_instance(root / "instances" / "wuhu2026.yaml", {})
    case = stand(reading.city, reading.policy, reading.instance.decisions)
    program = build(case, goals(case))
    matrix = compile_model(program.model, program.scales)
    outcome = Session(matrix).solve()
    return Signed(case, canonical_transfers(plan_of(outcome.values, case, matrix.column), case), outcome)


def test_it_is_optimal_and_lawful_and_worth_what_the_solver_says(signed: Signed) -> None:
    assert signed.outcome.status == "optimal"
    assert broken(audit(signed.plan, signed.case)) == ()
    assert [s.value for s in signed.outcome.stages] == [g.value(signed.plan, signed.case) for g in goals(signed.case)]


def test_no_bed_is_cut_in_a_short_district(signed: Signed) -> None:
    own = {i: n for i, n in signed.plan.reduced.items() if i not in signed.case.decided_cuts}
    assert own
    assert not {signed.case.city.by_institution[i].account_district for i in own} & signed.case.short


def test_no_hospital_is_cut_below_what_the_target_use_needs(signed: Signed) -> None:
    for i, n in signed.plan.reduced.items():
        row = signed.case.city.by_institution[i]
        if i not in signed.case.decided_cuts:
            assert row.bed_days is not None
            # So many beds stay that the bed-days of the year fill no more than the target: bed_days <= 0.85 x 365 x beds.
            assert row.bed_days <= TARGET_USE * 365 * (row.insured_beds - n)
            assert stock.idle(row, TARGET_USE) >= n


def test_no_cut_is_a_slice_too_large_a_share_or_of_a_protected_hospital(signed: Signed) -> None:
    for i, n in signed.plan.reduced.items():
        row = signed.case.city.by_institution[i]
        if i not in signed.case.decided_cuts:
            assert n >= 5
            assert 10 * n <= row.insured_beds
            assert row.insured_beds - n >= 20
            assert row.facility != "public_health_agency"
    for d in signed.case.city.names:
        cut = sum(n for i, n in signed.plan.reduced.items() if signed.case.city.by_institution[i].account_district == d)
        assert 20 * cut <= there(signed.case.city).sum("current", districts=[d])


def test_no_short_district_loses_more_than_its_exits(signed: Signed) -> None:
    moved = changes(signed.plan, signed.case)
    assert signed.case.short
    for d in signed.case.short:
        assert moved.planned([d]) >= 0


def test_nobody_is_admitted_in_part_and_nobody_who_is_closed(signed: Signed) -> None:
    for code, beds in signed.plan.admitted.items():
        s = signed.case.standing(code)
        assert s.decided or (not s.closings and beds == signed.case.city.applied_beds(signed.case.city.by_application[code]))


def test_what_is_added_is_given_up_elsewhere_but_for_exempt_and_decided_ones(signed: Signed) -> None:
    case = signed.case
    own = changes(signed.plan, case).sum("admitted", "expanded") - changes(case.excused(signed.plan), case).sum("admitted", "expanded")
    given = there(case.city).sum("exited") + changes(signed.plan, case).sum("reduced", "converted")
    assert 0 < own <= given


def test_no_bed_would_better_be_given_by_a_less_used_hospital(signed: Signed) -> None:
    # Of two that give in one district and tier, a bed more from the less used and one less from the other must not be possible.
    limits = next(r for r in signed.case.policy.of_kind("adjustment_limits")).limits(signed.case)
    givers = [i for i in signed.plan.reduced if i not in signed.case.decided_cuts]
    rows = signed.case.city.by_institution
    for i, j in permutations(givers, 2):
        alike = (rows[i].account_district, rows[i].tier) == (rows[j].account_district, rows[j].tier)
        if alike and use_per_mille(rows[j]) < use_per_mille(rows[i]):
            assert signed.plan.cut(i) == 5 or signed.plan.cut(j) == limits[j][0], (i, j)
