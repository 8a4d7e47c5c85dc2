"""Beds cross a border from who has enough to who is short. East is short; Mid and West are not."""
from __future__ import annotations

import pytest

from allocator.domain.finding import Verdict
from tests.towns import finding, findings, made, plan, requirement, rule, three


@pytest.mark.parametrize(("giver", "taker", "met"), [
    ("West", "East", True), ("Mid", "East", True), ("West", "Mid", False), ("East", "West", False), ("East", "Mid", False)])
def test_only_to_a_short_district_and_never_from_one(giver: str, taker: str, met: bool) -> None:
    case = made(three(), requirement(), rule("transfer", "it"))
    f = finding(case, plan(case, transfers={(giver, taker): 1}))
    assert (f.subject, f.facts["row"], f.verdict is not Verdict.VIOLATED) == (f"{giver}>{taker}", "allowed" if met else "closed", met)


@pytest.mark.parametrize(("beds", "verdict"), [(9, Verdict.MET), (10, Verdict.BINDING), (11, Verdict.VIOLATED)])
def test_a_cap_is_of_all_that_one_district_sends(beds: int, verdict: Verdict) -> None:
    case = made(three(), requirement(), rule("transfer", "it", cap=10))
    assert finding(case, plan(case, transfers={("West", "East"): beds}), subject="West", row="cap").verdict is verdict


def test_only_named_pairs_where_they_are_named() -> None:
    case = made(three(), requirement(), rule("transfer", "it", pairs=[["West", "East"]]))
    assert finding(case, plan(case, transfers={("West", "East"): 5})).verdict is Verdict.MET
    assert finding(case, plan(case, transfers={("Mid", "East"): 5})).verdict is Verdict.VIOLATED


def test_no_transfer_is_said() -> None:
    case = made(three(), requirement(), rule("transfer", "it"))
    assert [f.verdict for f in findings(case, plan(case))] == [Verdict.NOT_APPLICABLE]
