"""Beds by account district and tier: what each kind of application does, and that the sums are kept."""
from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.measures.ledger import SIGNS, changes, ledger, movements, stock
from tests.random_towns import town_of_beds
from tests.rules.compiled import plans
from tests.towns import admitted, applies, cut, hospital, made, plan, rule, three

LEAVES = rule("conversion", to=["nursing", "rehabilitation"], leaves_total=["nursing"], target_use="0.1")


def town(*wish: Application, **more: Any) -> Case:
    return made(three(*wish, **{k: more.pop(k) for k in ("more", "pending") if k in more}), LEAVES, **more)


def grown(kind: str, parent: str = "W2", district: str = "East", beds: int = 7, **more: Any) -> Application:
    return applies("A", district, beds, kind=kind, parent_code=parent, tier="tertiary", **more)


@pytest.mark.parametrize(("wish", "moved"), [
    (applies("A", "East", 7), {("East", "secondary", "admitted"): 7}),
    (applies("A", "East", 7, kind="branch"), {("East", "secondary", "admitted"): 7}),
    (applies("A", "East", 7, kind="site"), {("East", "secondary", "admitted"): 7}),
    (applies("A", "East", 7, account_district="West"), {("West", "secondary", "admitted"): 7}),
    (grown("expansion"), {("East", "tertiary", "expanded"): 7}),
    (grown("conversion", convert_to="nursing"), {("West", "secondary", "converted"): 7}),
    (grown("conversion", convert_to="rehabilitation"), {("West", "secondary", "moved_out"): 7, ("East", "tertiary", "moved_in"): 7}),
    # A move takes all of W2's 50 beds along, whatever was applied for.
    (grown("relocation", category="inpatient"), {("West", "secondary", "moved_out"): 50, ("East", "tertiary", "moved_in"): 50}),
    (grown("upgrade", district="West", category="inpatient"), {("West", "secondary", "moved_out"): 50,
                                                               ("West", "tertiary", "moved_in"): 50}),
    (grown("relocation", parent="nowhere"), {}), (grown("conversion", parent="gone", convert_to="nursing"), {}),
    (applies("A", "East"), {}),
])
def test_what_admitting_does(wish: Application, moved: dict[tuple[str, str, str], int]) -> None:
    case = town(wish, more=(hospital("gone", "West", 9, exited_on=date(2026, 2, 2)),))
    found = changes(plan(case, "A"), case).rows
    assert {(d, t, c): n for (d, t), row in found.items() for c, n in row.items() if n} == moved


def test_what_is_there_what_leaves_and_what_waits() -> None:
    more = (hospital("L", "East", 9, tier="primary", exited_on=date(2026, 12, 31)), hospital("N", "East", 8, exited_on=date(2027, 1, 1)),
            hospital("S", "East", 4, status="suspended"), hospital("O", "East", 100, status="exited"),
            hospital("G", "East", 3, account_district="Mid"))
    case = town(more=more, pending=(applies("Q", "West", 5),))
    there = stock(case.city)
    assert there.sum("current", districts=["East"]) == 40 + 9 + 8 + 4
    assert there.sum("current", districts=["Mid"]) == 60 + 3
    assert there.sum("current", districts=["West"], tiers=["secondary"]) == 185
    assert there.sum("exited") == there.sum("exited", districts=["East"], tiers=["primary"]) == 9


def test_a_cut_counts_where_its_beds_are_accounted() -> None:
    case = town(more=(hospital("G", "East", 30, account_district="Mid", tier="primary"),))
    rows = ledger(Plan({}, {"G": 6}), case)
    assert (rows.sum("reduced", districts=["Mid"]), rows.planned(["Mid"]), rows.planned(["East"])) == (6, 60 + 30 - 6, 40)


def test_a_move_after_a_decided_cut_takes_along_what_is_left() -> None:
    case = town(grown("relocation", category="inpatient"), decisions=(cut("W2", 12), admitted("A")))
    rows = ledger(plan(case, "A", cuts={"W2": 12}), case)
    assert (rows.sum("moved_out"), rows.planned(["West"]), rows.planned(["East"])) == (38, 130, 78)


@pytest.mark.parametrize("seed", range(15))
def test_planned_is_what_every_column_adds_up_to(seed: int) -> None:
    case = town_of_beds(seed)
    for p in islice(plans(case, seed, 30), 20):
        rows, by_code = ledger(p, case), 0
        for code, beds in p.admitted.items():
            for m in movements(case.city.by_application[code], case):
                by_code += SIGNS[m.column] * (beds if m.amount is None else m.amount)
        assert rows.planned() == stock(case.city).planned() + by_code - sum(p.reduced.values())
        assert rows.sum("moved_out") == rows.sum("moved_in")
        assert rows.planned() == sum(rows.planned([d]) for d in case.city.names)
