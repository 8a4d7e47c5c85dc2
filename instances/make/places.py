"""Districts, townships and the points where insured people live."""
from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

from town import Row, apportion, jittered, metres, read_source, stream

SPREAD_M = {"dense": 600.0, "urban": 600.0, "rural": 2000.0}
URBAN_PER_KM2 = 1200
CROWD_KM, NEAREST_KM = 7.0, 2.5     # of districts whose people follow the distance from their centre


@dataclass(frozen=True)
class Gazetteer:
    """How the published rows of one city become its districts and townships.

    Parameters
    ----------
    area_codes : area code of the township file -> today's district.
    merged : development zone without a point -> the township that it lies in.
    hub : point of the old town, towards which streets grow denser.
    seats : county -> the town of its seat.
    trusted : townships whose published point is taken though it lies outside the district's old outline.
    short : district -> the shorter name that is used for it.
    centres : district -> the township towards which people crowd; where any is given, people and land of every district follow the
        distance from its centre (the hub where it has none), not the level of the township.
    spread_m : district -> metres by which points of our own are scattered, where 1,200 for streets and 4,000 for towns do not do.
    placed : township without a published point -> a point of our own where the place is known to be.
    shrink : `street`, `seat` or the name of one -> factor on its land, where most of the district is uninhabited.
    dense_per_km2 : insured people per km² from which a township is dense; residents where `by_residents`.
    """

    city: str
    area_codes: Mapping[str, str]
    merged: Mapping[str, str]
    hub: tuple[float, float]
    seats: Mapping[str, str]
    trusted: frozenset[str] = frozenset()
    short: Mapping[str, str] = field(default_factory=dict)
    centres: Mapping[str, str] = field(default_factory=dict)
    spread_m: Mapping[str, float] = field(default_factory=dict)
    placed: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    shrink: Mapping[str, float] = field(default_factory=dict)
    dense_per_km2: int = 5000
    by_residents: bool = False

    def name(self, district: str) -> str:
        """Return the name that is used for a district."""
        return self.short.get(district, district)


def districts(book: Gazetteer, insured: int, levels: Mapping[str, str]) -> list[Row]:
    """Districts with the city's insured people by their census share; bed-days stay empty, the institutions' sums give them."""
    facts = read_source("districts_census2020.csv", book.city)
    shares = apportion(insured, [float(f["pop2020"]) for f in facts])
    return [{"district": book.name(f["name"]), "insured": n, "residents": int(f["pop2020"]), "area_km2": f["area_km2"],
             "resource_level": levels[book.name(f["name"])], "_urban": float(f["urban_share"]), "_area": float(f["area_km2"])}
            for f, n in zip(facts, shares, strict=True)]


def townships(book: Gazetteer, places: Sequence[Row], seed: int) -> list[Row]:
    """Townships and streets with a point, a population and a density class; they sum to their districts."""
    located = _located(book)
    rows: list[Row] = []
    for district in places:
        rows += _populated(book, district, [t for t in located if t["district"] == district["district"]], seed)
    return rows


def _located(book: Gazetteer) -> list[Row]:
    """Townships with their published point, or one of ours near where the district's people live."""
    rows: list[Row] = []
    for fact in read_source("townships_2023.csv", book.city):
        if fact["name"] in book.merged:
            continue
        published = fact["in_parent"] == "1" or fact["name"] in book.trusted
        own: tuple[float | None, float | None] = book.placed.get(fact["name"], (None, None))
        lon, lat = (float(fact["lon_wgs84"]), float(fact["lat_wgs84"])) if published else own
        rows.append({"township": fact["name"], "district": book.area_codes[fact["area_code"]], "_area_code": fact["area_code"],
                     "_level": _level(fact["code"]), "_known": lon is not None, "lon": lon, "lat": lat})
    for row in [r for r in rows if not r["_known"]]:
        row["lon"], row["lat"] = _own_point(row, rows, book)
    return rows


def _level(code: str) -> str:
    """Street, town or zone, by the third block of the statistical code."""
    return "street" if code[6:] < "100" else "zone" if code[6:] >= "400" else "town"


def _own_point(row: Row, rows: Sequence[Row], book: Gazetteer) -> tuple[float, float]:
    """Return a synthetic point: near the known points of the same code area, in the district's own cell, apart from the others."""
    pool = [r for r in rows if r["_known"] and r["district"] == row["district"]]
    placed = [r for r in rows if r["lon"] is not None]
    if not any(r["district"] == row["district"] for r in placed):
        return _centroid(book, row["district"])
    near = [r for r in pool if r["_area_code"] == row["_area_code"] and r["_level"] == row["_level"]]
    near = near or [r for r in pool if r["_level"] == row["_level"]] or pool
    lon, lat = (sum(r[k] for r in near) / len(near) for k in ("lon", "lat")) if near else _centroid(book, row["district"])
    # Geography never changes with --seed.
    rng, spread = stream(0, f"point/{row['district']}/{row['township']}"), 1200.0 if row["_level"] == "street" else 4000.0
    spread = book.spread_m.get(row["district"], spread)
    while True:
        point = jittered(rng, lon, lat, spread)
        if own_cell(point, row["district"], placed) and min(metres(*point, r["lon"], r["lat"]) for r in placed) > spread * 0.6:
            return point
        spread *= 1.02


def _centroid(book: Gazetteer, district: str) -> tuple[float, float]:
    """Return the published centroid of a district, for one of which no township has a point."""
    fact = next(f for f in read_source("districts_census2020.csv", book.city) if book.name(f["name"]) == district)
    return float(fact["lon"]), float(fact["lat"])


def own_cell(point: tuple[float, float], district: str, places: Sequence[Row]) -> bool:
    """Whether the nearest township point belongs to the district: our stand-in for its outline."""
    return bool(min(places, key=lambda r: metres(*point, r["lon"], r["lat"]))["district"] == district)


def _populated(book: Gazetteer, district: Row, rows: list[Row], seed: int) -> list[Row]:
    """People, areas and density classes of one district's townships."""
    rng = stream(seed, f"townships/{district['district']}")
    centre = book.seats.get(district["district"]) or book.centres.get(district["district"])
    lon, lat = next(((r["lon"], r["lat"]) for r in rows if r["township"] == centre), book.hub)
    for row in rows:
        row["_km"] = metres(lon, lat, row["lon"], row["lat"]) / 1000
        row["_seat"] = row["township"] == book.seats.get(district["district"])
    people = _crowding(rows, rng) if book.centres else _people_weights(district, rows, rng)
    areas = [rng.lognormvariate(0, 0.2) * (NEAREST_KM + r["_km"] if book.centres else _area_weight(r, book.shrink)) for r in rows]
    residents = apportion(district["residents"], people)
    insured = apportion(district["insured"], people)
    hectares = apportion(round(district["_area"] * 100), areas)
    for row, n, m, area in zip(rows, residents, insured, hectares, strict=True):
        density = (n if book.by_residents else m) * 100 / area
        kind = "dense" if density >= book.dense_per_km2 else "urban" if density >= URBAN_PER_KM2 else "rural"
        row.update(residents=n, insured=m, area_km2=f"{area / 100:.2f}", area_class=kind)
    return rows


def _crowding(rows: Sequence[Row], rng: random.Random) -> list[float]:
    """Shares of a district's people: about ten times as many about the centre as far from it."""
    return [rng.lognormvariate(0, 0.3) * (0.35 + 3 * exp(-float(r["_km"]) / CROWD_KM)) for r in rows]


def _area_weight(row: Row, shrink: Mapping[str, float]) -> float:
    """Streets grow with the distance from the hub; a county's seat is small, its far towns are large."""
    if row["_level"] == "street":
        return (0.8 + float(row["_km"])) * shrink.get(row["township"], shrink.get("street", 1.0))
    return 8.0 * shrink.get(row["township"], shrink.get("seat", 1.0)) if row["_seat"] else 12 + 0.3 * float(row["_km"])


def _people_weights(district: Row, rows: Sequence[Row], rng: random.Random) -> list[float]:
    """Shares of a district's people: streets hold the urban part, a county's seat about half of it, zones are half empty."""
    sizes = [rng.lognormvariate(0, 0.3) * (0.4 if r["_level"] == "zone" else 1.0) for r in rows]
    urban = [r["_level"] == "street" or r["_seat"] for r in rows]
    part = district["_urban"] * (0.55 if any(r["_seat"] for r in rows) else 1.0)
    if all(urban):
        return sizes
    sums = {flag: sum(s for s, u in zip(sizes, urban, strict=True) if u == flag) for flag in (True, False)}
    return [s / sums[u] * (part if u else 1 - part) for s, u in zip(sizes, urban, strict=True)]


@dataclass(frozen=True)
class Villages:
    """How the people of the country live where they do not simply scatter.

    Parameters
    ----------
    near_m : about the township's centre.   far_m : those apart from it.   apart : share of the points that are.
    """

    near_m: float
    far_m: float
    apart: float


def demand_points(places: Sequence[Row], seed: int, people: int = 1900, villages: Villages | None = None) -> list[Row]:
    """Communities and villages: 8 to 30 a township, whose insured people sum to it."""
    rows: list[Row] = []
    for township in places:
        rng = stream(seed, f"demand/{township['district']}/{township['township']}")
        for n, point in enumerate(_communities(township, places, rng, people, villages), start=1):
            word = "示例村" if point["area_class"] == "rural" else "示例社区"
            rows.append({"code": f"D{len(rows) + 1:04d}", "name": f"{township['township']}{word}{n:02d}",
                         "district": township["district"], "township": township["township"], **point})
    return rows


def _communities(township: Row, places: Sequence[Row], rng: random.Random, people: int, villages: Villages | None) -> list[Row]:
    """Points of one township, the first at its centre; a county's seat has villages around its built-up area."""
    number = min(30, max(8, round(township["insured"] / people)))
    built_up = round(number * 0.6) if township["_seat"] else number
    points: list[Row] = []
    for i in range(number):
        kind = township["area_class"] if i < built_up else "rural"
        spread = _spread(i / number, kind, township, villages) if i else 0.0
        points.append(_scattered(township, places, rng, spread) | {
            "area_class": kind, "_weight": rng.lognormvariate(0, 0.45) * (1.0 if i < built_up else 0.3)})
    for point, n in zip(points, apportion(township["insured"], [p.pop("_weight") for p in points], least=30), strict=True):
        point["insured"] = n
    return points


def _spread(part: float, kind: str, township: Row, villages: Villages | None) -> float:
    """Metres about the centre, for a point so far down the township's list."""
    if villages is None or kind != "rural":
        return SPREAD_M[kind] * (1.5 if township["_seat"] else 1.0)
    return villages.far_m if part >= 1 - villages.apart else villages.near_m * (2 if township["_seat"] else 1)


def point_near(township: Row, places: Sequence[Row], rng: random.Random) -> Row:
    """Return a point near a township's, as hospitals stand, in its district's cell."""
    return _scattered(township, places, rng, 0.4 * SPREAD_M[township["area_class"]])


def _scattered(township: Row, places: Sequence[Row], rng: random.Random, sigma_m: float) -> Row:
    while True:
        point = jittered(rng, township["lon"], township["lat"], sigma_m)
        if own_cell(point, township["district"], places):
            return {"lon": point[0], "lat": point[1]}
