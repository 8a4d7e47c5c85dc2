"""Changji's instance: what the notice speaks of is there, on both sides; the solver's plan is lawful, the manual one is not."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from allocator.audit import broken
from tests.instances.checks import reads_in_silence, same_bytes
from tests.instances.conftest import ROOT, made_by
from tests.instances.planned import Planned, figures, planned
from tests.instances.tables import ENTERS, Row, Tables, columns_told, metres, number, open_to_all

NAME, AS_OF = "xinjiang2026", "2025-09-30"
FROZEN = {"阜康市", "玛纳斯县", "奇台县"}
TABLES = ("districts", "townships", "demand_points", "institutions", "applications", "funds", "requirements", "releases", "events")
NATIONAL = Fraction("7.23")                 # beds per 1000 residents, 2023
WALK_M = 1250 / 1.3                         # 15 minutes at 5 km/h over a detour of 1.3, everywhere
PLAN_START = "2025-01-01"
READY = ("assessed", "published", "negotiated")


@pytest.fixture(scope="session")
def make_xinjiang(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    return lambda seed: made_by(tmp_path_factory, "xinjiang", seed)


@pytest.fixture(scope="session", params=["shipped", 1, 2])
def town(request: pytest.FixtureRequest, make_xinjiang: Callable[[int], Path]) -> Tables:
    """The shipped instance (seed 0) and those of two more seeds."""
    return Tables(ROOT / "instances" if request.param == "shipped" else make_xinjiang(request.param), NAME, AS_OF)


@pytest.fixture(scope="session")
def shipped() -> Tables:
    return Tables(ROOT / "instances", NAME, AS_OF)


@pytest.fixture(scope="session")
def run() -> Planned:
    return planned(ROOT / "instances" / f"{NAME}.yaml")


def place_of(row: Row) -> tuple[str, str]:
    return row["district"], row["township"]


def area_class(town: Tables) -> dict[tuple[str, str], str]:
    return {place_of(t): t["area_class"] for t in town.townships}


def walks(town: Tables, pharmacies: list[Row]) -> Fraction:
    """Share of the insured within a 15-minute walk of one of them."""
    near = (metres(town.points, pharmacies) <= WALK_M).any(axis=1)
    return Fraction(sum(number(p["insured"]) for p, n in zip(town.points, near, strict=True) if n), town.insured)


def small(rows: list[Row]) -> list[Row]:
    """Medical institutions up to level one."""
    return [r for r in rows if r["category"] != "pharmacy" and r["tier"] in ("primary", "ungraded")]


def around(town: Tables, wishes: list[Row], others: list[Row], radius: float) -> list[int]:
    counts: Any = (metres(wishes, others) <= radius).sum(axis=1)
    return [int(n) for n in counts]


# -- the files

def test_seed_0_gives_the_shipped_files_byte_for_byte(shipped: Tables, make_xinjiang: Callable[[int], Path]) -> None:
    same_bytes(shipped, make_xinjiang(0), TABLES)


def test_it_reads_without_a_warning(shipped: Tables) -> None:
    reads_in_silence(shipped, decisions=2)


@pytest.mark.parametrize("table", TABLES)
def test_sources_say_of_every_column_where_it_comes_from(shipped: Tables, table: str) -> None:
    assert columns_told(shipped, table) == set(shipped.table(table)[0])


def test_sources_name_every_point_that_is_not_published(shipped: Tables) -> None:
    text = (shipped.folder / "SOURCES.md").read_text(encoding="utf-8")
    lines = (ROOT / "instances" / "sources" / "townships_2023.csv").read_text(encoding="utf-8").splitlines()
    published = {c[3]: c[4] for line in lines if (c := line.split(","))[0] == "昌吉回族自治州" and c[8] == "1"}
    for t in shipped.townships:
        assert t["lon"] == published.get(t["township"]) or t["township"] in text[text.index("## Points"):], t["township"]


def test_sources_state_the_figures_of_the_tables(shipped: Tables) -> None:
    text = (shipped.folder / "SOURCES.md").read_text(encoding="utf-8")
    counts = ", ".join(str(len(shipped.of(c))) for c in ("inpatient", "outpatient", "pharmacy"))
    active = [r for r in shipped.of("pharmacy") if r["status"] == "active"]
    assert counts in text
    assert f"{shipped.insured:,}" in text
    assert f"{shipped.beds(shipped.of('inpatient')):,}" in text
    assert f"{float(walks(shipped, active)):.1%}".replace("%", " %") in text
    readme = (ROOT / "instances" / "README.md").read_text(encoding="utf-8")
    assert all(f"{len(rows):,} " in readme for rows in (shipped.townships, shipped.points, shipped.baseline, shipped.applications))


# -- the stock

def test_it_has_the_real_size(town: Tables) -> None:
    assert len(town.districts) == 7
    assert sum(number(r["residents"]) for r in town.districts.values()) == 1_613_585      # the census
    assert 1_450_000 <= town.insured <= 1_550_000
    assert 55 <= len(town.of("inpatient")) <= 75
    assert 450 <= len(town.of("outpatient")) <= 580
    assert 640 <= len(town.of("pharmacy")) <= 760
    assert len(town.points) >= 1500
    assert len(town.applications) >= 300


def test_people_add_up_from_points_to_townships_to_districts(town: Tables) -> None:
    for name, district in town.districts.items():
        for column in ("insured", "residents"):
            assert sum(number(t[column]) for t in town.townships if t["district"] == name) == number(district[column])
        assert sum(number(p["insured"]) for p in town.points if p["district"] == name) == number(district["insured"])


def test_every_row_lies_in_the_cell_of_its_district(town: Tables) -> None:
    rows = [*town.points, *town.institutions, *town.applications]
    nearest = np.argmin(metres(rows, town.townships), axis=1)
    assert [r["code"] for r, i in zip(rows, nearest, strict=True) if town.townships[int(i)]["district"] != r["district"]] == []


def test_names_are_obviously_synthetic_and_codes_unique(town: Tables) -> None:
    assert [r["name"] for r in (*town.institutions, *town.points) if "示例" not in r["name"]] == []
    codes = [r["code"] for r in (*town.institutions, *town.applications, *town.points)]
    assert len(codes) == len(set(codes))


def test_beds_are_just_under_the_national_figure_and_more_are_asked_for_than_fit(town: Tables) -> None:
    beds = town.beds(town.of("inpatient"))
    room = NATIONAL * 1_613_585 / 1000 - (beds - town.beds(town.exits))
    assert 0 < NATIONAL * 1_613_585 / 1000 - beds < 150                          # 11,666 less 11,560
    asked = [a for a in town.asks("inpatient", *ENTERS, "expansion") if open_to_all(a) and a["district"] not in FROZEN]
    assert sum(number(a["beds_max"]) for a in asked) > 3 * room


def test_funds_are_in_each_kind_of_deficit_somewhere_and_just_not_elsewhere(town: Tables) -> None:
    funds = [f for f in town.table("funds") if f["district"]]
    assert {(f["district"], f["scheme"]) for f in funds if number(f["current_balance"]) < 0} == {("玛纳斯县", "employee")}
    assert {(f["district"], f["scheme"]) for f in funds if number(f["cumulative_balance"]) < 0} == {("奇台县", "resident")}
    ahead = {f["district"]: number(f["forecast_balance"]) for f in funds if f["scheme"] == "resident" and f["forecast_balance"]}
    assert {d for d, n in ahead.items() if n < 0} == {"阜康市"}
    assert 0 < ahead["呼图壁县"] < 200_000
    assert {f["district"] for f in funds if not f["forecast_balance"]} == {"木垒哈萨克自治县"}


def test_townships_have_none_too_few_and_enough_pharmacies(town: Tables) -> None:
    there = Counter(place_of(r) for r in town.of("pharmacy", town.staying))
    kinds: Counter[str] = Counter()
    for t in town.townships:
        if t["area_class"] == "rural":
            wanted = 1 if number(t["residents"]) < 20_000 else 2
            n = there[place_of(t)]
            kinds["none" if n == 0 else "short" if n < wanted else "enough" if n == wanted else "over"] += 1
    assert min(kinds[k] for k in ("none", "enough", "over")) >= 8
    assert kinds["short"] >= 1


def test_one_county_is_saturated_by_the_bureaus_count(town: Tables) -> None:
    needed = {r["district"]: number(r["required"]) for r in town.table("requirements")}
    there = Counter(r["district"] for r in town.of("pharmacy", town.staying))
    assert {d for d, n in needed.items() if there[d] >= n} == {"昌吉市"}


def test_three_counties_have_no_dual_channel_pharmacy_and_each_has_an_applicant(town: Tables) -> None:
    have = {r["district"] for r in town.of("pharmacy", town.staying) if "dual_channel" in r["tags"]}
    none = set(town.districts) - have
    assert none == {"玛纳斯县", "吉木萨尔县", "木垒哈萨克自治县"}
    wishes = [a for a in town.asks("pharmacy", "upgrade") if a["tags"] == "dual_channel"]
    assert {a["district"] for a in wishes if a["qualified"] == "yes"} > none
    assert any(a["qualified"] == "no" for a in wishes)
    assert {a["parent_code"] for a in wishes} <= {r["code"] for r in town.of("pharmacy", town.staying)}


def test_one_county_has_no_public_hospital_of_level_two(town: Tables) -> None:
    level_two = [r for r in town.of("inpatient", town.staying) if r["tier"] in ("tertiary", "secondary")]
    have = {r["district"] for r in level_two if r["ownership"] == "public"}
    assert set(town.districts) - have == {"木垒哈萨克自治县"}
    assert any(a["district"] == "木垒哈萨克自治县" and a["tier"] == "secondary" for a in town.asks("inpatient", "upgrade"))


def test_the_corps_is_there_in_town_and_on_its_farms(town: Tables) -> None:
    classes = area_class(town)
    corps = [r for r in town.baseline if "corps" in r["tags"]]
    assert {"outpatient", "pharmacy"} <= {r["category"] for r in corps}
    assert {classes[place_of(r)] == "rural" for r in corps} == {True, False}
    assert any("团场医院" in r["name"] for r in corps)
    assert any("连队卫生室" in r["name"] for r in corps)
    # One of them decides: with the corps counted there are two within 2,000 m, without it fewer.
    wishes = [a for a in town.asks("outpatient", "new") if classes[place_of(a)] != "rural" and a["tier"] == "ungraded"]
    there = small(town.staying)
    both = around(town, wishes, there, 2000), around(town, wishes, [r for r in there if "corps" not in r["tags"]], 2000)
    assert any(a >= 2 > b for a, b in zip(*both, strict=True))


# -- the applications

@pytest.mark.parametrize("number_around", [0, 1, 2, 3])
def test_clinics_apply_where_so_many_stand_within_2000_m_in_built_up_areas(town: Tables, number_around: int) -> None:
    classes = area_class(town)
    wishes = [a for a in town.asks("outpatient", "new") if classes[place_of(a)] != "rural" and a["tier"] == "ungraded" and open_to_all(a)]
    counts = around(town, wishes, small(town.staying), 2000)
    assert any(min(n, 3) == number_around for n in counts)


@pytest.mark.parametrize("number_around", [0, 1, 2, 3])
def test_pharmacies_apply_where_so_many_stand_within_800_m_in_built_up_areas(town: Tables, number_around: int) -> None:
    classes = area_class(town)
    wishes = [a for a in town.asks("pharmacy", "new") if classes[place_of(a)] != "rural" and open_to_all(a) and a["district"] not in FROZEN]
    counts = around(town, wishes, town.of("pharmacy", town.staying), 800)
    assert sum(min(n, 3) == number_around for n in counts) >= 2
    assert {classes[place_of(a)] for a in wishes} == {"dense", "urban"}


def test_a_radius_of_1000_m_in_place_of_800_m_would_change_who_may_come(town: Tables) -> None:
    classes = area_class(town)
    wishes = [a for a in town.asks("pharmacy", "new") if classes[place_of(a)] != "rural"]
    there = town.of("pharmacy", town.staying)
    cap = {"dense": 3, "urban": 2}
    fits = [[n + 1 <= cap[classes[place_of(a)]] for n, a in zip(around(town, wishes, there, r), wishes, strict=True)] for r in (800, 1000)]
    assert any(a and not b for a, b in zip(*fits, strict=True))


def test_country_pharmacies_opened_before_and_after_the_plans_start(town: Tables) -> None:
    there = Counter(place_of(r) for r in town.of("pharmacy", town.staying))
    wishes = [a for a in town.asks("pharmacy", "new") if area_class(town)[place_of(a)] == "rural" and a["district"] not in FROZEN]
    sides = {(there[place_of(a)] == 0, a["opened_on"] >= PLAN_START) for a in wishes}
    assert sides == {(True, True), (True, False), (False, True), (False, False)}
    rivals = Counter(place_of(a) for a in wishes if there[place_of(a)] == 0)
    assert max(rivals.values()) >= 2                                              # two want the one place


def test_sites_lie_in_townships_that_have_none(town: Tables) -> None:
    there = {place_of(r) for r in town.of("pharmacy", town.staying)}
    sites = [a for a in town.applications if a["kind"] == "site"]
    assert len(sites) >= 5
    assert all(a["category"] == "pharmacy" and place_of(a) not in there and not a["name"] for a in sites)


def test_pharmacies_reach_fewer_than_95_percent_today_and_could_reach_more(town: Tables) -> None:
    staying = [r for r in town.of("pharmacy", town.staying) if r["status"] == "active"]
    wishes = [a for a in town.asks("pharmacy", "new", "site") if a["district"] not in FROZEN and a["qualified"] == "yes"]
    assert Fraction("0.80") < walks(town, staying) < Fraction("0.93")
    assert walks(town, staying + wishes) > Fraction("0.94")


def test_every_stage_is_there(town: Tables) -> None:
    stages = Counter(a["stage"] for a in town.applications if a["kind"] != "site")
    assert set(stages) == {"filed", "accepted", "assessed", "published", "withdrawn"}
    assert stages["assessed"] > len(town.applications) / 2


@pytest.mark.parametrize("facility", ["township_centre", "village_clinic"])
def test_what_must_be_taken_in_applies_in_open_and_frozen_counties(town: Tables, facility: str) -> None:
    wishes = [a for a in town.applications if a["facility"] == facility and a["kind"] == "new" and a["qualified"] == "yes"]
    assert {a["district"] in FROZEN for a in wishes} == {True, False}
    assert {"corps" in a["tags"] for a in wishes} == {True, False}


def test_a_township_without_a_centre_is_one_whose_centre_applies(town: Tables) -> None:
    have = {place_of(r) for r in town.baseline if r["facility"] == "township_centre"}
    rural = {place_of(t) for t in town.townships if t["area_class"] == "rural"}
    asks = {place_of(a) for a in town.applications if a["facility"] == "township_centre" and a["category"] == "outpatient"}
    assert rural - have == asks
    assert len(asks) == 6


def test_costs_and_shares_tell_applicants_apart(town: Tables) -> None:
    medical = [a for a in town.applications if a["category"] != "pharmacy" and a["kind"] != "site"]
    assert all(number(a["cost_per_visit"]) > 0 and 0 < Fraction(a["reimbursement_share"]) < 1 for a in medical)
    assert len({(a["cost_per_visit"], a["reimbursement_share"]) for a in medical}) > len(medical) / 2


def test_some_are_disqualified_and_bans_hold_and_have_run_out(town: Tables) -> None:
    for category in ("inpatient", "outpatient"):
        rows = town.of(category, town.applications)
        assert any(a["qualified"] == "no" for a in rows)
        assert {a["barred_until"] > a["applied_on"] for a in rows if a["barred_until"]} == {True, False}
    assert all((a["qualified"] == "no") == bool(a["disqualified_reason"]) for a in town.applications)


# -- the manual plan

def test_the_manual_plan_has_the_faults_of_its_way(shipped: Tables, run: Planned) -> None:
    admitted = shipped.admitted_by_hand()
    assert any(a["district"] in FROZEN for a in admitted)
    assert any(a["barred_until"] > a["applied_on"] for a in admitted)
    assert any(a["stage"] not in READY for a in admitted)
    faults = {f.rule for f in broken(run.by_hand)}
    assert {"freeze-fund-current", "assessed", "ban", "clinic-circle-cap", "pharmacy-circle-cap", "rural-pharmacies"} <= faults


# -- the plan

def test_the_plan_is_optimal_and_lawful(run: Planned) -> None:
    assert run.outcome.status == "optimal"
    assert broken(run.findings) == ()
    assert len(run.plan.admitted) > 80


def test_it_reaches_95_percent_as_the_manual_plan_does_not(run: Planned) -> None:
    mine, target = figures(run.of("pharmacy-circle")["city"])
    theirs, _ = figures(next(f for f in run.by_hand if f.rule == "pharmacy-circle"))
    assert theirs < target <= mine


def test_room_for_beds_binds_and_no_bed_is_cut_for_it(run: Planned) -> None:
    planned_beds, limit = figures(run.of("bed-total")["city"])
    assert limit == 11_666                                                        # 7.23 x 1,613.585, rounded down
    assert 0 <= limit - planned_beds < 20                                         # the smallest applicant asks for 20
    assert run.plan.reduced == {}


def test_every_county_gets_a_dual_channel_pharmacy_and_a_public_hospital(run: Planned) -> None:
    for rule in ("dual-channel", "public-hospitals"):
        found = run.of(rule)
        assert len(found) == 7
        assert all(figures(f)[0] >= 1 for f in found.values())


def test_nothing_enters_a_frozen_county_but_a_centre_that_must(run: Planned) -> None:
    came = [a for c in run.plan.admitted if (a := run.case.city.by_application[c]).district in FROZEN and a.kind in ENTERS]
    assert came
    assert {a.facility for a in came} == {"township_centre"}
