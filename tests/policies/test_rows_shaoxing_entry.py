"""Shaoxing's rows on who may come in: exemptions of both reaches, the freeze, balance between districts."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.city import District, Fund
from allocator.domain.institution import Application
from tests.policies.book import written
from tests.policies.desk import against, chosen, desk, holds, model
from tests.towns import applies, city, clinic, hospital, plan, township

HERE, THERE = "新昌县", "越城区"
CLINIC, SHOP = {"category": "outpatient", "facility": "clinic"}, {"category": "pharmacy", "facility": "pharmacy"}


def county(*applications: Application, balance: int | None = None, scheme: str = "resident", letter: tuple[date | None, date | None] = (
        None, None), place: str = HERE) -> Case:
    """A county with all the beds it may have, a clinic over the planned number, and a fund's balance or letter."""
    told = balance is not None or letter[0] is not None
    funds = (Fund(district=place, scheme=scheme, year=2025, current_balance=Fraction(balance or 0), warning_on=letter[0],
                  warning_lifted_on=letter[1]),) if told else ()
    here = city({HERE: 10_000}, [hospital("H", HERE, 71), clinic("C", HERE)], applications, funds=funds,
                townships=(township("镇", HERE, 10_000),))
    return desk("shaoxing", here, clinic_total={"city": 0}, pharmacy_total={"city": 0})


# -- 不受本规划限制

PLAN = [
    ("SX-25", "exempt-key-project", {"beds": 300, "tags": ("key_project",)}, {"beds": 300, "tags": ("medical_elder",)}),
    ("SX-25", "exempt-key-project", {**CLINIC, "tags": ("key_project",)}, {**SHOP, "tags": ("key_project",)}),
    ("SX-29", "exempt-infectious-psychiatric", {"beds": 300, "type": "specialised", "specialty": "psychiatric"},
     {"beds": 300, "type": "general", "specialty": "psychiatric"}),
    ("SX-29", "exempt-infectious-psychiatric", {"beds": 300, "type": "specialised", "specialty": "infectious", "tier": "primary"},
     {"beds": 300, "type": "specialised", "specialty": "rehabilitation"}),
]


def made(code: str, row: dict[str, Any]) -> Application:
    """An application of such a row."""
    more = {k: v for k, v in row.items() if k != "beds"}
    return applies(code, HERE, row.get("beds", 0), **more)


@pytest.mark.row("SX-25", "SX-29", "SX-32")
@pytest.mark.parametrize(("row", "entry", "exempt", "near"), PLAN)
def test_the_plan_does_not_limit_these_nor_does_its_freeze(row: str, entry: str, exempt: dict[str, Any], near: dict[str, Any]) -> None:
    case = county(made("X", exempt), made("Y", near), balance=-1)
    assert row in model("shaoxing").rule(entry).serves
    x, y = case.standing("X"), case.standing("Y")
    assert ([e.rule for e in x.exemptions], x.reach, x.fixed, against(case, "X")) == ([entry], "plan", "admitted", [])
    assert (y.exemptions, y.fixed, against(case, "Y")) == ((), "", ["freeze"])
    for bound in ("bed-ceiling", "county-total", "clinic-quota", "freeze"):
        assert holds(case, plan(case, "X"), bound)
    assert not holds(case, plan(case, "Y"), "freeze")


@pytest.mark.row("SX-26")
def test_a_key_projects_beds_count_in_the_total() -> None:
    case = county(applies("K", HERE, 30, tags=("key_project",)), applies("P", HERE, 20, type="specialised", specialty="psychiatric"))
    said = written(case, plan(case, "K", "P"))
    assert {a["application"]: a["counted"] for a in said["admissions"]} == {"K": True, "P": True}
    assert [sum(r[c] for r in said["beds"]) for c in ("current", "admitted", "planned")] == [71, 50, 121]
    (total,) = [f for f in said["findings"] if f["rule"] == "county-total" and f["subject"] == HERE]
    assert (total["measured"], total["excused"], total["verdict"]) == (121, 50, "binding")


@pytest.mark.row("SX-25", "SX-28", "SX-29")
@pytest.mark.parametrize("more", [{"beds": 9, "tags": ("key_project",)}, {"facility": "village_clinic"},
                                  {"beds": 9, "type": "specialised", "specialty": "psychiatric"}])
def test_no_exemption_helps_who_does_not_qualify_or_is_barred(more: dict[str, Any]) -> None:
    case = county(made("X", {**more, "qualified": False}), made("Y", {**more, "barred_until": date(2027, 1, 1)}))
    assert [(case.standing(c).fixed, against(case, c)) for c in "XY"] == [("", ["qualified"]), ("", ["ban"])]


# -- 不受本规划数量限制

QUANTITY = [
    ("exempt-infirmary", {"facility": "infirmary", "tags": ("university",)}, {"facility": "infirmary"}),
    ("exempt-infirmary", {"facility": "infirmary", "tags": ("enterprise",)}, {"facility": "clinic", "tags": ("enterprise",)}),
    ("exempt-elderly", {"facility": "infirmary", "tags": ("medical_elderly",)}, {"facility": "clinic"}),
    ("exempt-elderly", {"beds": 300, "facility": "hospital", "tags": ("medical_elderly",)}, {"beds": 300, "facility": "nursing_home"}),
    ("exempt-blind-massage", {"type": "massage", "tags": ("blind_massage",)}, {"type": "massage"}),
    ("exempt-village", {"facility": "village_clinic"}, {"facility": "station"}),
]


@pytest.mark.row("SX-28")
@pytest.mark.parametrize(("entry", "exempt", "near"), QUANTITY)
def test_numbers_do_not_limit_these_and_limit_what_only_comes_near(entry: str, exempt: dict[str, Any], near: dict[str, Any]) -> None:
    case = county(made("X", exempt), made("Y", near))
    x, y = case.standing("X"), case.standing("Y")
    assert ([e.rule for e in x.exemptions], x.reach, x.fixed) == ([entry], "quantity", "admitted")
    assert (y.exemptions, y.fixed) == ((), "")
    bound = "county-total" if "beds" in exempt else "clinic-quota"
    assert holds(case, plan(case, "X"), bound) and not holds(case, plan(case, "Y"), bound)


@pytest.mark.row("SX-28", "SX-32")
@pytest.mark.parametrize("exempt", [row for _, row, _ in QUANTITY])
def test_a_freeze_holds_for_them_all_the_same(exempt: dict[str, Any]) -> None:
    case = county(made("X", exempt), balance=-1)
    assert (case.standing("X").fixed, against(case, "X")) == ("", ["freeze"])
    assert not holds(case, plan(case, "X"), "freeze")


# -- 不再新增

def every(category: dict[str, Any], beds: int) -> list[Application]:
    """One application of each kind."""
    kinds = {"N": "new", "B": "branch", "S": "site", "E": "expansion", "R": "relocation"}
    return [applies(c, HERE, beds, kind=k, parent_code="H" if c in "ER" else "", **category) for c, k in kinds.items()]


@pytest.mark.row("SX-30", "SX-33")
@pytest.mark.parametrize("scheme", ["employee", "resident"])
@pytest.mark.parametrize(("category", "beds"), [({}, 5), (CLINIC, 0), (SHOP, 0)])
def test_a_deficit_of_the_current_period_stops_new_institutions_of_every_class(category: dict[str, Any], beds: int, scheme: str) -> None:
    deficit = county(*every(category, beds), balance=-1, scheme=scheme)
    assert [c for c in "NBSER" if "freeze" in against(deficit, c)] == ["N", "B", "S"], "what is there may grow and move"
    assert not holds(deficit, plan(deficit, "N"), "freeze") and holds(deficit, plan(deficit, "E"), "freeze")
    even = county(*every(category, beds), balance=0, scheme=scheme)
    assert [c for c in "NBSER" if "freeze" in against(even, c)] == []


@pytest.mark.row("SX-30")
def test_a_county_without_a_ledger_of_its_own_goes_by_the_citys_pool() -> None:
    assert against(county(applies("N", HERE, 5), balance=-1, place=""), "N") == ["freeze"]
    assert against(county(applies("N", HERE, 5), balance=1, place=""), "N") == []


@pytest.mark.row("SX-31", "SX-33")
@pytest.mark.parametrize(("letter", "closed"), [
    ((date(2025, 9, 30), None), True), ((date(2025, 10, 1), None), False), ((date(2025, 3, 1), date(2025, 9, 30)), False),
    ((date(2025, 3, 1), date(2025, 10, 1)), True), ((None, None), False)])
@pytest.mark.parametrize(("category", "beds"), [({}, 5), (CLINIC, 0), (SHOP, 0)])
def test_a_warning_letter_stops_them_too_until_it_is_lifted(letter: tuple[date | None, date | None], closed: bool,
                                                            category: dict[str, Any], beds: int) -> None:
    case = county(applies("N", HERE, beds, **category), balance=1, letter=letter)
    assert against(case, "N") == (["freeze"] if closed else [])
    assert holds(case, plan(case, "N"), "freeze") is not closed


# -- 全域均衡

@pytest.mark.row("SX-04")
def test_of_two_alike_the_one_in_a_weak_district_comes_first() -> None:
    for level, winner in (("weak", "B"), ("fair", "A")):
        here = [District(district=d, insured=10_000, resource_level=n) for d, n in ((THERE, "fair"), (HERE, level))]
        rows = [applies("A", THERE, score=Fraction(80)), applies("B", HERE, score=Fraction(80))]
        case = desk("shaoxing", city(here, (), rows), clinic_total={"city": 1})
        assert set(chosen(case).admitted) == {winner}
