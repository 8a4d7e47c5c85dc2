"""所需值: required beds by district and tier, and which districts are short."""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar, Literal, Self

from pydantic import field_validator, model_validator

from allocator import words
from allocator.domain.case import Case, Need
from allocator.domain.city import City
from allocator.domain.city import Requirement as Asked
from allocator.domain.finding import Finding
from allocator.domain.plan import Plan
from allocator.measures import stock
from allocator.measures.need import need_rows, required, shares, total_rows
from allocator.rules.base import Exact, State
from allocator.rules.bounds.tier_ratio import GROUPS, three_parts
from allocator.rules.scopes import factor_of


class Requirement(State):
    """required[d, tier] = share of ⌊per_1000 x f_d x insured / 1000⌋; a `requirements` table wins where it speaks.

    Parameters
    ----------
    per_1000 : beds per 1000 people; or `formula`: id of the formula_limit that says it.   base : insured or residents.
    shares : by tier group, as in 6:3:1; without shares only the district's total is required.
    need_scope : tier group -> district or city: where the tier is needed; a single word serves all.
    factor : district -> f_d.   underused_below : bed use under which a short district is short but under-used.
    steps : (share of required, weight) of the goal bed_need: beds that lift a district up to the share weigh so much.
    """

    kind: ClassVar[str] = "requirement"
    EXAMPLE: ClassVar[dict[str, Any]] = {"per_1000": "5.97", "shares": "6:3:1", "underused_below": "0.79",
                                         "need_scope": {"tertiary": "district", "secondary": "district", "primary": "district"},
                                         "steps": [["0.6", 8], ["0.8", 4], ["0.9", 2], ["1", 1]]}
    per_1000: Exact | None = None
    formula: str = ""
    base: Literal["insured", "residents"] = "insured"
    shares: tuple[int, ...] = ()
    need_scope: tuple[tuple[str, Literal["district", "city"]], ...] = tuple((g, "district") for g in GROUPS)
    factor: tuple[tuple[str, Exact], ...] = ()
    underused_below: Exact | None = None
    steps: tuple[tuple[Exact, int], ...] = ((Fraction(1), 1),)

    @field_validator("shares", mode="before")
    @classmethod
    def _ratio(cls, value: object) -> object:
        return three_parts(value)

    @model_validator(mode="after")
    def _rated(self) -> Self:
        """One of both says the rate."""
        if (self.per_1000 is None) == (not self.formula) or len(self.shares) not in (0, len(GROUPS)):
            raise ValueError("requirement.rate")
        return self

    @field_validator("need_scope", "factor", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple((g, value) for g in GROUPS)
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
        said = super().figures()
        rate = words.say("requirement.by", **said) if self.per_1000 is None else words.say("requirement.beds", rate=said["per_1000"])
        parts = words.say("requirement.shares", shares=":".join(map(str, self.shares))) if self.shares else ""
        return {**said, "rate": rate, "parts": parts, "people": words.say(f"base.{self.base}")}

    def rate(self, city: City, policy: Any) -> Fraction:
        """Beds per 1000 people: as given, or by formula (0 where it cannot be told)."""
        if self.per_1000 is not None:
            return self.per_1000
        figure = policy.rule(self.formula).state(city, policy).value
        return Fraction(0) if figure is None else figure

    def totals(self, city: City, policy: Any) -> dict[str, int]:
        """Required beds by district, tiers together."""
        rate = self.rate(city, policy)
        return {d.district: required(getattr(d, self.base) or 0, rate, factor_of(self.factor, d.district)) for d in city.districts}

    def wanted(self, city: City, policy: Any) -> dict[str, dict[str, int]]:
        """Required beds by district and tier group; without shares one group, "" ."""
        totals = self.totals(city, policy)
        if not self.shares:
            given = {r.district: r.required for r in city.requirements if _of_beds(r) and not r.tier}
            return {d: {"": given.get(d, n)} for d, n in totals.items()}
        parts = dict(zip(GROUPS, self.shares, strict=True))
        formula = {d: shares(n, parts) for d, n in totals.items()}
        for r in city.requirements:
            if _of_beds(r) and r.tier in GROUPS:
                formula[r.district][r.tier] = r.required
        return formula

    def state(self, city: City, policy: Any) -> tuple[Need, ...]:
        """The rows of `needs`."""
        here = [g for g, where in self.need_scope if where == "district"]
        low = frozenset(d for d in city.names if self._underused(d, city))
        wanted = self.wanted(city, policy)
        if not self.shares:
            return total_rows(city, {d: parts[""] for d, parts in wanted.items()}, low, bool(here))
        return need_rows(city, wanted, [g for g in GROUPS if g in here], GROUPS, low)

    def _underused(self, district: str, city: City) -> bool:
        use = stock.occupancy(city, (district,))
        return self.underused_below is not None and use is not None and use < self.underused_below

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Says that it is a figure for others: the state of each district, or of the city."""
        mine = [n for n in case.needs if not n.tier and n.required is not None]
        for n in mine:
            if n.scope == "city" and any(m.scope == "district" for m in mine):
                continue
            yield self.absent(n.district or "city", "requirement.state", required=n.required, after_exits=n.after_exits,
                              state_words=words.say(f"state.{n.state}"))


def _of_beds(r: Asked) -> bool:
    """Whether a row of the table speaks of beds in general."""
    return r.category == "inpatient" and not r.specialty and not r.type
