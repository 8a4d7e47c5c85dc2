"""Shares of beds by tier, as a target, with the deviation counted in whole fractions of a bed."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.plan import Plan
from allocator.measures.ledger import SIGNS, ledger, movements, stock
from allocator.rules.base import Bound, Decisions, Row

GROUPS = {"tertiary": ("tertiary",), "secondary": ("secondary",), "primary": ("primary", "ungraded")}


def three_parts(value: object) -> object:
    """6:3:1 as text: three whole parts that do not sum to zero.

    Raises
    ------
    ValueError
        if the text says anything else.
    """
    if not isinstance(value, str):
        return value
    parts = [int(p) if p.strip().isdigit() else -1 for p in value.split(":")]
    if len(parts) != len(GROUPS) or min(parts) < 0 or not sum(parts):
        raise ValueError("a ratio of three whole parts, as in 6:3:1")
    return tuple(parts)


class TierRatio(Bound):
    """Whole-numbered deviation: S x beds of a tier <= share x all beds, S the sum of the shares.

    Parameters
    ----------
    shares : tertiary : secondary : primary and below, as in 6:3:1.
    mode : `toward` (changes should lead towards the shares) or `target`; both are a should with a gap.
    """

    kind: ClassVar[str] = "tier_ratio"
    EXAMPLE: ClassVar[dict[str, Any]] = {"shares": "6:3:1", "mode": "toward", "strictness": "should", "gap_in": "tier_deviation"}
    shares: tuple[int, int, int]
    mode: Literal["toward", "target"] = "toward"

    @field_validator("shares", mode="before")
    @classmethod
    def _ratio(cls, value: object) -> object:
        return three_parts(value)

    def figures(self) -> dict[str, object]:
        """The shares as people write them."""
        return {**super().figures(), "shares": ":".join(map(str, self.shares))}

    @property
    def scale(self) -> int:
        """The sum of the shares: gaps are counted in 1/scale of a bed."""
        return sum(self.shares)

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """One row a tier group: what is over its share is the gap (what is under is over elsewhere)."""
        there = stock(case.city)
        for group, share in zip(GROUPS, self.shares, strict=True):
            terms = []
            for a in case.city.applications:
                for m in movements(a, case):
                    n = self.scale * (m.tier in GROUPS[group]) - share
                    terms.append((SIGNS[m.column] * n * (1 if m.amount is None else m.amount),
                                  x.beds(a.code) if m.amount is None else x.admit(a.code)))
            for i in x.reducible():
                terms.append((share - self.scale * (case.city.by_institution[i].tier in GROUPS[group]), x.reduced(i)))
            yield Row("over", group, x.total(terms), "<=", share * there.planned() - self.scale * there.planned(None, GROUPS[group]))

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Beds of each tier group, times the sum of shares, against its share of all beds."""
        after = ledger(plan, case)
        total = after.planned()
        for group, share in zip(GROUPS, self.shares, strict=True):
            beds = after.planned(None, GROUPS[group])
            yield self.finding(group, self.scale * beds, "<=", share * total, f"beds/{self.scale}", beds=beds, total=total, share=share,
                               scale=self.scale)

    @property
    def unit(self) -> str:
        """Unit of its gaps."""
        return f"beds/{self.scale}"
