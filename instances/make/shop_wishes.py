"""Clinics and pharmacies that apply, moves among them, and unnamed sites."""
from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cases import Season, judged
from names import Names
from shops import clinic, pharmacy, usual_clinic
from siting import Ground, crowded_places, gap_places, settle_never, town_places
from town import Row, stream

SAME = ("name", "category", "scheme", "facility", "type", "tier", "specialty", "ownership", "affiliation", "tags", "doctors",
        "cost_per_visit", "reimbursement_share")


@dataclass(frozen=True)
class Demand:
    """How many of one category apply.

    Parameters
    ----------
    crowded : district -> applications where people are served already.
    in_gap, sites : applications and sites in reach of people who have nothing.
    never : share of people whom neither reaches.
    classes : (district, facility, type), with tags where the facility does not say them, of applicants of a class that the policy names.
    special : what sets the first applicants apart, one each: `when`, `bad`, `barred_until`.
    last : (facility, type, what sets it apart) of one more applicant each, where the first one applies.
    towns : applications in townships that have nothing.
    moves : relocations: (planned by the government, into which district; the own one where empty).
    """

    crowded: Mapping[str, int]
    in_gap: int
    sites: int
    never: float
    classes: Sequence[tuple[str, ...]] = ()
    special: Sequence[Row] = ()
    last: Sequence[tuple[str, str, Row]] = ()
    towns: Mapping[str, int] = field(default_factory=dict)
    moves: Sequence[tuple[bool, str]] = ((True, ""), (False, ""), (False, ""), (False, ""))


@dataclass
class ShopWishes:
    """Makes the rows of one category."""

    category: str
    ground: Ground
    names: Names
    season: Season
    rng: random.Random

    def rows(self, demand: Demand, stock: Sequence[Row]) -> list[Row]:
        """Applications, in no order of places, then moves."""
        settle_never(self.ground, demand.never)
        places = gap_places(self.ground, demand.in_gap)
        for district, number in demand.crowded.items():
            places += crowded_places(self.ground, district, number)
        self.rng.shuffle(places)
        places += town_places(self.ground, demand.towns)
        special = demand.special
        rows = [self._applicant(p, self._usual(p), special[i] if i < len(special) else {}) for i, p in enumerate(places)]
        rows += [self._applicant(crowded_places(self.ground, d, 1)[0], (f, t), {"tags": tags[0]} if tags else {})
                 for d, f, t, *tags in demand.classes]
        for facility, trade, apart in demand.last:
            rows.append(self._applicant(crowded_places(self.ground, places[0]["district"], 1)[0], (facility, trade), apart))
        active = [r for r in stock if r["category"] == self.category and r["status"] == "active"]
        return rows + self._moves([r for r in active if "exited_on" not in r], demand.moves)

    def sites(self, number: int) -> list[Row]:
        """Unnamed potential locations in the gap."""
        shop = self.category == "pharmacy"
        rows = []
        for place in gap_places(self.ground, number):
            rural = self.ground.rural(place) and not shop
            rows.append(place | {
                "code": self.names.code("S"), "kind": "site", "name": "", "category": self.category, "qualified": "yes",
                "facility": "pharmacy" if shop else "village_clinic" if rural else "clinic", "tier": "primary" if rural else "ungraded",
                "type": "" if shop else "general", "scheme": "" if shop else "pooled", "doctors": 0 if shop else 2})
        return rows

    def _usual(self, place: Row) -> tuple[str, str]:
        """A kind of clinic that is usual there and of no class that the policy names."""
        while True:
            facility, trade = usual_clinic(self.ground.rural(place), self.rng)
            if facility in ("clinic", "outpatient_department") and trade != "massage":
                return facility, trade

    def _applicant(self, place: Row, kind: tuple[str, str], special: Row) -> Row:
        """One clinic or pharmacy that applies."""
        rng = self.rng
        row = pharmacy(place, self.names, rng) if self.category == "pharmacy" else clinic(place, kind, self.names, rng)
        # Who opens where customers are is quick to apply; who goes to the villages comes later.
        when = special.get("when") or rng.choices(("ordinary", "early"), (6, 1) if "_gap" in place else (3, 2))[0]
        return row | {"code": self.names.code("A"), "kind": "new", "barred_until": special.get("barred_until", "")} | (
            {"tags": special["tags"]} if "tags" in special else {}) | self.season.dated(rng, when) | judged(rng, special.get("bad", ""))

    def _moves(self, stock: Sequence[Row], moves: Sequence[tuple[bool, str]]) -> list[Row]:
        """Relocations, some of them planned by the government."""
        rows = []
        parents = self.rng.sample(stock, len(moves))
        for drawn, (planned, district) in zip(parents, moves, strict=True):
            # Who moves into a district comes from another one.
            parent = drawn if drawn["district"] != district else next(
                r for r in stock if r["district"] != district and r not in parents)
            place = crowded_places(self.ground, district or parent["district"], 1)[0]
            rows.append(place | {k: parent.get(k, "") for k in SAME} | self.season.dated(self.rng, "ordinary") | {
                "code": self.names.code("A"), "kind": "relocation", "parent_code": parent["code"], "parent_name": parent["name"],
                "moved_by_government": "yes" if planned else "no", "licensed_on": parent["admitted_on"],
                "opened_on": ""} | judged(self.rng))
        return rows


def shop_wishes(grounds: Mapping[str, Ground], demands: Mapping[str, Demand], stock: Sequence[Row], names: Names, season: Season,
                seed: int) -> list[Row]:
    """Every application, then every site."""
    makers = {c: ShopWishes(c, g, names, season, stream(seed, f"applications/{c}")) for c, g in grounds.items()}
    rows = [r for c, m in makers.items() for r in m.rows(demands[c], stock)]
    return rows + [r for c, m in makers.items() for r in m.sites(demands[c].sites)]
