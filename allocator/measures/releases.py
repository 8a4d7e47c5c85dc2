"""The release ledger: beds and places that were given up, year by year, and what has been granted against them since."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from allocator.domain.city import City, Release
from allocator.domain.institution import Institution

PLACES = frozenset(("terminated", "withdrawn", "not_renewed", "revoked", "unqualified", "eliminated", "closed", "merged"))
Test = Callable[[Any], bool]


@dataclass(frozen=True)
class Freed:
    """What one institution gave up in one year.

    Parameters
    ----------
    district : where its beds count.   place : whether the institution itself is gone, and its place with it.
    """

    year: int
    code: str
    district: str
    account_district: str
    beds: int
    place: bool
    cause: str


def freed(city: City, first: int, last: int, of_class: Test, without: frozenset[str] = frozenset(("relocated",))) -> tuple[Freed, ...]:
    """What a class gave up in some years, in order: the ledger's rows, and exits of the institutions table that it does not tell.

    Parameters
    ----------
    first, last : years, both included.   of_class : tests an institution, or a ledger row whose institution is not in the tables.
    without : causes that free nothing.
    """
    told = {(r.year, r.code) for r in city.releases}
    rows = [_of_row(r, city) for r in city.releases if of_class(city.by_institution.get(r.code, r))]
    rows += [_of_exit(i) for i in city.institutions if i.exited_on and (i.exited_on.year, i.code) not in told and of_class(i)]
    within = (f for f in rows if first <= f.year <= last and f.cause not in without)
    return tuple(sorted(within, key=lambda f: (f.year, f.code, f.beds, f.cause)))


def _of_row(r: Release, city: City) -> Freed:
    i = city.by_institution.get(r.code)
    return Freed(r.year, r.code, r.district, r.district if i is None else i.account_district, r.beds, r.cause in PLACES, r.cause)


def _of_exit(i: Institution) -> Freed:
    year = i.exited_on.year if i.exited_on else 0
    return Freed(year, i.code, i.district, i.account_district, i.insured_beds, True, i.exit_cause)


def granted(city: City, since: date, of_class: Test) -> Iterator[Institution]:
    """Institutions of a class that came in since a day, those that have left again included."""
    return (i for i in city.institutions if i.admitted_on and i.admitted_on >= since and of_class(i))


def amount(rows: tuple[Freed, ...], unit: str, districts: tuple[str, ...]) -> int:
    """Beds (where they count) or places (where they stood) freed in some districts."""
    if unit == "beds":
        return sum(f.beds for f in rows if f.account_district in districts)
    return sum(f.place for f in rows if f.district in districts)
