"""Write the synthetic instance of Shaoxing: `python instances/make/shaoxing.py --seed 0 [--out DIR]`."""
from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from pathlib import Path

import hospitals
import ledgers
import places
import shops
import use
from by_hand import Habits, manual_plan, write_plan
from contracts import admit_lately, again, guided
from hospital_wishes import HospitalWishes
from hospitals import Calendar, Shape
from names import Names
from running import write_tables, write_yaml
from shaoxing_cases import DEMANDS, HOSPITALS, SEASON, SITES
from shop_wishes import shop_wishes
from siting import Ground
from town import Row, stream

HERE = Path(__file__).resolve().parents[1]
DECIDED, BEGINS = "2026-06-29", "2026-01-01"           # day of the decisions already taken, first day of the plan
NAME, TITLE = "shaoxing2026", "绍兴市2026年度医疗保障定点医药机构资源配置方案"
BOOK = places.Gazetteer(
    city="绍兴市",
    area_codes={"330602": "越城区", "330603": "柯桥区", "330604": "上虞区", "330624": "新昌县", "330681": "诸暨市", "330683": "嵊州市"},
    merged={}, hub=(120.58511, 29.99138), seats={}, trusted=frozenset({"沥海街道"}),
    centres={"越城区": "府山街道", "柯桥区": "柯岩街道", "上虞区": "百官街道", "新昌县": "南明街道", "诸暨市": "暨阳街道",
             "嵊州市": "三江街道"},
    spread_m={"越城区": 2500, "柯桥区": 3000, "上虞区": 4000, "嵊州市": 3000},
)
INSURED = (5_118_000, 5_132_000)
PEOPLE_PER_POINT = 2300
CALENDAR = Calendar(date(2026, 3, 31), leaving=(15, 265), left=(95, 600))
PERIOD = Calendar(date(2026, 3, 31), leaving=(15, 265), left=(5, 85))      # what left since the plan began on 1 January 2026
LEVELS = {"越城区": "rich", "柯桥区": "fair", "上虞区": "fair", "新昌县": "weak", "诸暨市": "fair", "嵊州市": "weak"}
SHAPES = {
    # 越城: the municipal hospitals, those that stand in other districts counted in.
    "越城区": Shape((6, 5900), (10, 2250), (32, 1500), 0.872, 3900, 320, 480, (("secondary", 120), ("primary", 50), ("primary", 40)),
                 agency=True, levels=("municipal", "provincial", "municipal", "municipal", "municipal", "municipal")),
    "柯桥区": Shape((3, 3250), (10, 2250), (33, 1250), 0.846, 3000, 310, 470, (("secondary", 110), ("primary", 40)),
                 levels=("county", "county", "municipal")),
    "上虞区": Shape((2, 2800), (9, 1850), (35, 1200), 0.812, 2350, 240, 360, (("secondary", 90), ("primary", 40)),
                 levels=("county", "municipal")),
    # 新昌: its residents' fund in deficit.
    "新昌县": Shape((1, 950), (5, 880), (20, 560), 0.784, 1150, 120, 190, (("primary", 50),), levels=("county",)),
    "诸暨市": Shape((2, 2850), (12, 2780), (46, 1900), 0.864, 3250, 330, 530, (("secondary", 150), ("primary", 60), ("primary", 40)),
                 levels=("county", "county")),
    # 嵊州: a warning letter that still stands.
    "嵊州市": Shape((1, 1300), (8, 1750), (30, 1150), 0.806, 1850, 180, 290, (("secondary", 80), ("primary", 30)), levels=("county",)),
}
BALANCES = {"越城区": (0.058, 0.016), "柯桥区": (0.062, 0.021), "上虞区": (0.047, 0.006), "新昌县": (0.031, -0.022),
            "诸暨市": (0.055, 0.019), "嵊州市": (0.024, 0.003)}
WARNINGS = {"嵊州市": ("2025-09-12", ""), "上虞区": ("2025-03-20", "2025-10-28")}
EMPTY = ("岭南乡", "陈溪乡", "东和乡", "东茗乡", "贵门乡")     # without a pharmacy; the last two lie in counties that may not add any
GROUNDS = {
    "outpatient": {"left_out": {"dense": 0.02, "urban": 0.05, "rural": 0.12}},
    "pharmacy": {"reach_m": {"dense": 800, "urban": 800, "rural": 800}, "left_out": {"dense": 0.02, "urban": 0.07, "rural": 0.45},
                 "empty": EMPTY, "everywhere": True},
}
ENDS = {"outpatient": shops.Ends(leaving=46, left=16, suspended=6), "pharmacy": shops.Ends(leaving=74, left=22, suspended=9)}
LEFT_IN_PERIOD = {"outpatient": 14, "pharmacy": 26}
CAME_IN_PERIOD = {      # admitted since the plan began; 上虞 has taken so many more clinics and pharmacies than leave in the whole year
    "outpatient": {"越城区": 4, "柯桥区": 4, "诸暨市": 5, "新昌县": 1}, "pharmacy": {"越城区": 8, "柯桥区": 9, "诸暨市": 8, "嵊州市": 2},
}
TOO_MANY = 4
PLANNED = {"outpatient": 1460, "pharmacy": 2250}       # the city has more of both
HABITS = Habits(cut_districts=("越城区", "上虞区", "诸暨市"), cut_share=0.03, cut_from=40, receivers=(),
                places={"outpatient": 30, "pharmacy": 24}, slots=12, known=("key_project", "university", "blind_massage"))


def build(seed: int) -> dict[str, list[Row]]:
    """Every table of the instance, deterministic in the seed."""
    districts = places.districts(BOOK, stream(seed, "insured").randint(*INSURED), LEVELS)
    townships = places.townships(BOOK, districts, seed)
    points = places.demand_points(townships, seed, PEOPLE_PER_POINT)
    grounds = {c: Ground(points, townships, stream(seed, f"ground/{c}"), **GROUNDS[c]) for c in ENDS}
    names = Names()
    institutions, history = _stock(townships, grounds, names, seed)
    wishes = HospitalWishes(institutions, townships, names, SEASON, stream(seed, "applications/inpatient"))
    applications = [wishes.row(c) for c in (*HOSPITALS, *SITES)] + shop_wishes(grounds, DEMANDS, institutions, names, SEASON, seed)
    open_to_all = [r for r in institutions if r["district"] not in ("新昌县", "嵊州市")]
    barred, returning, ended = again(open_to_all, townships, names, CALENDAR.as_of, stream(seed, "again"))
    events = ledgers.events(institutions, seed) + guided(institutions, CALENDAR.as_of, stream(seed, "guidance")) + ended
    history += barred
    return {"districts": districts, "townships": townships, "demand_points": points, "institutions": [*institutions, *history],
            "applications": [*applications, *returning], "funds": ledgers.funds(districts, BALANCES, seed, WARNINGS),
            "releases": ledgers.releases(history), "events": sorted(events, key=lambda e: (e["code"], e["date"], e["kind"]))}


def _stock(townships: Sequence[Row], grounds: Mapping[str, Ground], names: Names, seed: int) -> tuple[list[Row], list[Row]]:
    """Institutions of the baseline, and those of history."""
    beds = hospitals.hospitals(SHAPES, townships, names, seed, CALENDAR)
    small = {"outpatient": shops.clinics(grounds["outpatient"], SHAPES, names, seed),
             "pharmacy": shops.pharmacies(grounds["pharmacy"], SHAPES, names, seed)}
    doctors = {d: s.doctors - sum(r["doctors"] for r in small["outpatient"] if r["district"] == d) for d, s in SHAPES.items()}
    use.calibrate(beds, SHAPES, doctors, seed)
    license_beds(beds, stream(seed, "licences"))
    rng = stream(seed, "ends")
    history = [r for c, rows in small.items() for r in shops.end_some(rows, ENDS[c], grounds[c], names, rng, CALENDAR)]
    history += [shops.left_before(r, names, rng, PERIOD) for c, n in LEFT_IN_PERIOD.items() for r in rng.sample(small[c], n)]
    private = [h for h in beds if h["facility"] == "hospital" and h["ownership"] == "private" and "exited_on" not in h]
    history += [shops.left_before(h, names, rng, calendar) for calendar in (CALENDAR, CALENDAR, PERIOD) for h in rng.sample(private, 1)]
    for row in small["pharmacy"]:
        if row["township"] == "岭北镇" and row["status"] == "active":      # the last ones of a township close this year
            row |= {"exited_on": hospitals.leaving_day(rng, CALENDAR).isoformat(), "exit_cause": "closed"}
    for category, numbers in CAME_IN_PERIOD.items():
        left = sum(r["district"] == "上虞区" and r.get("exited_on", "") >= BEGINS for r in (*small[category], *history)
                   if r["category"] == category)
        ordinary = [r for r in small[category] if r["facility"] in ("clinic", "outpatient_department", "pharmacy") and not r["tags"]]
        admit_lately(ordinary, {**numbers, "上虞区": left + TOO_MANY}, date(2026, 1, 5), CALENDAR.as_of - timedelta(days=6), rng)
        admit_lately(small[category], dict.fromkeys(SHAPES, 3), date(2025, 6, 2), date(2025, 12, 20), rng)
    admit_lately([r for r in small["outpatient"] if r["facility"] == "village_clinic"], {"诸暨市": 2, "柯桥区": 1},
                 date(2026, 1, 5), CALENDAR.as_of - timedelta(days=6), rng)
    latest = rng.choice([h for h in private if h["insured_beds"] < 60 and h["district"] == "诸暨市"])
    latest["admitted_on"] = "2026-02-09"
    return [*beds, *small["outpatient"], *small["pharmacy"]], history


def license_beds(rows: Sequence[Row], rng: random.Random) -> None:
    """Licences: most hospitals open about what they may, one in nine more than 115 % of it; insured beds follow by the clause."""
    over = []
    for row in rows:
        if "exited_on" not in row and row["insured_beds"] >= 60 and row["facility"] == "hospital" and rng.random() < 0.28:
            row["licensed_beds"] = 5 * round(row["open_beds"] / (1.15 * rng.uniform(1.03, 1.16)) / 5)
            over.append(row)
        else:
            row["licensed_beds"] = 5 * ceil(row["open_beds"] / rng.uniform(0.80, 1.06) / 5)
        if row["affiliation"] == "municipal" and row["ownership"] == "public":
            row["account_district"] = "越城区"
    asked = rng.sample([r for r in over if r["open_beds"] >= 1.16 * r["licensed_beds"]], 3)
    for row, approved in zip(asked, ("2025-11-20", "", "2026-05-08"), strict=True):     # approved; not; after the day of the data
        row |= {"licensed_beds_requested": row["open_beds"], "licensed_approved_on": approved}
    for row in rows:
        row["insured_beds"] = min(row["open_beds"], 23 * licence(row) // 20)


def licence(row: Row) -> int:
    """Licensed beds that count on the day of the data."""
    approved = "" < row.get("licensed_approved_on", "") <= CALENDAR.as_of.isoformat()
    return int(row["licensed_beds_requested"] if approved else row["licensed_beds"])


def decisions(tables: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Decisions that the bureau has already taken: one admission, one refusal, one reduction."""
    early = [a for a in tables["applications"] if a["kind"] == "new" and a["qualified"] == "yes" and not a["barred_until"]
             and not a["tags"] and a["applied_on"] < "2026-04-01"]
    taken = next(a for a in early if a["category"] == "inpatient" and a["district"] == "诸暨市" and a["specialty"] == "general")
    refused = next(a for a in early if a["category"] == "pharmacy" and a["district"] == "柯桥区")
    parents = {a.get("parent_code") for a in tables["applications"]}
    idle = [r for r in tables["institutions"] if r["district"] == "越城区" and r["category"] == "inpatient" and r["status"] == "active"
            and r["facility"] == "hospital" and "exited_on" not in r and r["code"] not in parents]
    cut, code = max((min(use.spare_beds(r), r["insured_beds"] // 10), r["code"]) for r in idle)
    by = "市医保局局长办公会"
    return [
        {"application": taken["code"], "fix": "admitted", "beds": taken["beds_max"],
         "reason": "列入市政府2026年度民生实事", "by": by, "on": DECIDED},
        {"application": refused["code"], "fix": "refused", "reason": "群众投诉查实，整改期内暂缓纳入", "by": by, "on": DECIDED},
        {"institution": code, "reduce": min(30, cut), "reason": "医院主动申请核减长期闲置床位", "by": by, "on": DECIDED},
    ]


def write(seed: int, out: Path) -> None:
    """Write the tables, the manual plan and the YAML."""
    tables = build(seed)
    fixed = decisions(tables)
    write_tables(out / NAME, tables)
    write_plan(out / NAME / "manual_plan.xlsx", manual_plan(tables, HABITS, fixed), tables, f"{TITLE}（人工方案）")
    write_yaml(out / f"{NAME}.yaml", {
        "name": NAME, "title": TITLE, "model": "../models/shaoxing.yaml" if out.resolve() == HERE else "shaoxing", "year": "2026",
        "data_as_of": CALENDAR.as_of.isoformat(), "source": "synthetic", "coordinates": "wgs84"}, list(tables), fixed, parameters(tables))


def parameters(tables: Mapping[str, Sequence[Row]]) -> str:
    """The year's figures: beds as the counties filed them at the end of 2025, and the planned numbers of clinics and pharmacies."""
    filed = Counter[str]()
    for row in tables["institutions"]:
        if row["category"] == "inpatient" and row["admitted_on"] < BEGINS and row.get("exited_on", BEGINS) >= BEGINS:
            filed[row.get("account_district") or row["district"]] += row["insured_beds"]
    totals = ", ".join(f"{d}: {filed[d]}" for d in SHAPES)
    return (f"\n  county_totals: {{{totals}}}"
            f"\n  clinic_total: {{city: {PLANNED['outpatient']}}}\n  pharmacy_total: {{city: {PLANNED['pharmacy']}}}")


def main() -> None:
    """Read the options and write the instance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="another town of the same shape (default: 0, the shipped one)")
    parser.add_argument("--out", type=Path, default=HERE, help="folder that gets shaoxing2026.yaml and shaoxing2026/ (default: instances)")
    options = parser.parse_args()
    write(options.seed, options.out)


if __name__ == "__main__":
    main()
