"""Jinan's rows on who may come in: four exempt groups, the transition, the freeze on either fund, moves."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.city import Fund
from allocator.domain.institution import Application
from tests.policies.book import written
from tests.policies.desk import against, desk, holds, model
from tests.towns import applies, at, city, clinic, hospital, pharmacy, plan, township

HERE, THERE = "商河县", "历城区"
CLINIC: dict[str, Any] = {"category": "outpatient", "facility": "clinic"}
SHOP: dict[str, Any] = {"category": "pharmacy", "facility": "pharmacy"}


def county(*applications: Application, balance: int | None = None, scheme: str = "resident", letter: tuple[date | None, date | None] = (
        None, None), **parameters: Any) -> Case:
    """A county with more beds than the city may have and a clinic over its number, and a fund's balance or letter."""
    told = balance is not None or letter[0] is not None
    funds = (Fund(district=HERE, scheme=scheme, year=2025, current_balance=Fraction(balance or 0), warning_on=letter[0],
                  warning_lifted_on=letter[1]),) if told else ()
    clinics = [clinic(f"C{k}", HERE, scheme="pooled", **at(0)) for k in range(4)]
    shops = [pharmacy(f"P{k}", HERE, **at(0)) for k in range(3)]
    there = [hospital("H", HERE, 95, tier="secondary", type="general", **at(0)), *clinics, *shops]
    here = city({HERE: 10_000, THERE: 100}, there, applications, funds=funds, townships=(township("镇", HERE, 10_000),))
    return desk("jinan", here, **parameters)


def made(code: str, row: dict[str, Any], **more: Any) -> Application:
    """An application of such a row, at the place where everything stands."""
    given = {"type": "general", **{k: v for k, v in row.items() if k != "beds"}, **at(0), **more}
    return applies(code, HERE, row.get("beds", 0), **{"scheme": "" if row.get("beds") else "pooled", **given})


# -- 不受本规划限制

EXEMPT: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("JN-10", "exempt-key-project", {"beds": 300, "tags": ("key_project",)}, {"beds": 300}),
    ("JN-10", "exempt-key-project", {**CLINIC, "tags": ("key_project",)}, {**SHOP, "tags": ("key_project",)}),
    ("JN-11", "exempt-public-health", {"beds": 30, "facility": "township_centre", "tags": ("public_health",)},
     {"beds": 30, "facility": "township_centre"}),
    ("JN-11", "exempt-public-health", {"facility": "community_centre", "tags": ("public_health",)}, {"tags": ("public_health",)}),
    ("JN-11", "exempt-public-health", {"facility": "station", "tags": ("public_health",)}, {"facility": "station"}),
    ("JN-11", "exempt-public-health", {"facility": "village_clinic", "tags": ("public_health",)}, {"facility": "village_clinic"}),
    ("JN-12", "exempt-agency", {"beds": 90, "facility": "public_health_agency", "specialty": "psychiatric"},
     {"beds": 90, "facility": "hospital", "specialty": "psychiatric"}),
    ("JN-12", "exempt-agency", {"beds": 90, "facility": "public_health_agency", "specialty": "infectious"},
     {"beds": 90, "facility": "hospital", "specialty": "infectious"}),
    ("JN-13", "exempt-internal", {"facility": "infirmary", "tags": ("university",)}, {"facility": "infirmary"}),
    ("JN-13", "exempt-internal", {"facility": "infirmary", "tags": ("internal_only",)}, {"facility": "infirmary", "tags": ("enterprise",)}),
]


@pytest.mark.row("JN-10", "JN-11", "JN-12", "JN-13", "JN-25")
@pytest.mark.parametrize(("row", "entry", "exempt", "near"), EXEMPT)
def test_the_plan_does_not_limit_four_groups_nor_does_its_freeze(row: str, entry: str, exempt: dict[str, Any],
                                                                near: dict[str, Any]) -> None:
    case = county(made("X", exempt), made("Y", near), balance=-1)
    assert row in model("jinan").rule(entry).serves
    x, y = case.standing("X"), case.standing("Y")
    assert ([e.rule for e in x.exemptions], x.reach, x.fixed, against(case, "X")) == ([entry], "plan", "admitted", [])
    assert (y.exemptions, y.fixed, against(case, "Y")) == ((), "", ["freeze-fund"])
    for bound in ("bed-ceiling", "bed-quota", "clinic-quota", "same-grade-spacing", "clinic-spacing", "freeze-fund"):
        assert holds(case, plan(case, "X"), bound)
    broken = "pharmacy-cap" if near.get("category") == "pharmacy" else "bed-ceiling" if "beds" in near else "clinic-quota"
    assert not holds(case, plan(case, "Y"), broken) and not holds(case, plan(case, "Y"), "freeze-fund")


@pytest.mark.row("JN-10", "JN-11", "JN-12", "JN-13")
@pytest.mark.parametrize(("entry", "counted"), [(0, True), (2, True), (6, True), (8, False), (9, False)])
def test_of_the_four_only_the_internal_ones_do_not_count_in_the_plan(entry: int, counted: bool) -> None:
    case = county(made("X", EXEMPT[entry][2]))
    assert case.standing("X").counted is counted
    (said,) = written(case, plan(case, "X"))["admissions"]
    assert (said["counted"], said["admitted"]) == (counted, True) and "same-grade-spacing" in said["exempt_from"]


@pytest.mark.row("JN-13")
@pytest.mark.parametrize(("tags", "left"), [(("internal_only",), 0), (("university",), 0), ((), 30)])
def test_internal_ones_that_are_there_take_no_room_in_the_plan_either(tags: tuple[str, ...], left: int) -> None:
    # 90 beds and 3 clinics of 10,000 people; without the internal ones there are 60, and none
    there = [hospital("H", HERE, 60), hospital("I", HERE, 30, facility="infirmary", tags=tags), *(
        clinic(f"C{k}", HERE, facility="infirmary", tags=tags) for k in range(3))]
    rows = [applies("A", HERE, 30), applies("C", HERE), applies("D", HERE, 50, facility="infirmary", tags=tags)]
    case = desk("jinan", city({HERE: 10_000}, there, rows))
    assert holds(case, plan(case, "A"), "bed-ceiling") == (not left) and holds(case, plan(case, "C"), "clinic-total") == (not left)
    (said,) = [f for f in case.policy.rule("bed-ceiling").check(plan(case, "D"), case) if f.subject == "city"]
    assert said.measured == 60 + left + (50 if left else 0)
    more = desk("jinan", city({HERE: 10_000}, [hospital("H", HERE, 91 - left), *there[1:]], rows))
    assert (more.policy.rule("bed-quota").density((HERE,), more), more.policy.rule("bed-quota").is_over("city", (HERE,), more)) == (
        Fraction("9.1"), True)


@pytest.mark.row("JN-10", "JN-11", "JN-12", "JN-13", "JN-39")
@pytest.mark.parametrize("row", [EXEMPT[0][2], EXEMPT[2][2], EXEMPT[6][2], EXEMPT[8][2], {"beds": 30, "opened_on": date(2020, 1, 1)}])
def test_no_exemption_helps_who_does_not_qualify_or_is_barred(row: dict[str, Any]) -> None:
    unfit, barred = made("X", row, qualified=False), made("Y", row, barred_until=date(2027, 1, 1))
    case = county(unfit, barred, opened_by=date(2026, 3, 30))
    assert [(case.standing(c).fixed, against(case, c)) for c in "XY"] == [("", ["qualified"]), ("", ["ban"])]


# -- 正式运营满三个月

@pytest.mark.row("JN-39")
@pytest.mark.parametrize(("opened", "free"), [(date(2026, 3, 30), True), (date(2019, 1, 1), True), (date(2026, 3, 31), False),
                                              (None, False)])
@pytest.mark.parametrize("row", [{"beds": 200}, CLINIC, SHOP])
def test_open_for_three_months_when_the_plan_is_published_it_is_not_limited(row: dict[str, Any], opened: date | None,
                                                                          free: bool) -> None:
    # published on 30 June 2026
    case = county(made("V", row, opened_on=opened), balance=-1, opened_by=date(2026, 3, 30))
    assert case.standing("V").fixed == ("admitted" if free else "") and (against(case, "V") == []) == free
    bound = "bed-ceiling" if "beds" in row else "pharmacy-cap" if row is SHOP else "clinic-quota"
    assert holds(case, plan(case, "V"), bound) == free and holds(case, plan(case, "V"), "freeze-fund") == free


@pytest.mark.row("JN-39")
def test_while_the_draft_is_not_published_nobody_is_let_through() -> None:
    case = county(made("V", {"beds": 200}, opened_on=date(2019, 1, 1)))
    assert (case.standing("V").fixed, case.standing("V").exemptions) == ("", ())
    said = model("jinan")
    assert (said.documents["plan"].published, said.parameters["opened_by"].default) == (None, None)


# -- 暂停新增

def every(category: dict[str, Any], beds: int) -> list[Application]:
    """One application of each kind; the moves have applied again."""
    kinds = {"N": "new", "B": "branch", "S": "site", "E": "expansion", "R": "relocation", "G": "relocation"}
    return [applies(c, HERE, beds, kind=k, parent_code="H" if c in "ERG" else "", stage="assessed", moved_by_government=c == "G",
                    **category) for c, k in kinds.items()]


@pytest.mark.row("JN-23", "JN-25")
@pytest.mark.parametrize("scheme", ["employee", "resident"])
@pytest.mark.parametrize(("category", "beds"), [({}, 5), (CLINIC, 0), (SHOP, 0)])
def test_a_deficit_of_either_fund_stops_new_institutions_of_every_class(category: dict[str, Any], beds: int, scheme: str) -> None:
    deficit = county(*every(category, beds), balance=-1, scheme=scheme)
    assert [c for c in "NBSERG" if "freeze-fund" in against(deficit, c)] == ["N", "B", "S", "R"], "a move that applies again is new"
    assert not holds(deficit, plan(deficit, "N"), "freeze-fund") and holds(deficit, plan(deficit, "G"), "freeze-fund")
    even = county(*every(category, beds), balance=0, scheme=scheme)
    assert [c for c in "NBSERG" if "freeze-fund" in against(even, c)] == []


@pytest.mark.row("JN-24", "JN-25")
@pytest.mark.parametrize(("letter", "closed"), [
    ((date(2025, 9, 30), None), True), ((date(2025, 10, 1), None), False), ((date(2025, 3, 1), date(2025, 9, 30)), False),
    ((date(2025, 3, 1), date(2025, 10, 1)), True), ((None, None), False)])
@pytest.mark.parametrize(("category", "beds"), [({}, 5), (CLINIC, 0), (SHOP, 0)])
def test_a_warning_letter_stops_them_too_until_it_is_lifted(letter: tuple[date | None, date | None], closed: bool,
                                                            category: dict[str, Any], beds: int) -> None:
    case = county(applies("N", HERE, beds, **category), balance=1, letter=letter)
    assert against(case, "N") == (["freeze-fund"] if closed else [])
    assert holds(case, plan(case, "N"), "freeze-fund") is not closed


# -- 变更地址

def move(parent: str, to: str, stage: str, government: bool, **more: Any) -> Case:
    """A clinic and a hospital in 商河, of which one moves."""
    row: dict[str, Any] = {"category": "inpatient", "facility": "hospital"} if parent == "H" else CLINIC
    a = applies("R", to, 0, kind="relocation", parent_code=parent, stage=stage, moved_by_government=government, **row)
    town = city({HERE: 10_000, THERE: 10_000}, [hospital("H", HERE, 50), clinic("C", HERE)], [a], **more)
    return desk("jinan", town)


@pytest.mark.row("JN-21", "JN-22")
@pytest.mark.parametrize("parent", ["H", "C"])
@pytest.mark.parametrize(("to", "stage", "government", "free"), [
    (HERE, "assessed", False, True), (THERE, "assessed", False, True), (HERE, "filed", False, False), (THERE, "filed", False, False),
    (HERE, "filed", True, True), (HERE, "", True, True), (THERE, "filed", True, False), (THERE, "assessed", True, True)])
def test_a_move_applies_again_unless_the_government_plans_it_within_the_district(parent: str, to: str, stage: str, government: bool,
                                                                                 free: bool) -> None:
    case = move(parent, to, stage, government)
    assert against(case, "R") == ([] if free else ["relocation"])
    assert holds(case, plan(case, "R"), "relocation") == free


@pytest.mark.row("JN-22")
@pytest.mark.parametrize(("to", "government", "free"), [(HERE, True, True), (HERE, False, False), (THERE, True, False)])
def test_a_freeze_spares_only_the_move_that_need_not_apply_again(to: str, government: bool, free: bool) -> None:
    funds = tuple(Fund(district=d, scheme="employee", year=2025, current_balance=Fraction(-1)) for d in (HERE, THERE))
    assert ("freeze-fund" not in against(move("C", to, "assessed", government, funds=funds), "R")) == free


@pytest.mark.row("JN-21")
@pytest.mark.parametrize(("insured", "room"), [(5_263, False), (5_264, True)])
def test_a_clinic_that_moves_to_another_district_takes_a_place_there(insured: int, room: bool) -> None:
    # 3.8 of 10,000: 1 place, or 2 from 5,264 insured people
    a = applies("R", THERE, kind="relocation", parent_code="C", stage="assessed")
    town = city({HERE: 50_000, THERE: insured}, [clinic("C", HERE), clinic("D", THERE)], [a])
    case = desk("jinan", town)
    assert holds(case, plan(case, "R"), "clinic-total") == room


@pytest.mark.row("JN-22")
@pytest.mark.parametrize(("metres", "near"), [(100, True), (2_000, False)])
def test_a_move_that_the_government_plans_keeps_the_distances_all_the_same(metres: int, near: bool) -> None:
    there = [clinic("C", HERE, tier="primary", **at(9_000)), clinic("D", HERE, tier="primary", **at(0)),
             *(pharmacy(f"P{k}", HERE, **at(0)) for k in range(2)), pharmacy("Q", HERE, **at(9_000))]
    rows = [applies("R", HERE, kind="relocation", parent_code="C", moved_by_government=True, tier="primary", type="general", **at(metres)),
            applies("S", HERE, kind="relocation", parent_code="Q", moved_by_government=True, **SHOP, **at(metres))]
    case = desk("jinan", city({HERE: 50_000}, there, rows, townships=(township("镇", HERE, 50_000),)))
    assert holds(case, plan(case, "R"), "same-grade-spacing") is not near
    assert holds(case, plan(case, "S"), "pharmacy-cap") is not near
