"""Funds, releases and events: small tables that follow from the others."""
from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from town import Row, stream

SCHEMES = {"employee": 4650, "resident": 1085}       # yuan a head and year
SUMS = ("income", "current_balance", "cumulative_balance", "forecast_balance")


def funds(districts: Sequence[Row], balances: Mapping[str, tuple[float, float]], seed: int,
          warnings: Mapping[str, tuple[str, str]] | None = None) -> list[Row]:
    """Both funds of every district, and the city's pools that they sum to.

    Parameters
    ----------
    balances : district -> this year's balance of the employees' and of the residents' fund, as shares of income.
    warnings : district -> days on which its residents' fund was warned, and on which the warning was lifted ("" where it stands).
    """
    rng = stream(seed, "funds")
    rows: list[Row] = []
    for district in districts:
        employees = round(district["insured"] * (0.2 + 0.28 * district["_urban"]))
        for scheme, share in zip(SCHEMES, balances[district["district"]], strict=True):
            people = employees if scheme == "employee" else district["insured"] - employees
            income = 1000 * round(people * SCHEMES[scheme] * rng.uniform(0.97, 1.03) / 1000)
            rows.append({"district": district["district"], "scheme": scheme, "year": 2025, "income": income,
                         "current_balance": round(income * share), "cumulative_balance": round(income * rng.uniform(0.5, 0.9)),
                         "forecast_balance": round(income * (share - 0.004))})
    pools: list[Row] = [{"district": "", "scheme": s, "year": 2025} | {k: sum(r[k] for r in rows if r["scheme"] == s) for k in SUMS}
                        for s in SCHEMES]
    for row in rows:
        if row["scheme"] == "resident" and row["district"] in (warnings or {}):
            row["warning_on"], row["warning_lifted_on"] = (warnings or {})[row["district"]]
    return rows + pools


def releases(history: Sequence[Row]) -> list[Row]:
    """What the institutions that left before gave up, by the year in which they left."""
    rows = [{"year": int(r["exited_on"][:4]), "beds": r.get("insured_beds", 0), "cause": r["exit_cause"], "scheme": r.get("scheme", "")}
            | {k: r[k] for k in ("code", "district", "category", "tier")} for r in history]
    return sorted(rows, key=lambda r: (r["year"], r["code"]))


def events(institutions: Sequence[Row], seed: int) -> list[Row]:
    """Why those that are suspended are, and a few breaches and repairs beside them."""
    rng = stream(seed, "events")
    rows = [e for r in institutions if r["status"] == "suspended" for e in _suspension(r, rng)]
    for row in rng.sample([r for r in institutions if r["status"] == "active"], 12):
        on = date(2025, rng.randint(1, 8), rng.randint(1, 28))
        rows += [_event(row, on, "minor_breach", "示例：处方管理不规范"),
                 _event(row, on + timedelta(days=25), "rectified", "示例：整改验收通过")]
    return sorted(rows, key=lambda e: (e["code"], e["date"], e["kind"]))


def _suspension(row: Row, rng: random.Random) -> list[Row]:
    on = date(2025, rng.randint(5, 9), rng.randint(1, 20))
    return [_event(row, on, "serious_breach", "示例：违规结算"), _event(row, on + timedelta(days=7), "suspended", "示例：中止协议6个月")]


def _event(row: Row, on: date, kind: str, note: str) -> Row:
    return {"code": row["code"], "date": on.isoformat(), "kind": kind, "note": note}
