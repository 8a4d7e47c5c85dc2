"""15-minute circle: insured people in reach of an institution of a category."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Any, ClassVar, Self

import numpy as np
from pydantic import ValidationInfo, field_validator

from allocator import words
from allocator.domain.access import Access
from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.geography.patterns import alike
from allocator.rules import reaching
from allocator.rules.base import Bound, Decisions, Exact, Row
from allocator.rules.reaching import By, Going, Reach
from allocator.rules.where import Where

__all__ = ["Coverage", "Reach", "closed_sites"]
PLACES = tuple((table, column) for table in ("demand_points", "institutions", "applications") for column in ("lon", "lat"))
TABLES = {
    "straight": PLACES, "matrix": (("distances", "point"), ("distances", "place")),
    "network": (*PLACES, ("paths", "from_node"), ("paths", "to_node")),
}


class Coverage(Bound):
    """Σ insured in reach >= ⌈share x all insured⌉.

    Parameters
    ----------
    category : whose sites are sought.   served_by : which institutions and applications serve; the category by default.
    other_system : institutions under another system, which serve only with `mutual_recognition`.
    by : way to measure: straight (line, over the detour), matrix (the table of distances) or network (on foot along the table of paths).
    reach : area class -> how far.   share : the target; none where coverage is an objective only.
    counts_in : the objective that maximises the people first covered.

    Notes
    -----
    Institutions that are suspended, or scheduled to exit, do not serve afterwards. The reachable maximum is reported beside the target.
    """

    kind: ClassVar[str] = "coverage"
    EXAMPLE: ClassVar[dict[str, Any]] = {"category": "pharmacy", "share": "0.95", "counts_in": "pharmacy_coverage",
                                         "reach": {"urban": {"minutes": 15, "km_per_h": 5, "detour": "1.3"}}}
    category: str
    served_by: Where | None = None
    other_system: Where | None = None
    mutual_recognition: bool = True
    by: By = "straight"
    reach: tuple[tuple[str, Going], ...]
    share: Exact | None = None
    counts_in: str = ""

    @field_validator("reach", mode="before")
    @classmethod
    def _by_class(cls, value: object) -> object:
        return tuple(sorted(value.items())) if isinstance(value, dict) else value

    @field_validator("reach")
    @classmethod
    def _complete(cls, value: tuple[tuple[str, Going], ...], info: ValidationInfo) -> tuple[tuple[str, Going], ...]:
        """A straight line wants metres, or minutes at a speed; a table of times, minutes."""
        straight = info.data.get("by") == "straight"
        if any(r.metres is None and (r.minutes is None or (straight and r.km_per_h is None)) for _, r in value):
            raise ValueError("coverage.reach_missing")
        return value

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Columns that it reads, by its way of measuring."""
        return TABLES[self.by]

    def serves_people(self, row: Institution | Application) -> bool:
        """Whether an institution or application is of the kind that people are to reach."""
        if self.other_system is not None and not self.mutual_recognition and self.other_system.matches(row):
            return False
        return row.category == self.category if self.served_by is None else self.served_by.matches(row)

    def access(self, city: City) -> Access:
        """Who reaches what: institutions that stay, and the sites that may or may not be there."""
        return reaching.access(self.measured, city)

    @property
    def measured(self) -> Self:
        """The rule without what does not bear on who reaches what: measured once for all targets."""
        return self.model_copy(update={"share": None, "counts_in": "", "gap_in": "", "strictness": "must", "relaxable": False})

    def everywhere(self, city: City) -> list[list[int]]:
        """For every point with people, the places in reach: of what stays or may come, relocations apart; points that are alike once."""
        rows: list[Institution | Application] = [i for i in city.staying if i.status == "active" and self.serves_people(i)]
        rows += [a for a in city.applications if a.enters and self.serves_people(a)]
        peopled = reaching.pairs(self, city, rows).take(np.flatnonzero(city.demand.insured))
        return [peopled.row(int(p)).tolist() for p in alike(peopled)[1]]

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


def closed_sites(case: Case) -> list[str]:
    """Applications that cannot serve: closed by a standing, or refused by a decision."""
    return [c for c, s in case.standings.items() if s.fixed == "refused" or (s.closings and not s.fixed)]
