"""Agglomeration of resources against people (HRAD, PAD), kinds.md 3.1."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from allocator.domain.city import City, District
from allocator.domain.institution import Institution


@dataclass(frozen=True)
class Agglomeration:
    """One area's share of resources and of people, each against its share of land; None without areas.

    Parameters
    ----------
    district : name of the area: a district, or a zone where they are taken together.

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


def agglomeration(city: City, category: str, resource: str, of_class: Callable[[Institution], bool] = lambda i: True,
                  areas: Sequence[tuple[str, Sequence[str]]] = ()) -> tuple[Agglomeration, ...]:
    """HRAD, PAD, their ratio (resource per head against the city's) and the sign of their difference, by area.

    Parameters
    ----------
    of_class : which institutions of the category count; all by default.   areas : (name, districts); each district by default.
    """
    have = {d: 0 for d in city.names}
    for i in city.baseline:
        if i.category == category and of_class(i):
            have[i.account_district if resource == "insured_beds" else i.district] += i.insured_beds if resource == "insured_beds" else 1
    land = sum((d.area_km2 or Fraction(0) for d in city.districts), Fraction(0))
    parts = areas or [(d, (d,)) for d in city.names]
    return tuple(_row(name, [city.by_district[d] for d in ds], have, city.insured, land) for name, ds in parts)


def _row(name: str, districts: Sequence[District], have: Mapping[str, int], people: int, land: Fraction) -> Agglomeration:
    total, mine = sum(have.values()), sum(have[d.district] for d in districts)
    insured = sum(d.insured for d in districts)
    area = sum((d.area_km2 or Fraction(0) for d in districts), Fraction(0))
    place = area / land if area and land else None
    hrad = Fraction(mine, total) / place if place and total else None
    pad = Fraction(insured, people) / place if place and people else None
    ratio = Fraction(mine * people, insured * total) if insured and total else None
    difference = mine * people - insured * total
    return Agglomeration(name, mine, insured, hrad, pad, ratio, (difference > 0) - (difference < 0))
