"""What `allocator site` is asked: files, reach, and either how many sites or which share."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Literal

from allocator import words
from allocator.errors import BadInput
from allocator.rules.base import show
from allocator.solver import Settings

WALK_KM_PER_H = Fraction(5)


@dataclass(frozen=True, kw_only=True)
class Request:
    """One siting question.

    Parameters
    ----------
    radius : area class ("" for all) -> metres: in a straight line over the detour, else of path.
    minutes, speed, detour : instead of metres; speed in km/h.   most : sites (-p).   share : of all people (--cover).
    systems : demand, sites, existing, network -> coordinate system.
    """

    demand: Path
    sites: Path
    existing: Path | None = None
    matrix: Path | None = None
    network: Path | None = None
    radius: tuple[tuple[str, Fraction], ...] = ()
    minutes: Fraction | None = None
    speed: Fraction | None = None
    detour: Fraction = Fraction(1)
    most: int | None = None
    share: Fraction | None = None
    systems: Mapping[str, str] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        """Refuse what is no question.

        Raises
        ------
        BadInput
            when too little or too much is asked.
        """
        wrong = [
            ("site.no_question", self.most is None and self.share is None),
            ("site.two_questions", self.most is not None and self.share is not None),
            ("site.no_reach", not self.radius and self.minutes is None),
            ("site.two_reaches", bool(self.radius) and self.minutes is not None),
            ("site.two_ways", self.matrix is not None and self.network is not None),
            ("site.no_speed", self.by == "straight" and self.minutes is not None and self.speed is None),
        ]
        found = [words.say(key) for key, is_so in wrong if is_so]
        if found:
            raise BadInput(*found)

    @property
    def by(self) -> Literal["straight", "matrix", "network"]:
        """The way to measure."""
        return "matrix" if self.matrix else "network" if self.network else "straight"

    @property
    def classes(self) -> tuple[str, ...]:
        """Area classes that have a reach of their own."""
        return tuple(name for name, _ in self.radius) or ("",)

    def limits(self, timed: bool) -> tuple[Fraction, ...]:
        """Reach of each class, in minutes where the table tells minutes and the reach is given so, else in metres.

        Parameters
        ----------
        timed : whether the limits are of minutes.
        """
        if self.minutes is None:
            path = tuple(m for _, m in self.radius)
        else:
            path = (self.minutes if timed else self.minutes * 1000 * (self.speed or WALK_KM_PER_H) / 60,)
        return tuple(m / self.detour for m in path) if self.by == "straight" else path

    def off_network(self, timed: bool) -> Fraction:
        """What a metre off the network costs, in its unit."""
        return self.detour * Fraction(3, 50) / (self.speed or WALK_KM_PER_H) if timed else self.detour

    def system(self, table: str) -> str:
        """Coordinate system of a table."""
        return self.systems.get(table) or self.systems.get("", "wgs84")

    def method(self, timed: bool) -> str:
        """How reach is measured, in words."""
        way = "detour" if self.by == "straight" and self.detour != 1 else self.by
        unit = "min" if timed else "m"
        told = words.say("coverage.method.and").join(f"{name} {_short(n)} {unit}".strip() for name, n in
                                                     zip(self.classes, self.limits(timed), strict=True))
        return words.say(f"coverage.method.{way}", reach=told)


def _short(figure: Fraction) -> str:
    return str(show(Fraction(round(figure * 10), 10)))
