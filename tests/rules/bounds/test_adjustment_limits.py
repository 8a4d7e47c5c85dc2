"""What an institution may give up: each figure decides once, exactly at the limit and one bed beyond."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.finding import Verdict
from allocator.domain.instance import Decision
from allocator.domain.institution import Application, Institution
from tests.towns import admitted, applies, city, cut, finding, findings, hospital, made, pharmacy, plan, requirement, rule

FIGURES: dict[str, Any] = {"target_use": "0.85", "share_per_institution": "0.10", "share_per_district": "0.05", "min_block": 5,
                           "min_remaining": 20,
                           "protect_only_hospital": False}


def town(*hospitals: Institution, wish: tuple[Application, ...] = (), decisions: tuple[Decision, ...] = (), **figures: Any) -> Case:
    """West needs 60 beds and has at least 1000."""
    here = (hospital("W0", "West", 1000, "0.99"), *hospitals)
    return made(city({"West": 10_000, "East": 10_000}, here, wish), requirement(),
                rule("adjustment_limits", "it", **{**FIGURES, **figures}),
                decisions=decisions)


@pytest.mark.parametrize(("given", "limit", "why"), [
    # 200 beds at a use of 0.80: ⌊0.80 x 73 000⌋ = 58 400 bed-days, ⌈58 400 / 310.25⌉ = ⌈188.2⌉ = 189 needed, 11 idle; ⌊20⌋; 180.
    (hospital("H", "West", 200, "0.80"), 11, "target_use"),
    # Nobody knows its use: nothing counts as idle.
    (hospital("H", "West", 200, bed_days=None), 0, "target_use"),
    # 200 beds half used: 91 idle; ⌊0.10 x 209⌋ = 20; 189.
    (hospital("H", "West", 209, "0.50"), 20, "share_per_institution"),
    (hospital("H", "West", 200, "0.50", reducible_beds=19), 19, "reducible_beds"),
    (hospital("H", "West", 200, "0.50", reducible_beds=0), 0, "reducible_beds"),
])
def test_the_least_of_the_limits_decides(given: Institution, limit: int, why: str) -> None:
    case = town(given)
    assert case.policy.rule("it").limits(case)["H"] == (limit, why)
    if limit:
        assert finding(case, plan(case, cuts={"H": limit}), row="limit").verdict is Verdict.BINDING
    over = finding(case, plan(case, cuts={"H": limit + 1}), row="limit")
    assert (over.verdict, over.facts["why"]) == (Verdict.VIOLATED, why)


@pytest.mark.parametrize(("beds", "limit"), [(25, 5), (24, 0)])
def test_every_institution_keeps_the_least_and_less_than_a_block_is_nothing(beds: int, limit: int) -> None:
    # 25 - 20 = 5 is a block; 24 - 20 = 4 is none.
    case = town(hospital("H", "West", beds, "0.10"), share_per_institution="0.50")
    assert case.policy.rule("it").limits(case)["H"] == (limit, "min_remaining")


@pytest.mark.parametrize(("beds", "verdict"), [(5, Verdict.BINDING), (4, Verdict.VIOLATED)])
def test_a_cut_is_a_block(beds: int, verdict: Verdict) -> None:
    case = town(hospital("H", "West", 200, "0.50"))
    assert finding(case, plan(case, cuts={"H": beds}), row="block").verdict is verdict


@pytest.mark.parametrize(("second", "verdict"), [(40, Verdict.BINDING), (41, Verdict.VIOLATED)])
def test_a_district_gives_up_its_share(second: int, verdict: Verdict) -> None:
    # 1000 + 200 + 419 = 1619 beds; ⌊0.05 x 1619⌋ = ⌊80.95⌋ = 80.
    case = town(hospital("H", "West", 200, "0.10"), hospital("K", "West", 419, "0.10"), share_per_institution="0.20")
    f = finding(case, plan(case, cuts={"H": 40, "K": second}), subject="West", row="district")
    assert (f.verdict, f.limit) == (verdict, 80)


@pytest.mark.parametrize(("given", "why"), [
    (hospital("H", "East", 50, "0.10"), "short_district"),
    (hospital("H", "West", 200, "0.10", facility="public_health_agency"), "protected"),
    (hospital("H", "West", 200, "0.10", township="x"), "only_hospital"),
])
def test_some_are_never_cut(given: Institution, why: str) -> None:
    case = town(given, protected={"facility": "public_health_agency"}, protect_only_hospital=True)
    assert finding(case, plan(case, cuts={"H": 5}), row="limit").facts["why"] == why
    assert finding(case, plan(case, cuts={"H": 5}), row="limit").verdict is Verdict.VIOLATED


def test_an_only_hospital_is_one_of_those_that_stay() -> None:
    leaving = hospital("K", "West", 50, township="x", exited_on=date(2026, 4, 1))
    case = town(hospital("H", "West", 200, "0.10", township="x"), leaving, pharmacy("P", "West", township="x"), protect_only_hospital=True)
    assert case.policy.rule("it").limits(case)["H"] == (0, "only_hospital")
    two = town(hospital("H", "West", 200, "0.10", township="x"), hospital("K", "West", 50, township="x"), protect_only_hospital=True)
    assert two.policy.rule("it").limits(two)["H"] == (20, "share_per_institution")


def test_any_district_may_give_where_the_model_says_so() -> None:
    case = town(hospital("H", "East", 50, "0.10"), may_reduce="any")
    assert case.policy.rule("it").limits(case)["H"] == (5, "share_per_institution")


def test_who_leaves_gives_up_nothing_besides() -> None:
    case = town(hospital("H", "West", 200, "0.10", exited_on=date(2026, 4, 1)))
    f = finding(case, plan(case, cuts={"H": 5}), row="limit")
    assert (f.verdict, f.limit, f.facts["why"]) == (Verdict.VIOLATED, 0, "leaves")


def test_nobody_is_cut_and_changed_at_once() -> None:
    wish = (applies("A", "West", 5, kind="expansion", parent_code="H"), applies("B", "West", 5, kind="expansion", parent_code="W0"))
    case = town(hospital("H", "West", 200, "0.10"), wish=wish)
    assert finding(case, plan(case, "A", "B", cuts={"H": 5}), row="either").subject == "A"
    assert findings(case, plan(case, "B", cuts={"H": 5}), row="either") == []


def test_a_decided_cut_has_no_limit_and_takes_nobodys_share() -> None:
    case = town(hospital("H", "West", 200, "0.90"), hospital("K", "West", 400, "0.10"), decisions=(cut("H", 100),))
    p = plan(case, cuts={"H": 100, "K": 40})
    assert findings(case, p, subject="H") == []
    assert finding(case, p, subject="West", row="district").measured == 40


def test_an_institution_whose_cut_is_decided_is_not_changed_unless_that_is_decided_too() -> None:
    wish = (applies("A", "West", 5, kind="expansion", parent_code="H"), applies("B", "West", 5, kind="expansion", parent_code="H"))
    case = town(hospital("H", "West", 200), wish=wish, decisions=(cut("H", 10), admitted("B")))
    assert finding(case, plan(case, "A", "B", cuts={"H": 10}), row="either").subject == "A"
