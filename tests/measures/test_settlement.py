"""Shaoxing's settlement, by the worked figures of kinds.md 3.7."""

from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.measures import settlement
from tests.kinds.town import clinic, hospital, town


def test_the_settlement_of_the_example() -> None:
    # 500 beds x 365 = 182,500; 200,750 days; 120,000,000 / 200,750 x 18,250 = 10,909,090.909…
    i = hospital("H", beds=500, bed_days=200_000, retail_bed_days=750, fund_paid=Fraction(120_000_000))
    found = settlement.settlement(i)
    assert (found.allowed, found.actual, found.excess) == (182_500, 200_750, 18_250)
    assert settlement.cents(found.unsettled) == Fraction("10909090.91")


@pytest.mark.parametrize(("beds", "actual"), [(500, 182_500), (500, 100), (0, 0), (10, 0)])
def test_nothing_is_unsettled_up_to_the_allowance_or_without_days(beds: int, actual: int) -> None:
    assert settlement.settle(beds, actual, Fraction(1000)) == 0


def test_one_day_beyond_is_unsettled() -> None:
    assert settlement.settle(1, 366, Fraction(366)) == 1


def test_settlements_are_of_hospitals_only() -> None:
    assert [s.code for s in settlement.settlements(town([hospital("H"), clinic("C")]))] == ["H"]
