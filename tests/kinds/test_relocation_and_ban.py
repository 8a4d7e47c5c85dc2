"""A change of place as exit and new application, and bans that follow from an ended contract."""

from __future__ import annotations

from datetime import date

from tests.kinds.town import agree, case_of, pharmacy, rule, town, two, wants


def closed(city: object, *rules: object) -> dict[str, list[str]]:
    case = case_of(city, *rules)  # type: ignore[arg-type]
    if any(s.closings for s in case.standings.values()):
        agree(case, rules[0].id)  # type: ignore[attr-defined]
    return {c: [str(k.facts.get("why", k.rule)) for k in s.closings] for c, s in case.standings.items() if s.closings}


def moves(**more: object) -> dict[str, object]:
    return {"kind": "relocation", "parent_code": "P"} | more


def test_an_exit_and_new_application_must_have_come_to_its_stage() -> None:
    again = rule("relocation_branch", "move", moves="exit_and_new", stages=["assessed"])
    city = town(
        [pharmacy("P")],
        [
            wants("A", stage="assessed", **moves()),
            wants("B", stage="filed", **moves()),
            wants("C", stage="filed", moved_by_government=True, **moves()),
            wants("D", stage="filed", moved_by_government=True, district="乙", **moves()),
            wants("E", stage="filed", kind="relocation", parent_code="nowhere"),
            wants("N", stage="filed"),
        ],
        districts=two(),
    )
    assert closed(city, again) == {"B": ["not_reapplied"], "D": ["not_reapplied"], "E": ["no_parent"]}
    assert "重新申请" in again.describe()


def test_a_move_keeps_to_its_district() -> None:
    city = town([pharmacy("P")], [wants("A", **moves()), wants("B", district="乙", **moves())], districts=two())
    assert closed(city, rule("relocation_branch", "move")) == {"B": ["leaves_district"]}
    assert closed(city, rule("relocation_branch", "move", moves="exit_and_new")) == {}


def test_whoever_was_ended_is_barred_for_some_years() -> None:
    ended = pharmacy("P", status="exited", exited_on=date(2024, 3, 1), exit_cause="terminated")
    left = pharmacy("Q", status="exited", exited_on=date(2025, 3, 1), exit_cause="withdrawn")
    city = town(
        [ended, left],
        [
            wants("A", parent_code="P", applied_on=date(2026, 2, 28)),
            wants("B", parent_code="P", applied_on=date(2026, 3, 1)),
            wants("C", parent_code="Q", applied_on=date(2025, 4, 1)),
            wants("D", parent_code="P", applied_on=date(2026, 6, 1), barred_until=date(2026, 7, 1)),
        ],
    )
    assert set(closed(city, rule("ban", years=2))) == {"A", "D"}
    assert set(closed(city, rule("ban", years=2, guidance=6))) == {"D"}, "it is not known when it was admitted"
    assert set(closed(city, rule("ban", years=2, where={"category": "inpatient"}))) == {"D"}
    assert set(closed(city, rule("ban", years=1))) == {"D"}
    assert set(closed(city, rule("ban"))) == {"D"}
