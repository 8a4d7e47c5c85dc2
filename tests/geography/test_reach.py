from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from allocator.domain.demand import Demand
from allocator.geography.reach import Reach, Table, reach_metres
from allocator.geography.search import within


def line_of_points() -> Demand:
    """Five points due east of 118.4° E on the equator's side of nowhere: 0, 700, 900, 1,100 and 3,000 m; the last one rural."""
    east = np.array([0.0, 700.0, 900.0, 1_100.0, 3_000.0]) / (111_320 * np.cos(np.radians(31.3)))
    return Demand.of(codes=list("ABCDE"), district=["d"] * 5, lon=118.4 + east, lat=[31.3] * 5, insured=[1] * 5,
                     area_class=["urban"] * 4 + ["rural"])


def test_fifteen_minutes_on_foot_in_metres() -> None:
    assert reach_metres(15, 5) == 1_250
    assert reach_metres(15, 5, Fraction("1.3")) == Fraction(12_500, 13)      # 961.538…: what the policies' 800 to 1,000 m mean
    assert reach_metres(15, 15) == 3_750


@pytest.mark.parametrize(("reach", "reached"), [
    (Reach(method="straight", limits=(("", Fraction(800)),)), "AB"),
    (Reach(method="straight", limits=(("urban", Fraction(1000)), ("rural", Fraction(3750)))), "ABCE"),
    (Reach(method="straight", limits=(("", Fraction(1000)), ("rural", Fraction(2000)))), "ABC"),
    (Reach(method="detour", limits=(("", Fraction(1250)),), detour=Fraction("1.3")), "ABC"),
    (Reach(method="detour", limits=(("", Fraction(1250)),), detour=Fraction(1)), "ABCD"),
])
def test_reach_by_class_of_area_and_detour(reach: Reach, reached: str) -> None:
    demand = line_of_points()
    pairs = reach.pairs(demand, [118.4], [31.3])
    assert "".join(demand.codes[pairs.row_numbers()]) == reached


def test_reach_is_the_one_predicate_of_distance() -> None:
    demand = line_of_points()
    reach = Reach(method="straight", limits=(("", Fraction(900)),))
    assert reach.pairs(demand, [118.4], [31.3]).start.tolist() == within(demand.lon, demand.lat, [118.4], [31.3], 900).start.tolist()


def test_a_class_without_a_limit_is_an_error_only_where_people_live_in_it() -> None:
    reach = Reach(method="straight", limits=(("urban", Fraction(800)),))
    with pytest.raises(ValueError, match="rural"):
        reach.pairs(line_of_points(), [118.4], [31.3])
    urban = line_of_points().select(np.array([True, True, True, True, False]))
    assert len(reach.pairs(urban, [118.4], [31.3])) == 2


def test_a_given_table_decides_by_its_own_unit_limit_included() -> None:
    # A is 15 minutes from site 0, B 15.001, C 14 from site 1 (and once more, 20); E is rural: 30 minutes, exactly there.
    table = Table(point=np.array([0, 1, 2, 2, 4]), site=np.array([0, 0, 1, 1, 0]),
                  thousandths=np.array([15_000, 15_001, 20_000, 14_000, 30_000]), points=5, sites=2)
    reach = Reach(method="matrix", limits=(("urban", Fraction(15)), ("rural", Fraction(30))), unit="minutes")
    pairs = reach.pairs_by_table(line_of_points(), table)
    assert [pairs.row(i).tolist() for i in range(5)] == [[0], [], [1], [], [0]]


def test_a_straight_line_cannot_stand_in_for_a_table() -> None:
    with pytest.raises(ValueError, match="network"):
        Reach(method="network", limits=(("", Fraction(15)),), unit="minutes").pairs(line_of_points(), [118.4], [31.3])
