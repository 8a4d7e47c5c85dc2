"""Two-step floating catchment access, by the toy of kinds.md 3.4 and its invariant."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from allocator.geography.pairs import Pairs
from allocator.measures import access
from tests.kinds.town import people


def test_one_clinic_of_two_doctors() -> None:
    # reached by 1,000 and 3,000: 0.5 a thousand for both
    both = Pairs.of(np.array([0, 1]), np.array([0, 0]), 2, 1)
    found = access.two_step([1000, 3000], [2], both)
    assert found.access.tolist() == [0.0005, 0.0005]


def test_a_second_clinic_near_only_one_point() -> None:
    # R2 = 1/3000; the second point has 0.5 + 0.333 a thousand
    pairs = Pairs.of(np.array([0, 1, 1]), np.array([0, 0, 1]), 2, 2)
    found = access.two_step([1000, 3000], [2, 1], pairs)
    assert (found.access * 1000).round(3).tolist() == [0.5, 0.833]


def test_the_weighted_mean_is_supply_over_people_served() -> None:
    dice = Random(5)
    points = [(f"P{n:03}", "甲", 118 + dice.random() / 20, 31 + dice.random() / 20, dice.randint(1, 900), "urban") for n in range(200)]
    demand = people(points)
    lon, lat = [118 + dice.random() / 20 for _ in range(15)], [31 + dice.random() / 20 for _ in range(15)]
    supply = [dice.randint(1, 9) for _ in lon]
    found = access.catchment(demand, lon, lat, supply, ((900, 1.0), (1500, 0.68)))
    reaching = [s for s, r in zip(supply, found.ratio, strict=True) if r > 0]
    served = int(demand.insured[found.served].sum())
    assert served > 0
    assert found.mean(demand.insured) == pytest.approx(sum(reaching) / served)


def test_the_first_ring_that_reaches_gives_the_weight() -> None:
    demand = people([("P", "甲", 118.0, 31.0, 100, "urban"), ("Q", "甲", 118.012, 31.0, 100, "urban")])  # Q about 1.15 km away
    found = access.catchment(demand, [118.0], [31.0], [1], ((800, 1.0), (2000, 0.5)))
    assert found.ratio.tolist() == [pytest.approx(1 / 150)]
    assert found.access.tolist() == [pytest.approx(1 / 150), pytest.approx(0.5 / 150)]
