"""What the rules of a random town are drawn from."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from allocator.domain.city import City
from allocator.rules.base import Rule
from tests.random_towns import Dice
from tests.towns import rule

Figures = dict[str, Any]
SHOPS, CLINICS, HOSPITALS = {"category": "pharmacy"}, {"category": "outpatient"}, {"category": "inpatient"}


@dataclass
class Draw:
    """What the rules of one town are drawn from; `ids` are those drawn so far, `thick` is how many of the likely ones there are."""

    dice: Dice
    city: City
    beds: bool
    places: bool
    thick: float
    zones: dict[str, tuple[str, ...]]
    ids: list[str] = field(default_factory=list)

    def often(self, chance: float) -> bool:
        """Whether it comes about."""
        return self.dice.random() < chance * self.thick

    def some(self, **choices: tuple[Any, ...]) -> Figures:
        """Each of some figures with one chance in three, at random out of its choices."""
        return {name: self.dice.choice(values) for name, values in choices.items() if self.dice.random() < 1 / 3}

    def area(self, *scopes: str) -> str:
        """A scope."""
        return self.dice.choice(scopes or ("city", "zone", "district"))

    def subject(self, scope: str) -> str:
        """One subject of a scope."""
        return self.dice.choice({"city": ("city",), "zone": tuple(self.zones), "district": self.city.names}[scope])

    def sorts(self) -> tuple[Figures, ...]:
        """Classes of what there is."""
        few: list[Figures] = [HOSPITALS, {"category": "inpatient", "tier": ["tertiary", "secondary"]}] * self.beds
        shops: list[Figures] = [SHOPS, CLINICS, {"category": "outpatient", "scheme": "pooled"}, {"type": "dental"}] * self.places
        return tuple(few + shops)

    def rule(self, kind: str, name: str, /, **figures: Any) -> Rule:
        """A rule, remembered."""
        self.ids.append(name)
        return rule(kind, name, **figures)

    def strict(self, name: str, chance: float = 0.3) -> Figures:
        """A should with a goal of its own, or without; else a must."""
        if self.dice.random() > chance:
            return {}
        return {"strictness": "should", **({"gap_in": f"{name}_gap"} if self.dice.random() < 0.8 else {})}

    def known(self, *names: str) -> list[str]:
        """Which of some rules there are."""
        return [n for n in names if n in self.ids]
