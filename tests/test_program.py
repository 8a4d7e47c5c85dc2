"""The program: which variables, constants by their bounds, a plan there and back, and the two ways to say coverage."""
from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Any

import numpy as np
import pytest

from allocator.audit import AS_APPLIED, as_applied, audit, broken
from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.matrix import Changes, Matrix, activity, compile_model, goal_value
from allocator.program import build, granted, plan_of, point, reducible
from allocator.rules.goals import goals
from allocator.solver.session import Session
from tests.random_towns import town_of_beds, town_of_places
from tests.rules.compiled import Compiled, plans
from tests.rules.examples import example, within_reach
from tests.towns import admitted, applies, cut, cuttable, hospital, made, pharmacy, plan, refused, requirement, rule, three

WISH = (applies("A", "East", 8), applies("B", "West", 5, kind="expansion", parent_code="W2", beds_min=2),
        applies("R", "West", category="inpatient", kind="relocation", parent_code="W3", tier="secondary"), applies("C", "East"))


def compiled(case: Case, **more: Any) -> Matrix:
    program = build(case, goals(case), **more)
    return compile_model(program.model, program.scales)


def ends(matrix: Matrix, column: str) -> tuple[float, float]:
    j = matrix.column[column]
    return float(matrix.col_lower[j]), float(matrix.col_upper[j])


def test_decisions_are_whole_and_bounded_by_the_data() -> None:
    matrix = compiled(made(three(*WISH, more=(pharmacy("P", "East"),)), requirement(), rule("transfer"), cuttable()))
    assert ends(matrix, "admit[A]") == (0, 1)
    assert ends(matrix, "reduce[W1]") == (0, 100)
    assert ends(matrix, "transfer[West,East]") == (0, 180)
    assert "reduce[P]" not in matrix.column
    assert not any(c.startswith("beds[") for c in matrix.columns)
    assert matrix.integer.all()


def test_without_limits_of_cuts_nothing_is_cut_but_by_decision() -> None:
    total = rule("density_limit", "it", resource="insured_beds", value="5", strictness="should", gap_in="milestone_gap")
    case = made(three(applies("A", "East", 8)), requirement(), rule("swap", reuse="1"), rule("transfer"), total,
                decisions=(cut("W1", 7),), objectives=("milestone_gap", "bed_need"))
    matrix = compiled(case)
    assert [ends(matrix, f"reduce[{h}]") for h in ("E1", "W1", "W2")] == [(0, 0), (7, 7), (0, 0)]
    # 5 x 40 = 200 of 280: W1's 7 beds go and 7 cannot serve for 8 in East, so 73 are left over; with limits all the rest could go.
    assert Session(matrix).solve().stages[0].value == 73
    found = [(f.subject, f.measured, f.limit, f.facts["row"]) for f in as_applied(Plan({}, {"W1": 8, "W2": 1}), case)]
    assert found == [("W1", 8, 7, "uncalled"), ("W2", 1, 0, "uncalled")]
    assert not list(as_applied(Plan({}, {"W1": 7}), case))


def test_without_a_transfer_rule_nothing_crosses_a_border() -> None:
    assert not [c for c in compiled(made(three(), requirement())).columns if c.startswith("transfer[")]


def test_constants_are_bounds_and_closed_ones_are_rows() -> None:
    case = made(three(*WISH), rule("eligibility", where={"category": "outpatient"}), decisions=(admitted("A"), refused("B"), cut("W1", 7)))
    matrix = compiled(case)
    assert [ends(matrix, f"admit[{c}]") for c in "ABR"] == [(1, 1), (0, 0), (0, 1)]
    assert ends(matrix, "reduce[W1]") == (7, 7)
    closed = made(three(applies("C", "East", qualified=False)), rule("eligibility"))
    shut = compiled(closed)
    assert ends(shut, "admit[C]") == (0, 1)
    assert [shut.rows[i] for i in shut.rows_of("eligibility")] == ["rules[eligibility].closed[C]"]


def test_a_partial_model_grants_between_least_and_most() -> None:
    case = made(three(*WISH), partial=True)
    matrix = compiled(case)
    assert [c for c in matrix.columns if c.startswith("beds[")] == ["beds[B]"]
    assert ends(matrix, "beds[B]") == (0, 5)
    allowed = {n for n in range(7) if Compiled(case, matrix).feasible(Plan({"B": n}))}
    assert allowed == {2, 3, 4, 5}
    assert Compiled(case, matrix).feasible(Plan())


def test_what_an_admission_grants() -> None:
    case = made(three(*WISH), decisions=(admitted("A", 3),))
    assert [granted(case, c) for c in "ABRC"] == [3, 5, 30, 0]


def test_who_may_give_up_beds() -> None:
    more = (hospital("N", "East", 0), hospital("L", "East", 9, exited_on=date(2026, 5, 5)), pharmacy("P", "East"),
            hospital("S", "East", 9, status="suspended"))
    assert set(reducible(made(three(more=more)))) == {"E1", "M1", "W1", "W2", "W3", "S"}


@pytest.mark.parametrize("seed", range(10))
def test_a_plan_is_the_same_there_and_back(seed: int) -> None:
    case = town_of_beds(seed)
    matrix = compiled(case)
    for p in islice(plans(case, seed, 20), 15):
        x = np.zeros(matrix.width, dtype=np.int64)
        for j, n in point(p, case, matrix.column):
            x[j] = n
        assert plan_of(x, case, matrix.column) == p


# -- what may be decided at all: bounds and the program's own rows say the same as the audit's first findings

def test_one_move_upgrade_or_conversion_an_institution() -> None:
    def claim(code: str, kind: str, **more: Any) -> Any:
        return applies(code, "West", 5, kind=kind, category="inpatient", parent_code="W1", **more)

    wish = (claim("R", "relocation"), claim("U", "upgrade", tier="tertiary"), claim("C", "conversion", convert_to="nursing"),
            claim("E", "expansion"))
    case = made(three(*wish))
    c = Compiled.of(case)
    for chosen in ((), ("R",), ("U", "E"), ("R", "U"), ("R", "C"), ("R", "U", "C")):
        p = plan(case, *chosen)
        assert c.feasible(p) == (not list(as_applied(p, case))), chosen


def test_claims_that_are_constants_stand_together() -> None:
    wish = tuple(applies(c, "West", 5, kind="conversion", parent_code="W1", convert_to="nursing") for c in ("C1", "C2", "C3"))
    case = made(three(*wish), decisions=(admitted("C1"), admitted("C2")))
    c = Compiled.of(case)
    both, all_ = plan(case, "C1", "C2"), plan(case, "C1", "C2", "C3")
    assert (c.feasible(both), list(as_applied(both, case))) == (True, [])
    assert c.feasible(all_) is False
    assert [f.limit for f in as_applied(all_, case)] == [2]


def test_a_pharmacy_that_two_decisions_move_stays_nowhere() -> None:
    e = within_reach()
    town, reach = e.case.city, e.case.policy.rule("it")
    case = made(town, reach, decisions=(admitted("R1"), admitted("R2")))
    c = Compiled.of(case)
    p = plan(case, "R1", "R2", "A1", "A2", "A3", "A4")
    # 100 at 0 km, 101 … 105 by A1 to A4, 106 by R1; nobody serves 7 km.
    (f,) = reach.check(p, case)
    assert f.measured == sum(range(100, 107))
    assert c.feasible(p) == (not broken([f]))


@pytest.mark.parametrize("beds", [4, 5, 6])
def test_beds_granted_are_those_applied_for(beds: int) -> None:
    case = made(three(applies("A", "East", 5)))
    found = list(as_applied(Plan({"A": beds}), case))
    assert [(f.rule, f.measured, f.sense, f.limit) for f in found] == (
        [] if beds == 5 else [(AS_APPLIED, beds, "<=" if beds > 5 else ">=", 5)])


@pytest.mark.parametrize(("code", "beds", "met"), [("W3", 30, True), ("W3", 31, False), ("L", 1, False), ("P", 1, False)])
def test_nobody_gives_up_more_than_is_there(code: str, beds: int, met: bool) -> None:
    case = made(three(more=(hospital("L", "East", 9, exited_on=date(2026, 5, 5)), pharmacy("P", "East"))), cuttable())
    assert (not list(as_applied(Plan({}, {code: beds}), case))) == met


# -- coverage, reduced and plain

@pytest.mark.parametrize("seed", [s for s in range(30) if town_of_places(s).access][:20])
def test_reduced_and_plain_say_the_same_of_every_plan(seed: int) -> None:
    case = town_of_places(seed)
    stages = goals(case)
    reduced, plain = Compiled.of(case, stages), Compiled.of(case, stages, plain=True)
    for p in islice(plans(case, seed, 12), 10):
        for r in case.policy.of_kind("coverage"):
            people = [_people(c, r.id, p) for c in (reduced, plain)]
            assert people == [case.access[r.id].people(case.access[r.id].covered(p))] * 2


def _people(c: Compiled, name: str, p: Plan) -> int:
    """People that a coverage rule's goal counts at a plan, those covered without a plan included."""
    goal = next(g for g in c.matrix.goals if g.name == c.case.policy.rule(name).counts_in)
    access = c.case.access[name]
    return goal_value(goal, c.whole(p)) + access.people(access.covered(Plan()))


def test_a_should_rule_without_an_objective_has_no_rows() -> None:
    loose = rule("density_limit", "it", resource="insured_beds", value="1", strictness="should")
    case = made(three(), loose)
    assert not len(compiled(case).rows_of("it"))
    assert [f.gap for f in loose.check(plan(case), case)] == [240]


def test_a_should_row_gives_way_by_its_gap_and_no_further() -> None:
    it = rule("density_limit", "it", resource="insured_beds", value="5", strictness="should", gap_in="milestone_gap")
    case = made(three(applies("A", "East", 7)), it, cuttable(), objectives=("milestone_gap",))
    matrix = compiled(case)
    # 5 x 40 = 200; 280 there and 7 applied for: 87 at most.
    assert ends(matrix, "rules[it].gap_density[city]") == (0, 87)
    # Nearly every bed may go, since nothing else binds here: no gap is left.
    assert Session(matrix).solve().stages[0].value == 0
    kept = {f"reduce[{h}]": (0.0, 0.0) for h in reducible(case)}
    assert Session(Changes(columns=kept).on(matrix)).solve().stages[0].value == 80


def test_rows_bear_the_name_of_their_rule() -> None:
    c = Compiled.of(example("swap", "declared").case)
    assert "rules[it].headroom[East]" in c.matrix.rows
    assert {c.matrix.owner[i] for i in c.matrix.rows_of("it")} == {"it"}
    assert {o for o in c.matrix.owner if o not in {r.id for r in c.case.policy}} == {""}


@pytest.mark.parametrize("make", [town_of_beds, town_of_places])
@pytest.mark.parametrize("seed", range(25, 40))
def test_the_audit_and_the_rows_agree_on_every_plan(make: Any, seed: int) -> None:
    case = make(seed)
    c = Compiled.of(case)
    must = [r.id for r in case.policy if r.strictness == "must"]
    for p in plans(case, seed, 60, most=3):
        x = c.whole(p)
        lawful = not broken(audit(p, case))
        assert lawful == (not any(c.broken(r, x) for r in must) and c.allows(p)), p
        assert activity(c.matrix, x).shape == (c.matrix.height,)
