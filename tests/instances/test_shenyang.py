"""Shenyang's instance: what its plan speaks of is there, on both sides; the solver's plan is lawful, the manual one is not."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from allocator.audit import broken
from tests.instances.checks import reads_in_silence, same_bytes
from tests.instances.conftest import ROOT, made_by
from tests.instances.planned import Planned, figures, planned
from tests.instances.tables import ENTERS, Row, Tables, columns_told, counts_in, metres, number, open_to_all

NAME, AS_OF = "shenyang2026", "2025-12-31"
ZONES = {
    "main": ("和平区", "沈河区", "大东区", "铁西区", "皇姑区", "于洪区"), "suburb": ("浑南区", "苏家屯区", "沈北新区"),
    "辽中区": ("辽中区",), "新民市": ("新民市",), "康平县": ("康平县",), "法库县": ("法库县",)}
FROZEN = {"大东区", "苏家屯区", "法库县"}
TABLES = ("districts", "townships", "demand_points", "institutions", "applications", "funds", "releases", "events")
# The annex's formula with the instance's parameters: income x (1 - 0.03) / 0.65 x 1000 / (529,000 x insured).
SURPLUS, SHARE, COST = Fraction("0.03"), Fraction("0.65"), 529_000


@pytest.fixture(scope="session")
def make_shenyang(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    return lambda seed: made_by(tmp_path_factory, "shenyang", seed)


@pytest.fixture(scope="session", params=["shipped", 1])
def town(request: pytest.FixtureRequest, make_shenyang: Callable[[int], Path]) -> Tables:
    """The shipped instance (seed 0) and that of another seed."""
    return Tables(ROOT / "instances" if request.param == "shipped" else make_shenyang(request.param), NAME, AS_OF)


@pytest.fixture(scope="session")
def shipped() -> Tables:
    return Tables(ROOT / "instances", NAME, AS_OF)


@pytest.fixture(scope="session")
def run() -> Planned:
    return planned(ROOT / "instances" / f"{NAME}.yaml")


def zone(district: str) -> str:
    return next(z for z, ds in ZONES.items() if district in ds)


def by_zone(town: Tables, rows: list[Row], column: str = "") -> Counter[str]:
    found: Counter[str] = Counter()
    for r in rows:
        found[zone(counts_in(r))] += number(r[column]) if column else 1
    return found


def people(town: Tables) -> Counter[str]:
    found: Counter[str] = Counter()
    for d, r in town.districts.items():
        found[zone(d)] += number(r["insured"])
    return found


def fundable(town: Tables) -> Fraction:
    """Beds per 1000 insured."""
    income = sum(number(f["income"]) for f in town.table("funds") if f["district"] and f["year"] == "2025")
    return income * (1 - SURPLUS) / SHARE * 1000 / (COST * town.insured)


# -- the files

def test_seed_0_gives_the_shipped_files_byte_for_byte(shipped: Tables, make_shenyang: Callable[[int], Path]) -> None:
    same_bytes(shipped, make_shenyang(0), TABLES)


def test_it_reads_without_a_warning(shipped: Tables) -> None:
    reads_in_silence(shipped, decisions=3)


@pytest.mark.parametrize("table", TABLES)
def test_sources_say_of_every_column_where_it_comes_from(shipped: Tables, table: str) -> None:
    assert columns_told(shipped, table) == set(shipped.table(table)[0])


def test_sources_name_every_point_that_is_not_published(shipped: Tables) -> None:
    text = (shipped.folder / "SOURCES.md").read_text(encoding="utf-8")
    lines = (ROOT / "instances" / "sources" / "townships_2023.csv").read_text(encoding="utf-8").splitlines()
    published = {c[3]: c[4] for line in lines if (c := line.split(","))[0] == "沈阳市" and c[8] == "1"}
    for t in shipped.townships:
        assert t["lon"] == published.get(t["township"]) or t["township"] in text[text.index("## Points"):], t["township"]


def test_sources_state_the_figures_of_the_tables(shipped: Tables) -> None:
    text = (shipped.folder / "SOURCES.md").read_text(encoding="utf-8")
    beds = shipped.beds(shipped.of("inpatient"))
    assert f"{len(shipped.of('inpatient'))}, {beds:,}" in text
    assert f"725, {len(shipped.of('pharmacy')):,}" in text
    assert f"{shipped.insured:,}" in text
    assert f"{float(fundable(shipped)):.2f} beds per 1000" in text
    readme = (ROOT / "instances" / "README.md").read_text(encoding="utf-8")
    assert all(f"{len(rows):,} " in readme for rows in (shipped.townships, shipped.points, shipped.baseline, shipped.applications))


# -- the stock

def test_it_has_the_real_size(town: Tables) -> None:
    assert town.insured == 7_200_000
    assert len(town.districts) == 13
    assert 340 <= len(town.of("inpatient")) <= 390
    assert Counter(r["scheme"] for r in town.of("outpatient")) == {"pooled": 2400, "account": 725}
    assert len(town.of("pharmacy")) >= 4500
    assert len(town.points) >= 3000


def test_people_add_up_from_points_to_townships_to_districts(town: Tables) -> None:
    for name, district in town.districts.items():
        assert sum(number(t["insured"]) for t in town.townships if t["district"] == name) == number(district["insured"])
        assert sum(number(p["insured"]) for p in town.points if p["district"] == name) == number(district["insured"])


def test_every_row_lies_in_the_cell_of_its_district(town: Tables) -> None:
    rows = [*town.points, *town.institutions, *town.applications]
    nearest = np.argmin(metres(rows, town.townships), axis=1)
    assert [r["code"] for r, i in zip(rows, nearest, strict=True) if town.townships[int(i)]["district"] != r["district"]] == []


def test_names_are_obviously_synthetic_and_codes_unique(town: Tables) -> None:
    assert [r["name"] for r in (*town.institutions, *town.points) if "示例" not in r["name"]] == []
    codes = [r["code"] for r in (*town.institutions, *town.applications, *town.points)]
    assert len(codes) == len(set(codes))


def test_two_zones_are_over_what_the_fund_can_pay_and_four_under(town: Tables) -> None:
    beds, insured = by_zone(town, town.of("inpatient"), "insured_beds"), people(town)
    assert {z for z in ZONES if beds[z] * 1000 > fundable(town) * insured[z]} == {"main", "康平县"}
    assert sum(beds.values()) * 1000 > fundable(town) * town.insured            # as the document says of the whole city


def test_hrad_less_pad_is_positive_zero_and_negative_in_integers(town: Tables) -> None:
    places, insured = by_zone(town, [r for r in town.of("outpatient") if r["scheme"] == "pooled"]), people(town)
    sign = {z: int(np.sign(places[z] * town.insured - insured[z] * 2400)) for z in ZONES}
    assert sign == {"main": 1, "suburb": -1, "辽中区": 0, "新民市": -1, "康平县": 1, "法库县": -1}


def test_last_year_gave_up_437_beds_in_the_main_urban_zone(town: Tables) -> None:
    ledger = [r for r in town.table("releases") if r["year"] == "2025" and r["cause"] != "relocated"]
    beds = by_zone(town, [r | {"account_district": ""} for r in ledger if r["category"] == "inpatient"], "beds")
    assert (beds["main"], beds["康平县"]) == (437, 41)                              # odd both: a half is rounded down
    places = by_zone(town, [r | {"account_district": ""} for r in ledger if r["scheme"] == "pooled"])
    assert (places["main"], places["康平县"], places["辽中区"]) == (61, 5, 6)
    assert any(r["cause"] == "relocated" and r["year"] == "2025" for r in town.table("releases"))


def test_three_districts_are_frozen_by_three_conditions_and_two_just_are_not(town: Tables) -> None:
    last = [f for f in town.table("funds") if f["district"] and f["year"] == "2025"]
    assert {f["district"] for f in last if number(f["current_balance"]) < 0} == {"法库县"}
    assert {f["district"] for f in last if number(f["forecast_balance"]) < 0 <= number(f["current_balance"])} == {"苏家屯区"}
    assert town.warned() == {"大东区"}
    assert {f["district"] for f in last if f["warning_lifted_on"]} == {"皇姑区"}
    assert {f["district"] for f in town.table("funds") if f["year"] == "2024" and number(f["current_balance"]) < 0} == {"于洪区"}


@pytest.mark.parametrize("category", ["inpatient", "outpatient", "pharmacy"])
def test_some_are_below_sixty_and_one_is_exactly_there(town: Tables, category: str) -> None:
    scores = [Fraction(r["score"]) for r in town.of(category)]
    assert min(scores) < 60 < max(scores)
    assert scores.count(Fraction(60)) == 1
    assert sum(s <= 60 for s in scores) < len(scores) // 20                       # the last 5 % are more than these


def test_trials_are_in_every_stage(town: Tables) -> None:
    stock = {r["code"]: r for r in town.baseline}
    kinds: dict[str, set[str]] = {}
    for e in town.table("events"):
        if e["code"] in stock and stock[e["code"]]["admitted_on"] <= e["date"] <= AS_OF:
            kinds.setdefault(e["kind"], set()).add(e["code"])
    assert {"minor_breach", "serious_breach", "trial_passed", "trial_failed"} <= set(kinds)
    assert any(r["admitted_on"] > "2025-06-30" for r in town.of("outpatient"))
    assert not any(stock[c]["category"] == "pharmacy" for k in ("trial_passed", "trial_failed") for c in kinds[k])


# -- the applications

def sort(row: Row) -> tuple[str, str]:
    return row["category"], row["type"]


@pytest.mark.parametrize(("category", "kind"), [
    ("inpatient", "general"), ("outpatient", "general"), ("outpatient", "dental"), ("pharmacy", "")])
def test_applicants_stand_within_and_beyond_800_m_of_their_sort(town: Tables, category: str, kind: str) -> None:
    there = [r for r in town.of(category, town.staying) if r["type"] == kind]
    new = [a for a in town.asks(category, "new") if a["type"] == kind and open_to_all(a) and a["district"] not in FROZEN]
    nearest = metres(new, there).min(axis=1)
    assert (nearest <= 800).sum() >= 3
    assert (nearest > 800).sum() >= 3
    assert np.abs(nearest - 800).min() > 0.01                                      # nobody is on the line by rounding


def test_applicants_stand_in_each_others_way(town: Tables) -> None:
    new = [a for a in town.applications if a["kind"] in ENTERS and a["category"] == "pharmacy"]
    near = metres(new, new) <= 800
    assert near.sum() > len(new)                                                   # more than everybody with itself


def test_directions_have_applicants_for_and_against(town: Tables) -> None:
    tertiary = [a for a in town.asks("inpatient", "new", "branch", "upgrade") if a["tier"] == "tertiary"]
    assert {zone(a["district"]) for a in tertiary} >= {"main", "suburb", "辽中区", "新民市", "康平县"}
    primary = {a["district"] for a in town.asks("inpatient", "new") if a["tier"] == "primary"}
    assert {"新民市", "康平县"} <= primary
    assert primary & set(ZONES["suburb"])
    assert any(a["type"] == "dental" for a in town.asks("outpatient", "new"))


@pytest.mark.parametrize("apart", ["key_project", "medical_elderly", "university"])
def test_every_class_that_comes_first_or_is_not_limited_applies(town: Tables, apart: str) -> None:
    assert any(a["tags"] == apart and a["qualified"] == "yes" and a["district"] not in FROZEN for a in town.applications)


def test_exempt_and_preferred_ones_apply_in_a_frozen_district_too(town: Tables) -> None:
    here = {(a["facility"], a["tags"]) for a in town.applications if a["district"] in FROZEN and a["kind"] == "new"}
    assert {f for f, _ in here} >= {"village_clinic", "community_centre"}
    assert {t for _, t in here} >= {"university", "key_project"}


def test_refusals_have_the_documents_reasons(town: Tables) -> None:
    reasons = {a["disqualified_reason"] for a in town.applications if a["qualified"] == "no"}
    assert len(reasons) == 7
    for category in ("inpatient", "outpatient", "pharmacy"):
        assert any(a["qualified"] == "no" for a in town.of(category, town.applications))
    assert all((a["qualified"] == "no") == bool(a["disqualified_reason"]) for a in town.applications)


def test_who_was_terminated_comes_back_within_and_after_two_years(town: Tables) -> None:
    gone = {r["code"]: r for r in town.institutions if r["status"] == "exited" and r["exit_cause"] == "terminated"}
    back = [(date.fromisoformat(gone[a["parent_code"]]["exited_on"]), date.fromisoformat(a["applied_on"]))
            for a in town.applications if a["kind"] == "new" and a["parent_code"] in gone]
    assert {applied >= ended.replace(year=ended.year + 2) for ended, applied in back} == {True, False}


def test_bans_hold_and_have_run_out(town: Tables) -> None:
    for category in ("inpatient", "outpatient", "pharmacy"):
        barred = [a for a in town.of(category, town.applications) if a["barred_until"]]
        assert {a["barred_until"] > a["applied_on"] for a in barred} == {True, False}, category


def test_more_is_asked_for_than_can_be_had(town: Tables) -> None:
    open_ones = [a for a in town.applications if open_to_all(a) and a["district"] not in FROZEN]
    beds = by_zone(town, [a for a in open_ones if a["category"] == "inpatient" and a["kind"] in (*ENTERS, "expansion")], "beds_max")
    assert beds["main"] > 4 * 218
    assert beds["康平县"] > 2 * 20
    there, insured = by_zone(town, town.of("inpatient"), "insured_beds"), people(town)
    assert there["suburb"] + beds["suburb"] > fundable(town) * insured["suburb"] / 1000 > there["suburb"]
    pooled = by_zone(town, [a for a in open_ones if a["scheme"] == "pooled" and a["kind"] in ENTERS])
    assert all(pooled[z] > n for z, n in (("main", 30), ("suburb", 14), ("辽中区", 6), ("新民市", 7), ("康平县", 2)))


def test_parents_in_the_city_stay_and_are_asked_for_once(town: Tables) -> None:
    grown = [a for a in town.applications if a["kind"] in ("relocation", "conversion", "upgrade", "expansion")]
    stay = {r["code"] for r in town.staying if r["status"] == "active"}
    assert {a["parent_code"] for a in grown} <= stay
    assert len({a["parent_code"] for a in grown}) == len(grown)


# -- the manual plan

def test_the_manual_plan_has_the_faults_of_its_way(shipped: Tables, run: Planned) -> None:
    admitted = shipped.admitted_by_hand()
    assert any(a["district"] in FROZEN and a["tags"] != "university" and a["facility"] != "village_clinic" for a in admitted)
    assert any(a["barred_until"] > a["applied_on"] for a in admitted)
    assert any(a["tags"] == "key_project" and a["district"] == "大东区" for a in admitted)           # a priority, taken for an exemption
    faults = {f.rule for f in broken(run.by_hand)}
    assert {"freeze-fund", "ban", "inpatient-quota", "outpatient-quota"} <= faults
    assert any(rule.startswith("separation") for rule in faults)


# -- the plan

def test_the_plan_is_optimal_and_lawful(run: Planned) -> None:
    assert run.outcome.status == "optimal"
    assert broken(run.findings) == ()
    assert len(run.plan.admitted) > 100


def test_quotas_and_room_bind(run: Planned) -> None:
    beds, places = run.of("inpatient-quota"), run.of("outpatient-quota")
    assert (beds["医保主城区"].limit, beds["康平县"].limit) == (218, 20)
    assert [places[z].limit for z in ("医保主城区", "医保城郊区", "辽中区", "新民市", "康平县", "法库县")] == [30, 14, 6, 7, 2, 3]
    suburb, room = figures(run.of("inpatient-headroom")["医保城郊区"])
    assert 0 <= room - suburb < 30


def test_nothing_enters_where_it_is_frozen_but_who_is_not_limited(run: Planned) -> None:
    came = [a for c in run.plan.admitted if (a := run.case.city.by_application[c]).district in FROZEN and a.kind in ENTERS]
    assert came
    assert all(a.facility == "village_clinic" or "university" in a.tags for a in came)


def test_beds_are_cut_where_the_document_says_and_nowhere_else(run: Planned) -> None:
    cut = [run.case.city.by_institution[i] for i in run.plan.reduced]
    assert {zone(i.district) for i in cut} <= {"main", "新民市", "康平县"}
    assert all(i.tier in ("primary", "ungraded") for i in cut if i.district in ("新民市", "康平县"))
