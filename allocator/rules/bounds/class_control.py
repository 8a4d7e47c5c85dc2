"""从严控制: at most so many new ones of a class."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.rules.base import Bound, Decisions, Row
from allocator.rules.scopes import scopes
from allocator.rules.where import Where


class ClassControl(Bound):
    """Non-exempt admissions of a class <= cap_new in each scope.

    Parameters
    ----------
    where : the class.   cap_new : how many may be admitted.   kinds : which applications count as new.
    """

    kind: ClassVar[str] = "class_control"
    EXAMPLE: ClassVar[dict[str, Any]] = {"where": {"category": "outpatient", "type": "dental"}, "cap_new": 0}
    where: Where
    scope: Literal["city", "zone", "district"] = "city"
    cap_new: int = 0
    kinds: tuple[str, ...] = ("new", "branch", "site", "expansion", "conversion")

    def of_class(self, a: Application) -> bool:
        """Whether an application is of the class."""
        return a.kind in self.kinds and self.where.matches(a)

    def covers(self, application: Application, case: Case) -> bool:
        """Those of the class."""
        return self.of_class(application)

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """One row a scope."""
        for subject, districts in scopes(self.scope, case):
            here = [a for a in case.counting if a.district in districts and self.of_class(a)]
            yield Row("new", subject, x.total([(1, x.admit(a.code)) for a in here]), "<=", self.cap_new)

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Admissions of the class in each scope."""
        for subject, districts in scopes(self.scope, case):
            here = [c for c in plan.admitted if self._counts(case.city.by_application[c], districts)]
            excused = sum(c in case.excused_quantity for c in here)
            yield self.finding(subject, len(here), "<=", self.cap_new, "institutions", excused=excused)

    def _counts(self, a: Application, districts: tuple[str, ...]) -> bool:
        return a.district in districts and self.of_class(a)
