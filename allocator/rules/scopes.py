"""Over which districts a rule counts: the whole city, each zone, each district."""
from __future__ import annotations

from fractions import Fraction

from allocator.domain.case import Case

CITY = "city"
EVERY = "*"


def factor_of(factors: tuple[tuple[str, Fraction], ...], district: str) -> Fraction:
    """f_d of a district: its own, else that of every district ("*"), else 1."""
    known = dict(factors)
    return known.get(district, known.get(EVERY, Fraction(1)))


def scopes(scope: str, case: Case) -> list[tuple[str, tuple[str, ...]]]:
    """(subject, its districts) for scope city, zone or district, in a canonical order."""
    if scope == CITY:
        return [(CITY, case.city.names)]
    if scope == "zone":
        return sorted((zone, tuple(sorted(ds))) for zone, ds in case.policy.zones.items())
    return [(d, (d,)) for d in case.city.names]
