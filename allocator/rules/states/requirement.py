"""所需值: required beds by district and tier, and which districts are short."""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from allocator import words
from allocator.domain.case import Case, Need
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.plan import Plan
from allocator.measures import stock
from allocator.measures.need import need_rows, required, shares
from allocator.rules.base import Exact, State
from allocator.rules.bounds.tier_ratio import GROUPS, three_parts
from allocator.rules.scopes import factor_of


class Requirement(State):
    """required[d, tier] = share of ⌊per_1000 x f_d x insured / 1000⌋; a `requirements` table wins where it speaks.

    Parameters
    ----------
    per_1000 : beds per 1000 insured.   shares : by tier group, as in 6:3:1.
    need_scope : tier group -> district or city: where the tier is needed.
    factor : district -> f_d.   underused_below : bed use under which a short district is short but under-used.
    steps : (share of required, weight) of the goal bed_need: beds that lift a district up to the share weigh so much.
    """

    kind: ClassVar[str] = "requirement"
    EXAMPLE: ClassVar[dict[str, Any]] = {"per_1000": "5.97", "shares": "6:3:1", "underused_below": "0.79",
                                         "need_scope": {"tertiary": "district", "secondary": "district", "primary": "district"},
                                         "steps": [["0.6", 8], ["0.8", 4], ["0.9", 2], ["1", 1]]}
    per_1000: Exact
    shares: tuple[int, int, int]
    need_scope: tuple[tuple[str, Literal["district", "city"]], ...]
    factor: tuple[tuple[str, Exact], ...] = ()
    underused_below: Exact | None = None
    steps: tuple[tuple[Exact, int], ...] = ((Fraction(1), 1),)

    @field_validator("shares", mode="before")
    @classmethod
    def _ratio(cls, value: object) -> object:
        return three_parts(value)

    @field_validator("need_scope", "factor", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        return tuple(sorted(value.items())) if isinstance(value, dict) else value

    @field_validator("steps", mode="before")
    @classmethod
    def _steps(cls, value: object) -> object:
        return tuple(tuple(s) for s in value) if isinstance(value, list | tuple) else value

    @field_validator("steps")
    @classmethod
    def _falling(cls, steps: tuple[tuple[Fraction, int], ...]) -> tuple[tuple[Fraction, int], ...]:
        """Shares rise and weights do not: only then is the first bed the one that weighs most."""
        shares_, weights = zip(*steps, strict=True)
        if list(shares_) != sorted(set(shares_)) or list(weights) != sorted(weights, reverse=True):
            raise ValueError("shares that rise, weights that fall")
        return steps

    def figures(self) -> dict[str, object]:
        """The shares as people write them."""
        return {**super().figures(), "shares": ":".join(map(str, self.shares))}

    def wanted(self, city: City) -> dict[str, dict[str, int]]:
        """Required beds by district and tier group."""
        parts = dict(zip(GROUPS, self.shares, strict=True))
        formula = {d.district: shares(required(d.insured, self.per_1000, factor_of(self.factor, d.district)), parts)
                   for d in city.districts}
        for r in city.requirements:
            if r.category == "inpatient" and r.tier in GROUPS and not r.specialty and not r.type:
                formula[r.district][r.tier] = r.required
        return formula

    def state(self, city: City, policy: Any) -> tuple[Need, ...]:
        """The rows of `needs`."""
        here = [g for g, where in self.need_scope if where == "district"]
        low = frozenset(d for d in city.names if self._underused(d, city))
        return need_rows(city, self.wanted(city), [g for g in GROUPS if g in here], GROUPS, low)

    def _underused(self, district: str, city: City) -> bool:
        use = stock.occupancy(city, (district,))
        return self.underused_below is not None and use is not None and use < self.underused_below

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Says that it is a figure for others: the state of each district."""
        for n in case.district_needs:
            yield self.absent(n.district, "requirement.state", required=n.required, after_exits=n.after_exits,
                              state_words=words.say(f"state.{n.state}"))
