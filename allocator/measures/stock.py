"""Stocks of the city before a plan: beds, doctors, institutions, bed use; by district."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from allocator.domain.city import City
from allocator.domain.institution import Institution

RESOURCES = ("insured_beds", "doctors", "institutions")


def amount(row: Institution, resource: str) -> int:
    """How much of a resource one institution is."""
    return 1 if resource == "institutions" else int(getattr(row, resource))


def place(row: Institution, resource: str) -> str:
    """The district that a resource counts in: beds by account, all else where they stand."""
    return row.account_district if resource == "insured_beds" else row.district


def held(city: City, resource: str, districts: Sequence[str]) -> int:
    """A resource of the baseline in some districts."""
    there = _by_district(city, resource, "baseline")
    return sum(there[d] for d in districts)


def leaving(city: City, resource: str, districts: Sequence[str]) -> int:
    """A resource of the scheduled exits in some districts."""
    there = _by_district(city, resource, "exits")
    return sum(there[d] for d in districts)


@lru_cache(maxsize=64)
def _by_district(city: City, resource: str, which: str) -> Counter[str]:
    sums: Counter[str] = Counter()
    for i in getattr(city, which):
        sums[place(i, resource)] += amount(i, resource)
    return sums


@lru_cache(maxsize=256)
def occupancy(city: City, districts: tuple[str, ...]) -> Fraction | None:
    """Bed use of some districts: occupied / open bed-days of the baseline's inpatient institutions; None without open beds.

    Notes
    -----
    A district's own figures win where they are given (contract, section 2).
    """
    occupied = opened = 0
    for name in districts:
        d = city.by_district[name]
        rows = [i for i in city.baseline if i.category == "inpatient" and i.district == name]
        occupied += sum(i.bed_days or 0 for i in rows) if d.occupied_bed_days is None else d.occupied_bed_days
        opened += sum(365 * (i.open_beds or 0) for i in rows) if d.open_bed_days is None else d.open_bed_days
    return Fraction(occupied, opened) if opened else None


def density(city: City, resource: str, districts: Sequence[str], per: int, base: str = "insured") -> Fraction | None:
    """A resource of the baseline per so many insured or resident people."""
    people = sum(getattr(city.by_district[d], base) or 0 for d in districts)
    return Fraction(held(city, resource, districts) * per, people) if people else None


def idle(i: Institution, target_use: Fraction) -> int:
    """Beds beyond what an institution's bed-days need at the target use, 0 where its use is unknown."""
    if i.bed_days is None:
        return 0
    needed = -(-i.bed_days * target_use.denominator // (365 * target_use.numerator))
    return max(0, i.insured_beds - needed)
