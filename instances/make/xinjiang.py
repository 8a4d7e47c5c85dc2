"""Write the synthetic instance of Changji prefecture: `python instances/make/xinjiang.py --seed 0 [--out DIR]`."""
from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path

import hospitals
import ledgers
import places
import shops
import use
from around import Seeker
from by_hand import manual_plan, write_plan
from cases import judged
from hospital_wishes import HospitalWishes
from names import Names
from running import write_tables, write_yaml
from spaced_wishes import SpacedWishes, Wish
from town import Row, stream
from xinjiang_cases import CLINICS, HOSPITALS, SEASON, SHOPS
from xinjiang_stock import Stock, named_for_corps
from xinjiang_town import (
    BALANCES,
    BOOK,
    BY_RATE,
    CALENDAR,
    CUMULATIVE,
    ENDS,
    FARM,
    FROZEN,
    HABITS,
    INSURED,
    LEVELS,
    NEEDED,
    NO_CENTRE,
    NO_DUAL,
    PEOPLE_PER_POINT,
    SHAPES,
    VILLAGES,
)

HERE = Path(__file__).resolve().parents[1]
DECIDED = "2025-12-10"      # day of the decisions already taken
NAME, TITLE = "xinjiang2026", "昌吉回族自治州2026年度医疗保障定点医药机构资源配置方案"
STAGES = (("assessed", 30), ("published", 4), ("accepted", 3), ("filed", 3), ("withdrawn", 1))


def build(seed: int) -> dict[str, list[Row]]:
    """Every table of the instance, deterministic in the seed."""
    districts = places.districts(BOOK, INSURED, LEVELS)
    townships = places.townships(BOOK, districts, seed)
    points = places.demand_points(townships, seed, PEOPLE_PER_POINT, VILLAGES)
    names = Names()
    seeker = Seeker(points, townships, stream(seed, "places"), spread_m=420.0, tries=20_000)
    institutions, history = _stock(townships, seeker, names, seed)
    applications = _applications(institutions, townships, seeker, names, seed)
    return {"districts": districts, "townships": townships, "demand_points": points, "institutions": [*institutions, *history],
            "applications": applications, "funds": _funds(districts, seed), "requirements": _needed(), "releases": ledgers.releases(history),
            "events": ledgers.events(institutions, seed)}


def _stock(townships: Sequence[Row], seeker: Seeker, names: Names, seed: int) -> tuple[list[Row], list[Row]]:
    """Institutions of the baseline, and those of history."""
    beds = [_corps(r) for r in hospitals.hospitals(SHAPES, townships, names, seed, CALENDAR)]
    _without_public_hospital([r for r in beds if r["district"] == "木垒哈萨克自治县"])
    made = Stock(townships, beds, seeker, names, stream(seed, "stock"))
    small = {"outpatient": made.clinics(), "pharmacy": made.pharmacies()}
    doctors = {d: s.doctors - sum(r["doctors"] for r in small["outpatient"] if r["district"] == d) for d, s in SHAPES.items()}
    use.calibrate(beds, SHAPES, doctors, seed)
    rng = stream(seed, "ends")
    history = [r for c, rows in small.items() for r in _end_some(rows, ENDS[c], names, rng)]
    private = [h for h in beds if h["ownership"] == "private" and "exited_on" not in h]
    history += [shops.left_before(h, names, rng, CALENDAR) for h in rng.sample(private, 2)]
    return [*beds, *small["outpatient"], *small["pharmacy"]], history


def _corps(row: Row) -> Row:
    """Return a centre of a corps farm as the farm's hospital; other rows as they are."""
    if not row["township"].startswith(FARM) or row["facility"] not in ("township_centre", "community_centre"):
        return row
    return named_for_corps(row | {"facility": "township_centre", "tags": "corps;public_health"})


def _without_public_hospital(rows: Sequence[Row]) -> None:
    """The county's own hospital is not of level two yet, the one that is is private."""
    own, other = (r for r in rows if r["tier"] == "secondary")
    own |= {"tier": "primary", "_rises": True}
    other |= {"ownership": "private", "affiliation": "none"}


def _end_some(rows: Sequence[Row], ends: tuple[int, int, int], names: Names, rng: random.Random) -> list[Row]:
    """Mark who leaves this year and who is suspended; return those that left before."""
    leaving, left, suspended = ends
    there = Counter((r["district"], r["township"]) for r in rows)
    spare = [r for r in rows if there[r["district"], r["township"]] > 3 and not r["tags"]]
    for row in rng.sample(spare, leaving):
        row |= {"exited_on": hospitals.leaving_day(rng, CALENDAR).isoformat(), "exit_cause": rng.choice(shops.CAUSES)}
    for row in rng.sample([r for r in spare if "exited_on" not in r], suspended):
        row["status"] = "suspended"
    return [shops.left_before(r, names, rng, CALENDAR) for r in rng.sample([r for r in spare if "exited_on" not in r], left)]


def _sort(row: Mapping[str, object]) -> Hashable | None:
    """What counts in a circle: pharmacies, and medical institutions up to level one."""
    if row["category"] == "pharmacy":
        return "pharmacy"
    return "small" if row["tier"] in ("primary", "ungraded") else None


def _applications(stock: Sequence[Row], townships: Sequence[Row], seeker: Seeker, names: Names, seed: int) -> list[Row]:
    wishes = HospitalWishes(stock, townships, names, SEASON, stream(seed, "applications/inpatient"))
    rows = [_corps(_in_farm(wishes.row(c), townships)) for c in HOSPITALS]
    rng = stream(seed, "applications/spaced")
    spaced = SpacedWishes(stock, seeker, names, SEASON, _sort, rng)
    rows += [named_for_corps(r) for wish in (*_centres(townships), *CLINICS) for r in spaced.rows(wish)]
    rows += [r | {"type": "", "tags": ""} for wish in (*SHOPS, *_country(stock, townships, rng)) for r in spaced.rows(wish)]
    rows += _dual(stock, names, rng)
    for row in rows:
        if row["qualified"] == "yes" and row["kind"] in ("new", "branch") and "public_health" not in row["tags"]:
            row["stage"] = rng.choices([s for s, _ in STAGES], [n for _, n in STAGES])[0]
        elif row["qualified"] == "yes":
            row["stage"] = "assessed"
    return rows + _sites(stock, rows, townships, seeker, names)


def _in_farm(row: Row, townships: Sequence[Row]) -> Row:
    """Return the application of a farm's hospital at a farm of its county; other rows as they are."""
    if "corps" not in row["tags"]:
        return row
    farm = max((t for t in townships if t["district"] == row["district"] and t["township"].startswith(FARM)), key=lambda t: int(t["insured"]))
    return row | {"township": farm["township"], "lon": farm["lon"], "lat": farm["lat"],
                  "name": row["name"].replace(row["township"], farm["township"], 1)}


def _centres(townships: Sequence[Row]) -> list[Wish]:
    """Centres of the townships that have none."""
    apart = {"scheme": "pooled", "tier": "primary", "ownership": "public", "affiliation": "county"}
    return [Wish(district=t["district"], facility="township_centre", townships=(t["township"],), apart=apart | {
        "tags": "corps;public_health" if t["township"].startswith(FARM) else "public_health"})
        for t in townships if t["township"] in NO_CENTRE]


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
    rows = []
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
        rows.append(place | {"code": names.code("S"), "kind": "site", "name": "", "category": "pharmacy", "facility": "pharmacy", "type": "",
                             "tier": "ungraded", "qualified": "yes"})
    return rows


def _needed() -> list[Row]:
    """Pharmacies that each county's residents need."""
    return [{"district": d, "category": "pharmacy", "required": n, "unit": "institutions", "source": "示例：按常住参保人口购药需求测算"}
            for d, n in NEEDED.items()]


def _funds(districts: Sequence[Row], seed: int) -> list[Row]:
    """The ledgers, one with a deficit of the years together, some without a forecast."""
    rows = ledgers.funds(districts, BALANCES, seed)
    for row in rows:
        row["cumulative_balance"] = CUMULATIVE.get((row["district"], row["scheme"]), row["cumulative_balance"])
        if row["district"] in BY_RATE:
            row["forecast_balance"] = ""
    own = [r for r in rows if r["district"]]
    pools = [r for r in rows if not r["district"]]
    for row in pools:
        row["cumulative_balance"] = sum(r["cumulative_balance"] for r in own if r["scheme"] == row["scheme"])
    return rows


def decisions(tables: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Decisions that the bureau has already taken: one admission and one refusal."""
    early = [a for a in tables["applications"] if a["kind"] == "new" and a["qualified"] == "yes" and not a["barred_until"]
             and not a["tags"] and a["applied_on"] < DECIDED and a["stage"] == "assessed" and a["district"] not in FROZEN]
    taken = next(a for a in early if a["category"] == "inpatient" and a["district"] == "吉木萨尔县" and a["ownership"] == "public")
    refused = next(a for a in early if a["category"] == "pharmacy" and a["district"] == "昌吉市")
    by = "州医保局局长办公会"
    return [
        {"application": taken["code"], "fix": "admitted", "beds": taken["beds_max"], "reason": "州人民政府2026年度民生实事", "by": by,
         "on": DECIDED},
        {"application": refused["code"], "fix": "refused", "reason": "群众投诉查实，整改期内暂缓纳入", "by": by, "on": DECIDED},
    ]


def write(seed: int, out: Path) -> None:
    """Write the tables, the manual plan and the YAML."""
    tables = build(seed)
    fixed = decisions(tables)
    write_tables(out / NAME, tables)
    write_plan(out / NAME / "manual_plan.xlsx", manual_plan(tables, HABITS, fixed), tables, f"{TITLE}（人工方案）")
    write_yaml(out / f"{NAME}.yaml", {
        "name": NAME, "title": TITLE, "model": "../models/xinjiang.yaml" if out.resolve() == HERE else "xinjiang", "year": "2026",
        "data_as_of": CALENDAR.as_of.isoformat(), "source": "synthetic", "coordinates": "wgs84"}, list(tables), fixed,
        "{plan_made: yes, plan_filed: yes, national_beds_per_1000: 7.23}")


def main() -> None:
    """Read the options and write the instance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="another town of the same shape (default: 0, the shipped one)")
    parser.add_argument("--out", type=Path, default=HERE, help=f"folder that gets {NAME}.yaml and {NAME}/ (default: instances)")
    options = parser.parse_args()
    write(options.seed, options.out)


if __name__ == "__main__":
    main()
