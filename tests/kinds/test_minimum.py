"""At least so many of a class in every area; the shortfall of a should is told."""

from __future__ import annotations

from datetime import date

from tests.kinds.town import Rows, admit, agree, case_of, findings, hospital, met, pharmacy, plans, rule, town, two, wants

DUAL = {"category": "pharmacy", "tags": "dual_channel"}


def least(**figures: object) -> object:
    return rule("minimum", "least", **({"where": DUAL} | figures))


def test_an_upgrade_gives_a_county_its_dual_channel_pharmacy() -> None:
    city = town(
        [pharmacy("P1"), pharmacy("P2", "乙", tags=("dual_channel",))],
        [wants("U", kind="upgrade", parent_code="P1", tags=("dual_channel",)), wants("N", tags=("dual_channel",)), wants("O")],
        districts=two(),
    )
    case = case_of(city, least())
    assert not met(case, admit(case), "least") and not met(case, admit(case, "O"), "least")
    assert met(case, admit(case, "U"), "least") and met(case, admit(case, "N"), "least")
    agree(case, "least")


def test_exits_and_suspensions_do_not_serve_and_a_move_takes_it_along() -> None:
    rows = [
        pharmacy("P1", tags=("dual_channel",)),
        pharmacy("P2", tags=("dual_channel",), exited_on=date(2026, 7, 1)),
        pharmacy("P3", tags=("dual_channel",), status="suspended"),
    ]
    city = town(
        rows,
        [wants("R", kind="relocation", district="乙", parent_code="P1", tags=("dual_channel",)), wants("N", tags=("dual_channel",))],
        districts=two(),
    )
    case = case_of(city, least(n=1))
    assert {f.subject: f.measured for f in findings(case, admit(case), "least")} == {"甲": 1, "乙": 0}
    assert not met(case, admit(case, "R"), "least") and met(case, admit(case, "R", "N"), "least")
    agree(case, "least")


def test_public_hospitals_of_level_two_and_above() -> None:
    where = {"category": "inpatient", "tier": ["secondary", "tertiary"], "ownership": "public"}
    city = town(
        [hospital("H1", tier="primary", ownership="public"), hospital("H2", ownership="private")],
        [
            wants("A", beds=9, ownership="public"),
            wants("U", kind="upgrade", category="inpatient", tier="secondary", ownership="public", parent_code="H1"),
        ],
    )
    case = case_of(city, least(where=where))
    agree(case, "least")


def test_a_should_tells_its_shortfall() -> None:
    city = town([], [wants("A", tags=("dual_channel",)), wants("B", tags=("dual_channel",))])
    case = case_of(city, least(n=3, strictness="should", gap_in="minimum_shortfall"))
    rows = Rows(case, "least")
    for plan in plans(case):
        gap = sum(f.gap for f in findings(case, plan, "least"))
        assert rows.gap(plan) == gap == 3 - len(plan.admitted)


def test_it_stands_against_nothing_but_a_move_away() -> None:
    city = town(
        [pharmacy("P1", tags=("dual_channel",))],
        [wants("R", kind="relocation", district="乙", parent_code="P1"), wants("N")],
        districts=two(),
    )
    case = case_of(city, least())
    assert [case.policy.rule("least").covers(case.city.by_application[c], case) for c in "NR"] == [False, True]
