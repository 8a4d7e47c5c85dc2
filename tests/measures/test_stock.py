"""Stocks, bed use and idle beds, exactly."""
from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from allocator.domain.city import District
from allocator.measures import stock
from tests.towns import city, clinic, hospital


def test_bed_use_is_of_all_beds_together() -> None:
    # 0.5 of 100 beds and all of 300: 350 of 400.
    town = city({"East": 1000, "West": 1000}, (hospital("A", "East", 100, "0.5"), hospital("B", "West", 300, "1"),
                                               hospital("C", "West", 0, bed_days=None)))
    assert stock.occupancy(town, ("East",)) == Fraction(1, 2)
    assert stock.occupancy(town, ("East", "West")) == Fraction(350, 400)


def test_bed_use_is_of_open_beds_and_own_use_of_insured_ones() -> None:
    one = hospital("A", "East", 100, bed_days=36_500, open_beds=125)
    assert stock.occupancy(city({"East": 1000}, (one,)), ("East",)) == Fraction(4, 5)
    assert one.use == 1


def test_a_districts_own_figures_win_one_by_one() -> None:
    here = [District(district="East", insured=1000, open_bed_days=50_000)]
    assert stock.occupancy(city(here, (hospital("A", "East", 100, bed_days=36_500),)), ("East",)) == Fraction(73, 100)


def test_nothing_open_is_no_use_at_all() -> None:
    assert stock.occupancy(city({"East": 1000}, (clinic("C", "East"),)), ("East",)) is None


@pytest.mark.parametrize(("resource", "per_1000"), [("insured_beds", Fraction(10)), ("doctors", Fraction(4)),
                                                    ("institutions", Fraction(2))])
def test_density_per_thousand_counts_beds_by_account_and_the_rest_where_they_stand(resource: str, per_1000: Fraction) -> None:
    here = (hospital("A", "East", 10, doctors=3), clinic("C", "East", doctors=1),
            hospital("B", "East", 99, account_district="West", status="exited"),
            hospital("D", "West", 0, account_district="East"))
    assert stock.density(city({"East": 1000, "West": 1}, here), resource, ["East"], 1000) == per_1000


def test_density_of_nobody_is_unknown() -> None:
    assert stock.density(city({"East": 0}), "insured_beds", ["East"], 1000) is None


@pytest.mark.parametrize(("bed_days", "idle"), [
    # 100 beds at 0.8: one bed serves 292 days. 50 x 292 = 14 600.
    (14_600, 50), (14_601, 49), (14_599, 50), (0, 100), (36_500, 0), (None, 0)])
def test_idle_is_beyond_what_the_target_needs(bed_days: int | None, idle: int) -> None:
    assert stock.idle(hospital("A", "East", 100, bed_days=bed_days), Fraction(4, 5)) == idle


def test_a_bed_over_the_target_is_not_idle_by_a_rounding() -> None:
    # 100 beds, 100 x 365 x 0.85 = 31 025 bed-days: exactly used to the target.
    assert [stock.idle(hospital("A", "East", 100, bed_days=n), Fraction("0.85")) for n in (31_025, 31_026)] == [0, 0]
    assert stock.idle(hospital("A", "East", 101, bed_days=31_025), Fraction("0.85")) == 1


def test_exits_are_after_the_day_of_the_data_and_by_the_years_end() -> None:
    days = {"A": date(2025, 9, 30), "B": date(2025, 10, 1), "C": date(2026, 12, 31), "D": date(2027, 1, 1)}
    town = city({"East": 1}, [hospital(c, "East", 1, exited_on=d) for c, d in days.items()])
    assert [i.code for i in town.exits] == ["B", "C"]
    assert [i.code for i in town.staying] == ["A", "D"]
