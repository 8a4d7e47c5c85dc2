"""Inpatient institutions that have a contract today, those that leave this year among them."""
from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from names import Names
from places import point_near
from town import Row, apportion, drawn, stream

# (type, specialty) of what stands in a district, in this order; the last one repeats.
TERTIARY = (("general", "general"), ("general", "general"), ("tcm", "tcm"), ("general", "general"), ("specialised", "paediatric"),
            ("specialised", "oncology"), ("general", "general"), ("specialised", "cardiovascular"), ("general", "general"))
SECONDARY = (("tcm", "tcm"), ("general", "obstetric"), ("general", "general"), ("specialised", "psychiatric"), ("general", "general"),
             ("specialised", "rehabilitation"), ("specialised", "orthopaedic"), ("integrated", "general"), ("general", "general"),
             ("specialised", "eye"), ("tcm", "tcm"), ("general", "general"))
SMALL = (("general", "general"), ("specialised", "rehabilitation"), ("general", "geriatric"), ("tcm", "tcm"), ("specialised", "eye"))


@dataclass(frozen=True)
class Calendar:
    """Days of one run.

    Parameters
    ----------
    as_of : day of the data.   leaving : days after it, within which this year's exits fall.
    left : days before it, within which earlier exits fell.
    """

    as_of: date
    leaving: tuple[int, int]
    left: tuple[int, int] = (15, 600)


AUTUMN = Calendar(date(2025, 9, 30), leaving=(20, 430))


@dataclass(frozen=True)
class Shape:
    """What one district shall have; hospitals as (number, beds) per tier, those that leave this year among them.

    Parameters
    ----------
    occupancy : bed-days over 365 times open beds.
    doctors : insured doctors of hospitals and clinics.
    outpatient, pharmacy : institutions of these categories.
    leaving : (tier, beds) of each hospital that leaves this year.
    agency : whether one of its secondary hospitals is a public health agency.
    levels : affiliations of its tertiary hospitals, in order; without them one is provincial and the others are municipal.
    centres : how many of its townships, those with most people first, have a centre with beds; all where not given.
    """

    tertiary: tuple[int, int]
    secondary: tuple[int, int]
    primary: tuple[int, int]
    occupancy: float
    doctors: int
    outpatient: int
    pharmacy: int
    leaving: tuple[tuple[str, int], ...]
    agency: bool = False
    levels: tuple[str, ...] = ()
    centres: int | None = None


def hospitals(shapes: Mapping[str, Shape], townships: Sequence[Row], names: Names, seed: int,
              calendar: Calendar = AUTUMN) -> list[Row]:
    """Inpatient institutions of every district; their bed-days and doctors follow in `use.calibrate`."""
    rows: list[Row] = []
    for district, shape in shapes.items():
        rng = stream(seed, f"hospitals/{district}")
        own = [t for t in townships if t["district"] == district]
        for spec in [*_tertiary(shape, rng), *_secondary(shape, rng, calendar), *_primary(shape, own, rng, calendar)]:
            rows.append(_hospital(spec, own, townships, names, rng))
    return rows


def leaving_day(rng: random.Random, calendar: Calendar) -> date:
    """Return a day between the day of the data and the end of the plan year."""
    return calendar.as_of + timedelta(days=rng.randint(*calendar.leaving))


def _tertiary(shape: Shape, rng: random.Random) -> Iterator[Row]:
    number, total = shape.tertiary
    weights = [rng.lognormvariate(0, 0.3) for _ in range(number)]
    for i, beds in enumerate(apportion(total, weights, least=total // (2 * number)) if number else []):
        use = rng.gauss(0.92, 0.02) if i % 2 == 0 else rng.gauss(0.74, 0.03)
        level = shape.levels[i] if shape.levels else "provincial" if i == 1 else "municipal"
        yield _spec("tertiary", TERTIARY[min(i, len(TERTIARY) - 1)], beds, use, level)


def _secondary(shape: Shape, rng: random.Random, calendar: Calendar) -> Iterator[Row]:
    number, total = _staying(shape.secondary, shape, "secondary")
    for i, beds in enumerate(apportion(total, [rng.lognormvariate(0, 0.35) for _ in range(number)], least=60)):
        use = rng.gauss(0.93, 0.015) if i % 4 in (1, 2) else rng.gauss(0.73, 0.03)
        row = _spec("secondary", SECONDARY[min(i, len(SECONDARY) - 1)], beds, use, "county" if i < 2 else "none")
        if shape.agency and i == number - 1:
            row = _spec("secondary", ("specialised", "infectious"), beds, 0.62, "county", "public_health_agency")
        yield row
    yield from _leavers(shape, "secondary", rng, calendar)


def _primary(shape: Shape, own: Sequence[Row], rng: random.Random, calendar: Calendar) -> Iterator[Row]:
    """A centre in every township and street, then small private hospitals."""
    number, total = _staying(shape.primary, shape, "primary")
    beds = sorted(apportion(total, [rng.lognormvariate(0, 0.4) for _ in range(number)], least=10), reverse=True)
    for place in sorted(own, key=lambda t: -int(t["insured"]))[:shape.centres]:
        facility = "township_centre" if place["_level"] == "town" else "community_centre"
        row = _spec("primary", SMALL[0], beds.pop(rng.randrange(len(beds))), rng.gauss(0.66, 0.08), "county", facility)
        yield row | {"tags": "public_health", "_place": place}
    for i, n in enumerate(beds):
        yield _spec("ungraded" if i % 2 else "primary", SMALL[i % len(SMALL)], n, rng.gauss(0.62, 0.09), "none")
    yield from _leavers(shape, "primary", rng, calendar)


def _leavers(shape: Shape, tier: str, rng: random.Random, calendar: Calendar) -> Iterator[Row]:
    for beds in [b for t, b in shape.leaving if t == tier]:
        yield _spec(tier, SMALL[0], beds, rng.gauss(0.52, 0.04), "none") | {
            "exited_on": leaving_day(rng, calendar).isoformat(),
            "exit_cause": rng.choice(("withdrawn", "not_renewed", "terminated", "closed"))}


def _staying(total: tuple[int, int], shape: Shape, tier: str) -> tuple[int, int]:
    """Number and beds of a tier without those that leave."""
    gone = [beds for t, beds in shape.leaving if t == tier]
    return total[0] - len(gone), total[1] - sum(gone)


def _spec(tier: str, kind: tuple[str, str], beds: int, use: float, affiliation: str, facility: str = "") -> Row:
    """What a hospital is; `_use` is its own use before the district's occupancy shifts it."""
    return {"tier": tier, "facility": facility or ("maternity" if kind[1] == "obstetric" else "hospital"), "type": kind[0],
            "specialty": kind[1], "insured_beds": beds, "affiliation": affiliation, "_use": use,
            "ownership": "private" if affiliation == "none" else "public"}


def _hospital(spec: Row, own: Sequence[Row], townships: Sequence[Row], names: Names, rng: random.Random) -> Row:
    """One inpatient row: its place, name, licence and score."""
    place = spec.get("_place") or drawn(rng, [t for t in own if t["area_class"] != "rural"] or own, "insured")
    row = spec | {"district": place["district"], "township": place["township"]} | point_near(place, townships, rng)
    beds = row["insured_beds"]
    return row | {
        "code": names.code("H"), "name": names.name(row), "category": "inpatient", "status": "active",
        "licensed_beds": 5 * ceil(beds * rng.uniform(0.94, 1.0) / 5), "open_beds": beds + round(beds * rng.choice((0, 0, 0, 0.02, 0.04))),
        "score": f"{min(98, max(60, rng.gauss(84, 7))):.1f}",
        "admitted_on": date(rng.randint(2003, 2023), rng.randint(1, 12), rng.randint(1, 28)).isoformat()}
