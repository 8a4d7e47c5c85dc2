"""The city as it stands on the day of the data: every table, sorted by code."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from allocator.domain.demand import Demand
from allocator.domain.institution import Application, Institution
from allocator.domain.travel import Distances, Paths

CATEGORIES = ("inpatient", "outpatient", "pharmacy")
TIERS = ("tertiary", "secondary", "primary", "ungraded")


@dataclass(frozen=True, kw_only=True)
class District:
    """One planning district; bed-days where given win over the institutions' sums."""

    district: str
    insured: int
    residents: int | None = None
    area_km2: Fraction | None = None
    resource_level: str = ""
    open_bed_days: int | None = None
    occupied_bed_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Township:
    """One township or street."""

    township: str
    district: str
    insured: int
    lon: float | None = None
    lat: float | None = None
    residents: int | None = None
    area_km2: Fraction | None = None
    area_class: str = ""


@dataclass(frozen=True, kw_only=True)
class Fund:
    """One fund of one district ("" : the city's pool) in one year, yuan."""

    district: str
    scheme: str
    year: int
    current_balance: Fraction | None = None
    cumulative_balance: Fraction | None = None
    forecast_balance: Fraction | None = None
    income: Fraction | None = None
    warning_on: date | None = None
    warning_lifted_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """A required value given by the bureau; wins over the model's formula."""

    district: str
    category: str
    required: int
    tier: str = ""
    specialty: str = ""
    type: str = ""
    unit: str = "beds"
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Release:
    """Beds or places given up in one year."""

    year: int
    code: str
    district: str
    category: str
    scheme: str = ""
    tier: str = ""
    beds: int = 0
    cause: str = ""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event of contract management."""

    code: str
    date: date
    kind: str
    note: str = ""


@dataclass(frozen=True, eq=False)
class City:
    """Every table of one planning run; each tuple sorted by its key, so that no order of rows decides anything."""

    year: int
    data_as_of: date
    districts: tuple[District, ...]
    townships: tuple[Township, ...]
    demand: Demand
    institutions: tuple[Institution, ...]
    applications: tuple[Application, ...]
    funds: tuple[Fund, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    releases: tuple[Release, ...] = ()
    events: tuple[Event, ...] = ()
    pending: tuple[Application, ...] = field(default=())     # admitted by last year's plan, not yet in the institutions table
    distances: Distances | None = None
    paths: Paths | None = None

    def __post_init__(self) -> None:
        """Sort every table canonically."""
        keys: dict[str, Any] = {
            "districts": lambda r: r.district, "townships": lambda r: (r.district, r.township), "institutions": lambda r: r.code,
            "applications": lambda r: r.code, "pending": lambda r: r.code, "funds": lambda r: (r.district, r.scheme, r.year),
            "requirements": lambda r: (r.district, r.category, r.tier, r.specialty, r.type),
            "releases": lambda r: (r.year, r.code, r.beds, r.cause), "events": lambda r: (r.code, r.date, r.kind, r.note),
        }
        for name, key in keys.items():
            object.__setattr__(self, name, tuple(sorted(getattr(self, name), key=key)))

    @cached_property
    def insured(self) -> int:
        """Insured people, all districts."""
        return sum(d.insured for d in self.districts)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """District names, sorted."""
        return tuple(d.district for d in self.districts)

    @cached_property
    def by_district(self) -> dict[str, District]:
        """Districts by name."""
        return {d.district: d for d in self.districts}

    @cached_property
    def by_institution(self) -> dict[str, Institution]:
        """Institutions by code, history included."""
        return {i.code: i for i in self.institutions}

    @cached_property
    def by_application(self) -> dict[str, Application]:
        """Applications by code."""
        return {a.code: a for a in self.applications}

    @cached_property
    def baseline(self) -> tuple[Institution, ...]:
        """Institutions in stock on the day of the data: active or suspended."""
        return tuple(i for i in self.institutions if i.status in ("active", "suspended"))

    @cached_property
    def exits(self) -> tuple[Institution, ...]:
        """Scheduled exits: in the baseline, leaving after the day of the data and by the plan year's end."""
        return tuple(i for i in self.baseline if self._leaves(i))

    @cached_property
    def staying(self) -> tuple[Institution, ...]:
        """The baseline less its scheduled exits."""
        return tuple(i for i in self.baseline if not self._leaves(i))

    @cached_property
    def _staying(self) -> dict[str, Institution]:
        return {i.code: i for i in self.staying}

    def parent(self, a: Application) -> Institution | None:
        """The institution that an application grows out of; None where it is not there or leaves by the plan year's end."""
        return self._staying.get(a.parent_code)

    def stays(self, code: str) -> bool:
        """Whether an institution is there and does not leave by the plan year's end."""
        return code in self._staying

    def applied_beds(self, a: Application) -> int:
        """Beds that an admission as applied grants: its own, or those of the institution that moves."""
        parent = self.parent(a) if a.moves and a.category == "inpatient" else None
        return a.beds_max if parent is None else parent.insured_beds

    def _leaves(self, i: Institution) -> bool:
        return i.exited_on is not None and self.data_as_of < i.exited_on <= date(self.year, 12, 31)


def insured_of(city: City, districts: Iterable[str]) -> int:
    """Insured people of some districts."""
    return sum(city.by_district[d].insured for d in districts)
