"""Institutions that have a contract today: hospitals, their use and their doctors."""
from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from places import SPREAD_M, own_cell
from town import Row, apportion, drawn, jittered, stream

AS_OF = date(2025, 9, 30)
USE_BAND = (0.45, 0.98)
# What stands in a district, in this order; the last one repeats.
TERTIARY = (("general", "general"), ("general", "general"), ("tcm", "tcm"), ("general", "general"), ("specialised", "paediatric"))
SECONDARY = (("tcm", "tcm"), ("general", "obstetric"), ("general", "general"), ("specialised", "psychiatric"), ("general", "general"),
             ("specialised", "rehabilitation"), ("specialised", "orthopaedic"), ("integrated", "general"))
SMALL = (("general", "general"), ("specialised", "rehabilitation"), ("general", "geriatric"), ("tcm", "tcm"), ("specialised", "eye"))
WORDS = {"general": "综合医院", "tcm": "中医医院", "paediatric": "儿童医院", "obstetric": "妇幼保健院", "psychiatric": "精神病医院",
         "rehabilitation": "康复医院", "orthopaedic": "骨科医院", "geriatric": "老年病医院", "eye": "眼科医院", "oncology": "肿瘤医院",
         "infectious": "传染病医院", "cardiovascular": "心血管病医院", "nursing": "护理院", "hospice": "安宁疗护中心", "kidney": "肾病医院",
         "township_centre": "卫生院", "community_centre": "社区卫生服务中心", "public_health_agency": "疾病防治所",
         "station": "社区卫生服务站", "village_clinic": "村卫生室", "clinic": "诊所", "outpatient_department": "门诊部", "pharmacy": "药店",
         "dental": "口腔诊所", "massage": "盲人医疗按摩诊所", "infirmary": "内设医务室"}


@dataclass(frozen=True)
class Shape:
    """What one district shall have; hospitals as (number, beds) per tier, those that leave this year among them.

    Parameters
    ----------
    leaving : (tier, beds) of each hospital that leaves this year.
    agency : whether one of its secondary hospitals is a public health agency.
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


class Names:
    """Synthetic names and codes, numbered in the order in which they are asked for."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()

    def name(self, where: str, word: str) -> str:
        """Return the next name of its kind in a place, e.g. 镜湖区示例综合医院03."""
        self._count[where + word] += 1
        return f"{where}示例{word}{self._count[where + word]:0{3 if word in ('药店', '诊所', '村卫生室') else 2}d}"

    def code(self, letter: str, digits: int = 4) -> str:
        """Return the next code with this letter."""
        self._count[letter] += 1
        return f"{letter}{self._count[letter]:0{digits}d}"


def hospitals(shapes: Mapping[str, Shape], townships: Sequence[Row], names: Names, seed: int) -> list[Row]:
    """Inpatient institutions of every district, with beds, use and doctors still to be calibrated by `calibrate`."""
    rows: list[Row] = []
    for district, shape in shapes.items():
        rng = stream(seed, f"hospitals/{district}")
        own = [t for t in townships if t["district"] == district]
        specs = [*_tertiary(shape, rng), *_secondary(shape, rng), *_primary(shape, own, rng)]
        for spec in specs:
            rows.append(_hospital(spec, district, own, townships, names, rng))
    return rows


def _staying(total: tuple[int, int], shape: Shape, tier: str) -> tuple[int, int]:
    """Number and beds of a tier without those that leave."""
    gone = [beds for t, beds in shape.leaving if t == tier]
    return total[0] - len(gone), total[1] - sum(gone)


def _tertiary(shape: Shape, rng: random.Random) -> Iterator[Row]:
    number, total = shape.tertiary
    beds = apportion(total, [rng.lognormvariate(0, 0.3) for _ in range(number)], least=min(350, total // max(1, number))) if number else []
    for i, n in enumerate(beds):
        kind, specialty = TERTIARY[min(i, len(TERTIARY) - 1)]
        yield {"tier": "tertiary", "facility": "hospital", "type": kind, "specialty": specialty, "insured_beds": n, "ownership": "public",
               "affiliation": "provincial" if i == 1 else "municipal", "_use": rng.gauss(*((0.92, 0.02) if i % 2 == 0 else (0.74, 0.03)))}


def _secondary(shape: Shape, rng: random.Random) -> Iterator[Row]:
    number, total = _staying(shape.secondary, shape, "secondary")
    for i, n in enumerate(apportion(total, [rng.lognormvariate(0, 0.35) for _ in range(number)], least=60)):
        kind, specialty = SECONDARY[min(i, len(SECONDARY) - 1)]
        public = i < 2 or (shape.agency and i == number - 1)
        row = {"tier": "secondary", "facility": "maternity" if specialty == "obstetric" else "hospital", "type": kind,
               "specialty": specialty, "insured_beds": n, "ownership": "public" if public else "private",
               "affiliation": "county" if public else "none", "_use": rng.gauss(*((0.93, 0.015) if i % 4 in (1, 2) else (0.73, 0.03)))}
        if shape.agency and i == number - 1:
            row |= {"facility": "public_health_agency", "type": "specialised", "specialty": "infectious", "_use": 0.62}
        yield row
    yield from _leavers(shape, "secondary", rng)


def _primary(shape: Shape, own: Sequence[Row], rng: random.Random) -> Iterator[Row]:
    number, total = _staying(shape.primary, shape, "primary")
    beds = sorted(apportion(total, [rng.lognormvariate(0, 0.4) for _ in range(number)], least=10), reverse=True)
    for place in sorted(own, key=lambda t: -int(t["insured"])):
        facility = "township_centre" if place["_level"] == "town" else "community_centre"
        yield {"tier": "primary", "facility": facility, "type": "general", "specialty": "general", "insured_beds": beds.pop(rng.randrange(len(beds))),
               "ownership": "public", "affiliation": "county", "tags": "public_health", "_township": place, "_use": rng.gauss(0.66, 0.08)}
    for i, n in enumerate(beds):
        kind, specialty = SMALL[i % len(SMALL)]
        yield {"tier": "ungraded" if i % 2 else "primary", "facility": "hospital", "type": kind, "specialty": specialty, "insured_beds": n,
               "ownership": "private", "affiliation": "none", "_use": rng.gauss(0.62, 0.09)}
    yield from _leavers(shape, "primary", rng)


def _leavers(shape: Shape, tier: str, rng: random.Random) -> Iterator[Row]:
    for beds in [b for t, b in shape.leaving if t == tier]:
        yield {"tier": tier, "facility": "hospital", "type": "general", "specialty": "general", "insured_beds": beds, "ownership": "private",
               "affiliation": "none", "_use": rng.gauss(0.52, 0.04), "exited_on": leaving_day(rng).isoformat(),
               "exit_cause": rng.choice(("withdrawn", "not_renewed", "terminated", "closed"))}


def leaving_day(rng: random.Random) -> date:
    """Return a day between the day of the data and the end of the plan year."""
    return AS_OF + timedelta(days=rng.randint(20, 430))


def _hospital(spec: Row, district: str, own: Sequence[Row], townships: Sequence[Row], names: Names, rng: random.Random) -> Row:
    """One inpatient row: its name, place and figures that follow from its beds."""
    beds = spec["insured_beds"]
    place = spec.pop("_township", None) or drawn(rng, [t for t in own if t["area_class"] != "rural"] or own, "insured")
    lon, lat = hospital_point(place, townships, rng)
    centre = spec["facility"] in ("township_centre", "community_centre")
    licensed = 5 * ceil(beds * rng.uniform(0.94, 1.0) / 5)
    return {"code": names.code("H"), "name": names.name(place["township"] if centre else district, word_of(spec)), "category": "inpatient",
            "district": district, "township": place["township"], "lon": lon, "lat": lat, "licensed_beds": licensed,
            "open_beds": beds + round(beds * rng.choice((0, 0, 0, 0.02, 0.04))), "score": f"{min(98, max(60, rng.gauss(84, 7))):.1f}",
            "status": "active", "admitted_on": date(rng.randint(2003, 2023), rng.randint(1, 12), rng.randint(1, 28)).isoformat(), **spec}


def word_of(row: Row) -> str:
    """Return the word for what an institution is, as its name says it."""
    if row["facility"] in ("hospital", "maternity", "nursing_home"):
        return WORDS[row["specialty"]]
    return WORDS.get(row["type"], WORDS[row["facility"]]) if row["facility"] == "clinic" and row["type"] in ("dental", "massage") else WORDS[row["facility"]]


def hospital_point(place: Row, townships: Sequence[Row], rng: random.Random) -> tuple[float, float]:
    """Return a point near a township's, in its district's cell."""
    while True:
        point = jittered(rng, place["lon"], place["lat"], 0.4 * SPREAD_M[place["area_class"]])
        if own_cell(point, place["district"], townships):
            return point


def calibrate(rows: Sequence[Row], shapes: Mapping[str, Shape], doctors: Mapping[str, int], seed: int) -> None:
    """Give bed-days that make each district's occupancy, doctors that make its sum, and the figures that follow from them."""
    for district, shape in shapes.items():
        own = [r for r in rows if r["district"] == district and r["status"] != "exited"]
        rng = stream(seed, f"use/{district}")
        _fit_use(own, shape.occupancy)
        shares = apportion(doctors[district], [float(r["insured_beds"]) ** 1.05 * rng.uniform(0.8, 1.2) for r in own], least=2)
        for row, n in zip(own, shares, strict=True):
            row["doctors"] = n
            _follow_use(row, rng)


def _fit_use(rows: Sequence[Row], occupancy: float) -> None:
    """Shift every hospital's own use by one amount, within the band, until the district's occupancy is met."""
    target, low, high = occupancy * sum(r["open_beds"] for r in rows), -0.6, 0.6
    for _ in range(60):
        middle = (low + high) / 2
        filled = sum(_clipped(r["_use"] + middle) * r["insured_beds"] for r in rows)
        low, high = (middle, high) if filled < target else (low, middle)
    for row in rows:
        row["bed_days"] = round(_clipped(row["_use"] + low) * 365 * row["insured_beds"])


def _clipped(use: float) -> float:
    return min(USE_BAND[1], max(USE_BAND[0], use))


def _follow_use(row: Row, rng: random.Random) -> None:
    """Admissions, visits and payments that go with the bed-days."""
    per_day = {"tertiary": 1450, "secondary": 760}.get(row["tier"], 390) * rng.uniform(0.9, 1.1)
    row["retail_bed_days"] = round(row["bed_days"] * rng.uniform(0.002, 0.012))
    row["fund_paid"] = round(row["bed_days"] * per_day * 0.66)
    row["admissions"] = round(row["bed_days"] / rng.uniform(7.6, 9.8))
    row["visits"] = row["doctors"] * rng.randint(2200, 4200)
    row["cost_per_visit"] = round({"tertiary": 340, "secondary": 230}.get(row["tier"], 120) * rng.uniform(0.85, 1.15))
    row["reimbursement_share"] = f"{ {'tertiary': 0.62, 'secondary': 0.70}.get(row['tier'], 0.78) + rng.uniform(-0.03, 0.03):.3f}"
