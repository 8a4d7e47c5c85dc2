"""Places by what stands around them: so many of a class within so many metres."""
from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from places import own_cell
from town import Row, distances, located, shifted


class Around:
    """Where the rows of one class stand."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._where = located(rows)

    def count(self, place: Mapping[str, Any], metres: float) -> int:
        """Return how many stand within so many metres of a place."""
        return int((distances(located([place]), self._where) <= metres).sum())

    def add(self, place: Mapping[str, Any]) -> None:
        """Count one more."""
        self._where = np.vstack([self._where, located([place])])


@dataclass
class Seeker:
    """Finds places near people that pass a test.

    Parameters
    ----------
    points : demand points.   spread_m : how far from one a place may lie.   tries : attempts before it gives up.
    """

    points: Sequence[Row]
    townships: Sequence[Row]
    rng: random.Random
    spread_m: float = 700.0
    tries: int = 6000
    _pools: dict[tuple[str, tuple[str, ...]], tuple[list[int], list[int]]] = field(default_factory=dict)

    def place(self, district: str, fits: Callable[[Row], bool], classes: tuple[str, ...] = (), townships: Iterable[str] = ()) -> Row:
        """Return a place in a district (in townships of some classes, or in some townships) that passes the test.

        Raises
        ------
        ValueError
            where none is found.
        """
        pool, weights = self._pool(district, classes, tuple(townships))
        for _ in range(self.tries):
            i = self.rng.choices(pool, weights)[0]
            p = self.points[i]
            lon, lat = shifted(p["lon"], p["lat"], *(self.rng.uniform(-self.spread_m, self.spread_m) for _ in range(2)))
            place = {"lon": lon, "lat": lat, "district": district, "township": p["township"], "_point": i}
            if fits(place) and own_cell((lon, lat), district, self.townships):
                return place
        raise ValueError(f"{district} {classes}: no place passes")

    def _pool(self, district: str, classes: tuple[str, ...], townships: tuple[str, ...]) -> tuple[list[int], list[int]]:
        key = district, (*classes, *townships)
        if key not in self._pools:
            kind = {t["township"]: t["area_class"] for t in self.townships if t["district"] == district}
            pool = [i for i, p in enumerate(self.points) if p["district"] == district and (not classes or kind[p["township"]] in classes)
                    and (not townships or p["township"] in townships)]
            self._pools[key] = pool, [int(self.points[i]["insured"]) for i in pool]
        return self._pools[key]
