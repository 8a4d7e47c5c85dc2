"""Shares of beds by tier, as a target, with the deviation counted in whole fractions of a bed."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from allocator.domain.case import Case
from allocator.domain.city import TIERS
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.measures import classes
from allocator.measures.ledger import SIGNS, Movement, ledger, movements
from allocator.rules.base import Bound, Decisions, Row
from allocator.rules.where import Where

GROUPS = {"tertiary": ("tertiary",), "secondary": ("secondary",), "primary": ("primary", "ungraded")}
FOUR = {**GROUPS, "primary": ("primary",), "ungraded": ("ungraded",)}


def three_parts(value: object, parts_allowed: tuple[int, ...] = (len(GROUPS),)) -> object:
    """6:3:1 as text: three whole parts (or as many as allowed) that do not sum to zero.

    Raises
    ------
    ValueError
        if the text says anything else.
    """
    if not isinstance(value, str):
        return value
    parts = [int(p) if p.strip().isdigit() else -1 for p in value.split(":")]
    if len(parts) not in parts_allowed or min(parts) < 0 or not sum(parts):
        raise ValueError("a ratio of three whole parts, as in 6:3:1")
    return tuple(parts)


class TierRatio(Bound):
    """Whole-numbered deviation: S x beds of a tier <= share x all beds, S the sum of the shares.

    Parameters
    ----------
    shares : tertiary : secondary : primary and below, as in 6:3:1; with four parts primary and ungraded apart.
    mode : `toward` (changes should lead towards the shares) or `target`; both are a should with a gap.
    where : whose beds count, as hospitals only; all by default.
    """

    kind: ClassVar[str] = "tier_ratio"
    EXAMPLE: ClassVar[dict[str, Any]] = {"shares": "6:3:1", "mode": "toward", "strictness": "should", "gap_in": "tier_deviation"}
    shares: tuple[int, ...]
    mode: Literal["toward", "target"] = "toward"
    where: Where = Where()

    @field_validator("shares", mode="before")
    @classmethod
    def _ratio(cls, value: object) -> object:
        return three_parts(value, (3, 4))

    @field_validator("shares")
    @classmethod
    def _parts(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if len(value) not in (3, 4):
            raise ValueError("a ratio of three whole parts, as in 6:3:1")
        return value

    def figures(self) -> dict[str, object]:
        """The shares as people write them."""
        return {**super().figures(), "shares": ":".join(map(str, self.shares))}

    @property
    def scale(self) -> int:
        """The sum of the shares: gaps are counted in 1/scale of a bed."""
        return sum(self.shares)

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """Group -> its tiers."""
        return FOUR if len(self.shares) == len(FOUR) else GROUPS

    def covers(self, application: Application, case: Case) -> bool:
        """Whatever moves beds that count."""
        return any(self._counts(application, m, case) for m in movements(application, case))

    # -- rows

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """One row a tier group: what is over its share is the gap (what is under is over elsewhere)."""
        left = self._left(case)
        for (group, tiers), share in zip(self.groups.items(), self.shares, strict=True):
            terms = []
            for a in case.city.applications:
                for m in movements(a, case):
                    if self._counts(a, m, case):
                        n = self.scale * (m.tier in tiers) - share
                        terms.append((SIGNS[m.column] * n * (1 if m.amount is None else m.amount),
                                      x.beds(a.code) if m.amount is None else x.admit(a.code)))
            for i in (case.city.by_institution[c] for c in x.reducible()):
                if self.where.matches(i):
                    terms.append((share - self.scale * (i.tier in tiers), x.reduced(i.code)))
            yield Row("over", group, x.total(terms), "<=", share * sum(left.values()) - self.scale * sum(left[t] for t in tiers))

    def _counts(self, a: Application, m: Movement, case: Case) -> bool:
        """Whether a movement is of beds that count: what leaves by what the institution is, what comes by what the application is."""
        parent = case.city.parent(a) if m.column in ("converted", "moved_out") else None
        return self.where.matches(a if parent is None else parent)

    def _left(self, case: Case) -> Counter[str]:
        """Beds by tier after the scheduled exits, before the plan."""
        left: Counter[str] = Counter({t: 0 for t in TIERS})
        for i in case.city.staying:
            left[i.tier] += i.insured_beds if self.where.matches(i) else 0
        for a in case.city.pending:
            left[a.tier] += a.beds_max if self.where.matches(a) else 0
        return left

    # -- check

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Beds of each tier group, times the sum of shares, against its share of all beds."""
        planned = {t: self._planned(t, plan, case) for t in TIERS}
        total = sum(planned.values())
        for (group, tiers), share in zip(self.groups.items(), self.shares, strict=True):
            beds = sum(planned[t] for t in tiers)
            yield self.finding(group, self.scale * beds, "<=", share * total, f"beds/{self.scale}", beds=beds, total=total, share=share,
                               scale=self.scale)

    def _planned(self, tier: str, plan: Plan, case: Case) -> int:
        if self.where == Where():
            return ledger(plan, case).planned(None, (tier,))

        today, leaving = self._stock(tier, case)
        return today - leaving + classes.change(plan, case, self._of(tier), case.city.names, "beds")

    @lru_cache(maxsize=64)  # noqa: B019 - rules and cases are frozen, and few
    def _stock(self, tier: str, case: Case) -> tuple[int, int]:
        """(today, scheduled exits) of a tier's beds that count."""
        return classes.stock(case, self._of(tier), case.city.names, "beds")

    def _of(self, tier: str) -> Callable[[Any], bool]:
        return lambda row: row.tier == tier and self.where.matches(row)

    @property
    def unit(self) -> str:
        """Unit of its gaps."""
        return f"beds/{self.scale}"
