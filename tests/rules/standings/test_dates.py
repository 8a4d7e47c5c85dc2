"""Bans and transition: on both sides of every date, and on the day itself."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.finding import Verdict
from tests.towns import AS_OF, applies, finding, findings, hospital, made, plan, rule, three

DAY = timedelta(days=1)


@pytest.mark.parametrize(("until", "made_on", "barred"), [
    (AS_OF, None, False), (AS_OF + DAY, None, True), (AS_OF - DAY, None, False),
    (AS_OF, AS_OF - DAY, True), (AS_OF, AS_OF, False), (AS_OF + DAY, AS_OF + DAY, False), (None, None, False)])
def test_a_ban_ends_on_its_day(until: date | None, made_on: date | None, barred: bool) -> None:
    case = made(three(applies("A", "East", barred_until=until, applied_on=made_on)), rule("ban", "it"))
    assert bool(case.standing("A").closings) == barred
    f = finding(case, plan(case, "A"))
    assert f.verdict is (Verdict.VIOLATED if barred else Verdict.NOT_APPLICABLE)


def test_a_ban_that_is_kept_is_met() -> None:
    case = made(three(applies("A", "East", barred_until=AS_OF + DAY)), rule("ban", "it"))
    assert finding(case, plan(case)).verdict is Verdict.BINDING


@pytest.mark.parametrize("reach", ["quantity", "plan"])
def test_no_exemption_lifts_a_ban(reach: str) -> None:
    wish = applies("A", "East", barred_until=AS_OF + DAY, tags=("key_project",))
    case = made(three(wish), rule("exempt", where={"tags": "key_project"}, reach=reach), rule("ban", "it"))
    assert case.standing("A").fixed == ""
    assert finding(case, plan(case, "A"), subject="A").verdict is Verdict.VIOLATED


# -- transition

LAST, FIRST = date(2026, 6, 30), date(2026, 7, 1)
DATES: dict[str, Any] = {"licensed_before": "2026-07-01", "applied_by": "2026-06-30"}


def transition(*, kind: str = "new", **dates: Any) -> Case:
    """A hospital in a frozen district."""
    frozen = rule("freeze", any_of=[{"occupancy_below": "0.95"}], categories=["inpatient"])
    parent = {"parent_code": "E1"} if kind in ("expansion", "relocation") else {}
    return made(three(applies("A", "East", 5, kind=kind, **parent, **dates)), rule("eligibility"), frozen,
                rule("grandfather", "it", **DATES))


@pytest.mark.parametrize(("licensed", "applied", "outside"), [
    (LAST, LAST, True), (FIRST, LAST, False), (LAST, FIRST, False), (date(2010, 1, 1), date(2026, 1, 1), True), (None, LAST, False),
    (LAST, None, False), (None, None, False), (FIRST, FIRST, False)])
def test_licensed_before_and_applied_by_the_dates(licensed: date | None, applied: date | None, outside: bool) -> None:
    case = transition(licensed_on=licensed, applied_on=applied)
    assert case.standing("A").fixed == ("admitted" if outside else "")
    assert bool(case.standing("A").closings) != outside
    if outside:
        assert [finding(case, plan(case, *some)).verdict for some in (("A",), ())] == [Verdict.BINDING, Verdict.VIOLATED]
    else:
        assert finding(case, plan(case)).verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(("kind", "outside"), [("new", True), ("branch", True), ("expansion", False), ("relocation", False),
                                               ("site", False)])
def test_only_new_ones_claim_it(kind: str, outside: bool) -> None:
    case = transition(kind=kind, licensed_on=LAST, applied_on=LAST)
    assert bool(case.standing("A").exemptions) == outside


def test_who_does_not_qualify_has_no_claim() -> None:
    case = transition(licensed_on=LAST, applied_on=LAST, qualified=False)
    assert (case.standing("A").fixed, [c.rule for c in case.standing("A").closings]) == ("", ["eligibility"])


@pytest.mark.parametrize(("opened", "outside"), [(LAST, True), (FIRST, False), (None, False)])
def test_opened_by_a_date_where_it_is_asked(opened: date | None, outside: bool) -> None:
    case = made(three(applies("A", "East", 5, opened_on=opened)), rule("grandfather", "it", opened_by=LAST))
    assert bool(case.standing("A").exemptions) == outside


def test_without_a_date_nobody_is_outside() -> None:
    case = made(three(applies("A", "East", 5, licensed_on=LAST, applied_on=LAST)), rule("grandfather", "it"))
    assert case.standing("A").exemptions == ()


def test_a_claim_that_the_bureau_leaves_aside_is_a_should() -> None:
    case = transition(licensed_on=LAST, applied_on=LAST)
    (f,) = findings(case, plan(case))
    assert (f.strictness, f.broken, f.measured, f.limit) == ("should", False, 0, 1)


def test_beds_of_the_transition_overrun_no_number() -> None:
    case = made(three(applies("A", "Mid", 50, licensed_on=LAST, applied_on=LAST), more=(hospital("E2", "East", 1),)),
                rule("grandfather", **DATES),
                rule("density_limit", "it", resource="insured_beds", value="6", when_over="net_nonincrease"))
    f = finding(case, plan(case, "A"))
    assert (f.excused, f.verdict) == (50, Verdict.BINDING)
