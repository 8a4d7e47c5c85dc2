"""Over which districts a rule counts: the whole city, each zone, each district."""
from __future__ import annotations

from fractions import Fraction

from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.policy import Policy

CITY = "city"
EVERY = "*"


def factor_of(factors: tuple[tuple[str, Fraction], ...], district: str) -> Fraction:
    """f_d of a district: its own, else that of every district ("*"), else 1."""
    known = dict(factors)
    return known.get(district, known.get(EVERY, Fraction(1)))


def scopes(scope: str, case: Case) -> list[tuple[str, tuple[str, ...]]]:
    """(subject, its districts) for scope city, zone or district, in a canonical order."""
    return areas(scope, case.city, case.policy)


def areas(scope: str, city: City, policy: Policy) -> list[tuple[str, tuple[str, ...]]]:
    """The same before anything is measured."""
    if scope == CITY:
        return [(CITY, city.names)]
    if scope == "zone":
        return sorted((zone, tuple(sorted(ds))) for zone, ds in policy.zones.items())
    return [(d, (d,)) for d in city.names]
