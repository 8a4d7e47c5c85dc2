"""Qualification, conversion, relocation, exemption: who is closed, who is free, by how little."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.city import District
from allocator.domain.finding import Verdict
from allocator.domain.institution import Application
from tests.towns import applies, city, finding, hospital, made, plan, rule, three

GONE = hospital("G", "West", 100, "0.10", exited_on=date(2026, 3, 1))
HISTORY = hospital("O", "West", 100, "0.10", status="exited", exited_on=date(2025, 3, 1))


def why(case: Case, code: str = "A") -> list[object]:
    return [c.facts.get("why", c.facts.get("lacks")) for c in case.standing(code).closings]


# -- qualification

@pytest.mark.parametrize(("more", "closed"), [
    ({}, []), ({"qualified": False}, ["unqualified"]), ({"stage": "filed"}, ["stage"]), ({"stage": "filed", "kind": "site"}, []),
    ({"qualified": False, "kind": "site"}, ["unqualified"])])
def test_qualified_and_at_a_stage_that_is_taken(more: dict[str, Any], closed: list[str]) -> None:
    case = made(three(applies("A", "East", 5, **more)), rule("eligibility", "it", stages=["assessed"]))
    assert why(case) == closed
    assert finding(case, plan(case, "A")).verdict is (Verdict.VIOLATED if closed else Verdict.NOT_APPLICABLE)


def test_conditions_are_for_those_that_they_name() -> None:
    case = made(three(applies("A", "East", 5, qualified=False)), rule("eligibility", "it", where={"category": "outpatient"}))
    assert why(case) == []


@pytest.mark.parametrize("kind", ["expansion", "conversion", "relocation", "upgrade"])
@pytest.mark.parametrize(("parent", "closed"), [("W1", []), ("G", ["no_parent"]), ("O", ["no_parent"]), ("", ["no_parent"])])
def test_what_grows_out_of_an_institution_needs_one_that_stays(kind: str, parent: str, closed: list[str]) -> None:
    case = made(three(applies("A", "West", 5, kind=kind, parent_code=parent), more=(GONE, HISTORY)), rule("eligibility", "it"))
    assert why(case) == closed


def test_a_branch_may_come_from_elsewhere() -> None:
    case = made(three(applies("A", "West", 5, kind="branch", parent_name="elsewhere")), rule("eligibility", "it"))
    assert why(case) == []


# -- conversion

@pytest.mark.parametrize(("beds", "to", "parent", "closed"), [
    # W1: 100 beds, 18 250 bed-days; ⌈18 250 / (365 x 0.85)⌉ = ⌈58.8⌉ = 59 needed: 41 idle.
    (41, "nursing", "W1", []), (42, "nursing", "W1", ["in_use"]), (1, "hotel", "W1", ["direction"]), (1, "nursing", "E1", ["tier"]),
    (1, "nursing", "G", ["nobody"]), (1, "hotel", "E1", ["direction"]), (1, "nursing", "U", ["in_use"])])
def test_only_idle_beds_turn_and_only_where_it_is_named(beds: int, to: str, parent: str, closed: list[str]) -> None:
    wish = applies("A", "West", beds, kind="conversion", parent_code=parent, convert_to=to)
    unknown = hospital("U", "West", 100, bed_days=None)
    tertiary = hospital("E1", "East", 100, "0.10", tier="tertiary")
    case = made(city({"East": 1000, "West": 1000}, (hospital("W1", "West", 100, "0.50"), tertiary, GONE, unknown), (wish,)),
                rule("conversion", "it", to=["nursing", "rehabilitation"], leaves_total=["nursing"], target_use="0.85",
                     tiers=["secondary"]))
    assert why(case) == closed


def test_beds_fully_used_have_none_idle() -> None:
    wish = applies("A", "West", 1, kind="conversion", parent_code="H", convert_to="nursing")
    # At a target use of 1, 100 beds and 36 135 bed-days: 99 needed, 1 idle; one bed-day more needs the hundredth.
    for bed_days, closed in ((99 * 365, []), (99 * 365 + 1, ["in_use"])):
        case = made(city({"West": 1000}, (hospital("H", "West", 100, bed_days=bed_days),), (wish,)),
                    rule("conversion", "it", to=["nursing"], target_use="1"))
        assert why(case) == closed


# -- relocation

def moves(district: str, parent: str, account: str = "") -> Application:
    return applies("A", district, category="inpatient", kind="relocation", parent_code=parent, account_district=account or district)


@pytest.mark.parametrize(("wish", "same", "closed"), [
    (moves("West", "W1"), True, []), (moves("East", "W1"), True, ["leaves_district"]), (moves("East", "W1"), False, []),
    (moves("East", "W1", account="West"), True, []), (moves("West", "G"), True, ["no_parent"]), (moves("West", "O"), False, ["no_parent"])])
def test_a_move_needs_its_institution_and_its_district(wish: Application, same: bool, closed: list[str]) -> None:
    case = made(three(wish, more=(GONE, HISTORY)), rule("relocation_branch", "it", same_district=same))
    assert why(case) == closed
    assert finding(case, plan(case, "A")).verdict is (Verdict.VIOLATED if closed else Verdict.NOT_APPLICABLE)


# -- exemption

def exempt(level: str = "", *rules: Any, **more: Any) -> Case:
    here = [District(district="East", insured=10_000, resource_level=level)]
    wish = applies("A", "East", 5, **{"tags": ("key_project", "university"), **more})
    return made(city(here, (hospital("E1", "East", 100, "0.10"),), (wish,)), rule("eligibility"), *rules,
                rule("exempt", "it", where={"tags": "key_project"}, resource_level=["weak"]))


@pytest.mark.parametrize(("level", "tags", "constant"), [
    ("weak", ("key_project",), True), ("rich", ("key_project",), False), ("weak", ("university",), False), ("weak", (), False)])
def test_a_class_in_an_area_of_the_right_level_is_a_constant(level: str, tags: tuple[str, ...], constant: bool) -> None:
    case = exempt(level, tags=tags)
    assert case.standing("A").fixed == ("admitted" if constant else "")
    assert case.standing("A").beds == (5 if constant else 0)


def test_exempt_from_numbers_only_is_closed_in_a_frozen_district() -> None:
    frozen = rule("freeze", any_of=[{"occupancy_below": "0.79"}], categories=["inpatient"])
    case = exempt("weak", frozen)
    assert (case.standing("A").fixed, case.standing("A").reach, [c.rule for c in case.standing("A").closings]) == ("", "quantity",
                                                                                                                   ["freeze"])
    assert finding(case, plan(case)).verdict is Verdict.NOT_APPLICABLE


def test_uncounted_where_an_exemption_says_so() -> None:
    wish = applies("A", "East", 5, tags=("key_project",))
    two = (rule("exempt", "counts", where={"tags": "key_project"}), rule("exempt", "not", where={"tags": "key_project"}, counted=False))
    assert made(three(wish), *two).standing("A").counted is False
    assert made(three(wish), two[0]).standing("A").counted is True
