"""Taken in if qualified: numbers do not hold it back, a freeze does unless the switch says otherwise."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from allocator.domain.city import Fund
from allocator.domain.instance import Decision
from tests.kinds.town import admit, agree, case_of, findings, met, rule, town, wants

DEFICIT = (Fund(district="", scheme="employee", year=2025, current_balance=Fraction(-1)),)
FROZEN = rule("freeze", any_of=[{"fund_current": True}], categories=["outpatient"])


def centre(code: str, **more: object) -> object:
    return wants(code, category="outpatient", facility="township_centre", **more)


def must(**figures: object) -> object:
    return rule("mandatory", "must", where={"facility": "township_centre"}, **figures)


def test_whoever_qualifies_is_taken_in_as_a_constant() -> None:
    city = town([], [centre("A"), centre("B", qualified=False), centre("C", barred_until=date(2027, 1, 1)), wants("D")])
    case = case_of(city, rule("eligibility"), rule("ban"), must())
    assert {c: s.fixed for c, s in case.standings.items()} == {"A": "admitted", "B": "", "C": "", "D": ""}
    assert met(case, admit(case, "A"), "must") and not met(case, admit(case), "must")
    assert findings(case, admit(case, "A"), "must")[0].facts["closed"] == 2
    agree(case, "must")


def test_numbers_do_not_hold_it_back() -> None:
    none = rule("plan_total", "t", where={"category": "outpatient"}, scope="city", totals={"city": 0})
    case = case_of(town([], [centre("A"), wants("B", category="outpatient")]), must(), none)
    assert met(case, admit(case, "A"), "t") and not met(case, admit(case, "A", "B"), "t")


def test_a_freeze_holds_it_unless_it_beats_the_freeze() -> None:
    city = town([], [centre("A"), wants("B", category="outpatient")], funds=DEFICIT)
    waits = case_of(city, must(), FROZEN)
    assert waits.standing("A").fixed == "" and [c.rule for c in waits.standing("A").closings] == ["freeze"]
    assert [f.verdict for f in findings(waits, admit(waits), "must")] == ["not_applicable"]
    beats = case_of(city, must(beats_freeze=True), FROZEN)
    assert beats.standing("A").fixed == "admitted" and not beats.standing("B").open
    agree(beats, "must")


def test_a_decision_overrides_it() -> None:
    decided = (Decision(application="A", fix="refused", reason="试", by="试"),)
    case = case_of(town([], [centre("A"), centre("B")]), must(), decisions=decided)
    assert met(case, admit(case, "B"), "must")
    agree(case, "must")


def test_unnamed_sites_are_not_owed_a_place() -> None:
    case = case_of(town([], [centre("S", kind="site")]), must())
    assert case.standing("S").fixed == ""
