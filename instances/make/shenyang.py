"""Write the synthetic instance of Shenyang: `python instances/make/shenyang.py --seed 0 [--out DIR]`."""
from __future__ import annotations

import argparse
import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import hospitals
import ledgers
import places
import shops
import use
from around import Seeker
from by_hand import manual_plan, write_plan
from hospital_wishes import HospitalWishes
from names import Names
from running import write_tables, write_yaml
from shenyang_cases import DEMANDS, HOSPITALS, RETURNING, SEASON, SPACED
from shenyang_town import (
    BALANCES,
    BEDS_CUT,
    BEDS_GIVEN_UP,
    BOOK,
    CALENDAR,
    COST_PER_BED,
    EARLIER,
    ENDS,
    HABITS,
    INSURED,
    LEVELS,
    PLACES_GIVEN_UP,
    POOLED,
    ROUND,
    SHAPES,
    WARNINGS,
)
from shop_wishes import shop_wishes
from siting import Ground
from spaced_wishes import SpacedWishes
from town import Row, apportion, stream
from yearly import appraised, given_up, trials

HERE = Path(__file__).resolve().parents[1]
DECIDED = "2026-01-15"      # day of the decisions already taken
NAME, TITLE = "shenyang2026", "沈阳市2026年度医疗保障定点医药机构资源配置执行计划"


def build(seed: int) -> dict[str, list[Row]]:
    """Every table of the instance, deterministic in the seed."""
    districts = _districts()
    townships = places.townships(BOOK, districts, seed)
    points = places.demand_points(townships, seed)
    grounds = {c: Ground(points, townships, stream(seed, f"ground/{c}")) for c in ENDS}
    names = Names()
    institutions, history = _stock(townships, grounds, names, seed)
    wishes = HospitalWishes(institutions, townships, names, SEASON, stream(seed, "applications/inpatient"))
    applications = [wishes.row(c) for c in HOSPITALS] + _returning(wishes, history)
    applications += shop_wishes(grounds, DEMANDS, institutions, names, SEASON, seed)
    rng = stream(seed, "applications/spaced")
    spaced = SpacedWishes(institutions, Seeker(points, townships, rng), names, SEASON, _sort, rng)
    applications += [row for wish in SPACED for row in spaced.rows(wish)]
    cut = [given_up(i, n, c, 2025) for d, n, c in BEDS_CUT for i in [_largest(institutions, d)]]
    tables = {"districts": districts, "townships": townships, "demand_points": points, "institutions": [*institutions, *history],
              "applications": applications, "funds": _funds(districts, seed), "releases": ledgers.releases(history) + cut,
              "events": trials(institutions, ledgers.events(institutions, seed), seed)}
    for row in (*tables["institutions"], *applications):
        if row["category"] == "pharmacy":
            row["type"] = ""            # chains and single shops are of one sort here
    for row in applications:
        if row["kind"] == "site" and row["category"] == "outpatient":
            row |= {"facility": "clinic", "tier": "ungraded"}       # villages' clinics are not limited, and need no place of ours
    return tables


def _districts() -> list[Row]:
    """Districts by census share, but for one whose share is a round figure."""
    rows = places.districts(BOOK, INSURED, LEVELS)
    others = [r for r in rows if r["district"] != ROUND[0]]
    shares = apportion(INSURED - ROUND[1], [float(r["residents"]) for r in others])
    for row, n in zip(others, shares, strict=True):
        row["insured"] = n
    next(r for r in rows if r["district"] == ROUND[0])["insured"] = ROUND[1]
    return rows


def _sort(row: Row) -> tuple[str, str]:
    """What counts as the same sort within 800 m."""
    return row["category"], "" if row["category"] == "pharmacy" else str(row["type"])


def _largest(rows: Sequence[Row], district: str) -> Row:
    """The largest private hospital of a district, which gave up some of its beds."""
    own = [r for r in rows if r["district"] == district and r["category"] == "inpatient" and r["ownership"] == "private"]
    return max(own, key=lambda r: (r["insured_beds"], r["code"]))


def _stock(townships: Sequence[Row], grounds: Mapping[str, Ground], names: Names, seed: int) -> tuple[list[Row], list[Row]]:
    """Institutions of the baseline, and those of history."""
    beds = hospitals.hospitals(SHAPES, townships, names, seed, CALENDAR)
    small = {"outpatient": shops.clinics(grounds["outpatient"], SHAPES, names, seed),
             "pharmacy": shops.pharmacies(grounds["pharmacy"], SHAPES, names, seed)}
    doctors = {d: s.doctors - sum(r["doctors"] for r in small["outpatient"] if r["district"] == d) for d, s in SHAPES.items()}
    use.calibrate(beds, SHAPES, doctors, seed)
    rng = stream(seed, "ends")
    _schemes(small["outpatient"], rng)
    history = [r for c, rows in small.items() for r in shops.end_some(rows, ENDS[c], grounds[c], names, rng, CALENDAR)]
    history += _gone_beds(beds, names, rng) + _gone_places(small["outpatient"], names, rng)
    institutions = [*beds, *small["outpatient"], *small["pharmacy"]]
    appraised(institutions, rng)
    return institutions, history


def _schemes(clinics: Sequence[Row], rng: random.Random) -> None:
    """Pooled contracts: so many in each district, infirmaries last."""
    for district, number in POOLED.items():
        own = [r for r in clinics if r["district"] == district]
        rng.shuffle(own)
        for i, row in enumerate(sorted(own, key=lambda r: r["facility"] == "infirmary")):
            row["scheme"] = "pooled" if i < number else "account"


def _gone_beds(beds: Sequence[Row], names: Names, rng: random.Random) -> list[Row]:
    """Hospitals that left, each like one that is there."""
    rows = []
    for district, tier, number, cause, day in BEDS_GIVEN_UP:
        private = [r for r in beds if r["district"] == district and r["ownership"] == "private"]
        like = rng.choice([r for r in private if r["tier"] in (tier, "secondary")])
        rows.append(shops.left_before(like, names, rng) | {
            "tier": tier, "insured_beds": number, "open_beds": number, "licensed_beds": number, "exit_cause": cause, "exited_on": day,
            **({"admitted_on": _lately(day)} if cause == "terminated" and day < "2025" else {}),
            "bed_days": like["bed_days"] * number // like["insured_beds"]})
    return rows


def _lately(day: str) -> str:
    """An admission so shortly before that the contract ended in guidance."""
    return (date.fromisoformat(day) - timedelta(days=100)).isoformat()


def _gone_places(clinics: Sequence[Row], names: Names, rng: random.Random) -> list[Row]:
    """Pooled clinics that left in the year before the plan's."""
    rows = []
    for district, number in PLACES_GIVEN_UP.items():
        own = [r for r in clinics if r["district"] == district and r["scheme"] == "pooled"]
        rows += [shops.left_before(like, names, rng) | {"exited_on": f"2025-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"}
                 for like in rng.sample(own, number)]
    return rows


def _returning(wishes: HospitalWishes, history: Sequence[Row]) -> list[Row]:
    """Who was terminated applies anew: one within two years, one after them."""
    earlier = [r for r in history if r["category"] == "inpatient" and r["exited_on"] < "2025"]
    old = sorted(earlier, key=lambda r: str(r["exited_on"]), reverse=True)
    return [wishes.row(c) | {"parent_code": r["code"], "parent_name": r["name"]} for c, r in zip(RETURNING, old, strict=True)]


def _funds(districts: Sequence[Row], seed: int) -> list[Row]:
    """Last year's ledgers, and one of the year before."""
    rows = ledgers.funds(districts, BALANCES, seed, WARNINGS)
    district, scheme, share = EARLIER
    now = next(r for r in rows if (r["district"], r["scheme"]) == (district, scheme))
    return [*rows, now | {"year": 2024, "current_balance": round(now["income"] * share), "forecast_balance": "", "income": ""}]


def decisions(tables: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Decisions that the bureau has already taken: one admission, one refusal, one reduction."""
    early = [a for a in tables["applications"] if a["kind"] == "new" and a["qualified"] == "yes" and not a["barred_until"]
             and not a["tags"] and a["applied_on"] < DECIDED]
    taken = next(a for a in early if a["category"] == "inpatient" and a["district"] == "浑南区" and a["specialty"] == "paediatric")
    refused = next(a for a in early if a["category"] == "pharmacy" and a["district"] == "铁西区")
    parents = {a.get("parent_code") for a in tables["applications"]}
    idle = [r for r in tables["institutions"] if r["district"] == "和平区" and r["category"] == "inpatient" and r["status"] == "active"
            and r["tier"] == "tertiary" and "exited_on" not in r and r["code"] not in parents]
    cut, code = max((min(use.spare_beds(r), r["insured_beds"] // 10), r["code"]) for r in idle)
    by = "市医保局局长办公会"
    return [
        {"application": taken["code"], "fix": "admitted", "beds": taken["beds_max"],
         "reason": "儿科床位不足，列入市政府2026年度民生实事", "by": by, "on": DECIDED},
        {"application": refused["code"], "fix": "refused", "reason": "群众投诉查实，整改期内暂缓纳入", "by": by, "on": DECIDED},
        {"institution": code, "reduce": min(60, cut), "reason": "医院主动申请核减长期闲置床位", "by": by, "on": DECIDED},
    ]


def write(seed: int, out: Path) -> None:
    """Write the tables, the manual plan and the YAML."""
    tables = build(seed)
    fixed = decisions(tables)
    write_tables(out / NAME, tables)
    write_plan(out / NAME / "manual_plan.xlsx", manual_plan(tables, HABITS, fixed), tables, f"{TITLE}（人工方案）")
    income = sum(r["income"] for r in tables["funds"] if r["district"] and r["year"] == 2025)
    write_yaml(out / f"{NAME}.yaml", {
        "name": NAME, "title": TITLE, "model": "../models/shenyang.yaml" if out.resolve() == HERE else "shenyang", "year": "2026",
        "data_as_of": CALENDAR.as_of.isoformat(), "source": "synthetic", "coordinates": "wgs84"}, list(tables), fixed,
        f"{{fund_income: {income}, surplus_rate: 0.03, reimbursement_share: 0.65, cost_per_bed: {COST_PER_BED}}}")


def main() -> None:
    """Read the options and write the instance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="another town of the same shape (default: 0, the shipped one)")
    parser.add_argument("--out", type=Path, default=HERE, help=f"folder that gets {NAME}.yaml and {NAME}/ (default: instances)")
    options = parser.parse_args()
    write(options.seed, options.out)


if __name__ == "__main__":
    main()
