"""Institutions by district and category, before and after a plan."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from allocator.domain.city import CATEGORIES, City
from allocator.domain.institution import Application, Institution

Place = tuple[str, str]                          # district, category


@dataclass(frozen=True)
class Count:
    """Institutions of one category in one district; `moved`: those that come from another district less those that go."""

    current: int
    exits: int
    new: int
    moved: int

    @property
    def after(self) -> int:
        """Institutions once the plan is carried out."""
        return self.current - self.exits + self.new + self.moved


def counted(city: City, admitted: Iterable[Application]) -> dict[Place, Count]:
    """Every district and category, where institutions stand; what last year's plan admitted and is not yet open counts as there."""
    chosen = tuple(admitted)
    there = Counter([place(i) for i in city.baseline] + [place(a) for a in city.pending if a.enters])
    leaving = Counter(place(i) for i in city.exits)
    new = Counter(place(a) for a in chosen if a.enters)
    moved = _moved(city, chosen)
    return {(d, k): Count(there[d, k], leaving[d, k], new[d, k], moved[d, k]) for d in city.names for k in CATEGORIES}


def place(row: Institution | Application) -> Place:
    """Where a row counts."""
    return row.district, row.category


def _moved(city: City, chosen: Iterable[Application]) -> Counter[Place]:
    """Relocations and upgrades take their institution along."""
    balance: Counter[Place] = Counter()
    for a in chosen:
        parent = city.by_institution.get(a.parent_code)
        if a.moves and parent is not None:
            balance[a.district, a.category] += 1
            balance[parent.district, a.category] -= 1
    return balance
