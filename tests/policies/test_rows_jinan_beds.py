"""Jinan's rows on beds: the band, tiers, exits for districts below their value, branches, supply by specialty, peers, conversion."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.city import City, Requirement
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.measures.ledger import ledger
from tests.policies.book import written
from tests.policies.desk import against, chosen, desk, found, holds, missed, model
from tests.towns import applies, city, clinic, hospital, plan

HERE, THERE, ZONE = "历下区", "长清区", "高新区"


def one(beds: int, *applications: Application, **more: Any) -> City:
    """10,000 insured people, for whom 8.5 to 9.0 a thousand are 85 to 90 beds, and a hospital."""
    return city({HERE: 10_000}, [hospital("H", HERE, beds)], applications, **more)


def two(here: int, there: int, exits: int, *applications: Application) -> Case:
    """Two districts of 10,000, each with a hospital, and one in 历下 that leaves."""
    beds = [hospital("H", HERE, here), hospital("T", THERE, there), hospital("X", HERE, exits, exited_on=date(2026, 3, 1))]
    return desk("jinan", city({HERE: 10_000, THERE: 10_000}, beds, applications))


def needs(**required: int) -> tuple[Requirement, ...]:
    """Beds required in 历下 by specialty."""
    return tuple(Requirement(district=HERE, category="inpatient", specialty=s, required=n) for s, n in required.items())


# -- 总量与等级配比

@pytest.mark.row("JN-03")
def test_beds_grow_to_9_a_thousand_and_no_further() -> None:
    case = desk("jinan", one(80, applies("A", HERE, 10), applies("B", HERE, 11)))
    assert holds(case, plan(case, "A"), "bed-ceiling") and not holds(case, plan(case, "B"), "bed-ceiling")


@pytest.mark.row("JN-03")
def test_above_it_they_do_not_grow_on_balance_but_need_not_fall() -> None:
    beds = [hospital("H", HERE, 95), hospital("X", HERE, 5, exited_on=date(2026, 3, 1))]
    rows = [applies("A", HERE, 5), applies("B", HERE, 6), applies("K", HERE, 30, tags=("key_project",))]
    case = desk("jinan", city({HERE: 10_000}, beds, rows))
    assert holds(case, Plan(), "bed-ceiling") and holds(case, plan(case, "A"), "bed-ceiling")
    assert not holds(case, plan(case, "B"), "bed-ceiling") and holds(case, plan(case, "K"), "bed-ceiling")


@pytest.mark.row("JN-03", "JN-10", "JN-11", "JN-12", "JN-13")
@pytest.mark.parametrize(("exempt", "counts"), [
    ({"tags": ("key_project",)}, True), ({"facility": "public_health_agency"}, True),
    ({"facility": "township_centre", "tags": ("public_health",)}, True), ({"facility": "infirmary", "tags": ("internal_only",)}, False)])
def test_what_is_exempt_and_counted_uses_up_the_9_a_thousand(exempt: dict[str, Any], counts: bool) -> None:
    case = desk("jinan", one(80, applies("X", HERE, 6, **exempt), applies("A", HERE, 5), applies("B", HERE, 4), applies("C", HERE, 11)))
    assert holds(case, plan(case, "X", "B"), "bed-ceiling")
    assert holds(case, plan(case, "X", "A"), "bed-ceiling") == (not counts)
    more = desk("jinan", one(80, applies("X", HERE, 20, **exempt), applies("B", HERE, 4)))
    (f,) = found(more, plan(more, "X"), "bed-ceiling")
    assert (f.measured, f.excused, holds(more, plan(more, "X"), "bed-ceiling")) == ((100, 10, True) if counts else (80, 0, True))
    assert holds(more, plan(more, "X", "B"), "bed-ceiling") == (not counts)


@pytest.mark.row("JN-03")
@pytest.mark.parametrize(("beds", "gap"), [(84, {"city": 1}), (85, {})])
def test_below_8_5_it_is_told_and_nothing_must_be_built(beds: int, gap: dict[str, int]) -> None:
    case = desk("jinan", one(beds))
    assert missed(case, Plan(), "bed-floor") == gap
    assert {f.strictness for f in found(case, Plan(), "bed-floor")} == {"should"}


@pytest.mark.row("JN-05")
def test_the_measured_figure_is_the_documents() -> None:
    case = desk("jinan", one(80))
    said = model("jinan").parameters
    assert [(said[n].default, said[n].source) for n in ("bed_density_low", "bed_density_high")] == [
        (Fraction("8.5"), "document"), (9, "document")]
    assert case.states["bed-figure"].value == 9
    assert desk("jinan", one(80), bed_density_high=Fraction("9.2")).states["bed-figure"].value == Fraction("9.2")


@pytest.mark.row("JN-04")
def test_of_two_that_do_as_much_the_one_with_fewer_beds_is_taken() -> None:
    # 85 are required and 80 there: both fill what is lacking, and A has the first code
    rows = [applies(c, HERE, n, facility="maternity") for c, n in (("A", 10), ("B", 5))]
    assert set(chosen(desk("jinan", one(80, *rows))).admitted) == {"B"}
    same = [applies(c, HERE, 5, facility="maternity") for c in "AB"]
    assert set(chosen(desk("jinan", one(80, *same))).admitted) == {"A"}


@pytest.mark.row("JN-06")
def test_hospitals_are_steered_to_60_25_15_by_their_beds() -> None:
    exact = [hospital(t, HERE, n, tier=t) for t, n in (("tertiary", 60), ("secondary", 25), ("primary", 9), ("ungraded", 6))]
    rows = [applies("A", HERE, 10), applies("B", HERE, 10, tier="tertiary"), applies("C", HERE, 10, facility="township_centre")]
    case = desk("jinan", city({HERE: 100_000}, exact, rows))
    assert missed(case, Plan(), "tiers") == {}, "what has no grade counts with the primary ones"
    # of 110 beds a quarter are 27.5: 35 are over by 7.5; 60 % are 66: 70 are over by 4
    assert missed(case, plan(case, "A"), "tiers") == {"secondary": 750}
    assert missed(case, plan(case, "B"), "tiers") == {"tertiary": 400}
    assert missed(case, plan(case, "C"), "tiers") == {}, "the ratio is of hospitals"
    assert {f.strictness for f in found(case, Plan(), "tiers")} == {"should"}


@pytest.mark.row("JN-06")
def test_of_two_alike_the_one_of_the_missing_tier_is_taken() -> None:
    there = [hospital("T", HERE, 20), hospital("S", HERE, 60, tier="primary")]
    rows = [applies("A", HERE, 5, tier="secondary"), applies("B", HERE, 5, tier="tertiary")]
    # 85 are required; of them 21 may be secondary, and 25 would be; 51 may be tertiary
    assert set(chosen(desk("jinan", city({HERE: 10_000}, there, rows))).admitted) == {"B"}


# -- 基于总量调控准入

@pytest.mark.row("JN-17", "JN-18")
def test_over_the_citys_target_a_district_below_its_value_adds_what_left_anywhere_in_the_city() -> None:
    # 150 + 30 + 10 of 20,000 are 9.5 a thousand; 长清 has 30 of 85
    rows = [applies("A", THERE, 10), applies("B", THERE, 11), applies("C", HERE, 5)]
    case = two(150, 30, 10, *rows)
    assert holds(case, plan(case, "A"), "bed-quota") and not holds(case, plan(case, "B"), "bed-quota")
    assert not holds(case, plan(case, "C"), "bed-quota"), "历下 is above its own value"
    assert not holds(case, plan(case, "A", cuts={"H": 5}), "adjustment"), "what is there is not cut back"


@pytest.mark.row("JN-17")
def test_over_the_citys_target_nothing_is_added_where_nothing_left() -> None:
    case = two(160, 30, 0, applies("A", THERE, 1))
    assert not holds(case, plan(case, "A"), "bed-quota") and holds(case, Plan(), "bed-quota")
    assert not holds(case, plan(case, "A", cuts={"H": 5}), "bed-quota"), "exits make room, not cuts"


@pytest.mark.row("JN-18")
def test_a_district_adds_no_more_than_it_lacks() -> None:
    # 60 left in the city, 长清 lacks 85 - 70
    case = two(150, 70, 60, applies("A", THERE, 15), applies("B", THERE, 16))
    assert holds(case, plan(case, "A"), "bed-quota") and not holds(case, plan(case, "B"), "bed-quota")


@pytest.mark.row("JN-17", "JN-18")
def test_at_or_under_the_citys_target_there_is_no_quota() -> None:
    # 150 + 30 of 20,000 are 9 a thousand exactly
    case = two(150, 30, 0, applies("C", HERE, 5))
    assert [f.verdict for f in found(case, plan(case, "C"), "bed-quota")] == ["not_applicable"]


@pytest.mark.row("JN-18", "JN-31")
def test_a_districts_own_value_is_8_5_a_thousand_by_60_25_15_unless_its_factor_says_otherwise() -> None:
    case = two(150, 30, 0)
    rows = {(n.district, n.tier): n.required for n in case.needs if n.scope == "district"}
    assert rows[THERE, ""] == 85 and rows[THERE, "tertiary"] == 51                     # 0.60 x 85
    assert [rows[THERE, t] for t in ("secondary", "primary")] == [21, 13]              # 21.25 and 12.75
    assert case.short == {THERE}
    wider = desk("jinan", city({HERE: 10_000}, [hospital("H", HERE, 90)]), f_d={HERE: "1.2"})
    assert [n.required for n in wider.district_needs] == [102]                         # 1.2 x 85
    assert model("jinan").parameters["district_value"].source == "annex (not published)"


# -- 分院、变更地址

@pytest.mark.row("JN-20")
def test_a_branch_fits_the_bed_total_of_the_district_in_which_it_stands() -> None:
    # 历下 has 80 of 85, 长清 40
    rows = [applies(c, d, n, kind=k) for c, d, n, k in (("A", HERE, 5, "branch"), ("B", HERE, 6, "branch"), ("C", HERE, 6, "new"),
                                                        ("D", THERE, 40, "branch"))]
    case = two(80, 40, 0, *rows)
    assert holds(case, plan(case, "A"), "branch-total") and not holds(case, plan(case, "B"), "branch-total")
    assert holds(case, plan(case, "C"), "branch-total"), "others go by the city's total"
    assert holds(case, plan(case, "D"), "branch-total")
    assert ledger(plan(case, "D"), case).sum("admitted", districts=[THERE]) == 40
    full = two(100, 40, 0, applies("A", HERE, 1, kind="branch"))
    assert not holds(full, plan(full, "A"), "branch-total")


@pytest.mark.row("JN-20")
def test_a_branch_counts_in_the_citys_total_and_quota_like_any_new_hospital() -> None:
    case = desk("jinan", one(80, applies("A", HERE, 10, kind="branch"), applies("B", HERE, 11, kind="branch")))
    assert holds(case, plan(case, "A"), "bed-ceiling") and not holds(case, plan(case, "B"), "bed-ceiling")
    over = two(160, 30, 0, applies("A", THERE, 1, kind="branch"))
    assert not holds(over, plan(over, "A"), "bed-quota")


@pytest.mark.row("JN-21", "JN-22")
@pytest.mark.parametrize("government", [True, False])
def test_a_hospital_that_moves_fits_the_bed_total_of_the_district_that_it_moves_to(government: bool) -> None:
    move = applies("R", HERE, 0, kind="relocation", category="inpatient", facility="hospital", parent_code="T", stage="assessed",
                   moved_by_government=government)
    within, beyond = two(50, 35, 0, move), two(50, 36, 0, move)
    assert holds(within, plan(within, "R"), "branch-total") and not holds(beyond, plan(beyond, "R"), "branch-total")
    stays = applies("R", HERE, 0, kind="relocation", category="inpatient", facility="hospital", parent_code="H", stage="assessed")
    full = two(100, 40, 0, stays)
    assert holds(full, plan(full, "R"), "branch-total"), "within its district it adds nothing"


# -- 供需

@pytest.mark.row("JN-26", "JN-31")
@pytest.mark.parametrize(("required", "state"), [(106, "short"), (105, "balanced"), (96, "balanced"), (95, "surplus")])
def test_demand_is_over_supply_above_1_05_and_under_it_from_0_95(required: int, state: str) -> None:
    there = [hospital("H", HERE, 100, specialty="oncology")]
    case = desk("jinan", city({HERE: 100_000}, there, requirements=needs(oncology=required)))
    assert [(s.area, s.sort, s.required, s.actual, s.state) for s in case.states["supply-hospitals"]] == [
        (HERE, "oncology", required, 100, state)]
    said = model("jinan").parameters
    assert (said["demand_over"].default, said["supply_over"].default) == (Fraction("1.05"), Fraction("0.95"))


@pytest.mark.row("JN-26", "JN-31")
@pytest.mark.parametrize(("required", "state"), [(3, "short"), (2, "balanced"), (1, "surplus")])
def test_clinics_are_judged_by_type_and_number(required: int, state: str) -> None:
    wanted = (Requirement(district=HERE, category="outpatient", type="dental", required=required, unit="institutions"),)
    there = [clinic(c, HERE, type="dental") for c in "AB"]
    case = desk("jinan", city({HERE: 100_000}, there, requirements=wanted))
    assert [(s.sort, s.actual, s.state) for s in case.states["supply-clinics"]] == [("dental", 2, state)]


@pytest.mark.row("JN-28")
@pytest.mark.parametrize(("required", "closed"), [(95, True), (96, False)])
def test_where_supply_is_over_demand_nothing_more_of_the_sort_comes_in(required: int, closed: bool) -> None:
    there = [hospital("H", HERE, 100, specialty="eye"), hospital("T", THERE, 10, specialty="eye")]
    rows = [applies("A", HERE, 5, specialty="eye"), applies("B", HERE, 5, specialty="oncology"), applies("C", THERE, 5, specialty="eye"),
            applies("D", HERE, 5, kind="expansion", parent_code="H", specialty="eye")]
    case = desk("jinan", city({HERE: 100_000, THERE: 100_000}, there, rows, requirements=needs(eye=required)))
    assert [c for c in "ABCD" if against(case, c) == ["freeze-surplus-hospitals"]] == (["A", "D"] if closed else [])
    assert holds(case, plan(case, "A"), "freeze-surplus-hospitals") is not closed


@pytest.mark.row("JN-28")
@pytest.mark.parametrize(("required", "closed"), [(1, ["A"]), (2, [])])
def test_and_so_it_is_with_clinics_by_type(required: int, closed: list[str]) -> None:
    wanted = (Requirement(district=HERE, category="outpatient", type="dental", required=required, unit="institutions"),)
    there = [clinic(c, HERE, type="dental") for c in ("X", "Y")]
    case = desk("jinan", city({HERE: 100_000}, there, [applies("A", HERE, type="dental"), applies("B", HERE, type="tcm")],
                              requirements=wanted))
    assert [c for c in "AB" if against(case, c) == ["freeze-surplus-clinics"]] == closed
    assert holds(case, plan(case, "A"), "freeze-surplus-clinics") is (not closed)


@pytest.mark.row("JN-21", "JN-22", "JN-28")
@pytest.mark.parametrize(("required", "closed"), [(95, ["M", "F"]), (96, [])])
def test_who_moves_and_must_apply_again_adds_to_a_surplus_as_a_new_one_does(required: int, closed: list[str]) -> None:
    """100 beds of the sort in 历下: M moves within it, F comes from 长清, G is moved by public planning."""
    there = [hospital("H", HERE, 60, specialty="eye"), hospital("I", HERE, 40, specialty="eye"), hospital("T", THERE, 10, specialty="eye")]
    more = {"category": "inpatient", "kind": "relocation", "tier": "secondary", "specialty": "eye"}
    rows = [applies("M", HERE, parent_code="H", **more), applies("F", HERE, parent_code="T", **more),
            applies("G", HERE, parent_code="I", moved_by_government=True, **more)]
    case = desk("jinan", city({HERE: 100_000, THERE: 100_000}, there, rows, requirements=needs(eye=required)))
    assert [c for c in "MFG" if "freeze-surplus-hospitals" in against(case, c)] == closed


@pytest.mark.row("JN-21", "JN-22", "JN-28")
def test_and_so_does_a_clinic_that_moves() -> None:
    wanted = (Requirement(district=HERE, category="outpatient", type="dental", required=1, unit="institutions"),)
    more = {"kind": "relocation", "type": "dental", "facility": "clinic"}
    rows = [applies("M", HERE, parent_code="X", **more), applies("G", HERE, parent_code="Y", moved_by_government=True, **more)]
    case = desk("jinan", city({HERE: 100_000}, [clinic(c, HERE, type="dental") for c in ("X", "Y")], rows, requirements=wanted))
    assert ["freeze-surplus-clinics" in against(case, c) for c in "MG"] == [True, False]


def rivals(a: str, b: str, **required: int) -> Case:
    """Two ask for the last ten beds of the city, each of a specialty."""
    rows = [applies(c, HERE, 10, specialty=s, score=Fraction(80)) for c, s in (("A", a), ("B", b))]
    return desk("jinan", one(80, *rows, requirements=needs(**required)))


@pytest.mark.row("JN-07")
@pytest.mark.parametrize("specialty", ["psychiatric", "paediatric", "oncology", "rehabilitation"])
def test_four_specialties_come_first_where_demand_is_over_supply(specialty: str) -> None:
    # of orthopaedics too more is needed, which is preferred as well, but less
    assert set(chosen(rivals("orthopaedic", specialty, **{"orthopaedic": 50, specialty: 50})).admitted) == {"B"}
    assert set(chosen(rivals("orthopaedic", specialty, orthopaedic=50)).admitted) == {"A"}, "not where it is not short"


@pytest.mark.row("JN-27")
def test_of_two_alike_the_one_comes_first_of_which_more_is_needed() -> None:
    assert set(chosen(rivals("general", "orthopaedic")).admitted) == {"A"}
    assert set(chosen(rivals("general", "orthopaedic", orthopaedic=50)).admitted) == {"B"}, "nothing is there, fifty are needed"


@pytest.mark.row("JN-27")
def test_and_so_it_is_with_clinics() -> None:
    wanted = (Requirement(district=HERE, category="outpatient", type="tcm", required=5, unit="institutions"),)
    rows = [applies("A", HERE, type="general"), applies("B", HERE, type="tcm")]
    for required, winner in (((), "A"), (wanted, "B")):
        # 3.8 x 0.3 is one place
        case = desk("jinan", city({HERE: 3_000}, (), rows, requirements=required))
        assert set(chosen(case).admitted) == {winner}


# -- 同类机构比较

def far(value: Any, odd: Any, group: dict[str, Any], row: Any) -> list[Institution]:
    """Four alike and one that differs, and one that differs as much in a group of its own."""
    same = [row(f"I{k}", value, **group) for k in range(4)]
    return [*same, row("ODD", odd, **group), row("ELSE", odd, **{**group, "tier": "tertiary"})]


@pytest.mark.row("JN-26", "JN-30")
@pytest.mark.parametrize(("odd", "sign"), [("0.20", -1), ("1", 1)])
def test_who_is_used_far_less_or_more_than_those_of_its_grade_and_type_is_told(odd: str, sign: int) -> None:
    # four at 0.60 or so and one apart: two standard deviations, whatever the distance
    rows = far("0.60", odd, {"tier": "secondary", "type": "general"}, lambda c, use, **g: hospital(c, HERE, 100, use, **g))
    case = desk("jinan", city({HERE: 100_000}, rows))
    (said,) = case.states["peers-use"]
    assert (said.code, said.group, said.z * sign > 1.5) == ("ODD", "secondary/general", True)
    (told,) = [f for f in written(case, Plan())["findings"] if f["rule"] == "peers-use"]
    assert f"ODD（{said.z:+.2f}）" in told["text"]


@pytest.mark.row("JN-30")
def test_one_standard_deviation_and_a_half_is_not_far() -> None:
    # of three the one apart is at most 1.42 from their mean
    rows = [hospital(c, HERE, 100, use) for c, use in (("A", "0.5"), ("B", "0.5"), ("C", "1"))]
    case = desk("jinan", city({HERE: 100_000}, rows))
    assert case.states["peers-use"] == () and case.policy.rule("peers-use").deviations == Fraction("1.5")


@pytest.mark.row("JN-26", "JN-30")
def test_length_of_stay_and_visits_a_doctor_are_compared_too() -> None:
    stays = far(1_000, 200, {"tier": "secondary", "type": "general"},
                lambda c, n, **g: hospital(c, HERE, 100, admissions=n, **g))
    visits = far(9_000, 30_000, {"tier": "primary", "type": "general"}, lambda c, n, **g: clinic(f"C{c}", HERE, visits=n, doctors=3, **g))
    case = desk("jinan", city({HERE: 100_000}, [*stays, *visits]))
    assert [(p.code, p.value) for p in case.states["peers-stay"]] == [("ODD", Fraction(29_200, 200))]        # 0.80 x 365 x 100
    assert [(p.code, p.value) for p in case.states["peers-visits"]] == [("CODD", 10_000)]


# -- 转型、功能区

@pytest.mark.row("JN-36")
def test_idle_beds_turn_to_what_is_short() -> None:
    # 36 of 60 beds in use are 43 at 85 %: 17 are idle
    turned = {"kind": "conversion", "parent_code": "H"}
    rows = [applies("A", HERE, 17, convert_to="rehabilitation", **turned), applies("B", HERE, 18, convert_to="nursing", **turned),
            applies("C", HERE, 10, convert_to="hotel", **turned)]
    case = desk("jinan", city({HERE: 10_000}, [hospital("H", HERE, 60, "0.60")], rows))
    assert {c: against(case, c) for c in "ABC"} == {"A": [], "B": ["conversion"], "C": ["conversion"]}
    assert holds(case, plan(case, "A"), "conversion") and not holds(case, plan(case, "B"), "conversion")


@pytest.mark.row("JN-40")
def test_a_functional_zone_is_a_district_of_its_own() -> None:
    case = desk("jinan", city({HERE: 10_000, ZONE: 20_000}, [hospital("H", HERE, 80), hospital("Z", ZONE, 20)]))
    assert case.policy.rule("functional-zones").functional == (ZONE,)
    assert {n.district: (n.required, n.after_exits) for n in case.district_needs} == {HERE: (85, 80), ZONE: (170, 20)}
    assert {f.subject for f in found(case, Plan(), "functional-zones")} == {"city"}
    assert ZONE in {f.subject for f in found(desk("jinan", one(80)), Plan(), "functional-zones")}, "missed where the tables lack it"
