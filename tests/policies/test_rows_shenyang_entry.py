"""Shenyang's rows on who may come in: freezes, exempt classes, refusals, bans; trial, guidance and the tail of the appraisal."""
from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.city import Event, Fund
from allocator.domain.institution import Institution
from allocator.domain.plan import Plan
from allocator.yearly.monitor import monitor
from tests.policies.desk import against, found, holds, model
from tests.policies.shenyang import pooled, ruled, store
from tests.towns import applies, at, clinic, hospital, pharmacy, plan

HERE, ELSEWHERE = "浑南区", "辽中区"
DAY = date(2025, 12, 31)


def fund(**more: Any) -> Fund:
    """Last year's fund of the district."""
    row = {"district": HERE, "scheme": "resident", "year": 2025, "current_balance": Fraction(0), "forecast_balance": Fraction(0)}
    return Fund(**{**row, **more})


# -- 基金安全

@pytest.mark.row("SY-06", "SY-07", "SY-08")
@pytest.mark.parametrize(("row", "ledger", "paused"), [
    ("SY-06", fund(current_balance=Fraction(-1)), True), ("SY-06", fund(), False),
    ("SY-06", fund(current_balance=Fraction(-1), scheme="employee"), True), ("SY-06", fund(current_balance=Fraction(-1), year=2024), False),
    ("SY-07", fund(forecast_balance=Fraction(-1)), True),
    ("SY-08", fund(warning_on=date(2025, 12, 31)), True), ("SY-08", fund(warning_on=date(2026, 1, 1)), False),
    ("SY-08", fund(warning_on=date(2025, 5, 1), warning_lifted_on=date(2025, 12, 31)), False),
    ("SY-08", fund(warning_on=date(2025, 5, 1), warning_lifted_on=date(2026, 1, 1)), True)])
def test_a_deficit_last_year_or_forecast_or_a_letter_pauses_all_that_is_new_until_it_is_better(row: str, ledger: Fund,
                                                                                               paused: bool) -> None:
    asked = [applies("H", HERE, 5), applies("C", HERE, scheme="pooled"), applies("A", HERE, scheme="account"), store("P", HERE),
             applies("E", HERE, 5, kind="expansion", parent_code="T"), applies("X", ELSEWHERE, 5)]
    case = ruled([hospital("T", HERE, 50)], asked, funds=(ledger,))
    assert row in case.policy.rule("freeze-fund").serves
    assert {c for c in case.standings if "freeze-fund" in against(case, c)} == (set("HCAPE") if paused else set())
    assert holds(case, plan(case, "H", "P"), "freeze-fund") == (not paused)
    assert holds(case, plan(case, "X"), "freeze-fund")


# -- 不受本规划限制

EXEMPT = [("village", {"facility": "village_clinic"}), ("university", {"tags": ("university",), "facility": "infirmary"})]


@pytest.mark.row("SY-35", "SY-36")
@pytest.mark.parametrize(("name", "of"), EXEMPT)
def test_village_and_university_clinics_are_all_taken_in_whatever_the_plan_says(name: str, of: dict[str, Any]) -> None:
    row = {"scheme": "pooled", "type": "general"}
    asked = [applies("V", HERE, **row, **of, **at(10)), applies("N", HERE, **row, **at(5))]
    case = ruled([pooled("C", HERE, **at(0))], asked, funds=(fund(current_balance=Fraction(-1)),))
    v = case.standing("V")
    assert (v.fixed, v.closings, v.counted, v.reach) == ("admitted", (), True, "plan"), "counted, though in no quota"
    taken = plan(case, "V")
    for entry in ("freeze-fund", "outpatient-quota", "separation", f"admit-{name}"):
        assert holds(case, taken, entry)
    assert not holds(case, Plan(), f"admit-{name}"), "to leave it out breaks the plan"
    for entry in ("freeze-fund", "outpatient-quota", "separation"):
        assert not holds(case, plan(case, "N"), entry), "what is neither is held"


@pytest.mark.row("SY-35")
@pytest.mark.parametrize(("name", "of"), EXEMPT)
def test_but_only_those_who_qualify(name: str, of: dict[str, Any]) -> None:
    case = ruled([], [applies("V", HERE, scheme="pooled", qualified=False, disqualified_reason="无执业许可", **of)])
    assert (case.standing("V").fixed, against(case, "V")) == ("", ["qualified"])
    assert holds(case, Plan(), f"admit-{name}")


@pytest.mark.row("SY-35")
def test_a_university_hospital_may_grow_where_others_are_paused() -> None:
    asked = [applies(c, HERE, 500, kind="expansion", parent_code="H", tags=t) for c, t in (("V", ("university",)), ("N", ()))]
    case = ruled([hospital("H", HERE, 100)], asked, funds=(fund(current_balance=Fraction(-1)),))
    assert (case.standing("V").fixed, case.standing("V").beds, against(case, "N")) == ("admitted", 500, ["freeze-fund"])
    assert holds(case, plan(case, "V"), "inpatient-headroom") and not holds(case, plan(case, "N"), "inpatient-headroom")


# -- 不予纳入

@pytest.mark.row("SY-37", "SY-38")
@pytest.mark.parametrize("lacks", ["卫生技术人员未达到相应等级标准", "科室设置未达到相应等级标准", "医疗设备未达到相应等级标准",
                                   "信息系统未达到接入要求", "消防安全设施不合格", "无障碍设施不符合规范", "适老化设施不符合规范"])
def test_who_lacks_a_condition_is_refused_and_told_which(lacks: str) -> None:
    case = ruled([], [applies("A", HERE, 5, qualified=False, disqualified_reason=lacks), applies("B", HERE, 5)])
    (closing,) = case.standing("A").closings
    assert (closing.rule, closing.facts["lacks"]) == ("qualified", lacks)
    assert not holds(case, plan(case, "A"), "qualified") and holds(case, plan(case, "B"), "qualified")


@pytest.mark.row("SY-41")
@pytest.mark.parametrize(("applied", "barred"), [(date(2026, 2, 28), True), (date(2026, 3, 1), False)])
def test_two_years_after_a_termination_one_may_apply_again(applied: date, barred: bool) -> None:
    ended = clinic("T", HERE, admitted_on=date(2023, 10, 1), status="exited", exited_on=date(2024, 3, 1), exit_cause="terminated")
    left = clinic("L", HERE, status="exited", exited_on=date(2025, 3, 1), exit_cause="withdrawn")
    case = ruled([ended, left], [applies("A", HERE, parent_code="T", applied_on=applied), applies("B", HERE, parent_code="L",
                                                                                                applied_on=date(2025, 4, 1))])
    assert against(case, "A") == (["ban"] if barred else []) and against(case, "B") == []
    assert holds(case, plan(case, "A"), "ban") == (not barred)


@pytest.mark.row("SY-41")
@pytest.mark.parametrize(("admitted_on", "breach", "barred"), [
    (date(2024, 9, 2), "", True), (date(2024, 9, 1), "", False), (date(2024, 9, 1), "minor_breach", True),
    (date(2019, 6, 1), "serious_breach", False), (None, "", False)])
def test_only_who_was_ended_during_guidance_must_wait(admitted_on: date | None, breach: str, barred: bool) -> None:
    # ended on the 1st of March 2025: guidance of one admitted on the 1st of September is over on that day, if nothing prolonged it
    ended = clinic("T", HERE, admitted_on=admitted_on, status="exited", exited_on=date(2025, 3, 1), exit_cause="terminated")
    shop = pharmacy("P", HERE, admitted_on=date(2025, 1, 1), status="exited", exited_on=date(2025, 3, 1), exit_cause="terminated")
    events = [Event(code="T", date=date(2025, 1, 1), kind=breach)] if breach else []
    case = ruled([ended, shop], [applies("A", HERE, parent_code="T", applied_on=date(2025, 12, 1)),
                                 applies("P2", HERE, category="pharmacy", parent_code="P", applied_on=date(2025, 12, 1))], events=events)
    assert ("ban" in against(case, "A"), "ban" in against(case, "P2")) == (barred, False)
    listed = {b["code"] for b in monitor(case, date(2025, 12, 1))["bans"]}
    assert listed == ({"T"} if barred else set())


# -- 试运行与辅导期

def watched(on: date, *events: Event, **more: Any) -> dict[str, Any]:
    """What the dynamic list says of a clinic admitted on the 1st of March 2025."""
    rows = [clinic("C", HERE, admitted_on=date(2025, 3, 1), **more), pharmacy("P", HERE, admitted_on=date(2025, 3, 1))]
    listed = monitor(ruled(rows, events=events), on)["trials"]
    assert "P" not in {r["institution"] for r in listed}, "pharmacies have no trial"
    return next((r for r in listed if r["institution"] == "C"), {})


def happened(kind: str, day: date) -> Event:
    """Something that happened to it."""
    return Event(code="C", date=day, kind=kind)


@pytest.mark.row("SY-39", "SY-40")
@pytest.mark.parametrize(("on", "stage", "cross_region"), [
    (date(2025, 2, 28), None, None), (date(2025, 3, 1), "guidance", False), (date(2025, 8, 31), "guidance", False),
    (date(2025, 9, 1), "trial", True), (date(2026, 2, 28), "trial", True), (date(2026, 3, 1), None, None)])
def test_six_months_of_guidance_without_patients_from_elsewhere_in_a_year_of_trial(on: date, stage: str | None,
                                                                                  cross_region: bool | None) -> None:
    row = watched(on)
    assert (row.get("stage"), row.get("cross_region")) == (stage, cross_region)


@pytest.mark.row("SY-39")
def test_the_year_of_trial_is_for_every_medical_institution_that_is_new() -> None:
    case = ruled([hospital("H", HERE, 50, admitted_on=date(2025, 7, 1)), clinic("O", HERE, admitted_on=date(2020, 1, 1))])
    listed = {r["institution"]: r["trial_until"] for r in monitor(case, DAY)["trials"]}
    assert listed == {"H": "2026-07-01"}


@pytest.mark.row("SY-40", "SY-41")
def test_a_minor_breach_prolongs_guidance_by_six_months() -> None:
    row = watched(date(2025, 9, 1), happened("minor_breach", date(2025, 6, 1)))
    assert (row["stage"], row["guidance_until"], row["extensions"], row["cross_region"]) == ("guidance", "2026-03-01", 1, False)
    late = watched(date(2025, 10, 1), happened("minor_breach", date(2025, 9, 1)))
    assert (late["stage"], late["guidance_until"]) == ("trial", "2025-09-01"), "after guidance it prolongs nothing"


@pytest.mark.row("SY-41")
def test_a_serious_breach_ends_the_contract_and_bars_for_two_years() -> None:
    row = watched(DAY, happened("serious_breach", date(2025, 6, 1)))
    assert (row["stage"], row["barred_until"]) == ("terminated", "2027-06-01")
    assert watched(DAY)["barred_until"] is None


@pytest.mark.row("SY-42")
def test_after_the_trial_it_is_renewed_or_put_off_for_a_year() -> None:
    passed = watched(date(2026, 3, 2), happened("trial_passed", date(2026, 3, 1)))
    failed = watched(date(2026, 3, 2), happened("trial_failed", date(2026, 3, 1)))
    assert passed == {}
    assert (failed["stage"], failed["review_on"]) == ("failed", "2027-03-01")


@pytest.mark.row("SY-42")
def test_one_that_failed_keeps_its_place_and_releases_nothing() -> None:
    rows = [pooled("C", HERE, admitted_on=date(2024, 6, 1))]
    case = ruled(rows, [applies("A", HERE, scheme="pooled")], events=(happened("trial_failed", date(2025, 6, 1)),))
    assert not holds(case, plan(case, "A"), "outpatient-quota")


# -- 末位惩戒

def scored(*scores: object, **more: Any) -> list[Institution]:
    return [clinic(f"C{k:02}", HERE, score=Fraction(str(s)), **more) for k, s in enumerate(scores)]


def last(case: Case) -> dict[str, str]:
    """Who is in the tail, and why."""
    return {r["institution"]: r["why"] for r in monitor(case, DAY)["tail"]}


@pytest.mark.row("SY-43")
def test_the_last_twentieth_and_whoever_has_60_points_or_fewer() -> None:
    ranks = range(71, 90)
    assert (model("shenyang").rule("tail").share, model("shenyang").rule("tail").score) == (Fraction(5, 100), 60)
    assert last(ruled(scored(*ranks))) == {}, "a twentieth of 19 is nobody"
    assert last(ruled(scored(*ranks, 70))) == {"C19": "share"}
    assert last(ruled(scored(*ranks, 60))) == {"C19": "both"}
    assert last(ruled(scored(80, "60.01", 60, 59))) == {"C02": "score", "C03": "score"}
    shops = [pharmacy(f"P{k:02}", HERE, score=Fraction(95)) for k in range(19)]
    assert last(ruled([*scored(61), *shops])) == {}, "each class has its own last ones"


@pytest.mark.row("SY-43")
def test_equal_scores_at_the_edge_are_all_in() -> None:
    assert set(last(ruled(scored(*[80] * 18, 70, 70)))) == {"C18", "C19"}


RECTIFIED = [clinic("V", HERE, facility="village_clinic"), clinic("U", HERE, tags=("university",)), hospital("W", HERE, 50,
             tags=("medical_elderly",)), hospital("Z", HERE, 20, facility="community_centre", ownership="public")]
REDUCED = [hospital("H", HERE, 50), hospital("Y", HERE, 20, facility="community_centre", ownership="private")]
DROPPED = [clinic("C", HERE), pharmacy("P", HERE), clinic("S", HERE, facility="station", ownership="public")]


@pytest.mark.row("SY-44")
@pytest.mark.parametrize(("rows", "does", "frees"), [(RECTIFIED, "整改3个月并暂停结算", False),
                                                     (REDUCED, "降低结算标准、减少医保床位或终止协议", True),
                                                     (DROPPED, "末位淘汰，解除协议", True)])
def test_what_follows_for_each_class_and_what_next_year_has_of_it(rows: list[Institution], does: str, frees: bool) -> None:
    case = ruled([replace(i, score=Fraction(50)) for i in rows])
    codes = {i.code for i in rows}
    assert {r["institution"]: r["sanction"] for r in monitor(case, DAY)["tail"]} == dict.fromkeys(codes, does)
    freed = {i.code for i in model("shenyang").rule("tail").released(case.city, case.policy)}
    assert freed == (codes if frees else set())


@pytest.mark.row("SY-32", "SY-44")
def test_who_is_eliminated_this_year_is_next_years_release() -> None:
    gone = [pooled(f"C{k}", ELSEWHERE, status="exited", exited_on=date(2025, 3, 31), exit_cause="eliminated") for k in range(2)]
    case = ruled([*gone, *(pooled(f"D{d}", d) for d in ("和平区", "沈河区"))], [applies(c, ELSEWHERE, scheme="pooled") for c in "ABC"])
    assert found(case, Plan(), "outpatient-quota", ELSEWHERE)[0].limit == 2
    assert holds(case, plan(case, "A", "B"), "outpatient-quota") and not holds(case, plan(case, "A", "B", "C"), "outpatient-quota")
