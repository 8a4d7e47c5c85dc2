"""What the fund can pay for, by the worked figures of kinds.md 3.5 and 3.6."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from allocator.domain.city import Fund
from allocator.measures import funding
from tests.kinds.town import town


def test_fundable_beds_of_the_example() -> None:
    # 30.0 bn x 0.97 / 0.65 = 44,769,230,769.23; / 650,000 = 68,875.7 beds; x 1000 / 7.5 M = 9.1834 a thousand
    found = funding.fundable(Fraction(30_000_000_000), Fraction(3, 100), Fraction(65, 100), Fraction(650_000), 7_500_000)
    assert round(found.covered) == 44_769_230_769
    assert round(found.beds) == 68_876
    assert round(found.per_1000, 2) == Fraction("9.18")


def test_a_lower_reimbursed_share_raises_the_fundable_beds() -> None:
    base = funding.fundable(Fraction(30_000_000_000), Fraction(3, 100), Fraction(65, 100), Fraction(650_000), 7_500_000)
    said = funding.sensitivity(base, Fraction(3, 100), Fraction(650_000), 7_500_000, (Fraction(60, 100), Fraction(70, 100)))
    assert [round(v, 2) for _, v in said] == [Fraction("9.95"), Fraction("8.53")]


def test_beds_needed_by_use() -> None:
    # Anhui 2022: 159 admissions a thousand x 8.8 days / (365 x 0.79) = 4.85
    assert round(funding.used_beds_per_1000(Fraction(159), Fraction("8.8"), Fraction("0.79")), 2) == Fraction("4.85")


def test_the_forecast_is_the_run_rate_of_the_year_under_way() -> None:
    # 31 March 2025 is day 90 of 365: -90 so far, -365 at the end
    fund = Fund(district="甲", scheme="employee", year=2025, current_balance=Fraction(-90))
    assert funding.forecast_balance(fund, date(2025, 3, 31)) == -365
    assert funding.forecast_balance(fund, date(2026, 3, 31)) is None
    given = Fund(district="甲", scheme="employee", year=2025, current_balance=Fraction(-90), forecast_balance=Fraction(7))
    assert funding.forecast_balance(given, date(2025, 3, 31)) == 7


def test_districts_ledgers_win_over_the_pool_and_the_latest_year_counts() -> None:
    rows = [("", "employee", 2025, 99), ("甲", "employee", 2025, 5), ("甲", "resident", 2025, 6), ("甲", "resident", 2024, 7)]
    funds = tuple(Fund(district=d, scheme=s, year=y, income=Fraction(n)) for d, s, y, n in rows)
    assert funding.pooled_income(town(funds=funds)) == 11
    assert funding.pooled_income(town(funds=funds), 2024) == 7
    assert funding.pooled_income(town(funds=funds[:1])) == 99
