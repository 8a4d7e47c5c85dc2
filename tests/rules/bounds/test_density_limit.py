"""A resource per thousand people: at the limit, beyond it, and what holds while the stock is beyond. 40 000 insured, 280 beds."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.city import District
from allocator.domain.finding import Verdict
from allocator.domain.instance import Decision
from allocator.domain.institution import Application, Institution
from tests.towns import admitted, applies, city, clinic, cut, finding, findings, hospital, made, plan, rule, three

KEY = rule("exempt", "key", where={"tags": "key_project"}, reach="quantity")
LEAVES = rule("conversion", to=["nursing"], leaves_total=["nursing"], target_use="0.1")


def town(*wish: Application, more: tuple[Institution, ...] = (), decisions: tuple[Decision, ...] = (), **figures: Any) -> Case:
    it = rule("density_limit", "it", **{"resource": "insured_beds", **figures})
    return made(three(*wish, more=more), KEY, LEAVES, it, decisions=decisions)


@pytest.mark.parametrize(("beds", "verdict"), [(9, Verdict.MET), (10, Verdict.BINDING), (11, Verdict.VIOLATED)])
def test_a_cap_is_rounded_down(beds: int, verdict: Verdict) -> None:
    # 7.2525 x 40 = 290.1: 290 beds, 10 more than today's.
    case = town(applies("A", "East", beds), value="7.2525")
    f = finding(case, plan(case, "A"))
    assert (f.verdict, f.limit, f.facts["today"]) == (verdict, 290, 280)


@pytest.mark.parametrize(("cuts", "verdict"), [({}, Verdict.VIOLATED), ({"W1": 9}, Verdict.VIOLATED), ({"W1": 10}, Verdict.BINDING)])
def test_no_net_increase_while_over(cuts: dict[str, int], verdict: Verdict) -> None:
    # 6 x 40 = 240 < 280: at most today's 280.
    case = town(applies("A", "East", 10), value="6", when_over="net_nonincrease")
    assert finding(case, plan(case, "A", cuts=cuts)).verdict is verdict


def test_exits_and_conversions_make_room_while_over() -> None:
    turned = applies("C", "West", 4, kind="conversion", parent_code="W2", convert_to="nursing")
    case = town(applies("A", "East", 10), turned, more=(hospital("W9", "West", 6, exited_on=date(2026, 1, 1)),), value="6",
                when_over="net_nonincrease")
    # Today 286, 6 leave, 4 turn, 10 come.
    f = finding(case, plan(case, "A", "C"))
    assert (f.measured, f.limit, f.verdict) == (286, 286, Verdict.BINDING)


def test_nothing_new_while_over_whatever_is_given_up() -> None:
    case = town(applies("A", "East", 1), value="6", when_over="no_new")
    assert finding(case, plan(case, "A", cuts={"W1": 10}), row="no_new").verdict is Verdict.VIOLATED
    assert finding(case, plan(case, cuts={"W1": 10}), row="no_new").verdict is Verdict.BINDING


def test_no_new_says_nothing_while_the_limit_is_kept() -> None:
    case = town(applies("A", "East", 10), value="7.25", when_over="no_new")
    assert findings(case, plan(case, "A"), row="no_new") == []
    assert finding(case, plan(case, "A")).verdict is Verdict.BINDING


def test_no_new_lets_hospitals_move() -> None:
    moves = applies("R", "East", category="inpatient", kind="relocation", parent_code="W3", tier="secondary")
    case = town(moves, value="6", when_over="no_new")
    assert not [f for f in findings(case, plan(case, "R")) if f.verdict is Verdict.VIOLATED]


@pytest.mark.parametrize(("year", "limit"), [(2025, 280), (2026, 272), (2027, 272), (2028, 240), (2030, 240)])
def test_a_glide_holds_the_latest_milestone(year: int, limit: int) -> None:
    # 7 x 40 = 280, 6.8 x 40 = 272, 6 x 40 = 240.
    it = rule("density_limit", "it", resource="insured_beds", value="5", when_over={"glide": {2025: "7", 2026: "6.8", 2028: "6"}})
    case = made(three(year=year), it)
    assert finding(case, plan(case)).limit == limit


def test_before_the_first_milestone_and_under_the_limit_the_figure_itself_holds() -> None:
    early, under = town(value="5", when_over={"glide": {2027: "6.8"}}), town(value="8", when_over={"glide": {2026: "6.8"}})
    assert finding(early, plan(early)).limit == 200
    assert finding(under, plan(under)).limit == 320


def test_at_the_limit_is_not_beyond_it() -> None:
    # 7 x 40 = 280 = today's: no glide, no freeze.
    case = town(value="7", when_over={"glide": {2026: "7.5"}})
    assert finding(case, plan(case)).limit == 280


def test_a_floor_is_rounded_up_and_held_by_no_cut() -> None:
    # 6.7525 x 40 = 270.1: 271 at least.
    case = town(value="6.7525", sense=">=")
    assert finding(case, plan(case, cuts={"W1": 9})).verdict is Verdict.BINDING
    assert finding(case, plan(case, cuts={"W1": 10})).verdict is Verdict.VIOLATED


def test_a_decided_cut_is_excused_under_a_floor_and_gives_room_under_a_cap() -> None:
    floor = town(value="7", sense=">=", decisions=(cut("W1", 30),))
    f = finding(floor, plan(floor, cuts={"W1": 30}))
    assert (f.measured, f.limit, f.excused, f.verdict) == (250, 280, -30, Verdict.BINDING)
    cap = town(applies("A", "East", 30), value="6", when_over="net_nonincrease", decisions=(cut("W1", 30),))
    assert finding(cap, plan(cap, "A", cuts={"W1": 30})).verdict is Verdict.BINDING


def test_what_is_exempt_or_decided_is_excused_and_said() -> None:
    wish = (applies("A", "East", 30, tags=("key_project",)), applies("D", "East", 12), applies("B", "East", 1))
    case = town(*wish, value="6", when_over="net_nonincrease", decisions=(admitted("D"),))
    f = finding(case, plan(case, "A", "D"))
    assert (f.measured, f.limit, f.excused, f.verdict) == (322, 280, 42, Verdict.BINDING)
    assert finding(case, plan(case, "A", "B", "D")).verdict is Verdict.VIOLATED


def test_a_should_rule_excuses_nobody_and_says_its_gap() -> None:
    wish = (applies("A", "East", 30, tags=("key_project",)),)
    case = town(*wish, value="6", when_over={"glide": {2026: "7.25"}}, strictness="should")
    # 7.25 x 40 = 290; 280 + 30 = 310.
    f = finding(case, plan(case, "A"))
    assert (f.limit, f.excused, f.gap, f.verdict, f.broken) == (290, 0, 20, Verdict.VIOLATED, False)


@pytest.mark.parametrize(("beds", "verdict"), [(10, Verdict.BINDING), (11, Verdict.VIOLATED)])
def test_a_cap_of_an_external_plan(beds: int, verdict: Verdict) -> None:
    case = town(applies("A", "East", beds), scope="district", caps={"East": 50})
    assert finding(case, plan(case, "A"), subject="East").verdict is verdict
    assert finding(case, plan(case, "A"), subject="Mid").verdict is Verdict.NOT_APPLICABLE


def test_a_stock_over_its_external_cap_may_stay() -> None:
    case = town(applies("A", "West", 1), scope="district", caps={"West": 100}, when_over="net_nonincrease")
    assert finding(case, plan(case), subject="West").verdict is Verdict.BINDING
    assert finding(case, plan(case, "A"), subject="West").verdict is Verdict.VIOLATED


def test_the_stricter_of_figure_and_cap_holds() -> None:
    # East: 6 x 10 = 60, cap 50; Mid: 60, cap 90.
    case = town(scope="district", value="6", caps={"East": 50, "Mid": 90})
    assert [finding(case, plan(case), subject=d).limit for d in ("East", "Mid")] == [50, 60]


# -- doctors: 3 per 1000

def doctors(*wish: Application, **figures: Any) -> Case:
    here = (clinic("C1", "East", doctors=31), clinic("C2", "Mid", doctors=28), hospital("H2", "Mid", 10, doctors=1))
    it = rule("density_limit", "it", **{"resource": "doctors", "value": "3", "scope": "district", "adds": {"category": "outpatient"},
                                        "when_over": "net_nonincrease", **figures})
    return made(city({"East": 10_000, "Mid": 10_000}, here, wish), KEY, it)


@pytest.mark.parametrize(("district", "more", "verdict"), [
    ("Mid", 1, Verdict.BINDING), ("Mid", 2, Verdict.VIOLATED), ("East", 0, Verdict.BINDING), ("East", 1, Verdict.VIOLATED)])
def test_a_district_stays_within_today_or_the_cap(district: str, more: int, verdict: Verdict) -> None:
    # 30 allowed; Mid has 29, East 31 already.
    case = doctors(applies("A", district, doctors=more))
    assert finding(case, plan(case, "A"), subject=district).verdict is verdict


def test_only_those_that_it_limits_add_doctors() -> None:
    case = doctors(applies("H", "East", 10, doctors=40), applies("R", "East", kind="relocation", parent_code="C2", doctors=28))
    assert finding(case, plan(case, "H", "R"), subject="East").measured == 31


def test_f_d_moves_the_limit_of_its_district() -> None:
    # 3 x 1.1 x 10 = 33; 3 x 10 = 30, but 31 are there.
    case = doctors(factor={"Mid": "1.1"})
    assert [finding(case, plan(case), subject=d).limit for d in ("East", "Mid")] == [31, 33]


def test_residents_are_another_base_and_ten_thousand_another_unit() -> None:
    town_ = city([District(district="East", insured=10_000, residents=20_000)], (clinic("C", "East"), clinic("K", "East")))
    case = made(town_, rule("density_limit", "it", resource="institutions", value="1.5", base="residents", per=10_000))
    f = finding(case, plan(case))
    assert (f.measured, f.limit, f.facts["people"]) == (2, 3, 20_000)


def test_waiting_beds_and_doctors_count_where_they_will_be() -> None:
    waiting = (applies("Q", "Mid", 7, doctors=5, account_district="East"),)
    town_ = city({"East": 10_000, "Mid": 10_000}, pending=waiting)
    beds = made(town_, rule("density_limit", "it", resource="insured_beds", value="9", scope="district"))
    people = made(town_, rule("density_limit", "it", resource="doctors", value="9", scope="district"))
    assert [finding(beds, plan(beds), subject=d).measured for d in ("East", "Mid")] == [7, 0]
    assert [finding(people, plan(people), subject=d).measured for d in ("East", "Mid")] == [0, 5]


def test_a_zone_is_its_districts() -> None:
    case = made(three(), rule("density_limit", "it", resource="insured_beds", value=Fraction(20, 3), scope="zone"),
                zones={"rim": ("East", "West")})
    f = finding(case, plan(case))
    # 20/3 x 30 = 200; 40 + 180 = 220.
    assert (f.subject, f.measured, f.limit) == ("rim", 220, 200)
