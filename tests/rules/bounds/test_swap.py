"""减一增一, row by row: exactly at the limit and one bed beyond. East lacks 20 beds, Mid none, West has 60 too many."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.finding import Verdict
from allocator.domain.instance import Decision
from allocator.domain.institution import Application, Institution
from tests.towns import admitted, applies, cut, finding, findings, hospital, made, plan, requirement, rule, three

KEY = rule("exempt", "key", where={"tags": "key_project"}, reach="quantity")
LEAVES = rule("conversion", to=["nursing", "rehabilitation"], leaves_total=["nursing"], target_use="0.1")


def town(*wish: Application, more: tuple[Institution, ...] = (), decisions: tuple[Decision, ...] = (), **figures: Any) -> Case:
    it = rule("swap", "it", **{"reuse": "1", **figures})
    return made(three(*wish, more=more), requirement(), LEAVES, KEY, rule("transfer"), it, decisions=decisions)


def turned(code: str, district: str, beds: int, parent: str, to: str = "nursing") -> Application:
    return applies(code, district, beds, kind="conversion", parent_code=parent, convert_to=to)


@pytest.mark.parametrize(("beds", "verdict"), [(5, Verdict.BINDING), (6, Verdict.VIOLATED), (4, Verdict.MET)])
def test_reuse_grants_its_share_of_what_is_given_up(beds: int, verdict: Verdict) -> None:
    # 7 beds cut, 1 converted, 2 leave: 10 given up, half of them granted again.
    case = town(applies("A", "East", beds), turned("C", "West", 1, "W2"), reuse="0.5",
                more=(hospital("W9", "West", 2, exited_on=date(2026, 2, 1)),))
    f = finding(case, plan(case, "A", "C", cuts={"W1": 7}), row="reuse")
    assert (f.verdict, f.measured, f.limit, f.unit) == (verdict, beds, 5, "beds")


@pytest.mark.parametrize(("beds", "met"), [(4, True), (5, False)])
def test_reuse_is_rounded_down(beds: int, met: bool) -> None:
    # Half of 9 is 4.5: 4 are granted.
    case = town(applies("A", "East", beds), reuse="0.5")
    assert (finding(case, plan(case, "A", cuts={"W1": 9}), row="reuse").verdict is not Verdict.VIOLATED) == met


@pytest.mark.parametrize(("received", "verdict"), [(7, Verdict.BINDING), (6, Verdict.VIOLATED), (8, Verdict.MET)])
def test_balance_of_the_receiver(received: int, verdict: Verdict) -> None:
    # East adds 10, 3 of its own leave, so 7 must come in.
    case = town(applies("A", "East", 10), more=(hospital("E9", "East", 3, exited_on=date(2026, 2, 1)),))
    p = plan(case, "A", cuts={"W1": 8}, transfers={("West", "East"): received})
    assert finding(case, p, subject="East", row="balance").verdict is verdict


@pytest.mark.parametrize(("sent", "verdict"), [(8, Verdict.BINDING), (9, Verdict.VIOLATED)])
def test_balance_of_the_giver(sent: int, verdict: Verdict) -> None:
    # West cuts 10 and replaces 2 by oncology: 8 are left to send.
    case = town(applies("A", "West", 2, specialty="oncology"), same_district_replacement="short_specialties",
                short_specialties=["oncology"])
    p = plan(case, "A", cuts={"W1": 10}, transfers={("West", "East"): sent})
    f = finding(case, p, subject="West", row="balance")
    assert (f.verdict, f.facts["added"], f.facts["outflow"], f.facts["supply"]) == (verdict, 2, sent, 10)


@pytest.mark.parametrize(("beds", "verdict"), [(20, Verdict.BINDING), (21, Verdict.VIOLATED)])
def test_headroom_is_what_is_lacking(beds: int, verdict: Verdict) -> None:
    # 60 required, 40 there.
    case = town(applies("A", "East", beds))
    assert finding(case, plan(case, "A"), subject="East", row="headroom").verdict is verdict


def test_headroom_counts_after_exits() -> None:
    # 60 required, 40 + 5 there, of which 5 leave: 20 lacking, not 15.
    case = town(applies("A", "East", 20), more=(hospital("E9", "East", 5, exited_on=date(2026, 12, 31)),))
    assert finding(case, plan(case, "A"), subject="East", row="headroom").limit == 20


@pytest.mark.parametrize(("beds", "verdict"), [(4, Verdict.BINDING), (3, Verdict.VIOLATED), (5, Verdict.MET)])
def test_hold_lets_a_short_district_lose_nothing_on_balance(beds: int, verdict: Verdict) -> None:
    # 4 of E1's beds turn to nursing.
    case = town(applies("A", "East", beds), turned("C", "East", 4, "E1"))
    assert finding(case, plan(case, "A", "C"), subject="East", row="hold").verdict is verdict


def test_hold_lets_exits_go() -> None:
    case = town(more=(hospital("E9", "East", 5, exited_on=date(2026, 6, 1)),))
    f = finding(case, plan(case), subject="East", row="hold")
    assert (f.measured, f.verdict) == (0, Verdict.BINDING)


def test_hold_lets_no_hospital_move_out_of_a_short_district() -> None:
    moves = applies("R", "West", category="inpatient", kind="relocation", parent_code="E1", tier="secondary")
    case = town(moves, applies("A", "East", 20))
    f = finding(case, plan(case, "R", "A"), subject="East", row="hold")
    assert (f.measured, f.verdict) == (40 - 20, Verdict.VIOLATED)


def test_hold_does_not_hold_a_decided_cut_against_a_plan() -> None:
    case = town(decisions=(cut("E1", 7),))
    assert finding(case, plan(case, cuts={"E1": 7}), subject="East", row="hold").verdict is Verdict.BINDING
    assert finding(case, plan(case, cuts={"E1": 8}), subject="East", row="hold").verdict is Verdict.VIOLATED


@pytest.mark.parametrize(("how", "specialty", "met"), [
    ("none", "general", False), ("none", "oncology", False), ("short_specialties", "general", False),
    ("short_specialties", "oncology", True),
    ("any", "general", True)])
def test_surplus_districts_only_replace(how: str, specialty: str, met: bool) -> None:
    case = town(applies("A", "West", 1, specialty=specialty), same_district_replacement=how, short_specialties=["oncology"])
    f = finding(case, plan(case, "A", cuts={"W1": 1}), subject="West", row="surplus")
    assert f.verdict is (Verdict.BINDING if met else Verdict.VIOLATED)


@pytest.mark.parametrize(("given", "verdict"), [(6, Verdict.BINDING), (5, Verdict.VIOLATED), (7, Verdict.MET)])
def test_net_change_of_a_surplus_district(given: int, verdict: Verdict) -> None:
    # 6 beds replace what West itself gives up.
    case = town(applies("A", "West", 6, specialty="oncology"), same_district_replacement="any")
    assert finding(case, plan(case, "A", cuts={"W1": given}), subject="West", row="net").verdict is verdict


def test_net_change_counts_who_moves_in() -> None:
    # W3's 30 beds move to Mid, which is not short.
    moves = applies("R", "Mid", category="inpatient", kind="relocation", parent_code="W3", tier="secondary")
    case = town(moves)
    f = finding(case, plan(case, "R"), subject="Mid", row="net")
    assert (f.measured, f.verdict) == (30, Verdict.VIOLATED)
    assert finding(case, plan(case, "R"), subject="West", row="net").measured == -30


def test_a_relocation_within_a_district_and_a_conversion_that_stays_need_no_quota() -> None:
    moves = applies("R", "West", category="inpatient", kind="relocation", parent_code="W3", tier="secondary")
    case = town(moves, turned("C", "West", 5, "W2", "rehabilitation"))
    assert [f for f in findings(case, plan(case, "R", "C")) if f.verdict is Verdict.VIOLATED] == []


def test_what_is_exempt_or_decided_overruns_nothing_and_is_said() -> None:
    wish = (applies("A", "Mid", 30, tags=("key_project",)), applies("D", "East", 25))
    case = town(*wish, decisions=(admitted("D"),))
    found = findings(case, plan(case, "A", "D"))
    assert not [f for f in found if f.verdict is Verdict.VIOLATED]
    reuse = next(f for f in found if f.facts["row"] == "reuse")
    assert (reuse.measured, reuse.limit, reuse.excused, reuse.slack) == (55, 0, 55, -55)


def test_an_exempt_addition_does_not_excuse_another() -> None:
    wish = (applies("A", "Mid", 30, tags=("key_project",)), applies("B", "East", 1))
    case = town(*wish)
    assert finding(case, plan(case, "A", "B"), row="reuse").verdict is Verdict.VIOLATED


def test_a_decided_cut_may_be_granted_again() -> None:
    case = town(applies("A", "East", 9), decisions=(cut("W1", 9),))
    p = plan(case, "A", cuts={"W1": 9}, transfers={("West", "East"): 9})
    assert not [f for f in findings(case, p) if f.verdict is Verdict.VIOLATED]


def test_beds_count_where_they_are_accounted() -> None:
    case = town(applies("A", "West", 20, account_district="East"))
    assert finding(case, plan(case, "A"), subject="East", row="headroom").measured == 20
    assert finding(case, plan(case, "A"), subject="West", row="surplus").measured == 0
