"""Shenyang's rows on clinics and pharmacies: released places, totals, 800 metres, who comes first where all else is equal."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.institution import Institution
from allocator.domain.plan import Plan
from tests.policies.desk import chosen, found, holds, missed
from tests.policies.shenyang import COUNTIES, SUBURB, URBAN, gave_up, pooled, ruled, store
from tests.towns import applies, at, city, clinic, hospital, pharmacy, plan

RICH, FAIR, WEAK, COUNTY = "和平区", "浑南区", "法库县", "辽中区"
EVEN = [pooled(f"C{d}", d) for d in (*URBAN, *SUBURB, *COUNTIES)]        # one in each district of as many people
LEAVES = date(2026, 3, 31)


def one(code: str, district: str = COUNTY, **more: Any) -> Any:
    """A clinic of the pooled scheme that applies."""
    return applies(code, district, scheme="pooled", **more)


# -- 门诊统筹

@pytest.mark.row("SY-29")
def test_the_concentration_of_pooled_clinics_is_measured_by_zone() -> None:
    more = [pooled("C+", RICH), clinic("A1", COUNTY, scheme="account"), hospital("H", COUNTY, 50), pharmacy("P", COUNTY)]
    case = ruled([*EVEN, *more])
    rows = {r.district: (r.resource, r.people, r.sign) for r in case.states["agglomeration-outpatient"]}
    # 7 of 14 for 6 of 13 in the main urban zone; 1 of 14 for 1 of 13 in a county: nothing but pooled clinics counts
    assert rows == {"医保主城区": (7, 60_000, 1), "医保城郊区": (3, 30_000, -1), **dict.fromkeys(COUNTIES, (1, 10_000, -1))}


@pytest.mark.row("SY-30", "SY-31", "SY-32")
@pytest.mark.parametrize(("there", "sign", "places"), [([pooled("C+", COUNTY)], 1, 2), ([], 0, 5), ([pooled("C+", RICH)], -1, 5)])
def test_half_or_all_of_last_years_places_are_granted_by_the_sign(there: list[Institution], sign: int, places: int) -> None:
    told = [gave_up(COUNTY, code=f"X{k}") for k in range(5)]
    told += [gave_up(COUNTY, code="Y1", year=2024), gave_up(COUNTY, code="Y2", cause="relocated"), gave_up(WEAK, code="Y3"),
             gave_up(COUNTY, code="Y4", scheme="account")]
    case = ruled([*EVEN, *there], [one(f"A{k}") for k in range(6)], releases=tuple(told))
    assert next(r.sign for r in case.states["agglomeration-outpatient"] if r.district == COUNTY) == sign
    for n in range(7):
        assert holds(case, plan(case, *(f"A{k}" for k in range(n))), "outpatient-quota") == (n <= places)


@pytest.mark.row("SY-30")
def test_half_of_61_places_of_the_main_urban_zone_are_30() -> None:
    told = tuple(gave_up(d, code=f"X{k}{d}") for d, n in ((RICH, 60), ("于洪区", 1)) for k in range(n))
    case = ruled([*EVEN, pooled("C+", RICH)], releases=told)
    (quota,) = found(case, Plan(), "outpatient-quota", "医保主城区")
    assert (quota.limit, quota.facts["known"]) == (30, 61)


# -- 总量控制与压缩

@pytest.mark.row("SY-16", "SY-33")
def test_clinics_of_the_personal_account_come_in_for_those_that_leave() -> None:
    there = [clinic("C1", RICH, scheme="account", exited_on=LEAVES), clinic("C2", RICH, scheme="account"),
             pooled("C3", RICH, exited_on=LEAVES)]
    rows = [applies(c, WEAK, scheme="account") for c in "AB"] + [one("C", WEAK)]
    case = ruled(there, rows)
    assert holds(case, plan(case, "A", "C"), "account-clinics") and not holds(case, plan(case, "A", "B"), "account-clinics")


@pytest.mark.row("SY-13", "SY-16", "SY-33")
def test_pharmacies_do_not_grow_on_balance_and_should_become_fewer() -> None:
    there = [pharmacy(f"P{k}", RICH, exited_on=LEAVES if k < 2 else None) for k in range(101)]
    case = ruled(there, [store(c, WEAK) for c in "ABC"])
    assert holds(case, plan(case, "A", "B"), "pharmacies") and not holds(case, plan(case, "A", "B", "C"), "pharmacies")
    # ⌈1 % of 101⌉ = 2: none may come for the two that leave
    assert [missed(case, plan(case, *codes), "pharmacies-cut") for codes in ("", "A", "AB")] == [{}, {"city": 1}, {"city": 2}]
    assert chosen(case).admitted == {}


@pytest.mark.row("SY-12")
def test_dental_clinics_do_not_grow_on_balance_and_should_become_fewer() -> None:
    there = [pooled(f"D{k}", RICH, type="dental", exited_on=LEAVES if k < 2 else None) for k in range(3)]
    rows = [one(c, WEAK, type="dental") for c in "ABC"] + [one("G", WEAK)]
    case = ruled(there, rows)
    assert holds(case, plan(case, "A", "B", "G"), "dental") and not holds(case, plan(case, "A", "B", "C"), "dental")
    assert [missed(case, plan(case, *codes), "dental-cut") for codes in ("A", "AB")] == [{}, {"city": 1}]


TOTALS = [("inpatient", hospital("O", FAIR, 20), applies("A", FAIR, 20), applies("B", FAIR, 20)),
          ("pooled", pooled("O", FAIR), one("A", FAIR), one("B", FAIR)),
          ("account", clinic("O", FAIR, scheme="account"), applies("A", FAIR, scheme="account"), applies("B", FAIR, scheme="account")),
          ("pharmacy", pharmacy("O", FAIR), store("A", FAIR), store("B", FAIR))]


@pytest.mark.row("SY-16", "SY-22", "SY-29", "SY-33")
@pytest.mark.parametrize(("name", "there", "a", "b"), TOTALS)
def test_a_districts_number_of_the_year_holds_where_the_execution_plan_gives_it(name: str, there: Institution, a: Any, b: Any) -> None:
    entry = f"{name}-total"
    limited = ruled([there], [a, b], given={f"{name}_totals": {FAIR: 2}})
    assert holds(limited, plan(limited, "A"), entry) and not holds(limited, plan(limited, "A", "B"), entry)
    free = ruled([there], [a, b])
    assert [f.verdict for f in found(free, plan(free, "A", "B"), entry)] == ["not_applicable"]


# -- 800米

@pytest.mark.row("SY-20")
@pytest.mark.parametrize(("metres", "free"), [("799.9", False), ("800.1", True)])
def test_within_800_metres_nothing_of_the_same_type_stands(metres: str, free: bool) -> None:
    case = ruled([pooled("C", RICH, **at(0))], [one("A", RICH, type="general", **at(float(metres))), one("T", RICH, type="tcm", **at(0))])
    assert holds(case, plan(case, "A"), "separation") == free
    assert holds(case, plan(case, "T"), "separation"), "of another type"


@pytest.mark.row("SY-20")
def test_of_two_near_each_other_one_comes_in_and_what_leaves_frees_its_circle() -> None:
    there = [clinic("C", RICH, exited_on=LEAVES, **at(5_000))]
    rows = [one("A", RICH, type="general", **at(0)), one("B", FAIR, type="general", **at(400)), one("X", RICH, type="general", **at(5_000))]
    case = ruled(there, rows)
    assert holds(case, plan(case, "A", "X"), "separation") and not holds(case, plan(case, "A", "B"), "separation")


@pytest.mark.row("SY-20")
def test_a_chain_and_a_single_pharmacy_are_of_one_type() -> None:
    rows = [store("A", RICH, type="single", **at(799.9)), store("B", RICH, type="single", **at(800.1))]
    case = ruled([pharmacy("P", RICH, type="chain", **at(0))], rows)
    assert not holds(case, plan(case, "A"), "separation-pharmacies") and holds(case, plan(case, "B"), "separation-pharmacies")


@pytest.mark.row("SY-20")
def test_hospitals_keep_the_distance_as_well() -> None:
    case = ruled([hospital("H", FAIR, 50, type="general", **at(0))], [applies("A", FAIR, 20, type="general", **at(799)),
                                                                      applies("B", FAIR, 20, type="tcm", **at(799))])
    assert not holds(case, plan(case, "A"), "separation") and holds(case, plan(case, "B"), "separation")


# -- 择优与同等条件

def rivals(a: dict[str, Any], b: dict[str, Any], where: tuple[str, str] = (FAIR, FAIR)) -> Any:
    """Two pharmacies ask for the one place that two exits leave; A has the first code, and the place wherever nothing else decides."""
    there = [pharmacy("P1", RICH, exited_on=LEAVES), pharmacy("P2", RICH, exited_on=LEAVES), pharmacy("P3", RICH)]
    rows = [store(c, d, **{"score": Fraction(80), **more}) for c, d, more in zip("AB", where, (a, b), strict=True)]
    return set(chosen(ruled(there, rows)).admitted)


@pytest.mark.row("SY-17", "SY-21")
def test_the_better_one_is_taken() -> None:
    assert rivals({}, {}) == {"A"} and rivals({}, {"score": Fraction(81)}) == {"B"}


@pytest.mark.row("SY-03", "SY-04")
@pytest.mark.parametrize("where", [(RICH, WEAK), (RICH, FAIR), (FAIR, WEAK)])
def test_where_all_else_is_equal_the_weaker_area_comes_first_and_only_there(where: tuple[str, str]) -> None:
    assert rivals({}, {}, where) == {"B"}
    assert rivals({"score": Fraction(81)}, {}, where) == {"A"}, "one point more is not all else equal"


@pytest.mark.row("SY-34")
@pytest.mark.parametrize("listed", [{"tags": ("key_project",)}, {"tags": ("medical_elderly",)},
                                    {"facility": "community_centre", "ownership": "public"}])
def test_where_all_else_is_equal_who_is_listed_comes_first_and_only_there(listed: dict[str, Any]) -> None:
    def taken(**better: Any) -> set[str]:
        """Of two clinics that ask for the one place that a clinic gave up; A has the first code."""
        rows = [one("A", FAIR, **{"score": Fraction(80), **better}), one("B", FAIR, score=Fraction(80), **listed)]
        return set(chosen(ruled(EVEN, rows, releases=(gave_up(FAIR),))).admitted)

    assert taken() == {"B"} and taken(score=Fraction(81)) == {"A"}
    assert taken(**listed) == {"A"}


@pytest.mark.row("SY-34")
def test_a_private_community_centre_does_not_come_first() -> None:
    rows = [one("A", FAIR, score=Fraction(80)), one("B", FAIR, score=Fraction(80), facility="community_centre", ownership="private")]
    assert set(chosen(ruled(EVEN, rows, releases=(gave_up(FAIR),))).admitted) == {"A"}


@pytest.mark.row("SY-34")
def test_a_key_project_is_not_exempt() -> None:
    listed = {"tags": ("key_project",), "ownership": "public"}
    case = ruled([hospital("H", FAIR, 270)], [applies("A", FAIR, 5, **listed), applies("B", FAIR, 6, **listed)])
    assert case.standing("B").exemptions == () and case.standing("B").open
    assert holds(case, plan(case, "A"), "inpatient-headroom") and not holds(case, plan(case, "B"), "inpatient-headroom")


@pytest.mark.row("SY-21")
def test_a_pharmacy_goes_where_people_have_none_in_reach() -> None:
    there = [pharmacy("P1", RICH, exited_on=LEAVES), pharmacy("P2", RICH, exited_on=LEAVES), pharmacy("P3", RICH, **at(0))]
    rows = [store("A", FAIR, **at(900)), store("B", FAIR, **at(9_000))]
    # both keep 800 m from P3; the people at 0 reach P3 already
    demand = city({FAIR: 10}, points=[(FAIR, 0, 5_000), (FAIR, 9_000, 5_000)]).demand
    assert set(chosen(ruled(there, rows, demand=demand)).admitted) == {"B"}


@pytest.mark.row("SY-21")
@pytest.mark.parametrize(("metres", "people"), [(961, 5_000), (962, 0)])
def test_the_circle_is_a_walk_of_fifteen_minutes(metres: int, people: int) -> None:
    # 15 min at 5 km/h are 1,250 m of path, 961.5 m straight at a detour of 1.3
    demand = city({FAIR: 10}, points=[(FAIR, 0, 5_000)]).demand
    case = ruled([], [store("A", FAIR, **at(metres)), one("C", FAIR, **at(metres))], demand=demand)
    for entry in ("pharmacy-circle", "clinic-circle"):
        access = case.access[entry]
        assert access.people(access.covered(plan(case, "A", "C"))) == people
