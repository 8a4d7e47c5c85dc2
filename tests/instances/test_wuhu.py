"""Wuhu's stock: every published figure, and the shape that the policy needs to be worth planning."""
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from tests.instances.tables import metres, number
from tests.instances.wuhu import AS_OF, YEAR_END, Town, half_up, use

CATEGORIES = {"inpatient": 155, "outpatient": 695, "pharmacy": 1194}
SEVEN = {"镜湖区", "弋江区", "鸠江区", "湾沚区", "繁昌区", "南陵县", "无为市"}


@pytest.mark.parametrize(("category", "count"), CATEGORIES.items())
def test_baseline_has_the_published_number_of_institutions(town: Town, category: str, count: int) -> None:
    assert len(town.of(category)) == count


def test_beds_and_doctors_of_the_baseline_sum_to_the_published_totals(town: Town) -> None:
    assert sum(number(r["insured_beds"]) for r in town.baseline) == 23_950
    assert sum(number(r["doctors"]) for r in town.baseline) == 10_151


def test_published_ratios_hold_rounding_half_up(town: Town) -> None:
    assert 3_676_133 <= town.insured <= 3_679_567
    assert half_up(Fraction(2_044 * 10_000, town.insured)) == Fraction("5.56")
    assert half_up(Fraction(23_950 * 1_000, town.insured)) == Fraction("6.51")
    assert half_up(Fraction(10_151 * 1_000, town.insured)) == Fraction("2.76")


def test_people_add_up_from_points_to_townships_to_districts(town: Town) -> None:
    assert set(town.districts) == SEVEN
    assert len(town.points) >= 1500
    for place in town.townships:
        mine = [p for p in town.points if (p["district"], p["township"]) == (place["district"], place["township"])]
        assert 8 <= len(mine) <= 30
        assert sum(number(p["insured"]) for p in mine) == number(place["insured"])
    for column in ("insured", "residents"):
        for name, district in town.districts.items():
            assert sum(number(t[column]) for t in town.townships if t["district"] == name) == number(district[column])


def test_every_point_lies_in_the_cell_of_its_district(town: Town) -> None:
    located = [*town.points, *town.institutions, *town.applications]
    nearest = np.argmin(metres(located, town.townships), axis=1)
    strangers = [r["code"] for r, i in zip(located, nearest, strict=True) if town.townships[int(i)]["district"] != r["district"]]
    assert strangers == []


def test_codes_are_unique_and_names_are_obviously_synthetic(town: Town) -> None:
    codes = [r["code"] for r in (*town.institutions, *town.applications, *town.points)]
    assert len(codes) == len(set(codes))
    assert [r["name"] for r in (*town.institutions, *town.points) if "示例" not in r["name"]] == []
    assert [a["code"] for a in town.applications if ("示例" in a["name"]) == (a["kind"] == "site")] == []      # sites have no name


def test_exits_of_the_year_are_three_to_six_percent_and_still_in_the_baseline(town: Town) -> None:
    assert all(AS_OF < r["exited_on"] <= YEAR_END and r["exit_cause"] for r in town.exits)
    assert Fraction(3, 100) <= Fraction(sum(number(r["insured_beds"]) for r in town.exits), 23_950) <= Fraction(6, 100)
    for category, count in CATEGORIES.items():
        assert Fraction(3, 100) <= Fraction(len(town.of(category, town.exits)), count) <= Fraction(6, 100)


def test_what_left_before_is_history_and_feeds_the_releases(town: Town) -> None:
    gone = [r for r in town.institutions if r["status"] == "exited"]
    assert {r["category"] for r in gone} == set(CATEGORIES)
    assert all(r["exited_on"] <= AS_OF for r in gone)
    ledger = {(r["code"], r["year"], number(r["beds"])) for r in town.table("releases")}
    assert ledger == {(r["code"], r["exited_on"][:4], number(r["insured_beds"])) for r in gone}
    assert {r["status"] for r in town.baseline} == {"active", "suspended"}


def test_tiers_stand_near_the_declared_disproportion(town: Town) -> None:
    for tier, share in (("tertiary", Fraction(52, 100)), ("secondary", Fraction(33, 100))):
        beds = sum(number(r["insured_beds"]) for r in town.baseline if r["tier"] == tier)
        assert abs(Fraction(beds, 23_950) - share) < Fraction(1, 100)


def test_three_counties_are_short_and_the_centre_is_not(town: Town) -> None:
    assert town.short() == {"湾沚区", "南陵县", "无为市"}
    per_1000 = {d: town.total("insured_beds", d) * 1000 / number(r["insured"]) for d, r in town.districts.items()}
    assert max(per_1000, key=lambda d: per_1000[d]) == "镜湖区"


def test_with_tertiary_beds_city_wide_four_districts_change_state(town: Town) -> None:
    lower = {}
    for d in town.districts:
        staying = [r for r in town.of("inpatient") if not r["exited_on"] and r["tier"] != "tertiary"]
        lower[d] = town.total("insured_beds", d, staying) < town.required(d) * Fraction(4, 10)
    flipped = {d for d in town.districts if lower[d] != (d in town.short())}
    assert flipped == {"弋江区", "鸠江区", "湾沚区", "南陵县"}


def test_one_short_district_is_frozen_by_occupancy_and_two_are_not(town: Town) -> None:
    assert all(Fraction(72, 100) <= town.occupancy(d) <= Fraction(88, 100) for d in town.districts)
    assert town.cold() == {"湾沚区", "繁昌区"}
    assert town.short() & town.cold() == {"湾沚区"}
    assert town.short() - town.cold() - town.in_deficit() == {"南陵县", "无为市"}


def test_one_district_runs_a_deficit_and_the_pools_are_sums(town: Town) -> None:
    assert town.in_deficit() == {"鸠江区"}
    funds = town.table("funds")
    for scheme in ("employee", "resident"):
        for column in ("income", "current_balance", "cumulative_balance", "forecast_balance"):
            rows = [f for f in funds if f["scheme"] == scheme]
            assert sum(number(f[column]) for f in rows if f["district"]) == sum(number(f[column]) for f in rows if not f["district"])


def test_one_district_is_over_the_doctors_standard_and_one_just_under(town: Town) -> None:
    per_1000 = {d: Fraction(town.total("doctors", d) * 1000, number(r["insured"])) for d, r in town.districts.items()}
    assert {d for d, v in per_1000.items() if v > Fraction("3.06")} == {"镜湖区"}
    assert Fraction("3.0") < per_1000["弋江区"] <= Fraction("3.06")
    # The cap binds there: clinics ask for more doctors than the standard leaves after this year's exits.
    staying = town.total("doctors", "弋江区") - town.total("doctors", "弋江区", town.exits)
    room = Fraction(306, 100_000) * number(town.districts["弋江区"]["insured"]) - staying
    asked = [a for a in town.of("outpatient", town.applications) if a["kind"] == "new" and a["qualified"] == "yes" and not a["tags"]]
    assert town.total("doctors", "弋江区", asked) > room > 0


def test_surplus_districts_have_idle_beds_to_give(town: Town) -> None:
    for d in set(town.districts) - town.short():
        idle = 0
        for r in town.of("inpatient"):
            if r["district"] == d and not r["exited_on"] and r["facility"] in ("hospital", "maternity"):
                beds = number(r["insured_beds"])
                limit = min(beds - -(-number(r["bed_days"]) * 20 // (365 * 17)), beds // 10, beds - 20)     # 0.85 = 17/20
                idle += limit if limit >= 5 else 0
        assert idle >= 30, d


def test_own_use_varies_within_the_band(town: Town) -> None:
    uses = [use(r) for r in town.of("inpatient")]
    assert min(uses) >= Fraction("0.449")
    assert max(uses) <= Fraction("0.981")
    assert any(r["facility"] == "public_health_agency" and use(r) < Fraction("0.85") for r in town.of("inpatient"))


def test_resource_levels_are_weak_in_counties_and_rich_in_the_centre(town: Town) -> None:
    assert {d for d, r in town.districts.items() if r["resource_level"] == "weak"} == {"湾沚区", "南陵县", "无为市"}
    assert town.districts["镜湖区"]["resource_level"] == "rich"
    assert {t["area_class"] for t in town.townships} == {"dense", "urban", "rural"}


@pytest.mark.parametrize(("category", "reachable"), [("pharmacy", "0.95"), ("outpatient", "0.945")])
def test_circles_cover_nine_in_ten_today_and_candidates_lift_them(town: Town, category: str, reachable: str) -> None:
    today = town.of(category)
    wanted = [a for a in town.of(category, town.applications) if a["kind"] in ("new", "site") and a["qualified"] == "yes"]
    assert Fraction("0.88") <= town.covered(today) <= Fraction("0.93")
    assert Fraction(reachable) <= town.covered([r for r in today if not r["exited_on"]] + wanted) <= Fraction("0.97")
