"""Demand against supply: what is required and what is there by area and sort, and which institutions stand out among their peers."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from allocator.domain.institution import Institution

STATES = ("none", "short", "balanced", "surplus")


@dataclass(frozen=True)
class Supply:
    """Required against actual, of one sort in one area.

    Parameters
    ----------
    sort : value of the column `by` that the supply is told apart by; "" for all together.
    state : none (nothing there), short (demand over supply), balanced or surplus.
    """

    area: str
    sort: str
    required: int
    actual: int
    state: str
    by: str = ""

    @property
    def ratio(self) -> Fraction | None:
        """Required / actual; None where nothing is there."""
        return Fraction(self.required, self.actual) if self.actual else None


def supply_state(required: int, actual: int, short_over: Fraction, surplus_upto: Fraction) -> str:
    """Short where required / actual > short_over, surplus where it is <= surplus_upto; none where nothing is there that is required."""
    if not actual:
        return "none" if required else "balanced"
    if required > short_over * actual:
        return "short"
    return "surplus" if required <= surplus_upto * actual else "balanced"


def supplies(required: Mapping[tuple[str, str], int], actual: Mapping[tuple[str, str], int], limits: tuple[Fraction, Fraction],
             by: str = "") -> tuple[Supply, ...]:
    """One row for each (area, sort) that something is required of; limits: short over, surplus up to."""
    rows = ((area, sort, n, actual.get((area, sort), 0)) for (area, sort), n in sorted(required.items()))
    return tuple(Supply(area, sort, n, there, supply_state(n, there, *limits), by if sort else "") for area, sort, n, there in rows)


def sort_of(row: object, by: str) -> str:
    """The sort that an institution or application is of."""
    return str(getattr(row, by)) if by else ""


@dataclass(frozen=True)
class Peer:
    """One institution that stands out among those of its group: `z` standard deviations from their mean, to be shown."""

    code: str
    group: str
    value: Fraction
    mean: Fraction
    z: float


def peers(rows: Iterable[Institution], value: Callable[[Institution], Fraction | None], group: Callable[[Institution], str],
          limit: Fraction, least: int = 3) -> tuple[Peer, ...]:
    """Institutions further than `limit` standard deviations from the mean of their group, judged in exact squares.

    Parameters
    ----------
    least : institutions that a group needs to be judged.
    """
    groups: dict[str, list[tuple[Institution, Fraction]]] = {}
    for i in rows:
        v = value(i)
        if v is not None:
            groups.setdefault(group(i), []).append((i, v))
    return tuple(p for name, members in sorted(groups.items()) if len(members) >= least for p in _out(name, members, limit))


def _out(name: str, members: Sequence[tuple[Institution, Fraction]], limit: Fraction) -> Iterable[Peer]:
    mean = sum((v for _, v in members), Fraction(0)) / len(members)
    variance = sum(((v - mean) ** 2 for _, v in members), Fraction(0)) / len(members)
    for i, v in members:
        if variance and (v - mean) ** 2 > limit**2 * variance:
            yield Peer(i.code, name, v, mean, float(v - mean) / float(variance) ** 0.5)


def efficiency(i: Institution, indicator: str) -> Fraction | None:
    """An indicator of one institution: use, days (per admission), turnover (admissions a bed), visits (a doctor), cost (a visit)."""
    pairs = {"use": (i.bed_days, 365 * i.insured_beds), "days": (i.bed_days, i.admissions), "turnover": (i.admissions, i.insured_beds),
             "visits": (i.visits, i.doctors)}
    if indicator == "cost":
        return i.cost_per_visit
    top, bottom = pairs[indicator]
    return None if top is None or not bottom else Fraction(top, bottom)
