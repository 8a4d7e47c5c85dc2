"""Insured beds are the open ones up to 115 % of the licensed ones; who grows stays within."""

from __future__ import annotations

from datetime import date

from allocator.domain.instance import Decision
from allocator.rules.derive import derive
from tests.kinds.town import admit, agree, case_of, clinic, findings, hospital, met, policy, rule, town, wants

CAP = rule("institution_cap", "cap", factor="1.15")


def insured(**more: object) -> int:
    city = town([hospital("H", beds=1, **more), clinic("C")])
    return derive(city, policy(CAP)).by_institution["H"].insured_beds


def test_open_beds_count_up_to_the_cap() -> None:
    assert insured(open_beds=100, licensed_beds=100) == 100
    assert insured(open_beds=115, licensed_beds=100) == 115
    assert insured(open_beds=116, licensed_beds=100) == 115
    assert insured(open_beds=90, licensed_beds=100) == 90
    assert insured(open_beds=500, licensed_beds=97) == 111, "1.15 x 97 = 111.55, rounded down"


def test_a_new_licence_counts_once_it_is_approved() -> None:
    asked = {"open_beds": 200, "licensed_beds": 100, "licensed_beds_requested": 160}
    assert insured(**asked) == 115
    assert insured(**asked, licensed_approved_on=date(2026, 1, 1)) == 115, "after the day of the data"
    assert insured(**asked, licensed_approved_on=date(2025, 12, 31)) == 184


def test_what_is_not_known_stays_as_given_and_deriving_twice_changes_nothing() -> None:
    assert insured(open_beds=200) == 1 and insured(licensed_beds=5) == 1
    city = town([hospital("H", beds=1, open_beds=200, licensed_beds=100)])
    once = derive(city, policy(CAP))
    assert derive(once, policy(CAP)).institutions == once.institutions
    assert derive(city, policy()) is city


def test_an_expansion_stays_within_the_cap() -> None:
    city = town(
        [hospital("H", beds=100, open_beds=100, licensed_beds=100), hospital("O", beds=130, open_beds=130, licensed_beds=100)],
        [
            wants("A", kind="expansion", beds=15, parent_code="H"),
            wants("B", kind="expansion", beds=1, parent_code="H"),
            wants("C", kind="expansion", beds=1, parent_code="O"),
            wants("N", kind="conversion", beds=3, parent_code="H", convert_to="nursing"),
        ],
    )
    turn = rule("conversion", "turn", to=["nursing"], leaves_total=["nursing"], target_use="0.85")
    case = case_of(city, turn, CAP)
    assert met(case, admit(case, "A"), "cap"), "115 of 115"
    assert not met(case, admit(case, "A", "B"), "cap"), "116 of 115"
    assert met(case, admit(case, "A", "B", "N"), "cap"), "three beds turn to nursing"
    assert not met(case, admit(case, "C"), "cap"), "over already: it may not grow"
    assert met(case, admit(case, "C", cuts={"O": 1}), "cap")
    agree(case, "cap", {"H": (0, 1), "O": (0, 1)})


def test_what_is_exempt_or_decided_is_excused() -> None:
    decided = (Decision(application="B", fix="admitted", reason="试", by="试"),)
    city = town(
        [hospital("H", beds=110, licensed_beds=100)],
        [
            wants("A", kind="expansion", beds=50, parent_code="H", tags=("key_project",)),
            wants("B", kind="expansion", beds=9, parent_code="H"),
            wants("C", kind="expansion", beds=6, parent_code="H"),
        ],
    )
    case = case_of(city, rule("exempt", where={"tags": "key_project"}), CAP, decisions=decided)
    found = findings(case, admit(case, "A", "B"), "cap")[0]
    assert (found.measured, found.limit, found.excused, found.verdict) == (169, 115, 59, "met")
    agree(case, "cap")


def test_those_over_the_cap_are_told() -> None:
    city = town([hospital("H", open_beds=116, licensed_beds=100), hospital("O", open_beds=115, licensed_beds=100)])
    assert [i.code for i in CAP.over(city)] == ["H"]
    case = case_of(city, CAP)
    assert "1" in findings(case, admit(case), "cap")[0].reason
