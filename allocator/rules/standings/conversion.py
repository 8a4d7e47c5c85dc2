"""转型: idle beds turned into nursing or other care; which directions leave the insured total."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from pydantic import field_validator

from allocator import words
from allocator.domain.case import Case, Closing, Exemption
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.measures.stock import idle
from allocator.rules.base import Exact, StandingRule, show
from allocator.rules.standings.admitted import closed_findings
from allocator.words.headers import value


class Conversion(StandingRule):
    """Conversions of idle beds: closed where more is asked than is idle at the target use, or to a direction not named.

    Parameters
    ----------
    to : directions that the clause names.   leaves_total : those whose beds leave the insured total.
    target_use : share of use up to which beds count as needed.   tiers : whose beds may convert; any where not given.
    tiers_of : direction -> tiers whose beds may take it; wins over `tiers`.
    """

    kind: ClassVar[str] = "conversion"
    phase: ClassVar[int] = 1
    EXAMPLE: ClassVar[dict[str, Any]] = {"to": ["nursing", "ltc"], "leaves_total": ["nursing", "ltc"], "target_use": "0.85"}
    to: tuple[str, ...]
    leaves_total: tuple[str, ...] = ()
    target_use: Exact
    tiers: tuple[str, ...] = ()
    tiers_of: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @field_validator("tiers_of", mode="before")
    @classmethod
    def _by_direction(cls, value: object) -> object:
        return tuple(sorted((k, tuple(v)) for k, v in value.items())) if isinstance(value, dict) else value

    def may_take(self, tier: str, direction: str) -> bool:
        """Whether beds of a tier may turn to a direction."""
        tiers = self.tiers_for(direction)
        return direction in self.to and (not tiers or tier in tiers)

    def tiers_for(self, direction: str) -> tuple[str, ...]:
        """Tiers whose beds may take a direction; any where none is named."""
        return dict(self.tiers_of).get(direction, self.tiers)

    def closing(self, application: Application, city: City, states: Mapping[str, Any]) -> Closing | None:
        """Closed when the direction is not named, the tier may not convert, or the beds are in use."""
        if application.kind != "conversion":
            return None
        parent, to = city.parent(application), application.convert_to
        if parent is None:
            return Closing(rule=self.id, facts={"why": "nobody", "parent": application.parent_code})
        if to not in self.to:
            return Closing(rule=self.id, facts={"why": "direction", "to": _called(to)})
        if not self.may_take(parent.tier, to):
            tiers = show(tuple(_called(t, "tier") for t in self.tiers_for(to)))
            return Closing(rule=self.id, facts={"why": "tier", "tier": _called(parent.tier, "tier"), "to": _called(to), "tiers": tiers})
        spare = idle(parent, self.target_use)
        if application.beds_max > spare:
            return Closing(rule=self.id, facts={"why": "in_use", "beds": application.beds_max, "idle": spare})
        return None

    def support(self, application: Application, plan: Plan, case: Case) -> Mapping[str, object] | None:
        """What the clause says of it."""
        return {"says": self.clause.says} if application.kind == "conversion" else None

    def figures(self) -> dict[str, object]:
        """Directions in words."""
        named = {n: [_called(d) for d in getattr(self, n)] for n in ("to", "leaves_total")}
        return {**super().figures(), **{n: show(tuple(ds)) for n, ds in named.items()}}

    def lifted_by(self, exemption: Exemption) -> bool:
        """No exemption makes beds idle."""
        return False

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """No closed conversion is admitted."""
        yield from closed_findings(self, plan, case)


def _called(word: str, key: str = "convert_to") -> str:
    """A direction or tier in the language in use."""
    return value(word, key) if words.language() == "zh" else word
