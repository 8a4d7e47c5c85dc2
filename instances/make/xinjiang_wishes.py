"""Changji's applications: hospitals, small institutions by what stands around them, pharmacies by township, dual-channel upgrades."""
from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

from around import Seeker
from cases import judged
from hospital_wishes import HospitalWishes
from names import Names
from spaced_wishes import SpacedWishes, Wish
from town import Row, stream
from xinjiang_cases import CLINICS, HOSPITALS, SEASON, SHOPS
from xinjiang_stock import named_for_corps
from xinjiang_town import FARM, FROZEN, NO_DUAL

STAGES = (("assessed", 30), ("published", 4), ("accepted", 3), ("filed", 3), ("withdrawn", 1))


def _sort(row: Mapping[str, object]) -> Hashable | None:
    """What counts in a circle: pharmacies, and medical institutions up to level one."""
    if row["category"] == "pharmacy":
        return "pharmacy"
    return "small" if row["tier"] in ("primary", "ungraded") else None


def applications(stock: Sequence[Row], townships: Sequence[Row], without: Sequence[str], seeker: Seeker, names: Names,
                 seed: int) -> list[Row]:
    """Every application, then the sites; `without`: townships whose centres apply."""
    wishes = HospitalWishes(stock, townships, names, SEASON, stream(seed, "applications/inpatient"))
    rows = [_at_centre(wishes.row(c), stock) for c in HOSPITALS]
    rng = stream(seed, "applications/spaced")
    spaced = SpacedWishes(stock, seeker, names, SEASON, _sort, rng)
    rows += [named_for_corps(r) for wish in (*_centres(townships, without), *CLINICS) for r in spaced.rows(wish)]
    rows += [r | {"type": "", "tags": ""} for wish in (*SHOPS, *_country(stock, townships, rng)) for r in spaced.rows(wish)]
    rows += _dual(stock, names, rng)
    for row in rows:
        row["stage"] = _stage(row, rng)
    return rows + _sites(stock, rows, townships, seeker, names)


def _stage(row: Row, rng: random.Random) -> str:
    """How far an application has come; what must be taken in, and what was looked at and failed, is assessed."""
    open_ended = row["qualified"] == "yes" and row["kind"] in ("new", "branch") and "public_health" not in row["tags"]
    return rng.choices([s for s, _ in STAGES], [n for _, n in STAGES])[0] if open_ended else "assessed"


def _at_centre(row: Row, stock: Sequence[Row]) -> Row:
    """Return a centre's application as the wards of the largest centre of its county (of a farm, if it is of the corps) that has none."""
    if row["facility"] != "township_centre":
        return row
    centres = [r for r in stock if r["facility"] == "township_centre" and r["category"] == "outpatient" and r["district"] == row["district"]
               and ("corps" in r["tags"]) == ("corps" in row["tags"])]
    centre = max(centres, key=lambda r: (int(r["visits"]), r["code"]))
    return row | {k: centre[k] for k in ("township", "lon", "lat")} | {"name": f"{centre['name']}住院部"}


def _centres(townships: Sequence[Row], without: Sequence[str]) -> list[Wish]:
    """Centres of the townships that have none."""
    apart = {"scheme": "pooled", "tier": "primary", "ownership": "public", "affiliation": "county"}
    return [Wish(district=t["district"], facility="township_centre", townships=(t["township"],), apart=apart | {
        "tags": "corps;public_health" if t["township"].startswith(FARM) else "public_health"})
        for t in townships if t["township"] in without]


def _country(stock: Sequence[Row], townships: Sequence[Row], rng: random.Random) -> list[Wish]:
    """Pharmacies for townships with none (but for the last few, which get sites), with too few, and with enough."""
    there = Counter((r["district"], r["township"]) for r in stock if r["category"] == "pharmacy" and "exited_on" not in r)
    rural = [t for t in townships if t["area_class"] == "rural"]
    none = [t for t in rural if not there[t["district"], t["township"]]]
    short = [t for t in rural if there[t["district"], t["township"]] == 1 and t["residents"] >= 20_000]
    enough = [t for t in rural if t not in none and t not in short]
    asked = [(t, w) for i, t in enumerate(none[:-5]) for w in (("fresh", "old"), ("fresh",), ("old",), ("fresh", "fresh"))[i % 4]]
    asked += [(t, w) for t in short for w in ("fresh", "old")] + [(t, "") for t in rng.sample(enough, 18)]
    return [Wish(district=t["district"], facility="pharmacy", type="", townships=(t["township"],), apart={"when": w}) for t, w in asked]


def _dual(stock: Sequence[Row], names: Names, rng: random.Random) -> list[Row]:
    """Pharmacies that would become dual-channel ones: in counties with none, one of them frozen, and one beside others."""
    rows: list[Row] = []
    for district in (*NO_DUAL, *NO_DUAL, "昌吉市"):
        own = [r for r in stock if r["category"] == "pharmacy" and r["district"] == district and r["status"] == "active"
               and "exited_on" not in r and not r["tags"] and not any(r["code"] == a["parent_code"] for a in rows)]
        parent = rng.choice(own)
        bad = "冷链储存条件不符合双通道药店要求" if len(rows) == 5 else ""
        same = {k: parent[k] for k in ("name", "category", "facility", "type", "tier", "ownership", "affiliation", "district", "township",
                                       "lon", "lat", "cost_per_visit")}
        rows.append(same | SEASON.dated(rng, "") | judged(rng, bad) | {
            "code": names.code("A"), "kind": "upgrade", "tags": "dual_channel", "parent_code": parent["code"],
            "parent_name": parent["name"], "licensed_on": parent["admitted_on"], "opened_on": "", "barred_until": ""})
    return rows


def _sites(stock: Sequence[Row], wishes: Sequence[Row], townships: Sequence[Row], seeker: Seeker, names: Names) -> list[Row]:
    """Unnamed places for a pharmacy in townships where nobody has one, and nobody or somebody asks."""
    has = {(r["district"], r["township"]) for r in stock if r["category"] == "pharmacy"}
    asks = {(r["district"], r["township"]) for r in wishes if r["category"] == "pharmacy"}
    empty = [t for t in townships if t["area_class"] == "rural" and (t["district"], t["township"]) not in has]
    empty.sort(key=lambda t: (t["district"] in FROZEN, (t["district"], t["township"]) in asks, -int(t["insured"])))
    rows = []
    for t in empty[:14]:
        place = seeker.place(t["district"], lambda p: True, townships=(t["township"],))
        rows.append(place | {"code": names.code("S"), "kind": "site", "name": "", "category": "pharmacy", "facility": "pharmacy",
                             "type": "", "tier": "ungraded", "qualified": "yes"})
    return rows
