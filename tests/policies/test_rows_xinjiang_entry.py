"""Xinjiang's rows on who may come in and who goes: no plan, deficits, beds over the national average, qualification, steps, exits."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.city import Event, Fund
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.measures.funding import forecast_balance
from allocator.yearly.monitor import monitor
from tests.policies.desk import against, holds, missed
from tests.policies.xinjiang import HERE, THERE, URBAN, VILLAGE, practice, ruled, shop, store
from tests.towns import AS_OF, applies, at, clinic, hospital, plan

DAY = date(2026, 12, 31)


def fund(**more: Any) -> Fund:
    """The ledger of a county without a deficit."""
    row = {"district": HERE, "scheme": "resident", "year": 2025, "current_balance": Fraction(0), "cumulative_balance": Fraction(0),
           "forecast_balance": Fraction(0)}
    return Fund(**{**row, **more})


def every() -> list[Application]:
    """One application of each sort; T stands in the other county."""
    grown = {"parent_code": "H"}
    return [applies("N", HERE, 5), applies("B", HERE, 5, kind="branch"), applies("S", HERE, 5, kind="site"), practice("C"), store("P"),
            applies("E", HERE, 5, kind="expansion", **grown), applies("U", HERE, 5, kind="upgrade", **grown), applies("T", THERE, 5)]


def closed_by(case: Case, entry: str) -> str:
    """Codes that an entry closes."""
    return "".join(sorted(c for c in case.standings if entry in against(case, c)))


# -- 不得新增

@pytest.mark.row("XJ-10")
def test_where_no_plan_is_made_nothing_new_comes_in() -> None:
    none = ruled([hospital("H", HERE, 50)], every(), given={"plan_made": False})
    assert closed_by(none, "freeze-no-plan") == "BCNPST"
    assert not holds(none, plan(none, "P"), "freeze-no-plan")
    made = ruled([hospital("H", HERE, 50)], every(), given={"plan_made": True})
    assert closed_by(made, "freeze-no-plan") == "" and holds(made, plan(made, "N", "C", "P"), "freeze-no-plan")


BALANCES = [("XJ-11", "current"), ("XJ-12", "cumulative"), ("XJ-13", "forecast")]


@pytest.mark.row("XJ-11", "XJ-12", "XJ-13")
@pytest.mark.parametrize("scheme", ["employee", "resident"])
@pytest.mark.parametrize(("row", "which"), BALANCES)
def test_a_deficit_of_either_fund_admits_no_new_institution_of_any_class(row: str, which: str, scheme: str) -> None:
    entry = f"freeze-fund-{which}"
    red = ruled([hospital("H", HERE, 50)], every(), funds=(fund(scheme=scheme, **{f"{which}_balance": Fraction(-1)}),))
    assert row in red.policy.rule(entry).serves
    assert closed_by(red, entry) == "BCNPS", "what is there may grow and rise, and the other county goes on"
    assert not holds(red, plan(red, "N"), entry) and holds(red, plan(red, "T", "U"), entry)
    black = ruled([hospital("H", HERE, 50)], every(), funds=(fund(scheme=scheme),))
    assert all(closed_by(black, f"freeze-fund-{n}") == "" for _, n in BALANCES) and holds(black, plan(black, "N", "P"), entry)


@pytest.mark.row("XJ-11")
def test_a_deficit_of_the_citys_pool_holds_everywhere() -> None:
    case = ruled([], every()[:1] + every()[-1:], funds=(fund(district="", current_balance=Fraction(-1)),))
    assert closed_by(case, "freeze-fund-current") == "NT"


@pytest.mark.row("XJ-13")
def test_where_no_forecast_is_given_the_year_so_far_is_carried_on_to_its_end() -> None:
    ledger = fund(current_balance=Fraction(-273), forecast_balance=None)           # 273 days to the 30th of September
    assert forecast_balance(ledger, AS_OF) == -365
    case = ruled([], every()[:1], funds=(ledger,))
    assert closed_by(case, "freeze-fund-forecast") == "N"


@pytest.mark.row("XJ-14")
@pytest.mark.parametrize(("beds", "closed"), [(1446, ""), (1447, "BCNST")])
def test_over_7_23_beds_a_thousand_residents_no_medical_institution_is_new(beds: int, closed: str) -> None:
    case = ruled([hospital("H", HERE, beds)], every())
    assert closed_by(case, "freeze-beds") == closed, "pharmacies have no beds; the prefecture counts as one"
    assert holds(case, plan(case, "P"), "freeze-beds") and holds(case, plan(case, "C"), "freeze-beds") == (not closed)


@pytest.mark.row("XJ-14")
def test_exactly_the_average_is_not_over_it() -> None:
    exactly: dict[str, Any] = {"given": {"national_beds_per_1000": 7}}
    assert closed_by(ruled([hospital("H", HERE, 1400)], every(), **exactly), "freeze-beds") == ""
    assert closed_by(ruled([hospital("H", HERE, 1401)], every(), **exactly), "freeze-beds") == "BCNST"


@pytest.mark.row("XJ-14")
def test_new_beds_do_not_bring_the_prefecture_over_it_and_none_is_added_while_it_is() -> None:
    near = ruled([hospital("H", HERE, 1440)], [applies("A", THERE, 6), applies("B", THERE, 7)])
    assert holds(near, plan(near, "A"), "bed-total") and not holds(near, plan(near, "B"), "bed-total")
    over = ruled([hospital("H", HERE, 1500), hospital("X", HERE, 50, exited_on=date(2026, 3, 1))],
                 [applies("E", HERE, 5, kind="expansion", parent_code="H")])
    assert holds(over, Plan(), "bed-total"), "no duty to cut"
    assert not holds(over, plan(over, "E"), "bed-total"), "not even in place of what leaves"


@pytest.mark.row("XJ-14", "XJ-24")
def test_the_beds_of_a_township_centre_count_in_the_average_and_it_is_taken_in_all_the_same() -> None:
    rows = [applies("T", HERE, 4, facility="township_centre"), applies("U", THERE, 9, facility="township_centre"),
            applies("A", THERE, 2), applies("B", THERE, 3)]
    near = ruled([hospital("H", HERE, 1440)], rows[:1] + rows[2:])
    assert holds(near, plan(near, "T", "A"), "bed-total") and not holds(near, plan(near, "T", "B"), "bed-total")
    both = ruled([hospital("H", HERE, 1440)], rows)
    assert holds(both, plan(both, "T", "U"), "bed-total") and not holds(both, plan(both, "T", "U", "A"), "bed-total")


# -- 应纳入

CENTRE = {"facility": "township_centre", "tier": "primary", "ownership": "public", "township": VILLAGE}


@pytest.mark.row("XJ-24")
@pytest.mark.parametrize("tags", [("public_health",), ("corps", "public_health")])
def test_township_centres_and_hospitals_of_corps_farms_are_taken_in_even_where_nothing_is_new(tags: tuple[str, ...]) -> None:
    red: dict[str, Any] = {"funds": (fund(current_balance=Fraction(-1)),)}
    rows = [applies("V", HERE, 20, tags=tags, **CENTRE), applies("N", HERE, 20)]
    case = ruled([], rows, **red)
    assert (case.standing("V").fixed, case.standing("V").counted) == ("admitted", True)
    assert holds(case, plan(case, "V"), "admit-township") and not holds(case, Plan(), "admit-township")
    assert "freeze-fund-current" in against(case, "N")
    waits = ruled([], rows, given={"mandatory_beats_freeze": False}, **red)
    assert "freeze-fund-current" in against(waits, "V") and holds(waits, Plan(), "admit-township")


@pytest.mark.row("XJ-24")
def test_village_clinics_that_qualify_are_taken_in_but_wait_where_nothing_is_new() -> None:
    rows = [practice("V", place=VILLAGE, facility="village_clinic"),
            practice("W", place=VILLAGE, facility="village_clinic", qualified=False, disqualified_reason="无执业许可")]
    case = ruled([], rows)
    assert holds(case, plan(case, "V"), "admit-village") and not holds(case, Plan(), "admit-village")
    assert against(case, "W")[0] == "qualified"
    red = ruled([], rows, funds=(fund(current_balance=Fraction(-1)),))
    assert against(red, "V") == ["freeze-fund-current"] and holds(red, Plan(), "admit-village")


@pytest.mark.row("XJ-24")
def test_no_number_within_2000_metres_holds_a_village_clinic_back() -> None:
    there = [clinic(f"C{k}", HERE, township=URBAN, **at(0)) for k in range(2)]
    case = ruled(there, [practice("V", facility="village_clinic"), practice("N")])
    assert holds(case, plan(case, "V"), "clinic-circle-cap") and not holds(case, plan(case, "N"), "clinic-circle-cap")


# -- 准入条件与程序

@pytest.mark.row("XJ-32", "XJ-33", "XJ-35", "XJ-37")
@pytest.mark.parametrize(("row", "asked"), [
    ("XJ-35", applies("A", HERE, 5)), ("XJ-35", practice("A")), ("XJ-37", store("A")), ("XJ-32", store("A")),
    ("XJ-33", store("A", kind="upgrade", parent_code="D", tags=("dual_channel",)))])
@pytest.mark.parametrize("qualified", [True, False])
def test_who_does_not_meet_the_conditions_is_not_taken_in_and_told_why(row: str, asked: Application, qualified: bool) -> None:
    given = {f: getattr(asked, f) for f in asked.__dataclass_fields__}
    case = ruled([shop("D")], [Application(**{**given, "qualified": qualified, "disqualified_reason": "药品经营质量管理规范检查不合格"})])
    entry = "qualified-dual-channel" if row == "XJ-33" else "qualified"
    assert row in case.policy.rule(entry).serves
    assert holds(case, plan(case, "A"), entry) == qualified and (entry in against(case, "A")) == (not qualified)
    assert {c.facts["lacks"] for c in case.standing("A").closings} == (set() if qualified else {"药品经营质量管理规范检查不合格"})


@pytest.mark.row("XJ-33")
def test_only_a_pharmacy_that_is_designated_can_become_a_dual_channel_one() -> None:
    rows = [store("A", kind="upgrade", parent_code="D", tags=("dual_channel",)), store("B", kind="upgrade", parent_code="?")]
    case = ruled([shop("D")], rows)
    assert against(case, "A") == [] and "qualified-dual-channel" in against(case, "B")


@pytest.mark.row("XJ-39")
@pytest.mark.parametrize(("stage", "enters"), [("filed", False), ("accepted", False), ("assessed", True), ("published", True),
                                               ("negotiated", True), ("withdrawn", False)])
def test_only_who_has_been_assessed_enters_the_plan(stage: str, enters: bool) -> None:
    case = ruled([], [store("A", stage=stage), applies("H", HERE, 5, stage=stage), store("S", kind="site", stage="")])
    assert [against(case, c) for c in "AH"] == [[] if enters else ["assessed"]] * 2
    assert holds(case, plan(case, "A"), "assessed") == enters and against(case, "S") == []


# -- 退出

CAUSES = ("terminated", "revoked", "unqualified", "withdrawn")


@pytest.mark.row("XJ-08", "XJ-40")
@pytest.mark.parametrize("cause", CAUSES)
def test_each_of_the_four_causes_ends_a_contract_and_frees_the_place(cause: str) -> None:
    gone = shop("X", exited_on=date(2026, 3, 1), exit_cause=cause)
    case = ruled([shop("D"), gone], [store("A")])
    assert cause in case.policy.rule("tail").exit_causes
    assert holds(case, plan(case, "A"), "pharmacy-circle-cap")
    assert [(r["code"], r["cause"]) for r in monitor(case, DAY)["releases"]] == [("X", cause)]


@pytest.mark.row("XJ-40")
def test_who_stays_frees_nothing() -> None:
    case = ruled([shop("D"), shop("X")], [store("A")])
    assert not holds(case, plan(case, "A"), "pharmacy-circle-cap") and monitor(case, DAY)["releases"] == []
    assert case.policy.rule("tail").exit_causes == CAUSES


@pytest.mark.row("XJ-41")
@pytest.mark.parametrize(("other", "left"), [(100, {}), (5_000, {"city": 9_500})])
def test_before_somebody_leaves_it_is_seen_whether_people_still_reach_another(other: float, left: dict[str, int]) -> None:
    leaving = shop("X", exited_on=date(2026, 3, 1), exit_cause="withdrawn")
    case = ruled([leaving, shop("D", other)], [], points=[(0, 10_000)])
    access = case.access["pharmacy-circle"]
    assert access.people(access.before) == 10_000
    # 95 % of the prefecture's 20,000 are 19,000, of whom 10,000 live here
    assert missed(case, Plan(), "pharmacy-circle") == {"city": 9_000 + (10_000 if left else 0)}
    listed = {t["rule"] for t in monitor(case, AS_OF)["triggers"]}
    assert "pharmacy-circle" in listed


# -- 违规处理

@pytest.mark.row("XJ-44")
@pytest.mark.parametrize(("status", "reached"), [("active", 10_000), ("suspended", 0)])
def test_a_suspended_one_keeps_its_place_but_serves_nobody(status: str, reached: int) -> None:
    case = ruled([shop("D"), shop("X", 100, status=status)], [store("A", 100)])
    assert not holds(case, plan(case, "A"), "pharmacy-circle-cap"), "it still takes one of two places"
    alone = ruled([shop("X", status=status)], [], points=[(0, 10_000)])
    access = alone.access["pharmacy-circle"]
    assert access.people(access.covered(Plan())) == reached and len(alone.city.baseline) == 1


@pytest.mark.row("XJ-43", "XJ-44")
@pytest.mark.parametrize(("kind", "leads_to"), [("minor_breach", ("约谈", "责令整改", "扣减总额预算额度")),
                                                ("serious_breach", ("暂停协议", "限期整改")), ("rectification_failed", ("解除协议",)),
                                                ("crime", ("移送司法机关",)),
                                                ("rectified", ())])
def test_what_a_breach_leads_to_is_on_the_dynamic_list(kind: str, leads_to: tuple[str, ...]) -> None:
    case = ruled([shop("D")], [], events=(Event(code="D", date=date(2025, 5, 1), kind=kind),))
    rows = monitor(case, AS_OF)["steps"]
    assert [(r["institution"], r["event"], r["leads_to"]) for r in rows] == ([("D", kind, "、".join(leads_to))] if leads_to else [])
