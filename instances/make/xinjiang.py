"""Write the synthetic instance of Changji prefecture: `python instances/make/xinjiang.py --seed 0 [--out DIR]`."""
from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import hospitals
import ledgers
import places
import shops
import use
from around import Seeker
from by_hand import manual_plan, write_plan
from names import Names
from running import write_tables, write_yaml
from town import Row, stream
from xinjiang_stock import Stock, farm_hospital
from xinjiang_town import (
    BALANCES,
    BOOK,
    BY_RATE,
    CALENDAR,
    CUMULATIVE,
    ENDS,
    FROZEN,
    HABITS,
    INSURED,
    LEVELS,
    NEEDED,
    PEOPLE_PER_POINT,
    QUARTERS,
    SHAPES,
    VILLAGES,
)
from xinjiang_wishes import applications

HERE = Path(__file__).resolve().parents[1]
DECIDED = "2025-12-10"      # day of the decisions already taken
NAME, TITLE = "xinjiang2026", "昌吉回族自治州2026年度医疗保障定点医药机构资源配置方案"


def build(seed: int) -> dict[str, list[Row]]:
    """Every table of the instance, deterministic in the seed."""
    districts = places.districts(BOOK, INSURED, LEVELS)
    townships = places.townships(BOOK, districts, seed)
    points = places.demand_points(townships, seed, PEOPLE_PER_POINT, VILLAGES)
    names = Names()
    seeker = Seeker(points, townships, stream(seed, "places"), spread_m=420.0, tries=20_000)
    institutions, history, without = _stock(townships, seeker, names, seed)
    wider = Seeker(points, townships, stream(seed, "applications/places"), spread_m=700.0, tries=20_000)
    wishes = applications(institutions, townships, without, wider, names, seed)
    return {"districts": districts, "townships": townships, "demand_points": points, "institutions": [*institutions, *history],
            "applications": wishes, "funds": _funds(districts, seed), "requirements": _needed(),
            "releases": ledgers.releases(history), "events": ledgers.events(institutions, seed)}


def _stock(townships: Sequence[Row], seeker: Seeker, names: Names, seed: int) -> tuple[list[Row], list[Row], list[str]]:
    """Institutions of the baseline, those of history, and the townships that are without a centre."""
    beds = [farm_hospital(r) for r in hospitals.hospitals(SHAPES, townships, names, seed, CALENDAR)]
    _out_of_new_quarters(beds, townships, stream(seed, "quarters"))
    _without_public_hospital([r for r in beds if r["district"] == "木垒哈萨克自治县"])
    made = Stock(townships, beds, seeker, names, stream(seed, "stock"))
    small = {"outpatient": made.clinics(), "pharmacy": made.pharmacies()}
    doctors = {d: s.doctors - sum(r["doctors"] for r in small["outpatient"] if r["district"] == d) for d, s in SHAPES.items()}
    use.calibrate(beds, SHAPES, doctors, seed)
    rng = stream(seed, "ends")
    history = [r for c, rows in small.items() for r in _end_some(rows, ENDS[c], names, rng)]
    private = [h for h in beds if h["ownership"] == "private" and "exited_on" not in h]
    history += [shops.left_before(h, names, rng, CALENDAR) for h in rng.sample(private, 2)]
    return [*beds, *small["outpatient"], *small["pharmacy"]], history, made.without


def _out_of_new_quarters(beds: Sequence[Row], townships: Sequence[Row], rng: random.Random) -> None:
    """Small hospitals do not stand in quarters that are being built."""
    for row in (r for r in beds if r["township"] in QUARTERS and r["tier"] in ("primary", "ungraded")):
        towns = [t for t in townships if t["district"] == row["district"] and t["area_class"] != "rural" and t["township"] not in QUARTERS]
        town = rng.choice(towns)
        row.update(township=town["township"], **places.point_near(town, townships, rng))


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
    beds = [a for a in early if a["category"] == "inpatient"]
    taken = min(beds, key=lambda a: (a["district"] != "吉木萨尔县", a["ownership"] != "public", a["code"]))
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
