"""Gini and Theil, by the illustration of kinds.md 3.1 to 3.3: Wuhu's seven districts by the census."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from allocator.measures import equity

PEOPLE = (478_658, 607_173, 721_521, 344_016, 243_907, 431_148, 817_997)
BEDS = (7900, 3600, 3900, 1800, 1450, 2050, 3250)
PAIRS = tuple(zip(PEOPLE, BEDS, strict=True))


def test_gini_and_theil_of_the_illustration() -> None:
    gini = equity.gini(PAIRS)
    assert gini is not None and round(gini, 4) == Fraction("0.2457")
    assert round(equity.theil_l(PAIRS) or 0, 4) == 0.1143
    assert round(equity.theil_t(PAIRS) or 0, 4) == 0.1373
    assert equity.band(gini) == "fair"


def test_equal_shares_have_no_inequality() -> None:
    assert equity.gini(((10, 1), (20, 2), (40, 4))) == 0
    assert equity.theil_l(((10, 1), (20, 2))) == pytest.approx(0, abs=1e-15)


def test_all_to_one_of_two_equals_is_a_half() -> None:
    # Lorenz (0,0) (1/2,0) (1,1): 1 - 1/2 x (0 + 1) = 1/2
    assert equity.gini(((10, 0), (10, 5))) == Fraction(1, 2)
    assert equity.theil_l(((10, 0), (10, 5))) is None and equity.theil_t(((10, 0), (10, 5))) == pytest.approx(np.log(2))


def test_parts_within_and_between_groups_sum_to_the_whole() -> None:
    found = equity.theil_by({"centre": PAIRS[:3], "rest": PAIRS[3:]})
    assert found is not None
    assert found.whole == pytest.approx(equity.theil_l(PAIRS))
    assert found.between > 0 and found.within > 0


def test_nothing_to_spread_has_no_gini() -> None:
    assert equity.gini(()) is None and equity.gini(((5, 0),)) is None and equity.theil_by({}) is None
