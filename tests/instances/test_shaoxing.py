"""Shaoxing's instance: what its plan speaks of is there, on both sides; the solver's plan is lawful, the manual one is not."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from allocator.audit import broken
from allocator.measures.settlement import settlements
from tests.instances import checks
from tests.instances.conftest import ROOT, made_by
from tests.instances.planned import Planned, planned
from tests.instances.tables import ENTERS, Row, Tables, counts_in, density, number, open_to_all

NAME, CITY, AS_OF, BEGINS = "shaoxing2026", "绍兴市", "2026-03-31", "2026-01-01"
TABLES = ("districts", "townships", "demand_points", "institutions", "applications", "funds", "releases", "events")
FROZEN = {"新昌县", "嵊州市"}
EMPTY = {"岭南乡", "陈溪乡", "东和乡", "东茗乡", "贵门乡", "岭北镇"}
TO_DISTRICT = {"岭南乡": "上虞区", "陈溪乡": "上虞区", "东和乡": "诸暨市", "岭北镇": "诸暨市", "东茗乡": "新昌县", "贵门乡": "嵊州市"}
PLANNED = {"outpatient": 1460, "pharmacy": 2250}


def exempt(row: Row) -> bool:
    """Of a class that the plan's numbers do not limit."""
    mind = row["category"] == "inpatient" and row["type"] == "specialised" and row["specialty"] in ("psychiatric", "infectious")
    inside = row["facility"] == "infirmary" and row["tags"] in ("university", "enterprise")
    return mind or inside or row["tags"] in ("key_project", "medical_elderly", "blind_massage") or row["facility"] == "village_clinic"


def from_plan(row: Row) -> bool:
    """Of a class that the plan as a whole does not limit: key projects, psychiatry, infectious diseases."""
    return row["tags"] == "key_project" or row["specialty"] in ("psychiatric", "infectious")


@pytest.fixture(scope="session")
def make_shaoxing(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    return lambda seed: made_by(tmp_path_factory, "shaoxing", seed)


@pytest.fixture(scope="session", params=["shipped", 1])
def town(request: pytest.FixtureRequest, make_shaoxing: Callable[[int], Path]) -> Tables:
    """The shipped instance (seed 0) and that of another seed."""
    return Tables(ROOT / "instances" if request.param == "shipped" else make_shaoxing(request.param), NAME, AS_OF)


@pytest.fixture(scope="session")
def shipped() -> Tables:
    return Tables(ROOT / "instances", NAME, AS_OF)


@pytest.fixture(scope="session")
def run() -> Planned:
    return planned(ROOT / "instances" / f"{NAME}.yaml")


def admitted(town: Tables, run: Planned) -> list[Row]:
    return [a for a in town.applications if run.plan.admits(a["code"])]


# -- the files

def test_seed_0_gives_the_shipped_files_byte_for_byte(shipped: Tables, make_shaoxing: Callable[[int], Path]) -> None:
    checks.same_bytes(shipped, make_shaoxing(0), TABLES)


def test_it_reads_without_a_warning_and_its_sources_tell_of_everything(shipped: Tables) -> None:
    checks.reads_in_silence(shipped)
    checks.told(shipped, CITY, TABLES)


# -- the stock

def test_it_has_the_real_size_and_adds_up(town: Tables) -> None:
    assert 5_000_000 <= town.insured <= 5_300_000
    assert len(town.districts) == 6 and len(town.townships) == 103 and len(town.points) >= 1500
    assert 250 <= len(town.of("inpatient")) <= 300
    assert [len(town.of(c)) for c in PLANNED] == [1500, 2320]
    assert len(town.applications) >= 300
    checks.adds_up(town)
    checks.has_history(town)
    checks.parents_stay(town)


def test_beds_stand_about_seven_per_thousand(town: Tables, shipped: Tables) -> None:
    assert Fraction("6.9") < density(town, town.baseline) < Fraction("7.2")
    assert density(shipped, shipped.baseline) > 7


def licensed(row: Row) -> int:
    """Licensed beds that count on the day of the data."""
    approved = row["licensed_beds_requested"] and "" < row["licensed_approved_on"] <= AS_OF
    return number(row["licensed_beds_requested"] if approved else row["licensed_beds"])


def test_insured_beds_are_the_open_ones_up_to_115_percent_of_the_licence(town: Tables) -> None:
    rows = [r for r in town.institutions if r["category"] == "inpatient"]
    assert [r["code"] for r in rows if number(r["insured_beds"]) != min(number(r["open_beds"]), licensed(r) * 115 // 100)] == []
    bitten = [r for r in rows if number(r["open_beds"]) > number(r["insured_beds"])]
    assert 8 <= len(bitten) <= 40 and len(bitten) < len(rows) / 4


def test_a_higher_licence_counts_once_it_is_approved_by_the_day_of_the_data(town: Tables) -> None:
    asked = [r for r in town.baseline if r["licensed_beds_requested"]]
    assert sorted(r["licensed_approved_on"] for r in asked) == ["", "2025-11-20", "2026-05-08"]
    full = {r["licensed_approved_on"]: r["open_beds"] == r["insured_beds"] for r in asked}
    assert full == {"2025-11-20": True, "": False, "2026-05-08": False}


def test_municipal_hospitals_count_in_yuecheng_wherever_they_stand(town: Tables) -> None:
    away = [r for r in town.of("inpatient") if r["affiliation"] == "municipal" and r["district"] != "越城区"]
    assert {r["district"] for r in away} >= {"柯桥区", "上虞区"}
    assert {counts_in(r) for r in away} == {"越城区"}
    assert {counts_in(r) == r["district"] for r in town.of("inpatient") if r["affiliation"] == "county"} == {True}
    grown = [a for a in town.applications if a["parent_code"] in {r["code"] for r in away} and a["kind"] == "expansion"]
    assert grown and not grown[0]["account_district"]                   # it follows its hospital


def test_one_county_is_in_deficit_one_is_warned_and_one_warning_is_lifted(town: Tables) -> None:
    assert town.in_deficit() == {"新昌县"}
    assert town.warned() == {"嵊州市"}
    assert {f["district"] for f in town.table("funds") if f["warning_lifted_on"]} == {"上虞区"}


def room(town: Tables, category: str) -> dict[str, int]:
    """What left in the plan period less what came in, exempt classes aside."""
    gone = Counter(r["district"] for r in town.of(category, town.institutions) if r["exited_on"] >= BEGINS)
    came = Counter(r["district"] for r in town.of(category, town.institutions) if r["admitted_on"] >= BEGINS and not exempt(r))
    return {d: gone[d] - came[d] for d in town.districts}


@pytest.mark.parametrize("category", PLANNED)
def test_the_city_has_more_than_planned_so_exits_make_the_room(town: Tables, category: str) -> None:
    assert len(town.of(category)) > PLANNED[category]
    left = room(town, category)
    assert left["上虞区"] == -4                                          # it has taken more than it loses
    assert all(left[d] > 0 for d in ("越城区", "柯桥区", "诸暨市"))
    asked = Counter(a["district"] for a in town.asks(category, "new") if open_to_all(a) and not exempt(a))
    assert sum(asked[d] > left[d] for d in town.districts) >= 4
    assert sum(asked.values()) > 1.5 * sum(max(0, n) for n in left.values())
    came = [r for r in town.of(category, town.institutions) if r["admitted_on"] >= BEGINS]
    assert {exempt(r) for r in came} == ({True, False} if category == "outpatient" else {False})


def test_six_townships_have_no_pharmacy_and_each_has_somebody_who_asks(town: Tables) -> None:
    served = {r["township"] for r in town.of("pharmacy", town.staying)}
    assert {t["township"] for t in town.townships} - served == EMPTY
    asked = Counter(a["township"] for a in town.asks("pharmacy", "new") if open_to_all(a))
    assert all(asked[t] >= 1 for t in EMPTY) and asked["岭南乡"] >= 2
    assert {TO_DISTRICT[t] in FROZEN for t in EMPTY} == {True, False}


def test_some_hospitals_were_used_beyond_their_insured_beds(run: Planned) -> None:
    found = settlements(run.case.city)
    assert 3 <= sum(s.excess > 0 for s in found) < len(found) / 10
    assert all((s.excess > 0) == (s.unsettled > 0) for s in found)


def test_guidance_takes_every_course(town: Tables) -> None:
    late = {r["code"] for r in town.baseline if r["admitted_on"] >= "2025-06-01"}
    kinds: Counter[tuple[str, ...]] = Counter()
    for code in late:
        kinds[tuple(e["kind"] for e in town.table("events") if e["code"] == code)] += 1
    assert {(), ("minor_breach",), ("minor_breach", "rectified"), ("minor_breach", "rectification_failed")} <= set(kinds)


# -- the applicants

@pytest.mark.parametrize("category", PLANNED)
def test_old_acquaintances_apply_before_on_and_after_the_day_on_which_the_ban_ends(town: Tables, category: str) -> None:
    gone = {r["code"]: r for r in town.of(category, town.institutions) if r["exit_cause"] == "terminated" and r["status"] == "exited"}
    back = [(a, gone[a["parent_code"]]) for a in town.asks(category, "new") if a["parent_code"] in gone]
    ends = [(date.fromisoformat(a["applied_on"]) - date.fromisoformat(r["exited_on"])).days for a, r in back]
    assert len(ends) == 3
    assert min(ends) < 365 and sorted(ends)[1] == 365 and max(ends) > 366
    assert [a["barred_until"] for a, _ in back].count("") == 1           # of one only its old contract tells


def test_every_exempt_class_applies_in_open_and_frozen_counties(town: Tables) -> None:
    wanted = [a for a in town.applications if a["kind"] in ("new", "expansion") and open_to_all(a)]
    for test in (lambda a: a["tags"] == "key_project", lambda a: a["specialty"] in ("psychiatric", "infectious"),
                 lambda a: a["tags"] == "enterprise", lambda a: a["tags"] == "medical_elderly", lambda a: a["tags"] == "blind_massage",
                 lambda a: a["facility"] == "village_clinic"):
        assert {a["district"] in FROZEN for a in wanted if test(a)} == {True, False}
    assert any(a["tags"] == "university" for a in wanted)
    assert any(a["tags"] == "key_project" and a["qualified"] == "no" for a in town.applications)


def test_beds_are_asked_for_beyond_what_is_given_up_in_every_open_county(town: Tables) -> None:
    for d in set(town.districts) - FROZEN:
        own = [a for a in town.asks("inpatient", *ENTERS, "expansion") if a["district"] == d and open_to_all(a)]
        free = town.beds(town.exits, d) + town.beds(town.baseline, d) * 3 // 100
        assert sum(number(a["beds_max"]) for a in own) > free, d


def test_conversions_stand_on_both_sides_of_every_test(town: Tables) -> None:
    rows = [(a, town.stock[a["parent_code"]]) for a in town.asks("inpatient", "conversion")]
    assert {a["convert_to"] for a, _ in rows} == {"rehabilitation", "nursing", "ltc"}
    assert {p["tier"] == "tertiary" for a, p in rows if a["convert_to"] == "ltc"} == {True, False}
    assert {p["tier"] == "tertiary" for a, p in rows if a["convert_to"] == "nursing"} == {True, False}
    # Idle at a use of 0.85 = 17/20: beds less ceil(bed_days * 20 / (365 * 17)).
    idle = {number(a["beds_max"]) <= number(p["insured_beds"]) - -(-number(p["bed_days"]) * 20 // (365 * 17)) for a, p in rows}
    assert idle == {True, False}


def test_expansions_stand_on_both_sides_of_the_licence(town: Tables) -> None:
    rows = [(a, town.stock[a["parent_code"]]) for a in town.asks("inpatient", "expansion") if a["tags"] != "key_project"]
    fits = {licensed(p) * 115 // 100 - number(p["insured_beds"]) >= number(a["beds_max"]) for a, p in rows}
    assert fits == {True, False}


# -- the plan

def test_the_plan_is_proven_and_lawful_and_the_manual_one_is_neither(run: Planned) -> None:
    assert run.outcome.status == "optimal"
    assert broken(run.findings) == ()
    assert {"freeze", "ban", "county-total", "key-project-first", "clinic-quota", "pharmacy-quota", "adjustment"} <= {
        f.rule for f in broken(run.by_hand)}


def test_counties_keep_their_total_but_for_who_is_exempt(shipped: Tables, run: Planned) -> None:
    found = run.of("county-total")
    assert set(found) == set(shipped.districts)
    assert {d for d, f in found.items() if f.excused} == {"越城区", "新昌县", "诸暨市", "嵊州市"}
    assert not found["柯桥区"].slack, "its key project takes up what is given up"


def test_in_the_frozen_counties_only_who_is_exempt_from_the_plan_comes_in(shipped: Tables, run: Planned) -> None:
    came = [a for a in admitted(shipped, run) if a["district"] in FROZEN and a["kind"] in ENTERS]
    assert came and all(from_plan(a) for a in came)
    assert {a["tags"] == "key_project" for a in came} == {True, False}


def test_key_projects_use_up_what_is_given_up_first_and_one_overruns_it(run: Planned) -> None:
    facts: dict[str, Any] = {d: f.facts for d, f in run.of("key-project-first").items()}
    assert {d for d, f in facts.items() if f["overrun"]} == {"新昌县"} and not facts["新昌县"]["own"]
    assert all(f["own"] + f["exempt"] <= f["given_up"] for d, f in facts.items() if d != "新昌县")


def test_one_pharmacy_comes_to_each_empty_township_that_is_open_beyond_the_quota(shipped: Tables, run: Planned) -> None:
    came = Counter(a["township"] for a in admitted(shipped, run) if a["category"] == "pharmacy" and a["kind"] in ENTERS)
    assert all(came[t] >= 1 for t in EMPTY if TO_DISTRICT[t] not in FROZEN)
    assert came["岭南乡"] == 1                                          # two asked; 上虞 has no quota left
    assert all(came[t] == 0 for t in EMPTY if TO_DISTRICT[t] in FROZEN)


def test_nobody_is_cut_who_is_used_to_the_target_and_who_grows_is_used_more(shipped: Tables, run: Planned) -> None:
    stock = shipped.stock
    assert all(checks.use(stock[i]) < 0.85 for i in run.plan.reduced)
    grown = [stock[a["parent_code"]] for a in admitted(shipped, run) if a["kind"] == "expansion" and not from_plan(a)]
    assert grown
    for taker in grown:
        givers = [stock[i] for i in run.plan.reduced if counts_in(stock[i]) == counts_in(taker)]
        assert all(checks.use(g) < checks.use(taker) for g in givers)


def test_the_manual_plan_serves_frozen_counties_and_more_pharmacies_than_have_left(shipped: Tables) -> None:
    rows = shipped.admitted_by_hand()
    assert any(a["district"] in FROZEN and a["category"] == "inpatient" and not exempt(a) for a in rows)
    new = Counter(a["district"] for a in rows if a["category"] == "pharmacy" and a["kind"] == "new")
    assert any(new[d] > max(0, n) for d, n in room(shipped, "pharmacy").items())
