"""Where clinics and pharmacies stand: most people are in reach of one, some could be, a few never will."""
from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from places import own_cell
from town import Row, distances, located, metres, shifted

# 15 minutes: on foot at 5 km/h in town, at 15 km/h in the country, over a path 1.3 times the straight line.
REACH_M = {"dense": 5000 / 4 / 1.3, "urban": 5000 / 4 / 1.3, "rural": 15000 / 4 / 1.3}
LEFT_OUT = {"dense": 0.05, "urban": 0.065, "rural": 0.11}    # share of people out of reach today, by class
SAFETY = 1.02                                                # nobody lives within 2 % of the circle's edge


@dataclass
class Ground:
    """Demand points of a city with the state of one category's coverage, while its script runs.

    Parameters
    ----------
    reach_m : metres within which an institution serves, by class.   left_out : share of people whom today's leave out, by class.
    empty : townships in which nothing stands and which nothing serves from outside.   everywhere : every other one has something.
    gap : bool[N], points that today's institutions leave out.
    never : bool[N], points of the gap that no candidate reaches either.
    """

    points: Sequence[Row]
    townships: Sequence[Row]
    rng: random.Random
    reach_m: Mapping[str, float] = field(default_factory=lambda: REACH_M)
    left_out: Mapping[str, float] = field(default_factory=lambda: LEFT_OUT)
    empty: Sequence[str] = ()
    everywhere: bool = False
    reach: Any = field(init=False)
    insured: Any = field(init=False)
    gap: Any = field(init=False)
    never: Any = field(init=False)
    between: Any = field(init=False)
    _where: Any = field(init=False)
    _served: dict[str, float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.reach = np.array([self.reach_m[p["area_class"]] for p in self.points])
        self.insured = np.array([p["insured"] for p in self.points])
        self._where = located(self.points)
        self.between = distances(self._where, self._where)
        self.gap = self._outlying(self.left_out) | np.array([p["township"] in self.empty for p in self.points])
        self.never = np.zeros(len(self.points), dtype=bool)

    def share(self, mask: Any) -> float:
        """Share of the insured people at the points of a mask."""
        return float(self.insured[mask].sum() / self.insured.sum())

    def served_share(self, township: str) -> float:
        """Share of a township's people in reach today: where many are left out, few institutions stand."""
        if township not in self._served:
            own = np.array([p["township"] == township for p in self.points])
            self._served[township] = float(self.insured[own & ~self.gap].sum() / self.insured[own].sum())
        return self._served[township]

    def rural(self, place: Row) -> bool:
        """Whether a place of ours stands in the country."""
        return bool(self.points[place["_point"]]["area_class"] == "rural")

    def in_reach(self, row: Mapping[str, Any]) -> Any:
        """Return bool[N]: the points that one institution serves."""
        return distances(self._where, located([row]))[:, 0] <= self.reach

    def serves_any(self, row: Mapping[str, Any], mask: Any) -> bool:
        """Whether an institution serves a point of the mask, or comes so near that rounding would matter."""
        return bool((distances(self._where, located([row]))[:, 0] <= self.reach * SAFETY)[mask].any())

    def near(self, i: int, closeness: float) -> Row:
        """Return a place near demand point i, within `closeness` of its reach and in its district's cell."""
        point = self.points[i]
        while True:
            bound = self.reach[i] * closeness
            lon, lat = shifted(point["lon"], point["lat"], self.rng.uniform(-bound, bound), self.rng.uniform(-bound, bound))
            if metres(point["lon"], point["lat"], lon, lat) < bound and own_cell((lon, lat), point["district"], self.townships):
                return {"lon": lon, "lat": lat, "district": point["district"], "township": point["township"], "_point": i}
            closeness *= 0.97

    def _outlying(self, shares: Mapping[str, float]) -> Any:
        """Return the loneliest points of each class, with who lives right beside them, until the share of people is reached."""
        nearest = np.sort(self.between, axis=1)[:, 1:6].mean(axis=1) / self.reach
        lonely = nearest * np.array([self.rng.lognormvariate(0, 0.25) for _ in self.points])
        out = np.zeros(len(self.points), dtype=bool)
        classes = np.array([p["area_class"] for p in self.points])
        for name, share in shares.items():
            members = classes == name
            for i in [j for j in np.argsort(-lonely, kind="stable") if members[j]]:
                if self.insured[out & members].sum() >= share * self.insured[members].sum():
                    break
                out |= (self.between[i] <= 0.45 * self.reach) & members
        return out


def standing_places(ground: Ground, numbers: Mapping[str, int]) -> list[Row]:
    """Places of today's institutions, by district: first one for every point that shall be in reach, the rest where people are."""
    first = _one_each(ground) if ground.everywhere else []
    placed = first + _covering(ground, first)
    rows: list[Row] = []
    for district, number in numbers.items():
        own = [r for r in placed if r["district"] == district]
        if len(own) > number:
            raise ValueError(f"{district}: {len(own)} places are needed to cover it, {number} are there")
        rows += own + [_ordinary(ground, district) for _ in range(number - len(own))]
    return rows


def _one_each(ground: Ground) -> list[Row]:
    """One place near the largest point of every township that is not to be empty; whom it serves is no gap."""
    largest: dict[tuple[str, str], int] = {}
    for i in np.argsort(-ground.insured, kind="stable"):
        largest.setdefault((ground.points[i]["district"], ground.points[i]["township"]), int(i))
    none = np.array([p["township"] in ground.empty for p in ground.points])
    rows = [p for (_, town), i in sorted(largest.items()) if town not in ground.empty and (p := _clear_of(ground, i, none)) is not None]
    for row in rows:
        ground.gap &= ~ground.in_reach(row)
    return rows


def _covering(ground: Ground, there: Sequence[Row]) -> list[Row]:
    """One place near each large point still out of reach; a point that cannot be had without the gap joins the gap."""
    served = ground.gap.copy()
    for row in there:
        served |= ground.in_reach(row)
    placed: list[Row] = []
    for i in np.argsort(-ground.insured, kind="stable"):
        if served[i]:
            continue
        place = _clear_of(ground, int(i), ground.gap)
        if place is None:
            ground.gap[i] = served[i] = True
            continue
        placed.append(place)
        served |= ground.in_reach(place)
    return placed


def _clear_of(ground: Ground, i: int, avoid: Any) -> Row | None:
    """Return a place for point i that serves nobody of the mask, if one is found soon."""
    for attempt in range(40):
        place = ground.near(i, 0.85 if attempt > 12 else 0.35)
        if not ground.serves_any(place, avoid):
            return place
    return None


def _ordinary(ground: Ground, district: str) -> Row:
    """Return a place among people who have one already."""
    pool = [i for i, p in enumerate(ground.points) if p["district"] == district and not ground.gap[i]]
    weights = [float(ground.insured[i]) ** 1.1 * ground.served_share(ground.points[i]["township"]) ** 2 for i in pool]
    while True:
        place = _clear_of(ground, ground.rng.choices(pool, weights)[0], ground.gap)
        if place is not None:
            return place


def settle_never(ground: Ground, share: float) -> None:
    """Choose the points of the gap that no candidate may reach: the loneliest, up to a share of all people."""
    rest = np.where(ground.gap, np.sort(ground.between, axis=1)[:, 1:4].mean(axis=1) / ground.reach, -1.0)
    for i in np.argsort(-rest, kind="stable"):
        if ground.share(ground.never) >= share or rest[i] < 0:
            return
        ground.never |= ground.gap & (ground.between[i] <= 0.45 * ground.reach)


def gap_places(ground: Ground, number: int) -> list[Row]:
    """Candidate places in the gap, the largest uncovered points first; when each has one, second ones beside them."""
    rows: list[Row] = []
    while len(rows) < number:
        todo = ground.gap & ~ground.never
        before = len(rows)
        for i in sorted(np.flatnonzero(todo), key=lambda j: -ground.insured[j]):
            place = _clear_of(ground, int(i), ground.never) if todo[i] else None
            if place is not None and len(rows) < number:
                rows.append(place | {"_gap": True})
                todo &= ~ground.in_reach(place)
        if len(rows) == before:
            raise ValueError("no candidate can serve the gap")
    return rows


def town_places(ground: Ground, numbers: Mapping[str, int]) -> list[Row]:
    """Candidate places in townships that have nothing, by the largest points of each."""
    rows: list[Row] = []
    for town, number in numbers.items():
        own = sorted((i for i, p in enumerate(ground.points) if p["township"] == town), key=lambda i: -ground.insured[i])
        rows += [ground.near(i, 0.35) | {"_gap": True} for i in own[:number]]
    return rows


def crowded_places(ground: Ground, district: str, number: int) -> list[Row]:
    """Candidate places where people are in reach already."""
    return [_ordinary(ground, district) for _ in range(number)]
