"""Jinan's instance: what its plan speaks of is there, on both sides; the solver's plan is lawful, the manual one is not."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from allocator.audit import broken
from allocator.measures.ledger import ledger
from tests.instances import checks
from tests.instances.conftest import ROOT, made_by
from tests.instances.planned import Planned, planned
from tests.instances.tables import ENTERS, Row, Tables, counts_in, density, number, open_to_all

NAME, CITY, AS_OF, OPEN_BY = "jinan2026", "济南市", "2025-12-31", "2026-03-30"
TABLES = ("districts", "townships", "demand_points", "institutions", "applications", "funds", "requirements", "releases", "events")
FROZEN = {"莱芜区", "商河县", "平阴县"}
OLD_CITY = {"历下区", "市中区", "槐荫区", "天桥区"}
WALK_M = 15 * 5000 / 60 / 1.3                                # 15 minutes at 5 km/h over a detour of 1.3
BASIC = ("township_centre", "community_centre", "station", "village_clinic")
GROUPS: dict[str, Callable[[Row], bool]] = {
    "key project": lambda a: a["tags"] == "key_project",
    "basic public health": lambda a: a["facility"] in BASIC and a["tags"] == "public_health",
    "agency": lambda a: a["facility"] == "public_health_agency",
    "inside": lambda a: a["tags"] in ("university", "internal_only"),
}


def in_time(row: Row) -> bool:
    """Open for three months when the plan is published."""
    return row["kind"] in ("new", "branch") and "" < row["opened_on"] <= OPEN_BY


def exempt(row: Row) -> bool:
    return in_time(row) or any(test(row) for test in GROUPS.values())


@pytest.fixture(scope="session")
def make_jinan(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    return lambda seed: made_by(tmp_path_factory, "jinan", seed)


@pytest.fixture(scope="session", params=["shipped", 1])
def town(request: pytest.FixtureRequest, make_jinan: Callable[[int], Path]) -> Tables:
    """The shipped instance (seed 0) and that of another seed."""
    return Tables(ROOT / "instances" if request.param == "shipped" else make_jinan(request.param), NAME, AS_OF)


@pytest.fixture(scope="session")
def shipped() -> Tables:
    return Tables(ROOT / "instances", NAME, AS_OF)


@pytest.fixture(scope="session")
def run() -> Planned:
    return planned(ROOT / "instances" / f"{NAME}.yaml")


def admitted(town: Tables, run: Planned) -> list[Row]:
    return [a for a in town.applications if run.plan.admits(a["code"])]


def area_class(town: Tables) -> dict[tuple[str, str], str]:
    return {(t["district"], t["township"]): t["area_class"] for t in town.townships}


# -- the files

def test_seed_0_gives_the_shipped_files_byte_for_byte(shipped: Tables, make_jinan: Callable[[int], Path]) -> None:
    checks.same_bytes(shipped, make_jinan(0), TABLES)


def test_it_reads_without_a_warning_and_its_sources_tell_of_everything(shipped: Tables) -> None:
    checks.reads_in_silence(shipped)
    checks.told(shipped, CITY, TABLES)


# -- the stock

def test_it_has_the_real_size_and_adds_up(town: Tables) -> None:
    assert 8_000_000 <= town.insured <= 9_000_000
    assert len(town.districts) == 13 and "高新区" in town.districts
    assert len(town.townships) == 161 and len(town.points) >= 1500     # 164 rows less three zones
    assert [len(town.of(c)) for c in ("inpatient", "outpatient", "pharmacy")] == [433, 3500, 4325]
    assert len(town.applications) >= 300
    checks.adds_up(town)
    checks.has_history(town)
    checks.parents_stay(town)


def test_beds_stand_in_the_band_and_the_old_city_has_most(town: Tables) -> None:
    assert Fraction("8.5") <= density(town, town.baseline) <= Fraction("9.0")
    per_1000 = {d: Fraction(1000 * town.beds(town.baseline, d), number(r["insured"])) for d, r in town.districts.items()}
    assert {d for d, n in per_1000.items() if n > Fraction("8.5")} == OLD_CITY


def test_hospitals_stand_off_sixty_to_twenty_five_to_fifteen(town: Tables) -> None:
    rows = [r for r in town.baseline if r["facility"] == "hospital"]
    shares = {t: Fraction(sum(number(r["insured_beds"]) for r in rows if r["tier"] in ts), town.beds(rows))
              for t, ts in {"3": ("tertiary",), "2": ("secondary",), "1": ("primary", "ungraded")}.items()}
    assert shares["3"] > Fraction(60, 100) and shares["2"] > Fraction(25, 100) and shares["1"] < Fraction(15, 100)
    every = Fraction(sum(number(r["insured_beds"]) for r in town.baseline if r["tier"] == "tertiary"), town.beds(town.baseline))
    assert every < Fraction(60, 100)                                    # centres and agencies counted it would look the other way


def test_either_fund_in_deficit_or_a_standing_warning_freezes_a_district(town: Tables) -> None:
    deficit = {(f["district"], f["scheme"]) for f in town.table("funds") if f["district"] and number(f["current_balance"]) < 0}
    assert deficit == {("莱芜区", "resident"), ("商河县", "employee")}
    assert town.warned() == {"平阴县"}
    assert {f["district"] for f in town.table("funds") if f["warning_lifted_on"]} == {"章丘区"}


def test_dense_townships_are_those_of_ten_thousand_residents_a_square_kilometre(town: Tables) -> None:
    for t in town.townships:
        assert (number(t["residents"]) >= 10_000 * Fraction(t["area_km2"])) == (t["area_class"] == "dense"), t["township"]
    assert {t["area_class"] for t in town.townships} == {"dense", "urban", "rural"}
    assert {t["district"] for t in town.townships if t["area_class"] == "dense"} & OLD_CITY


def test_more_pharmacies_stand_in_many_circles_than_new_ones_may_find(town: Tables) -> None:
    classes, shops = area_class(town), town.of("pharmacy", town.staying)
    near = {r["code"]: 1 + len(town.near(r, shops, 800)) for r in shops[::20]}
    over = [r for r in shops[::20] if near[r["code"]] > (3 if classes[r["district"], r["township"]] == "dense" else 2)]
    assert len(over) > len(near) / 3                                   # existing excess
    asked = [a for a in town.asks("pharmacy", "new") if open_to_all(a)]
    fits = [len(town.near(a, shops, 800)) < (3 if classes[a["district"], a["township"]] == "dense" else 2) for a in asked]
    assert sum(fits) > 30 and fits.count(False) > 30


def test_demand_and_supply_stand_on_both_sides_by_specialty_and_by_type(town: Tables) -> None:
    there: Counter[tuple[str, str, str]] = Counter()
    for r in town.staying:
        there["inpatient", counts_in(r), r["specialty"]] += number(r["insured_beds"]) if r["category"] == "inpatient" else 0
        there["outpatient", r["district"], r["type"]] += r["category"] == "outpatient"
    states: dict[str, Counter[str]] = {"inpatient": Counter(), "outpatient": Counter()}
    for q in town.table("requirements"):
        actual, needed = there[q["category"], q["district"], q["specialty"] or q["type"]], number(q["required"])
        states[q["category"]]["none" if not actual else "short" if needed * 20 > actual * 21 else
                              "surplus" if needed * 20 <= actual * 19 else "balanced"] += 1
    assert set(states["inpatient"]) == {"none", "short", "balanced", "surplus"}
    assert {"short", "balanced", "surplus"} <= set(states["outpatient"])
    city = {s: sum(number(q["required"]) for q in town.table("requirements") if q["specialty"] == s)
            for s in ("psychiatric", "paediatric", "oncology", "rehabilitation", "orthopaedic")}
    stock = {s: sum(n for (c, _, sort), n in there.items() if c == "inpatient" and sort == s) for s in city}
    assert [s for s in city if city[s] > stock[s]] == ["psychiatric", "paediatric", "oncology", "rehabilitation"]


def test_districts_stand_below_and_above_their_computed_number_of_clinics(town: Tables) -> None:
    rows = [c for c in town.of("outpatient") if not GROUPS["inside"](c)]       # those are not counted
    per_10000 = {d: Fraction(10_000 * sum(c["district"] == d for c in rows), number(r["insured"])) for d, r in town.districts.items()}
    below = {d for d, n in per_10000.items() if n < Fraction("3.8")}
    assert {"历城区", "高新区", "济阳区", "长清区", "商河县"} <= below and not below & OLD_CITY
    assert Fraction(10_000 * len(rows), town.insured) > Fraction("3.85")                             # the city has more than planned


# -- the applicants

@pytest.mark.parametrize("name", GROUPS)
def test_every_exempt_group_applies_in_open_and_frozen_districts(town: Tables, name: str) -> None:
    rows = [a for a in town.applications if GROUPS[name](a) and a["kind"] == "new" and open_to_all(a)]
    assert {a["district"] in FROZEN for a in rows} == {True, False}
    assert any(a["category"] == "inpatient" for a in rows)
    assert any(a["tags"] == "key_project" and a["qualified"] == "no" for a in town.applications)


@pytest.mark.parametrize("category", ["inpatient", "outpatient", "pharmacy"])
def test_three_months_of_operation_are_met_on_the_day_and_missed_the_day_after(town: Tables, category: str) -> None:
    opened = {a["opened_on"] for a in town.asks(category, "new")}
    assert {OPEN_BY, "2026-03-31"} <= opened and min(o for o in opened if o) < "2026-01-01" and "" in opened
    assert sum(in_time(a) for a in town.asks(category, "new")) < len(town.asks(category, "new")) / 5
    assert any(in_time(a) and a["qualified"] == "no" for a in town.asks(category, "new"))


def test_psychiatric_hospitals_are_no_agencies_and_apply_beside_them(town: Tables) -> None:
    rows = [a for a in town.asks("inpatient", "new") if a["specialty"] == "psychiatric"]
    assert {a["facility"] for a in rows} == {"hospital", "public_health_agency"}


def test_some_find_the_same_grade_and_type_within_fifteen_minutes_and_some_do_not(town: Tables) -> None:
    def sort(row: Row) -> tuple[str, str]:
        return row["tier"], row["type"]

    for category in ("inpatient", "outpatient"):
        stock = town.of(category, town.staying)
        asked = [a for a in town.asks(category, "new", "branch", "site") if not exempt(a)]
        found = [any(sort(r) == sort(a) for r in town.near(a, stock, WALK_M)) for a in asked]
        assert found.count(True) > 15 and found.count(False) > 15, category


@pytest.mark.parametrize("category", ["inpatient", "outpatient", "pharmacy"])
def test_moves_are_planned_by_the_government_or_not_and_stay_or_leave_their_district(town: Tables, category: str) -> None:
    rows = town.asks(category, "relocation")
    cases = {(a["moved_by_government"] == "yes", town.stock[a["parent_code"]]["district"] == a["district"]) for a in rows}
    assert {(True, True), (True, False), (False, True)} <= cases


def test_branches_come_from_inside_and_outside_to_short_and_other_districts(town: Tables) -> None:
    rows = town.asks("inpatient", "branch")
    assert {bool(a["parent_code"]) for a in rows} == {True, False}
    assert {a["district"] in OLD_CITY for a in rows} == {True, False} and any(a["district"] in FROZEN for a in rows)


def test_some_are_disqualified_and_bans_hold_or_have_run_out(town: Tables) -> None:
    for category in ("inpatient", "outpatient", "pharmacy"):
        rows = town.asks(category)
        assert any(a["qualified"] == "no" for a in rows)
        assert {a["barred_until"] > a["applied_on"] for a in rows if a["barred_until"]} == {True, False}


# -- the plan

def test_the_plan_is_proven_and_lawful_and_the_manual_one_is_neither(run: Planned) -> None:
    assert run.outcome.status == "optimal"
    assert broken(run.findings) == ()
    assert {"freeze-fund", "freeze-surplus-hospitals", "ban", "clinic-quota", "clinic-spacing", "same-grade-spacing", "pharmacy-cap"} <= {
        f.rule for f in broken(run.by_hand)}


def test_beds_stay_in_the_band(run: Planned) -> None:
    after = Fraction(1000 * ledger(run.plan, run.case).planned(), run.case.city.insured)
    assert Fraction("8.5") <= after <= Fraction("9.0")


def test_in_the_frozen_districts_only_who_is_exempt_comes_in(shipped: Tables, run: Planned) -> None:
    came = [a for a in admitted(shipped, run) if a["district"] in FROZEN and a["kind"] in ENTERS]
    assert came and all(exempt(a) for a in came)


def test_new_beds_go_where_they_are_short_of(shipped: Tables, run: Planned) -> None:
    came = [a for a in admitted(shipped, run) if a["category"] == "inpatient" and a["kind"] in (*ENTERS, "expansion") and not exempt(a)]
    beds = Counter(a["district"] in OLD_CITY for a in came for _ in range(number(a["beds_max"])))
    assert beds[False] > 10 * beds[True]
    needed = {(q["district"], q["specialty"]): number(q["required"]) for q in shipped.table("requirements") if q["specialty"]}
    there: Counter[tuple[str, str]] = Counter()
    for r in shipped.of("inpatient", shipped.staying):
        there[counts_in(r), r["specialty"]] += number(r["insured_beds"])
    for a in came:
        sort = a["district"], a["specialty"]
        assert needed[sort] * 20 > there[sort] * 19, a["code"]             # in no district where supply is over demand
        assert a["district"] not in OLD_CITY or needed[sort] * 20 > there[sort] * 21, a["code"]


def test_nobody_new_finds_a_full_circle_or_its_like_next_door(shipped: Tables, run: Planned) -> None:
    classes, new = area_class(shipped), [a for a in admitted(shipped, run) if a["kind"] in ENTERS]
    shops = shipped.of("pharmacy", shipped.staying) + [a for a in new if a["category"] == "pharmacy"]
    for a in (a for a in new if a["category"] == "pharmacy" and not exempt(a)):
        most = 3 if classes[a["district"], a["township"]] == "dense" else 2
        assert 1 + len(shipped.near(a, shops, 800)) <= most, a["code"]


def test_clinics_come_to_districts_below_their_number_and_no_more_than_leave(shipped: Tables, run: Planned) -> None:
    came = [a for a in admitted(shipped, run) if a["category"] == "outpatient" and a["kind"] in ENTERS and not exempt(a)]
    assert 0 < len(came) <= len(shipped.of("outpatient", shipped.exits))
    there = Counter(r["district"] for r in shipped.of("outpatient", shipped.staying))
    for d in {a["district"] for a in came}:
        assert 10_000 * there[d] < Fraction("3.8") * number(shipped.districts[d]["insured"])
