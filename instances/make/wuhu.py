"""Write the synthetic instance of Wuhu, calibrated to the published totals: `python instances/make/wuhu.py --seed 0 [--out DIR]`."""
from __future__ import annotations

import argparse
import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import columns
import places
import shops
import stock
from by_hand import Habits, manual_plan, write_plan
from running import write_yaml
from siting import Ground
from stock import Names, Shape
from town import Row, published, stream, write_table
from wishes import spare_beds
from wuhu_wishes import applications

HERE = Path(__file__).resolve().parents[1]
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
BALANCE = {  # this year's balance as a share of income: employees', residents' fund
    "镜湖区": (0.071, 0.018), "弋江区": (0.064, 0.012), "鸠江区": (-0.011, -0.034), "湾沚区": (0.058, 0.021), "繁昌区": (0.049, 0.009),
    "南陵县": (0.066, 0.027), "无为市": (0.073, 0.031),
}
HABITS = Habits(cut_districts=("镜湖区", "弋江区", "鸠江区", "繁昌区"), cut_share=0.03, receivers=("南陵县", "无为市"), clinics=45, pharmacies=40,
                slots=8)


def build(seed: int) -> dict[str, list[Row]]:
    """Every table of the instance, deterministic in the seed."""
    insured = stream(seed, "insured").randint(INSURED[0] + 300, INSURED[1] - 300)
    districts = places.districts(BOOK, insured, LEVELS)
    townships = places.townships(BOOK, districts, seed)
    points = places.demand_points(townships, seed)
    names = Names()
    hospitals = stock.hospitals(SHAPES, townships, names, seed)
    grounds = {c: Ground(points, townships, stream(seed, f"ground/{c}")) for c in ("outpatient", "pharmacy")}
    clinics = shops.clinics(grounds["outpatient"], SHAPES, names, seed)
    pharmacies = shops.pharmacies(grounds["pharmacy"], SHAPES, names, seed)
    doctors = {d: s.doctors - sum(r["doctors"] for r in clinics if r["district"] == d) for d, s in SHAPES.items()}
    stock.calibrate(hospitals, SHAPES, doctors, seed)
    history = _ends(hospitals, clinics, pharmacies, grounds, names, seed)
    institutions = [*hospitals, *clinics, *pharmacies, *history]
    _check(districts, institutions)
    return {"districts": districts, "townships": townships, "demand_points": points, "institutions": institutions,
            "applications": applications(institutions, townships, grounds, names, seed), "funds": _funds(districts, seed),
            "releases": _releases(history), "events": _events(institutions, seed)}


def _ends(hospitals: list[Row], clinics: list[Row], pharmacies: list[Row], grounds: dict[str, Ground], names: Names, seed: int) -> list[Row]:
    """Exits of this year, suspensions, and the rows of history."""
    rng = stream(seed, "ends")
    rows = shops.end_some(clinics, shops.Ends(leaving=29, left=9, suspended=4), grounds["outpatient"], rng)
    rows += shops.end_some(pharmacies, shops.Ends(leaving=52, left=14, suspended=7), grounds["pharmacy"], rng)
    small = [h for h in hospitals if h["facility"] == "hospital" and h["ownership"] == "private" and "exited_on" not in h]
    rng.choice([h for h in small if h["tier"] == "ungraded"])["status"] = "suspended"
    rows += [shops.history(h, rng) for h in rng.sample(small, 4)]
    for row in rows:
        row["code"] = names.code({"inpatient": "H", "outpatient": "C", "pharmacy": "P"}[row["category"]])
        row["name"] = names.name(row["district"], stock.word_of(row))
    return rows


def _check(districts: Sequence[Row], institutions: Sequence[Row]) -> None:
    """Raise unless the baseline sums to the published totals."""
    baseline = [r for r in institutions if r["status"] != "exited"]
    for key, total in published(BOOK.city).items():
        if key.endswith(("_1000", "_10000")):
            continue
        column = {"insured_beds": "insured_beds", "doctors": "doctors"}.get(key)
        found = sum(r.get(column, 0) for r in baseline) if column else sum(r["category"] == key for r in baseline)
        if found != total:
            raise ValueError(f"{key}: {found} in the tables, {total} published")


def _funds(districts: Sequence[Row], seed: int) -> list[Row]:
    """Both funds of every district, and the city's pools that they sum to."""
    rng = stream(seed, "funds")
    rows = []
    for district in districts:
        employees = round(district["insured"] * (0.2 + 0.28 * district["_urban"]))
        for scheme, people, each, share in zip(("employee", "resident"), (employees, district["insured"] - employees), (4650, 1085),
                                               BALANCE[district["district"]], strict=True):
            income = 1000 * round(people * each * rng.uniform(0.97, 1.03) / 1000)
            rows.append({"district": district["district"], "scheme": scheme, "year": 2025, "income": income,
                         "current_balance": round(income * share), "cumulative_balance": round(income * rng.uniform(0.5, 0.9)),
                         "forecast_balance": round(income * (share - 0.004))})
    sums = ("income", "current_balance", "cumulative_balance", "forecast_balance")
    return rows + [{"district": "", "scheme": s, "year": 2025, **{k: sum(r[k] for r in rows if r["scheme"] == s) for k in sums}}
                   for s in ("employee", "resident")]


def _releases(history: Sequence[Row]) -> list[Row]:
    """What the institutions that left before gave up, by the year in which they left."""
    rows = [{"year": int(r["exited_on"][:4]), "code": r["code"], "district": r["district"], "category": r["category"],
             "scheme": r.get("scheme", ""), "tier": r["tier"], "beds": r.get("insured_beds", 0), "cause": r["exit_cause"]} for r in history]
    return sorted(rows, key=lambda r: (r["year"], r["code"]))


def _events(institutions: Sequence[Row], seed: int) -> list[Row]:
    """Why those that are suspended are, and a few breaches and repairs beside them."""
    rng = stream(seed, "events")
    rows = [e for r in institutions if r["status"] == "suspended" for e in _suspension(r, rng)]
    for row in rng.sample([r for r in institutions if r["status"] == "active"], 12):
        on = date(2025, rng.randint(1, 8), rng.randint(1, 28))
        rows += [{"code": row["code"], "date": on.isoformat(), "kind": "minor_breach", "note": "示例：处方管理不规范"},
                 {"code": row["code"], "date": (on + timedelta(days=25)).isoformat(), "kind": "rectified", "note": "示例：整改验收通过"}]
    return sorted(rows, key=lambda e: (e["code"], e["date"], e["kind"]))


def _suspension(row: Row, rng: random.Random) -> list[Row]:
    on = date(2025, rng.randint(5, 9), rng.randint(1, 20))
    return [{"code": row["code"], "date": on.isoformat(), "kind": "serious_breach", "note": "示例：违规结算"},
            {"code": row["code"], "date": (on + timedelta(days=7)).isoformat(), "kind": "suspended", "note": "示例：中止协议6个月"}]


def _decisions(tables: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Decisions that the bureau has already taken: one admission, one refusal, one reduction."""
    early = [a for a in tables["applications"] if a["kind"] == "new" and a["qualified"] == "yes" and not a.get("barred_until")
             and not a.get("tags") and a["licensed_on"] > "2026-06-30" and a["applied_on"] < "2026-06-01"]
    cancer = next(a for a in early if a["specialty"] == "oncology" and a["district"] == "无为市")
    refused = next(a for a in early if a["category"] == "pharmacy" and a["district"] == "镜湖区")
    parents = {a.get("parent_code") for a in tables["applications"]}
    spare = max((r for r in tables["institutions"] if r["district"] == "镜湖区" and r["category"] == "inpatient" and r["status"] == "active"
                 and r["facility"] == "hospital" and "exited_on" not in r and r["code"] not in parents),
                key=lambda r: (min(spare_beds(r), r["insured_beds"] // 10), r["code"]))
    by = "市医保局局长办公会"
    return [
        {"application": cancer["code"], "fix": "admitted", "beds": cancer["beds_max"], "reason": "列入市政府2026年度民生实事，肿瘤专科供给不足",
         "by": by, "on": "2026-06-10"},
        {"application": refused["code"], "fix": "refused", "reason": "群众投诉查实，整改期内暂缓纳入", "by": by, "on": "2026-06-10"},
        {"institution": spare["code"], "reduce": min(30, spare_beds(spare), spare["insured_beds"] // 10),
         "reason": "医院主动申请核减长期闲置床位", "by": by, "on": "2026-05-20"},
    ]


def write(seed: int, out: Path) -> None:
    """Write the tables, the manual plan and the YAML."""
    folder = out / NAME
    folder.mkdir(parents=True, exist_ok=True)
    tables = build(seed)
    for name, rows in tables.items():
        write_table(folder / f"{name}.csv", getattr(columns, name.upper()), rows)
    decisions = _decisions(tables)
    write_plan(folder / "manual_plan.xlsx", manual_plan(tables, HABITS, decisions), tables, f"{TITLE}（人工方案）")
    model = "../models/wuhu.yaml" if out.resolve() == HERE else "wuhu"
    write_yaml(out / f"{NAME}.yaml", {
        "name": NAME, "title": TITLE, "model": model, "year": "2026", "data_as_of": "2025-09-30", "source": "synthetic",
        "coordinates": "wgs84"}, list(tables), decisions)


def main() -> None:
    """Read the options and write the instance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="another town of the same shape (default: 0, the shipped one)")
    parser.add_argument("--out", type=Path, default=HERE, help="folder that gets wuhu2026/ (default: instances)")
    options = parser.parse_args()
    write(options.seed, options.out)


if __name__ == "__main__":
    main()
