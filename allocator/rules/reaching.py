"""Who reaches what under a coverage rule: how far people go, by which way, and which places are there or may be."""
from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal, Protocol, Self, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict, model_validator

from allocator import words
from allocator.domain.access import Access
from allocator.domain.city import City
from allocator.domain.institution import Application, Institution
from allocator.errors import BadInput, Problem
from allocator.geography.patterns import alike
from allocator.geography.reach import Reach as Limits
from allocator.geography.ways import Given, Straight, Walked, Way, network_of
from allocator.rules.base import Exact, show
from allocator.words.headers import value

By = Literal["straight", "matrix", "network"]
T = TypeVar("T")
Place = Institution | Application


class Going(BaseModel):
    """How far people of one area class go: metres, or minutes, at a speed along a path that is `detour` times the straight line."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    metres: Exact | None = None
    minutes: Exact | None = None
    km_per_h: Exact | None = None
    detour: Exact = Fraction(1)

    @property
    def path(self) -> Fraction | None:
        """Metres of path; None where only minutes are known."""
        if self.metres is not None or self.minutes is None or self.km_per_h is None:
            return self.metres
        return self.minutes / 60 * self.km_per_h * 1000

    def straight(self) -> Fraction:
        """Straight-line metres.

        Raises
        ------
        ValueError
            if only minutes are known, without a speed.
        """
        if self.path is None:
            raise ValueError("coverage.reach_missing")
        return self.path / self.detour


class Reach(Going):
    """The same where a straight line must do."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Metres, or minutes at a speed."""
        self.straight()
        return self


class Circle(Hashable, Protocol):
    """What is asked of a coverage rule."""

    id: str
    category: str
    by: By
    reach: tuple[tuple[str, Going], ...]

    def serves_people(self, row: Place) -> bool:
        """Whether people are to reach it."""


@dataclass(frozen=True)
class Places:
    """What is there on the day of the data, what stays whatever is decided, and the sites that may be there or not, with their names."""

    active: tuple[Institution, ...]
    staying: frozenset[str]
    sites: tuple[tuple[str, Place], ...]

    @classmethod
    def of(cls, rule: Circle, city: City) -> Places:
        """Places of one rule; an institution that may move is a site under the name `stay:CODE>APPLICATIONS`."""
        moving: dict[str, list[str]] = {}
        for a in city.applications:
            if a.kind == "relocation" and rule.serves_people(a):
                moving.setdefault(a.parent_code, []).append(a.code)
        active = tuple(i for i in city.baseline if i.status == "active" and rule.serves_people(i))
        leaving = {i.code for i in city.exits}
        stays = [(f"stay:{i.code}>{','.join(moving[i.code])}", i) for i in active if i.code in moving and i.code not in leaving]
        wanted = [(a.code, a) for a in city.applications if rule.serves_people(a) and a.kind in ("new", "branch", "site", "relocation")]
        return cls(active, frozenset(i.code for i in active if i.code not in leaving and i.code not in moving), (*wanted, *stays))


def access(rule: Circle, city: City, *, grouped: bool = True) -> Access:
    """Who reaches what.

    Parameters
    ----------
    grouped : demand points that nothing tells apart (district, who reaches them) stand as one place; otherwise every point for itself.
    """
    return _measured(rule, city, grouped, words.language())


@lru_cache(maxsize=8)
def _measured(rule: Circle, city: City, grouped: bool, language: str) -> Access:
    """Measured once for all variants of a policy that leave the rule as it is; the method is told in the language in use."""
    there = Places.of(rule, city)
    every = pairs(rule, city, [*there.active, *(row for _, row in there.sites)])
    before = every.chosen(np.arange(every.columns) < len(there.active)).counts > 0
    stays = np.array([i.code in there.staying for i in there.active] + [False] * len(there.sites), dtype=np.bool_)
    staying = every.chosen(stays).counts > 0
    sites = every.chosen(np.arange(every.columns) >= len(there.active))
    d, one = city.demand, np.ones(len(city.demand), dtype=np.int64)
    found = Access(rule=rule.id, category=rule.category, districts=d.districts, insured=d.insured, points=one, district=d.district,
                   before=before, staying=staying, sites=tuple(name for name, _ in there.sites), pairs=sites, method=method(rule))
    return _grouped(found) if grouped else found


def _grouped(a: Access) -> Access:
    """The same with points that are alike put together; where somebody stays, it does not matter which sites are in reach."""
    bare = a.pairs.kept(~a.staying)
    group, first = alike(bare, a.district, a.before, a.staying)
    insured, points = (np.zeros(len(first), dtype=np.int64) for _ in range(2))
    np.add.at(insured, group, a.insured)
    np.add.at(points, group, 1)
    return Access(rule=a.rule, category=a.category, districts=a.districts, insured=insured, points=points, district=a.district[first],
                  before=a.before[first], staying=a.staying[first], sites=a.sites, pairs=bare.take(first), method=a.method)


def pairs(rule: Circle, city: City, rows: Sequence[Place]) -> Any:
    """Demand points -> places in reach, by the rule's way."""
    d, unit = city.demand, unit_of(rule, city)
    limit = Limits(method=rule.by, limits=tuple(_limits(rule, unit))).thousandths(d)
    return _way(rule, city, rows, unit, int(limit.max(initial=0))).pairs(d.codes, d.lon, d.lat, limit)


def unit_of(rule: Circle, city: City) -> str:
    """Metres, or minutes where the reach is given in minutes and the city's table tells minutes."""
    table = {"matrix": city.distances, "network": city.paths}.get(rule.by)
    timed = table is not None and table.minutes is not None and all(r.minutes is not None for _, r in rule.reach)
    return "minutes" if timed else "metres"


def _limits(rule: Circle, unit: str) -> Iterator[tuple[str, Fraction]]:
    """Area class -> how far, in the unit of the way; the class "" serves those that are not named."""
    for name, r in rule.reach:
        if rule.by == "straight":
            yield name, r.straight()
        elif unit == "minutes":
            yield name, r.minutes or Fraction(0)
        else:
            yield name, r.straight() * r.detour


def _way(rule: Circle, city: City, rows: Sequence[Place], unit: str, longest: int) -> Way:
    lon, lat = (np.array([math.nan if v is None else v for v in column], dtype=np.float64)
                for column in ([r.lon for r in rows], [r.lat for r in rows]))
    if rule.by == "matrix":
        return Given(_there(city.distances, "distances"), unit, tuple(r.code for r in rows))
    if rule.by == "network":
        return Walked.to(network_of(_there(city.paths, "paths"), unit), lon, lat, longest, _per_metre(rule, unit))
    return Straight(lon, lat)


def _there(table: T | None, name: str) -> T:
    """A table that the model's way of measuring cannot do without."""
    if table is None:
        raise BadInput(Problem("tables", words.say("coverage.no_table", table=name)))
    return table


def _per_metre(rule: Circle, unit: str) -> Fraction:
    """What a metre off the network costs: the detour; in a network of minutes that at the slowest speed given, else at 5 km/h."""
    detour = max(r.detour for _, r in rule.reach)
    slowest = min((r.km_per_h for _, r in rule.reach if r.km_per_h), default=Fraction(5))
    return detour if unit == "metres" else detour * Fraction(3, 50) / slowest


def method(rule: Circle) -> str:
    """How reach is measured, for every output to name."""
    detours = {r.detour for _, r in rule.reach}
    way = "detour" if rule.by == "straight" and detours != {Fraction(1)} else rule.by
    separator = words.say("coverage.method.and")
    return words.say(f"coverage.method.{way}", reach=separator.join(f"{_area(name)} {_far(rule, r)}" for name, r in rule.reach))


def _far(rule: Circle, r: Going) -> str:
    if rule.by == "straight":
        return f"{float(r.straight()):.1f} m"
    return words.say("coverage.method.minutes", n=show(r.minutes)) if r.metres is None else f"{show(r.metres)} m"


def _area(name: str) -> str:
    return value(name, "area_class") if words.language() == "zh" else name
