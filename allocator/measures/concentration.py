"""Agglomeration of resources against people (HRAD, PAD), kinds.md 3.1."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from allocator.domain.city import City


@dataclass(frozen=True)
class Agglomeration:
    """One district's share of resources and of people, each against its share of land; None without areas.

    Notes
    -----
    `sign` is that of HRAD - PAD, from the integer comparison HR_d x P against P_d x HR: areas cancel.
    """

    district: str
    resource: int
    people: int
    hrad: Fraction | None
    pad: Fraction | None
    ratio: Fraction | None
    sign: int


def agglomeration(city: City, category: str, resource: str) -> tuple[Agglomeration, ...]:
    """HRAD, PAD, their ratio (resource per head against the city's) and the sign of their difference, by district."""
    have = {d: 0 for d in city.names}
    for i in city.baseline:
        if i.category == category:
            have[i.account_district if resource == "insured_beds" else i.district] += i.insured_beds if resource == "insured_beds" else 1
    people, land = city.insured, sum((d.area_km2 or Fraction(0) for d in city.districts), Fraction(0))
    total = sum(have.values())
    rows = []
    for d in city.districts:
        mine, area = have[d.district], d.area_km2
        place = area / land if area and land else None
        hrad = Fraction(mine, total) / place if place and total else None
        pad = Fraction(d.insured, people) / place if place and people else None
        ratio = Fraction(mine * people, d.insured * total) if d.insured and total else None
        difference = mine * people - d.insured * total
        rows.append(Agglomeration(d.district, mine, d.insured, hrad, pad, ratio, (difference > 0) - (difference < 0)))
    return tuple(rows)
