"""15-minute circle: insured people in reach of an institution of a category."""
from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from allocator import words
from allocator.domain.access import Access
from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.geography import reach as geography
from allocator.rules.base import Bound, Decisions, Exact, Row
from allocator.rules.where import Where
from allocator.words.headers import value


class Reach(BaseModel):
    """How far people of one area class go: metres, or minutes at a speed along a path that is `detour` times the straight line."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    metres: Exact | None = None
    minutes: Exact | None = None
    km_per_h: Exact | None = None
    detour: Exact = Fraction(1)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Metres, or minutes at a speed."""
        if self.metres is None and (self.minutes is None or self.km_per_h is None):
            raise ValueError("coverage.reach_missing")
        return self

    def straight(self) -> Fraction:
        """Straight-line metres."""
        if self.metres is not None:
            return self.metres / self.detour
        return (self.minutes or Fraction(0)) / 60 * (self.km_per_h or Fraction(0)) * 1000 / self.detour


class Coverage(Bound):
    """Σ insured in reach >= ⌈share x all insured⌉.

    Parameters
    ----------
    category : whose sites are sought.   served_by : which institutions and applications serve; the category by default.
    other_system : institutions under another system, which serve only with `mutual_recognition`.
    reach : area class -> how far.   share : the target; none where coverage is an objective only.
    counts_in : the objective that maximises the people first covered.

    Notes
    -----
    Institutions that are suspended, or scheduled to exit, do not serve afterwards. The reachable maximum is reported beside the target.
    """

    kind: ClassVar[str] = "coverage"
    columns: ClassVar[tuple[tuple[str, str], ...]] = tuple(
        (table, column) for table in ("demand_points", "institutions", "applications") for column in ("lon", "lat"))
    EXAMPLE: ClassVar[dict[str, Any]] = {"category": "pharmacy", "share": "0.95", "counts_in": "pharmacy_coverage",
                                         "reach": {"urban": {"minutes": 15, "km_per_h": 5, "detour": "1.3"}}}
    category: str
    served_by: Where | None = None
    other_system: Where | None = None
    mutual_recognition: bool = True
    reach: tuple[tuple[str, Reach], ...]
    share: Exact | None = None
    counts_in: str = ""

    @field_validator("reach", mode="before")
    @classmethod
    def _by_class(cls, value: object) -> object:
        return tuple(sorted(value.items())) if isinstance(value, dict) else value

    def serves_people(self, row: Institution | Application) -> bool:
        """Whether an institution or application is of the kind that people are to reach."""
        if self.other_system is not None and not self.mutual_recognition and self.other_system.matches(row):
            return False
        return row.category == self.category if self.served_by is None else self.served_by.matches(row)

    def access(self, city: City) -> Access:
        """Who reaches what: institutions that stay, and the sites that may or may not be there."""
        limits = tuple((name, r.straight()) for name, r in self.reach)
        how = geography.Reach(method="straight", limits=limits)
        moving: dict[str, list[str]] = {}
        for a in city.applications:
            if a.kind == "relocation" and self.serves_people(a):
                moving.setdefault(a.parent_code, []).append(a.code)
        active = [i for i in city.baseline if i.status == "active" and self.serves_people(i)]
        leaving = {i.code for i in city.exits}
        fixed = [i for i in active if i.code not in leaving and i.code not in moving]
        stays = [(f"stay:{i.code}>{','.join(moving[i.code])}", i) for i in active if i.code in moving and i.code not in leaving]
        wanted = [a for a in city.applications if self.serves_people(a) and a.kind in ("new", "branch", "site", "relocation")]
        sites: list[tuple[str, Institution | Application]] = [*((a.code, a) for a in wanted), *stays]
        return Access(rule=self.id, category=self.category, districts=city.demand.districts, insured=city.demand.insured,
                      district=city.demand.district, before=_reached(how, city, active), staying=_reached(how, city, fixed),
                      sites=tuple(c for c, _ in sites), pairs=_pairs(how, city, [row for _, row in sites]),
                      method=words.say("coverage.method", reach="；".join(f"{_area(n)} {float(m):.1f} m" for n, m in limits)))

    def everywhere(self, city: City) -> list[list[int]]:
        """For every point with people, the places in reach: of what stays or may come, relocations apart."""
        how = geography.Reach(method="straight", limits=tuple((name, r.straight()) for name, r in self.reach))
        rows: list[Institution | Application] = [i for i in city.staying if i.status == "active" and self.serves_people(i)]
        rows += [a for a in city.applications if a.enters and self.serves_people(a)]
        pairs = _pairs(how, city, rows)
        return [pairs.row(p).tolist() for p in range(len(city.demand)) if city.demand.insured[p]]

    def covers(self, application: Application, case: Case) -> bool:
        """A coverage never stands against an admission."""
        return False

    def target(self, case: Case) -> int | None:
        """People to be in reach."""
        return None if self.share is None else ceil(self.share * case.city.insured)

    def support(self, application: Application, plan: Plan, case: Case) -> Mapping[str, object] | None:
        """People whom nobody else in the plan reaches."""
        access = case.access[self.id]
        if application.code not in access.sites:
            return None
        without = Plan({c: n for c, n in plan.admitted.items() if c != application.code})
        alone = access.people(access.covered(plan)) - access.people(access.covered(without))
        return {"people": f"{alone:,}", "category": words.say(f"category.{self.category}")} if alone else None

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """One row, where there is a target."""
        target = self.target(case)
        if target is not None:
            yield Row("share", "city", x.people(self.id), ">=", target)

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """People in reach under the plan, with the reachable maximum."""
        access, target = case.access[self.id], self.target(case)
        if target is None:
            yield self.absent("city", "coverage.objective_only")
            return
        yield self.finding("city", access.people(access.covered(plan)), ">=", target, "persons", category=self.category,
                           insured=case.city.insured, before=access.people(access.before), share=self.share,
                           reachable=access.people(access.reachable(closed_sites(case))))

    def figures(self) -> dict[str, object]:
        """The target in words, where there is one."""
        shown = super().figures()
        target = words.say("coverage.no_target") if self.share is None else words.say("coverage.target", **shown)
        return {**shown, "category_words": words.say(f"category.{self.category}"), "target_words": target}

    @property
    def unit(self) -> str:
        """Unit of its gaps."""
        return "persons"


def _area(name: str) -> str:
    return value(name, "area_class") if words.language() == "zh" else name


def closed_sites(case: Case) -> list[str]:
    """Applications that cannot serve: closed by a standing, or refused by a decision."""
    return [c for c, s in case.standings.items() if s.fixed == "refused" or (s.closings and not s.fixed)]


def _pairs(how: geography.Reach, city: City, rows: Sequence[Institution | Application]) -> Any:
    lon, lat = ([math.nan if v is None else v for v in values] for values in zip(*((r.lon, r.lat) for r in rows), strict=True)) \
        if rows else ([], [])
    return how.pairs(city.demand, lon, lat)


def _reached(how: geography.Reach, city: City, rows: Sequence[Institution]) -> Any:
    return _pairs(how, city, rows).counts > 0
