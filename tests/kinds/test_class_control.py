"""Directions: no net increase of a class, and a share of it to be given up as a should."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from allocator.domain.city import Requirement
from allocator.domain.instance import Decision
from tests.kinds.town import Rows, admit, agree, case_of, clinic, findings, hospital, met, pharmacy, plans, rule, town, two, wants

ZONES = {"main": ("甲",), "rest": ("乙",)}


def control(**figures: object) -> object:
    return rule("class_control", "control", **figures)


def test_beds_of_a_zone_do_not_grow_but_what_exits_may_be_replaced() -> None:
    rows = [hospital("H1"), hospital("H2", beds=20, exited_on=date(2026, 3, 1)), hospital("H3", "乙")]
    city = town(
        rows,
        [
            wants("A", beds=20),
            wants("B", beds=5),
            wants("C", district="乙", beds=9),
            wants("E", kind="expansion", beds=4, parent_code="H1"),
        ],
        districts=two(),
    )
    case = case_of(city, control(where={"category": "inpatient"}, net="beds", scope="zone", within=["main"]), zones=ZONES)
    assert met(case, admit(case, "A"), "control"), "against the stock before the exits"
    assert not met(case, admit(case, "A", "B"), "control") and met(case, admit(case, "A", "B", cuts={"H1": 5}), "control")
    assert met(case, admit(case, "C"), "control"), "another zone"
    agree(case, "control", {"H1": (0, 4, 5), "H3": (0, 1)})


def test_only_the_tier_that_it_speaks_of() -> None:
    city = town(
        [hospital("H1", tier="tertiary"), hospital("H2")],
        [
            wants("A", beds=5, tier="tertiary"),
            wants("B", beds=5),
            wants("U", kind="upgrade", category="inpatient", tier="tertiary", parent_code="H2"),
            wants("D", kind="upgrade", category="inpatient", tier="secondary", parent_code="H1"),
        ],
    )
    case = case_of(city, control(where={"category": "inpatient", "tier": "tertiary"}, net="beds"))
    assert met(case, admit(case, "B"), "control")
    assert not met(case, admit(case, "U"), "control"), "100 beds more of the tier"
    assert met(case, admit(case, "U", "D"), "control"), "as many less"
    agree(case, "control", {"H1": (0, 5), "H2": (0, 5)})


def test_no_net_increase_of_institutions() -> None:
    city = town(
        [pharmacy("P1"), pharmacy("P2", exited_on=date(2026, 3, 1))],
        [wants("A"), wants("B"), wants("R", kind="relocation", parent_code="P1")],
    )
    case = case_of(city, control(where={"category": "pharmacy"}, net="institutions"))
    assert met(case, admit(case, "A", "R"), "control") and not met(case, admit(case, "A", "B"), "control")
    agree(case, "control")


def test_a_share_to_be_given_up_is_a_gap() -> None:
    # ⌈0.03 x 150⌉ = 5 of 150: 145 at most
    city = town([hospital("H1"), hospital("H2", beds=50)], [wants("A", beds=2), wants("B", beds=1, tags=("key_project",))])
    case = case_of(
        city,
        rule("exempt", where={"tags": "key_project"}),
        control(where={"category": "inpatient"}, net="beds", cut="0.03", strictness="should", gap_in="direction_gap"),
    )
    rows = Rows(case, "control")
    gaps = set()
    for plan in plans(case, {"H1": (0, 2, 5, 9)}):
        found = findings(case, plan, "control")
        assert found[0].limit == 145
        assert rows.gap(plan) == sum(f.gap for f in found)
        gaps.add(sum(f.gap for f in found))
    assert gaps == {0, 2, 3, 5, 7}


def test_exempt_ones_and_decisions_are_excused() -> None:
    decided = (Decision(application="D", fix="admitted", reason="试", by="试"),)
    city = town([hospital("H1")], [wants("E", beds=50, tags=("key_project",)), wants("D", beds=7), wants("A", beds=1)])
    case = case_of(
        city, rule("exempt", where={"tags": "key_project"}), control(where={"category": "inpatient"}, net="beds"), decisions=decided
    )
    assert met(case, admit(case, "E", "D"), "control") and not met(case, admit(case, "E", "D", "A"), "control")
    agree(case, "control", {"H1": (0, 1)})


def test_only_where_supply_is_saturated() -> None:
    need = tuple(Requirement(district=d, category="pharmacy", required=n, unit="institutions") for d, n in (("甲", 1), ("乙", 2)))
    city = town([pharmacy("P1"), pharmacy("P2", "乙")], [wants("A"), wants("B", district="乙")], districts=two(), requirements=need)
    supply = rule("balance_indicator", "supply", category="pharmacy", mode="supply")
    case = case_of(
        city,
        supply,
        control(where={"category": "pharmacy"}, net="institutions", scope="district", in_state={"rule": "supply", "states": ["surplus"]}),
    )
    assert {r.area: r.state for r in case.states["supply"]} == {"甲": "surplus", "乙": "short"}
    assert not met(case, admit(case, "A"), "control") and met(case, admit(case, "B"), "control")
    agree(case, "control")


def test_nowhere_in_the_state_is_told() -> None:
    supply = rule("balance_indicator", "supply", category="pharmacy", mode="supply")
    case = case_of(
        town([], [wants("A")]),
        supply,
        control(where={"category": "pharmacy"}, net="institutions", scope="district", in_state={"rule": "supply", "states": ["surplus"]}),
    )
    assert [f.verdict for f in findings(case, admit(case), "control")] == ["not_applicable"]
    assert not case.policy.rule("control").covers(case.city.by_application["A"], case)


def test_description_says_what_is_held() -> None:
    said = {control(where={"category": "pharmacy"}, **f).describe() for f in ({}, {"net": "beds"}, {"net": "beds", "cut": Fraction(1, 50)})}
    assert len(said) == 3 and any("2.0%" in s for s in said)


def test_dental_clinics_alone() -> None:
    city = town(
        [clinic("C1", type="dental", exited_on=date(2026, 2, 1))],
        [
            wants("A", category="outpatient", type="dental"),
            wants("B", category="outpatient", type="dental"),
            wants("C", category="outpatient"),
        ],
    )
    case = case_of(city, control(where={"category": "outpatient", "type": "dental"}, net="institutions"))
    assert met(case, admit(case, "A", "C"), "control") and not met(case, admit(case, "A", "B"), "control")
    agree(case, "control")
