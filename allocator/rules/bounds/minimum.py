"""至少若干家: every area has at least so many of a class."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, ClassVar, Literal

from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.rules.base import Bound, Decisions, Row
from allocator.rules.scopes import scopes
from allocator.rules.where import Row as Place
from allocator.rules.where import Where


class Minimum(Bound):
    """Institutions of a class in service after the plan >= n, in each area.

    Parameters
    ----------
    where : the class.   scope : district, zone or city.   n : how many at least.

    Notes
    -----
    An upgrade or a move counts with what it becomes, and takes away what its institution was. Suspended institutions do not serve. What
    nobody applies for cannot be admitted: write it as a should with `gap_in: minimum_shortfall`, and the shortfall is told.
    """

    kind: ClassVar[str] = "minimum"
    EXAMPLE: ClassVar[dict[str, Any]] = {"where": {"category": "pharmacy", "tags": "dual_channel"}, "scope": "district", "n": 1}
    where: Where
    scope: Literal["city", "zone", "district"] = "district"
    n: int = 1

    @lru_cache(maxsize=128)  # noqa: B019 - rules and cases are frozen, and few
    def there(self, districts: tuple[str, ...], case: Case) -> int:
        """Institutions of the class in service that stay, last year's admissions included."""
        serving: list[Place] = [*(i for i in case.city.staying if i.status == "active"), *case.city.pending]
        return sum(self.where.matches(r) and r.district in districts for r in serving)

    def change(self, a: Application, districts: tuple[str, ...], case: Case) -> int:
        """What admitting an application changes: one more of the class, less what its institution was."""
        if not (a.enters or a.moves):
            return 0
        parent = case.city.parent(a) if a.moves else None
        was = parent is not None and parent.status == "active" and self.where.matches(parent) and parent.district in districts
        return int(self.where.matches(a) and a.district in districts) - int(was)

    @lru_cache(maxsize=128)  # noqa: B019
    def changes(self, districts: tuple[str, ...], case: Case) -> Mapping[str, int]:
        """Applications that change something, and by how much."""
        return {a.code: n for a in case.city.applications if (n := self.change(a, districts, case))}

    def covers(self, application: Application, case: Case) -> bool:
        """Only what takes one of the class away."""
        return any(self.change(application, districts, case) < 0 for _, districts in scopes(self.scope, case))

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """One row an area, over every application."""
        for subject, districts in scopes(self.scope, case):
            terms = [(n, x.admit(code)) for code, n in self.changes(districts, case).items()]
            yield Row("least", subject, x.total(terms), ">=", self.n - self.there(districts, case))

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Institutions of the class after the plan, in each area."""
        for subject, districts in scopes(self.scope, case):
            there, changes = self.there(districts, case), self.changes(districts, case)
            changed, applied = sum(changes.get(code, 0) for code in plan.admitted), sum(n > 0 for n in changes.values())
            yield self.finding(subject, there + changed, ">=", self.n, "institutions", there=there, applied=applied)

    @property
    def unit(self) -> str:
        """Unit of its gaps."""
        return "institutions"
