"""集聚度: HRAD and PAD of a category by district; a figure for judgement, and its sign exactly."""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar

from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.plan import Plan
from allocator.measures.concentration import Agglomeration, agglomeration
from allocator.rules.base import State


class BalanceIndicator(State):
    """HRAD_d = (HR_d/HR)/(A_d/A), PAD_d = (P_d/P)/(A_d/A); their difference has the sign of HR_d x P - P_d x HR.

    Parameters
    ----------
    category : inpatient (beds), outpatient or pharmacy (institutions).
    """

    kind: ClassVar[str] = "balance_indicator"
    EXAMPLE: ClassVar[dict[str, Any]] = {"category": "pharmacy"}
    category: str

    def state(self, city: City, policy: Any) -> tuple[Agglomeration, ...]:
        """One row a district."""
        resource = "insured_beds" if self.category == "inpatient" else "institutions"
        return agglomeration(city, self.category, resource)

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Says that it is an indicator, with its figure."""
        for row in case.states[self.id]:
            yield self.absent(row.district, "balance_indicator.figure", ratio=_percent(row.ratio), category=self.category)


def _percent(ratio: Fraction | None) -> str:
    return "-" if ratio is None else f"{float(ratio):.3f}"
