"""Changji's small institutions of today: so many in each township, about its centre where it is built up."""
from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from around import Seeker
from names import Names
from shops import clinic, figures, pharmacy
from town import Row, apportion, metres
from xinjiang_town import CLINIC_PEOPLE, COUNTRY, FARM, FROZEN, NO_CENTRE, NO_DUAL, NO_FARM_CENTRE, PHARMACY_PEOPLE, THIN

CORE_M = {"dense": 900.0, "urban": 1100.0, "rural": 420.0}        # within which pharmacies stand about a township's centre
TOWN_SORTS = (("clinic", "general"), ("clinic", "tcm"), ("station", "general"), ("clinic", "dental"), ("outpatient_department", "general"),
              ("clinic", "general"), ("clinic", "internal"), ("clinic", "eye"), ("station", "general"))
PUBLIC = {"scheme": "pooled", "tier": "primary", "ownership": "public", "affiliation": "county"}


class Stock:
    """Makes the rows."""

    def __init__(self, townships: Sequence[Row], beds: Sequence[Row], seeker: Seeker, names: Names, rng: random.Random) -> None:
        self._townships, self._seeker, self._names, self._rng = townships, seeker, names, rng
        self._with_beds = {(r["district"], r["township"]) for r in beds if r["facility"] == "township_centre"}
        self.without = [t["township"] for t in self._without_centre()]

    def _without_centre(self) -> Iterator[Row]:
        """The townships and farms that are without a centre."""
        rural = [t for t in self._townships if t["area_class"] == "rural" and (t["district"], t["township"]) not in self._with_beds]
        for numbers, farm in ((NO_CENTRE, False), (NO_FARM_CENTRE, True)):
            for district, n in numbers.items():
                own = [t for t in rural if t["district"] == district and t["township"].startswith(FARM) == farm]
                yield from sorted(own, key=lambda t: int(t["insured"]))[:n]

    def clinics(self) -> list[Row]:
        """Outpatient institutions: centres, villages' and companies' clinics in the country; all kinds in town."""
        rows = []
        for t in self._townships:
            for facility, trade, apart in self._rural(t) if t["area_class"] == "rural" else self._town(t):
                place = self._place(t, 2500.0 if t["area_class"] == "rural" else 1300.0)
                row = clinic(place, (facility, trade), self._names, self._rng) | apart
                rows.append(named_for_corps(row) | {"code": self._names.code("C")} | figures(self._rng))
        return rows

    def _rural(self, t: Row) -> Iterator[tuple[str, str, Row]]:
        farm = t["township"].startswith(FARM)
        tags = {"tags": "corps;public_health" if farm else "public_health"}
        if (t["district"], t["township"]) not in self._with_beds and t["township"] not in self.without:
            yield "township_centre", "general", PUBLIC | tags
        for _ in range(min(5, 1 + round(int(t["insured"]) / 4200))):
            yield "village_clinic", "general", PUBLIC | tags
        if self._rng.random() < 0.35:
            yield "clinic", self._rng.choice(("general", "tcm", "dental")), {}

    def _town(self, t: Row) -> Iterator[tuple[str, str, Row]]:
        number = THIN.get(t["township"], max(6, round(int(t["insured"]) / CLINIC_PEOPLE)))
        for i in range(number):
            if t["township"] in THIN:
                yield "clinic", "general", {"tags": "corps"}
            elif i == 0:
                yield "community_centre", "general", PUBLIC | {"tags": "public_health"}
            else:
                facility, trade = TOWN_SORTS[(i - 1) % len(TOWN_SORTS)]
                yield facility, trade, {"tags": "corps"} if i % 11 == 5 else {}       # corps and local ones stand side by side

    def pharmacies(self) -> list[Row]:
        """Pharmacies: many about the centres of towns, none to three in a township."""
        rows, country = [], self._country()
        for t in self._townships:
            town = max(4, round(int(t["insured"]) / PHARMACY_PEOPLE))
            for _ in range(country.get((t["district"], t["township"]), town)):
                place = self._place(t, CORE_M[t["area_class"]])
                row = pharmacy(place, self._names, self._rng) | {"type": "", "tags": "corps" if t["township"].startswith(FARM) else ""}
                rows.append(row | {"code": self._names.code("P")} | figures(self._rng))
        self._dual(rows)
        return rows

    def _country(self) -> dict[tuple[str, str], int]:
        """Pharmacies of each rural township: none to three, in fixed proportions."""
        found = {}
        for open_to_new, shares in COUNTRY.items():
            rural = [t for t in self._townships if t["area_class"] == "rural" and (t["district"] not in FROZEN) == open_to_new]
            self._rng.shuffle(rural)
            numbers = [n for n, times in enumerate(apportion(len(rural), shares)) for _ in range(times)]
            found |= {(t["district"], t["township"]): n for t, n in zip(rural, numbers, strict=True)}
        return found

    def _dual(self, rows: Sequence[Row]) -> None:
        """Two or three dual-channel pharmacies in the counties that have any."""
        for district in sorted({r["district"] for r in rows} - set(NO_DUAL)):
            for row in self._rng.sample([r for r in rows if r["district"] == district and not r["tags"]], 3 if district == "昌吉市" else 2):
                row["tags"] = "dual_channel"

    def _place(self, t: Row, within: float) -> Row:
        def near(p: Row) -> bool:
            return metres(p["lon"], p["lat"], t["lon"], t["lat"]) <= within

        return self._seeker.place(t["district"], near, townships=(t["township"],))


def named_for_corps(row: Row) -> Row:
    """Return the row as the corps calls it: farms have hospitals and companies have clinics."""
    if "corps" not in row["tags"]:
        return row
    name = row["name"].replace("社区卫生服务中心", "团场医院").replace("卫生院", "团场医院").replace("村卫生室", "连队卫生室")
    return row | {"name": name}


def farm_hospital(row: Row) -> Row:
    """Return a centre of a corps farm as the farm's hospital; other rows as they are."""
    if not row["township"].startswith(FARM) or row["facility"] not in ("township_centre", "community_centre"):
        return row
    return named_for_corps(row | {"facility": "township_centre", "tags": "corps;public_health"})
