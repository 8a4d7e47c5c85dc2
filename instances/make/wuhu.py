"""Write the synthetic instance of Wuhu, calibrated to the published totals: `python instances/make/wuhu.py --seed 0 [--out DIR]`."""
from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import hospitals
import ledgers
import places
import shops
import use
from by_hand import Habits, manual_plan, write_plan
from hospital_wishes import HospitalWishes
from hospitals import Shape
from names import Names
from running import write_tables, write_yaml
from shop_wishes import shop_wishes
from siting import Ground
from town import Row, agree_with_published, stream
from wuhu_cases import DEMANDS, HOSPITALS, RULE, SITES

HERE = Path(__file__).resolve().parents[1]
DECIDED = "2026-06-29"      # day of the decisions already taken
NAME, TITLE = "wuhu2026", "芜湖市2026年度医疗保障定点医药机构资源配置方案"
BOOK = places.Gazetteer(
    city="芜湖市",
    area_codes={"340202": "镜湖区", "340209": "弋江区", "340272": "弋江区", "340207": "鸠江区", "340271": "鸠江区", "340210": "湾沚区",
                "340212": "繁昌区", "340223": "南陵县", "340281": "无为市"},
    merged={"安徽芜湖鸠江经济开发区": "官陡街道", "鸠江经济开发区二坝园区": "二坝镇", "安徽繁昌工业园区": "繁阳镇",
            "安徽南陵工业园区": "籍山镇", "安徽无为经济开发区": "无城镇"},
    hub=(118.36871, 31.35018),
    seats={"湾沚区": "湾沚镇", "繁昌区": "繁阳镇", "南陵县": "籍山镇", "无为市": "无城镇"},
)
INSURED = (3_676_133, 3_679_567)     # the only totals with which all three published ratios agree
LEVELS = {"镜湖区": "rich", "弋江区": "fair", "鸠江区": "fair", "湾沚区": "weak", "繁昌区": "fair", "南陵县": "weak", "无为市": "weak"}
SHAPES = {
    # 镜湖: rich, surplus of beds and of doctors.
    "镜湖区": Shape((5, 4500), (8, 1100), (15, 650), 0.826, 1890, 160, 220, (("secondary", 240), ("primary", 60))),
    # 弋江: some surplus of beds, doctors just under the standard.
    "弋江区": Shape((3, 2750), (6, 900), (15, 500), 0.803, 1873, 105, 225, (("primary", 40),), agency=True),
    # 鸠江: some surplus, its funds in deficit.
    "鸠江区": Shape((4, 2950), (7, 1150), (17, 600), 0.797, 1999, 145, 245, (("secondary", 100),)),
    # 湾沚: short, yet frozen by its occupancy.
    "湾沚区": Shape((0, 0), (5, 1350), (8, 450), 0.772, 800, 60, 100, (("secondary", 70),)),
    # 繁昌: a small surplus, frozen by its occupancy.
    "繁昌区": Shape((0, 0), (4, 1200), (8, 430), 0.752, 640, 40, 75, (("primary", 50),)),
    # 南陵, 无为: short and well used.
    "南陵县": Shape((1, 754), (4, 850), (12, 416), 0.868, 1009, 65, 115, (("primary", 45),)),
    "无为市": Shape((2, 1500), (7, 1354), (24, 546), 0.856, 1940, 120, 214, (("secondary", 130), ("primary", 40))),
}
BALANCES = {
    "镜湖区": (0.071, 0.018), "弋江区": (0.064, 0.012), "鸠江区": (-0.011, -0.034), "湾沚区": (0.058, 0.021), "繁昌区": (0.049, 0.009),
    "南陵县": (0.066, 0.027), "无为市": (0.073, 0.031),
}
ENDS = {"outpatient": shops.Ends(leaving=29, left=9, suspended=4), "pharmacy": shops.Ends(leaving=52, left=14, suspended=7)}
HABITS = Habits(cut_districts=("镜湖区", "弋江区", "鸠江区", "繁昌区"), cut_share=0.035, cut_from=40, receivers=("南陵县", "无为市"),
                places={"outpatient": 45, "pharmacy": 5}, slots=8)


def build(seed: int) -> dict[str, list[Row]]:
    """Every table of the instance, deterministic in the seed."""
    insured = stream(seed, "insured").randint(INSURED[0] + 300, INSURED[1] - 300)
    districts = places.districts(BOOK, insured, LEVELS)
    townships = places.townships(BOOK, districts, seed)
    points = places.demand_points(townships, seed)
    grounds = {c: Ground(points, townships, stream(seed, f"ground/{c}")) for c in ENDS}
    names = Names()
    institutions, history = _stock(townships, grounds, names, seed)
    agree_with_published(BOOK.city, insured, institutions)
    wishes = HospitalWishes(institutions, townships, names, RULE, stream(seed, "applications/inpatient"))
    applications = [wishes.row(c) for c in (*HOSPITALS, *SITES)] + shop_wishes(grounds, DEMANDS, institutions, names, RULE, seed)
    return {"districts": districts, "townships": townships, "demand_points": points, "institutions": [*institutions, *history],
            "applications": applications, "funds": ledgers.funds(districts, BALANCES, seed), "releases": ledgers.releases(history),
            "events": ledgers.events(institutions, seed)}


def _stock(townships: Sequence[Row], grounds: Mapping[str, Ground], names: Names, seed: int) -> tuple[list[Row], list[Row]]:
    """Institutions of the baseline, and those of history."""
    beds = hospitals.hospitals(SHAPES, townships, names, seed)
    small = {"outpatient": shops.clinics(grounds["outpatient"], SHAPES, names, seed),
             "pharmacy": shops.pharmacies(grounds["pharmacy"], SHAPES, names, seed)}
    doctors = {d: s.doctors - sum(r["doctors"] for r in small["outpatient"] if r["district"] == d) for d, s in SHAPES.items()}
    use.calibrate(beds, SHAPES, doctors, seed)
    agreed = min((h for h in beds if h["district"] == "鸠江区" and h["tier"] == "tertiary"), key=use.use_of)
    agreed["reducible_beds"] = 40        # what bureau and hospital have agreed on at most
    rng = stream(seed, "ends")
    history = [r for c, rows in small.items() for r in shops.end_some(rows, ENDS[c], grounds[c], names, rng)]
    private = [h for h in beds if h["facility"] == "hospital" and h["ownership"] == "private" and "exited_on" not in h]
    history += [shops.left_before(h, names, rng) for h in rng.sample(private, 4)]
    rng.choice([h for h in private if h["tier"] == "ungraded"])["status"] = "suspended"
    return [*beds, *small["outpatient"], *small["pharmacy"]], history


def decisions(tables: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Decisions that the bureau has already taken: one admission, one refusal, one reduction."""
    early = [a for a in tables["applications"] if a["kind"] == "new" and a["qualified"] == "yes" and not a["barred_until"]
             and not a["tags"] and a["licensed_on"] > "2026-06-30" and a["applied_on"] < DECIDED]
    cancer = next(a for a in early if a["category"] == "inpatient" and a["specialty"] == "oncology" and a["district"] == "无为市")
    refused = next(a for a in early if a["category"] == "pharmacy" and a["district"] == "镜湖区")
    parents = {a.get("parent_code") for a in tables["applications"]}
    idle = [r for r in tables["institutions"] if r["district"] == "镜湖区" and r["category"] == "inpatient" and r["status"] == "active"
            and r["facility"] == "hospital" and "exited_on" not in r and r["code"] not in parents]
    cut, code = max((min(use.spare_beds(r), r["insured_beds"] // 10), r["code"]) for r in idle)
    by = "市医保局局长办公会"
    return [
        {"application": cancer["code"], "fix": "admitted", "beds": cancer["beds_max"],
         "reason": "列入市政府2026年度民生实事，肿瘤专科供给不足", "by": by, "on": DECIDED},
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
        "name": NAME, "title": TITLE, "model": "../models/wuhu.yaml" if out.resolve() == HERE else "wuhu", "year": "2026",
        "data_as_of": "2025-09-30", "source": "synthetic", "coordinates": "wgs84"}, list(tables), fixed, "{plan_made: yes, plan_filed: no}")


def main() -> None:
    """Read the options and write the instance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="another town of the same shape (default: 0, the shipped one)")
    parser.add_argument("--out", type=Path, default=HERE, help="folder that gets wuhu2026.yaml and wuhu2026/ (default: instances)")
    options = parser.parse_args()
    write(options.seed, options.out)


if __name__ == "__main__":
    main()
