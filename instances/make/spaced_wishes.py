"""Clinics and pharmacies that apply where so many of their rivals stand within a radius."""
from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from around import Around, Seeker
from cases import Season, judged
from names import Names
from shops import clinic, pharmacy
from town import Row


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Some applicants of one sort in one district.

    Parameters
    ----------
    facility, type : what they are; pharmacies have the facility pharmacy.
    around : least and most of their rivals within `metres`; anything where not given.
    classes, townships : area classes, or townships, in which they stand.
    apart : what sets them apart: any column, or `when`, `bad`.
    """

    district: str
    number: int = 1
    facility: str = "clinic"
    type: str = "general"
    around: tuple[int, int] | None = None
    metres: float = 800.0
    classes: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()
    apart: Mapping[str, str] = field(default_factory=dict)


class SpacedWishes:
    """Makes the rows.

    Parameters
    ----------
    rivals : what sort a row is of, for the count around it; None: of no sort that counts.
    """

    def __init__(self, stock: Sequence[Row], seeker: Seeker, names: Names, season: Season, rivals: Callable[[Row], Hashable | None],
                 rng: random.Random) -> None:
        staying = [r for r in stock if r["status"] in ("active", "suspended") and "exited_on" not in r]
        self._seeker, self._names, self._season, self._rivals, self._rng = seeker, names, season, rivals, rng
        sorts = {s for r in staying if (s := rivals(r)) is not None}
        self._there = {s: Around([r for r in staying if rivals(r) == s]) for s in sorted(sorts, key=repr)}

    def rows(self, wish: Wish) -> list[Row]:
        """Every applicant of a wish."""
        return [self._row(wish) for _ in range(wish.number)]

    def _row(self, wish: Wish) -> Row:
        what: Row = {"category": "pharmacy" if wish.facility == "pharmacy" else "outpatient", "type": wish.type, "facility": wish.facility}
        what |= {"tier": wish.apart.get("tier", "ungraded")}
        there = self._there.get(self._rivals(what))
        place = self._seeker.place(wish.district, lambda p: _fits(p, wish, there), wish.classes, wish.townships)
        rng, apart = self._rng, dict(wish.apart)
        row = pharmacy(place, self._names, rng) if what["category"] == "pharmacy" else clinic(
            place, (wish.facility, wish.type), self._names, rng)
        when, bad = apart.pop("when", "") or rng.choice(("ordinary", "early")), apart.pop("bad", "")
        return row | {"code": self._names.code("A"), "kind": "new", "barred_until": ""} | self._season.dated(rng, when) | judged(
            rng, bad) | apart


def _fits(place: Row, wish: Wish, there: Around | None) -> bool:
    if wish.around is None:
        return True
    near = 0 if there is None else there.count(place, wish.metres)
    return wish.around[0] <= near <= wish.around[1]
