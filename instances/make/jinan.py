"""Write the synthetic instance of Jinan: `python instances/make/jinan.py --seed 0 [--out DIR]`."""
from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import hospitals
import ledgers
import places
import shops
import use
from by_hand import Habits, manual_plan, write_plan
from hospital_wishes import HospitalWishes
from hospitals import Calendar, Shape
from jinan_cases import DEMANDS, HOSPITALS, SEASON, SITES
from jinan_need import requirements
from jinan_places import BOOK
from names import Names
from running import write_tables, write_yaml
from shop_wishes import shop_wishes
from siting import Ground
from town import Row, stream

HERE = Path(__file__).resolve().parents[1]
DECIDED = "2026-07-20"      # day of the decisions already taken
NAME, TITLE = "jinan2026", "济南市2026年度基本医保定点医药机构资源配置方案"
INSURED = (8_553_000, 8_567_000)
PEOPLE_PER_POINT = 3000
CALENDAR = Calendar(date(2025, 12, 31), leaving=(20, 350))
LEVELS = dict.fromkeys(("历下区", "市中区", "槐荫区", "天桥区"), "rich") | dict.fromkeys(
    ("历城区", "章丘区", "莱芜区", "钢城区", "高新区", "长清区"), "fair") | dict.fromkeys(("济阳区", "平阴县", "商河县"), "weak")
SHAPES = {
    # The old city: provincial and municipal hospitals, far above what its people need.
    "历下区": Shape((7, 8600), (9, 1700), (24, 1000), 0.882, 4000, 380, 430, (("secondary", 160), ("primary", 60))),
    "市中区": Shape((6, 6100), (10, 1900), (28, 1250), 0.861, 3300, 400, 450, (("secondary", 150), ("primary", 50))),
    "槐荫区": Shape((6, 6700), (9, 1700), (24, 1050), 0.870, 3000, 300, 350, (("secondary", 140),), agency=True),
    "天桥区": Shape((4, 4300), (10, 1900), (24, 1050), 0.832, 2700, 340, 400, (("secondary", 130), ("primary", 40))),
    # About it: growing, and short of nearly everything.
    "历城区": Shape((4, 4000), (13, 2900), (34, 1800), 0.846, 3700, 420, 540, (("secondary", 120), ("primary", 50)),
                 levels=("municipal", "provincial", "county", "none")),
    "高新区": Shape((2, 1700), (5, 900), (12, 500), 0.803, 1300, 120, 160, (("primary", 30),), levels=("municipal", "none")),
    "长清区": Shape((1, 1100), (8, 1500), (20, 950), 0.794, 1500, 200, 260, (("primary", 50),), levels=("county",)),
    "章丘区": Shape((2, 2500), (11, 2300), (32, 1700), 0.812, 2700, 400, 510, (("secondary", 120), ("primary", 50)),
                 levels=("county", "county")),
    "济阳区": Shape((1, 1000), (6, 1150), (18, 850), 0.808, 1250, 170, 220, (("primary", 40),), levels=("county",)),
    # 莱芜: its residents' fund in deficit; 商河: its employees' fund; 平阴: a warning letter that stands.
    "莱芜区": Shape((2, 2600), (10, 2100), (28, 1500), 0.784, 2400, 380, 480, (("secondary", 130),), levels=("municipal", "county")),
    "钢城区": Shape((0, 0), (5, 1200), (12, 600), 0.762, 750, 105, 145, (("primary", 30),)),
    "平阴县": Shape((1, 900), (5, 700), (14, 550), 0.773, 850, 120, 165, (("primary", 40),), levels=("county",)),
    "商河县": Shape((1, 900), (5, 1000), (20, 800), 0.826, 1250, 165, 215, (("primary", 40),), levels=("county",)),
}
BALANCES = {
    "历下区": (0.081, 0.032), "市中区": (0.067, 0.021), "槐荫区": (0.058, 0.017), "天桥区": (0.049, 0.008), "历城区": (0.072, 0.026),
    "高新区": (0.094, 0.041), "长清区": (0.036, 0.009), "章丘区": (0.041, 0.006), "济阳区": (0.038, 0.012), "莱芜区": (0.012, -0.018),
    "钢城区": (0.019, 0.004), "平阴县": (0.022, 0.003), "商河县": (-0.009, 0.007),
}
WARNINGS = {"平阴县": ("2025-08-15", ""), "章丘区": ("2025-02-10", "2025-09-30")}
GROUNDS = {
    "outpatient": {"left_out": {"dense": 0.02, "urban": 0.06, "rural": 0.10}},
    "pharmacy": {"reach_m": {"dense": 800, "urban": 800, "rural": 800}, "left_out": {"dense": 0.02, "urban": 0.08, "rural": 0.45},
                 "everywhere": True},
}
ENDS = {"outpatient": shops.Ends(leaving=96, left=30, suspended=10), "pharmacy": shops.Ends(leaving=134, left=42, suspended=14)}
HABITS = Habits(cut_districts=("历下区", "市中区", "槐荫区", "天桥区"), cut_share=0.015, cut_from=40, receivers=(),
                places={"outpatient": 30, "pharmacy": 20}, slots=16, known=("key_project", "public_health", "university"))


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
    return {"districts": districts, "townships": townships, "demand_points": points, "institutions": [*institutions, *history],
            "applications": applications, "funds": ledgers.funds(districts, BALANCES, seed, WARNINGS),
            "requirements": requirements(districts, institutions), "releases": ledgers.releases(history),
            "events": ledgers.events(institutions, seed)}


def _stock(townships: Sequence[Row], grounds: Mapping[str, Ground], names: Names, seed: int) -> tuple[list[Row], list[Row]]:
    """Institutions of the baseline, and those of history."""
    beds = hospitals.hospitals(SHAPES, townships, names, seed, CALENDAR)
    small = {"outpatient": shops.clinics(grounds["outpatient"], SHAPES, names, seed),
             "pharmacy": shops.pharmacies(grounds["pharmacy"], SHAPES, names, seed)}
    doctors = {d: s.doctors - sum(r["doctors"] for r in small["outpatient"] if r["district"] == d) for d, s in SHAPES.items()}
    use.calibrate(beds, SHAPES, doctors, seed)
    rng = stream(seed, "ends")
    history = [r for c, rows in small.items() for r in shops.end_some(rows, ENDS[c], grounds[c], names, rng, CALENDAR)]
    private = [h for h in beds if h["facility"] == "hospital" and h["ownership"] == "private" and "exited_on" not in h]
    history += [shops.left_before(h, names, rng, CALENDAR) for h in rng.sample(private, 6)]
    rng.choice([h for h in private if h["tier"] == "ungraded"])["status"] = "suspended"
    return [*beds, *small["outpatient"], *small["pharmacy"]], history


def decisions(tables: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Decisions that the bureau has already taken: one admission, one refusal, one reduction."""
    early = [a for a in tables["applications"] if a["kind"] == "new" and a["qualified"] == "yes" and not a["barred_until"]
             and not a["tags"] and a["applied_on"] < "2026-07-01"]
    taken = next(a for a in early if a["category"] == "inpatient" and a["specialty"] == "paediatric" and a["district"] == "历城区")
    refused = next(a for a in early if a["category"] == "pharmacy" and a["district"] == "历城区")
    parents = {a.get("parent_code") for a in tables["applications"]}
    idle = [r for r in tables["institutions"] if r["district"] == "历下区" and r["category"] == "inpatient" and r["status"] == "active"
            and r["facility"] == "hospital" and "exited_on" not in r and r["code"] not in parents]
    cut, code = max((min(use.spare_beds(r), r["insured_beds"] // 10), r["code"]) for r in idle)
    by = "市医保局局长办公会"
    return [
        {"application": taken["code"], "fix": "admitted", "beds": taken["beds_max"],
         "reason": "列入市政府2026年度民生实事，儿科供给不足", "by": by, "on": DECIDED},
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
        "name": NAME, "title": TITLE, "model": "../models/jinan.yaml" if out.resolve() == HERE else "jinan", "year": "2026",
        "data_as_of": CALENDAR.as_of.isoformat(), "source": "synthetic", "coordinates": "wgs84"}, list(tables), fixed,
        f"{{opened_by: {SEASON.open_by}}}")


def main() -> None:
    """Read the options and write the instance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="another town of the same shape (default: 0, the shipped one)")
    parser.add_argument("--out", type=Path, default=HERE, help="folder that gets jinan2026.yaml and jinan2026/ (default: instances)")
    options = parser.parse_args()
    write(options.seed, options.out)


if __name__ == "__main__":
    main()
