"""A manual plan as a bureau makes one with a spreadsheet: first come, first served within shares by insured people.

It is meant to be plausible and faulty: it weighs no need, no freeze and no coverage, cuts an even percentage, overlooks bans and the
transition, and grants more beds than are given up.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

import xlsxwriter
from town import Row, apportion

ADDS = ("new", "branch", "expansion")


@dataclass(frozen=True)
class Habits:
    """How the bureau goes about it.

    Parameters
    ----------
    cut_districts : where beds are cut.   cut_share : the even percentage.   cut_from : hospitals with fewer beds are left alone.
    receivers : the districts that it knows to be short, towards which it writes transfers.
    places : category -> places of the year beside those that are given up.
    slots : sites it publishes, those with most people first.
    known : tags that it knows to be exempt.
    """

    cut_districts: tuple[str, ...]
    cut_share: float
    cut_from: int
    receivers: tuple[str, ...]
    places: Mapping[str, int]
    slots: int
    known: tuple[str, ...] = ("key_project", "public_health", "blind_massage")


@dataclass(frozen=True)
class ManualPlan:
    """The decision sheets."""

    admitted: Mapping[str, int]
    reduced: Mapping[str, int]
    transfers: Sequence[tuple[str, str, int]]
    slots: Sequence[str]


def manual_plan(tables: Mapping[str, Sequence[Row]], habits: Habits, fixed: Sequence[Row]) -> ManualPlan:
    """Make the plan from the tables; decisions already taken are kept."""
    insured = {d["district"]: int(d["insured"]) for d in tables["districts"]}
    stock = [r for r in tables["institutions"] if r["status"] != "exited"]
    leaving = [r for r in stock if r.get("exited_on")]
    reduced = {r["code"]: round(r["insured_beds"] * habits.cut_share) for r in stock
               if r["category"] == "inpatient" and not r.get("exited_on") and r["district"] in habits.cut_districts
               and r["insured_beds"] >= habits.cut_from}
    reduced |= {d["institution"]: d["reduce"] for d in fixed if "institution" in d}
    reduced = {code: n for code, n in sorted(reduced.items()) if n}
    freed = sum(r["insured_beds"] for r in leaving if r["category"] == "inpatient") + sum(reduced.values())
    admitted = _admitted(tables["applications"], insured, freed, habits, leaving, fixed)
    return ManualPlan(admitted, reduced, _transfers(stock, reduced, habits, insured), _slots(tables, habits))


def _admitted(wishes: Sequence[Row], insured: Mapping[str, int], freed: int, habits: Habits, leaving: Sequence[Row],
              fixed: Sequence[Row]) -> dict[str, int]:
    """Who gets in, category by category."""
    totals = {"inpatient": freed} | {c: n + sum(r["category"] == c for r in leaving) for c, n in habits.places.items()}
    admitted: dict[str, int] = {}
    for category, total in totals.items():
        shares = dict(zip(insured, apportion(total, list(insured.values())), strict=True))
        for district, share in shares.items():
            queue = [a for a in wishes if (a["category"], a["district"]) == (category, district) and _in_queue(a, habits)]
            admitted |= _first_come(queue, share, _beds if category == "inpatient" else lambda a: 1)
    waved = [a for a in wishes if a["kind"] in ("conversion", "relocation") or _known(a, habits)]
    admitted |= {a["code"]: _beds(a) for a in waved if a["qualified"] == "yes"}
    for decision in fixed:
        if "application" in decision:
            admitted.pop(decision["application"], None)
            admitted |= {decision["application"]: decision["beds"]} if decision["fix"] == "admitted" else {}
    return dict(sorted(admitted.items()))


def _beds(row: Row) -> int:
    return int(row.get("beds_max") or 0)


def _in_queue(row: Row, habits: Habits) -> bool:
    """Qualified and asking for something more; a ban that runs out within the year is taken for none."""
    return row["kind"] in ADDS and row["qualified"] == "yes" and str(row["barred_until"]) <= "2026-12-31" and not _known(row, habits)


def _known(row: Row, habits: Habits) -> bool:
    """Exempt by what its tag or facility says; branches and the transition need a closer look, and get none."""
    return row["kind"] == "new" and (row["tags"] in habits.known or row["facility"] == "hospice")


def _first_come(queue: Sequence[Row], share: int, size: Callable[[Row], int]) -> dict[str, int]:
    """Admit by day of application until the share is used up; the one that crosses it is still taken."""
    queue = sorted(queue, key=lambda a: (a["applied_on"], a["code"]))
    before = [0, *accumulate(size(a) for a in queue)]
    return {a["code"]: _beds(a) for a, used in zip(queue, before[:-1], strict=True) if used < share}


def _transfers(stock: Sequence[Row], reduced: Mapping[str, int], habits: Habits, insured: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Beds cut in each district, sent to the receivers by their insured people."""
    rows = []
    for district in habits.cut_districts:
        cut = sum(n for r in stock for c, n in [(r["code"], reduced.get(r["code"], 0))] if c in reduced and r["district"] == district)
        for to, beds in zip(habits.receivers, apportion(cut, [insured[d] for d in habits.receivers]), strict=True):
            rows.append((district, to, beds))
    return rows


def _slots(tables: Mapping[str, Sequence[Row]], habits: Habits) -> list[str]:
    """Pharmacy sites in the townships with most people."""
    people = {t["township"]: int(t["insured"]) for t in tables["townships"]}
    sites = [a for a in tables["applications"] if a["kind"] == "site" and a["category"] == "pharmacy"]
    return sorted(a["code"] for a in sorted(sites, key=lambda a: (-people[a["township"]], a["code"]))[:habits.slots])


def write_plan(path: Path, plan: ManualPlan, tables: Mapping[str, Sequence[Row]], title: str) -> None:
    """Write the workbook; the same plan gives the same bytes."""
    wishes = {a["code"]: a for a in tables["applications"]}
    stock = {r["code"]: r for r in tables["institutions"]}
    kinds = {"new": "新增", "branch": "分院", "expansion": "扩增床位", "conversion": "转型", "relocation": "迁址", "upgrade": "升级"}
    named = [a for a in wishes.values() if a["kind"] != "site"]
    sheets: list[tuple[str, Sequence[str], list[list[Any]], int | None]] = [
        ("机构准入", ("申请编号", "申请机构名称", "区县", "申请类型", "申请日期", "是否准入", "准入床位"),
         [[a["code"], a["name"], a["district"], kinds[a["kind"]], a["applied_on"], "是" if a["code"] in plan.admitted else "否",
           plan.admitted.get(a["code"], 0)] for a in named], 6),
        ("床位调整", ("机构编码", "机构名称", "区县", "医保床位", "核减床位"),
         [[c, stock[c]["name"], stock[c]["district"], stock[c]["insured_beds"], n] for c, n in plan.reduced.items()], 4),
        ("减一增一与调剂", ("调出区县", "调入区县", "调剂数量"), [list(t) for t in plan.transfers], 2),
        ("定向新增目录", ("布点编号", "区县", "乡镇街道"), [[c, wishes[c]["district"], wishes[c]["township"]] for c in plan.slots], None),
    ]
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": title, "created": datetime(2026, 7, 1)})
        for name, headers, rows, total in (s for s in sheets if s[2]):
            _sheet(book, name, headers, rows, total)


def _sheet(book: Any, name: str, headers: Sequence[str], rows: list[list[Any]], total: int | None) -> None:
    """One decision sheet: a title line, one header row, the rows, and a total where there is something to add up."""
    sheet = book.add_worksheet(name)
    bold, head = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
    sheet.write_string(0, 0, f"人工方案：{name}", bold)
    for j, header in enumerate(headers):
        sheet.write_string(1, j, header, head)
        sheet.set_column(j, j, 30 if header.endswith("名称") else 13)
    for i, row in enumerate(rows, start=2):
        for j, cell in enumerate(row):
            sheet.write_number(i, j, cell) if isinstance(cell, int) else sheet.write_string(i, j, str(cell))
    if total is not None:
        column = chr(ord("A") + total)
        sheet.write_string(len(rows) + 2, 0, "合计", bold)
        sheet.write_formula(len(rows) + 2, total, f"=SUM({column}3:{column}{len(rows) + 2})", bold, sum(r[total] for r in rows))
    sheet.freeze_panes(2, 0)
