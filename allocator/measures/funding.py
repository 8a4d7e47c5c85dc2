"""What the pooled fund can pay for: covered cost, fundable beds per 1000 (Shenyang, annex 1 and 2), forecast balance of a year."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from allocator.domain.city import City, Fund


@dataclass(frozen=True)
class Fundable:
    """Fundable beds and what they follow from.

    Parameters
    ----------
    covered : yuan that income can cover.   beds : covered / cost per bed.   per_1000 : beds per 1000 insured.
    """

    income: Fraction
    covered: Fraction
    beds: Fraction
    per_1000: Fraction


def covered_cost(income: Fraction, surplus_rate: Fraction, reimbursement_share: Fraction) -> Fraction:
    """Medical cost that the pooled income covers, yuan: income x (1 - surplus rate) / reimbursed share."""
    return income * (1 - surplus_rate) / reimbursement_share


def fundable(income: Fraction, surplus_rate: Fraction, reimbursement_share: Fraction, cost_per_bed: Fraction, insured: int) -> Fundable:
    """Beds per 1000 insured that the fund can pay for: covered x 1000 / (cost per bed x insured).

    Parameters
    ----------
    income : pooled income of a year, yuan.   surplus_rate : share kept.   reimbursement_share : share of the cost that is paid.
    cost_per_bed : yuan a bed and year, of the same scope (all care or inpatient care) as the income.
    """
    covered = covered_cost(income, surplus_rate, reimbursement_share)
    return Fundable(income, covered, covered / cost_per_bed, covered * 1000 / (cost_per_bed * insured))


def used_beds_per_1000(admissions_per_1000: Fraction, days_per_admission: Fraction, target_use: Fraction) -> Fraction:
    """Beds per 1000 that a year's admissions need: admissions x days / (365 x target use)."""
    return admissions_per_1000 * days_per_admission / (365 * target_use)


def pooled_income(city: City, year: int | None = None) -> Fraction:
    """Income of all funds in one year (the latest one with an income by default), yuan; districts' ledgers win over the city's pool."""
    known = [f for f in city.funds if f.income is not None and (year is None or f.year == year)]
    last = max((f.year for f in known), default=0)
    rows = [f for f in known if f.year == last]
    held = [f for f in rows if f.district] or rows
    return sum((f.income or Fraction(0) for f in held), Fraction(0))


def forecast_balance(fund: Fund, data_as_of: date) -> Fraction | None:
    """Balance expected at the year's end: as given, else so far x days of the year / days gone by, where the year is under way."""
    if fund.forecast_balance is not None or fund.current_balance is None:
        return fund.forecast_balance
    if fund.year != data_as_of.year:
        return None
    start = date(fund.year, 1, 1)
    return fund.current_balance * ((date(fund.year, 12, 31) - start).days + 1) / ((data_as_of - start).days + 1)


def sensitivity(base: Fundable, surplus_rate: Fraction, cost_per_bed: Fraction, insured: int,
                reimbursement_shares: Iterable[Fraction]) -> tuple[tuple[Fraction, Fraction], ...]:
    """(reimbursed share, fundable beds per 1000): a lower share raises the figure, which is asked about."""
    return tuple((r, fundable(base.income, surplus_rate, r, cost_per_bed, insured).per_1000) for r in reimbursement_shares)
