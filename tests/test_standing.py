"""What happens to each application before anything is weighed, in the order of the standings."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from allocator.domain.case import Case, Standing
from allocator.rules.base import Rule
from tests.towns import AS_OF, admitted, applies, city, cut, hospital, made, pharmacy, plan, refused, requirement, rule, three

KEY = rule("exempt", "key", where={"tags": "key_project"}, reach="quantity")
WHOLE = rule("exempt", "whole", where={"tags": "key_project"}, reach="plan", counted=False)
FROZEN = rule("freeze", "frozen", any_of=[{"occupancy_below": "1"}], categories=["inpatient"])
BARRED: dict[str, Any] = {"barred_until": date(2030, 1, 1)}
TAGGED: dict[str, Any] = {"tags": ("key_project",)}


def standing(*rules: Rule, decisions: Any = (), **more: Any) -> Standing:
    """Of one hospital of 5 beds in a district under full use."""
    return made(three(applies("A", "East", 5, **more)), *rules, decisions=decisions).standing("A")


def closed_by(s: Standing) -> list[str]:
    return [c.rule for c in s.closings]


def test_an_open_application_is_the_programs() -> None:
    s = standing(rule("ban"), rule("eligibility"), KEY)
    assert (s.open, s.fixed, s.reach, s.counted, closed_by(s)) == (True, "", "", True, [])


def test_all_that_stands_against_one_is_said_bans_first_freezes_last() -> None:
    s = standing(FROZEN, rule("eligibility"), rule("ban"), qualified=False, **BARRED)
    assert closed_by(s) == ["eligibility", "ban", "frozen"]
    assert not s.open


@pytest.mark.parametrize(("rules", "more", "fixed", "closed"), [
    ([KEY], {}, "admitted", []),
    ([KEY], {"kind": "site"}, "", []),
    ([WHOLE], {"kind": "site"}, "", []),
    ([KEY, FROZEN], {}, "", ["frozen"]),
    ([WHOLE, FROZEN], {}, "admitted", []),
    ([KEY, WHOLE, FROZEN], {}, "admitted", []),
    ([WHOLE, rule("ban")], BARRED, "", ["ban"]),
    ([WHOLE, rule("eligibility")], {"qualified": False}, "", ["eligibility"]),
    ([KEY, rule("freeze", "frozen", any_of=[{"occupancy_below": "1"}], categories=["inpatient"], spares=["key"])], {}, "admitted", []),
])
def test_exempt_from_all_that_stands_against_it_is_a_constant(rules: list[Rule], more: dict[str, Any], fixed: str,
                                                              closed: list[str]) -> None:
    s = standing(*rules, **TAGGED, **more)
    assert (s.fixed, closed_by(s), s.decided) == (fixed, closed, False)
    assert s.beds == (5 if fixed else 0)


def test_the_widest_reach_counts_and_one_that_does_not_count_is_enough() -> None:
    s = standing(KEY, WHOLE, **TAGGED)
    assert (s.reach, s.counted, [e.rule for e in s.exemptions]) == ("plan", False, ["key", "whole"])


def test_decisions_override_what_stands_against_and_what_exempts() -> None:
    yes = standing(FROZEN, rule("ban"), decisions=(admitted("A", 3),), **BARRED)
    assert (yes.fixed, yes.decided, yes.beds, yes.open, closed_by(yes)) == ("admitted", True, 3, False, ["ban", "frozen"])
    no = standing(KEY, decisions=(refused("A"),), **TAGGED)
    assert (no.fixed, no.decided, no.beds, no.reach) == ("refused", True, 0, "quantity")


def test_a_decision_without_beds_grants_as_applied_and_a_move_all_its_beds() -> None:
    assert standing(decisions=(admitted("A"),)).beds == 5
    moves = applies("R", "West", category="inpatient", kind="relocation", parent_code="W1")
    assert made(three(moves), decisions=(admitted("R"),)).standing("R").beds == 100


def test_who_is_excused_from_numbers_and_who_from_the_plan() -> None:
    wish = (applies("A", "East", 1, **TAGGED), applies("B", "East", 1, tags=("university",)), applies("C", "East", 1),
            applies("D", "East", 1),
            applies("E", "East", 1))
    case = made(three(*wish), KEY, rule("exempt", "school", where={"tags": "university"}, reach="plan"),
                decisions=(admitted("C"), refused("D")))
    assert case.excused_quantity == {"A", "B", "C", "D"}
    assert case.excused_plan == {"B", "C", "D"}
    assert [a.code for a in case.counting] == ["E"]


def test_the_excused_part_of_a_plan_is_what_exemptions_and_decisions_bring() -> None:
    wish = (applies("A", "East", 1, **TAGGED), applies("B", "East", 2))
    case = made(three(*wish), KEY, decisions=(cut("W1", 5), cut("W2", 7)))
    part = case.excused(plan(case, "A", "B", cuts={"W1": 9, "W2": 3, "W3": 4}))
    assert (part.admitted, part.reduced, part.transfers) == ({"A": 1}, {"W1": 5, "W2": 3}, {})
    assert case.excused(plan(case, "A"), reach="plan").admitted == {}


def test_states_are_measured_before_standings_and_shared() -> None:
    leaves = rule("conversion", to=["nursing", "hotel"], leaves_total=["nursing"], target_use="0.5")
    case = made(three(), requirement(), leaves, rule("balance_indicator", category="pharmacy"))
    assert (case.short, case.leaves, set(case.states)) == ({"East"}, {"nursing"}, {"requirement", "balance-indicator"})


def test_no_order_of_rows_decides_anything() -> None:
    wish = [applies(c, "East", 5, applied_on=AS_OF) for c in "DBCA"]
    here = [hospital(h, "East", 9) for h in "ZYX"]
    one, other = (made(city({"West": 900, "East": 1000}, hs, ws), KEY, requirement()) for hs,
                  ws in ((here, wish), (here[::-1], sorted(wish, key=lambda a: a.code))))
    assert list(one.standings) == list(other.standings) == ["A", "B", "C", "D"]
    assert one.standings == other.standings
    assert one.needs == other.needs


def test_sites_and_movers_are_what_may_or_may_not_be_there() -> None:
    shop: dict[str, Any] = {"category": "pharmacy"}
    wish = (applies("R", "East", kind="relocation", parent_code="P", **shop), applies("A", "East", **shop), applies("B", "East"))
    reach = rule("coverage", "circle", category="pharmacy", reach={"urban": {"metres": 500}})
    case: Case = made(city({"East": 10}, (pharmacy("P", "East"), pharmacy("Q", "East")), wish, [("East", 0, 10)]), reach)
    assert case.access["circle"].sites == ("A", "R", "stay:P>R")
