"""Shaoxing's settlement: fund outlay for bed-days beyond the insured beds (x 365) is not settled (kinds.md 3.7)."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from allocator.domain.city import City
from allocator.domain.institution import Institution

DAYS = 365                               # the clause says 365, leap years included


@dataclass(frozen=True)
class Settlement:
    """One institution's year.

    Parameters
    ----------
    allowed : insured beds x 365.   actual : bed-days, those reimbursed individually (零星报销) included.   excess : beyond the allowed.
    unsettled : yuan, exact; round it to cents where it is shown.
    """

    code: str
    allowed: int
    actual: int
    excess: int
    paid: Fraction
    unsettled: Fraction


def settle(insured_beds: int, actual: int, paid: Fraction, days: int = DAYS) -> Fraction:
    """Yuan not settled: paid / actual x max(0, actual - insured beds x days); 0 without bed-days."""
    return paid / actual * max(0, actual - insured_beds * days) if actual else Fraction(0)


def settlement(i: Institution) -> Settlement:
    """The settlement of one institution; what is not known counts as 0."""
    actual = (i.bed_days or 0) + (i.retail_bed_days or 0)
    paid = i.fund_paid or Fraction(0)
    allowed = i.insured_beds * DAYS
    return Settlement(i.code, allowed, actual, max(0, actual - allowed), paid, settle(i.insured_beds, actual, paid))


def settlements(city: City) -> tuple[Settlement, ...]:
    """Every inpatient institution of the baseline, by code."""
    return tuple(settlement(i) for i in city.baseline if i.category == "inpatient")


def cents(yuan: Fraction) -> Fraction:
    """Rounded half up to cents."""
    return Fraction(int(yuan * 100 + Fraction(1, 2)), 100)
