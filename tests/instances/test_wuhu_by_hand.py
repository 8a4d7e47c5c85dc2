"""Wuhu's manual plan: a bureau's own way, with its faults. Read with openpyxl alone."""
from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.instances.tables import Row, number
from tests.instances.wuhu import Town, use

Lines = list[dict[str, Any]]


@lru_cache
def sheets(folder: Path) -> dict[str, list[list[Any]]]:
    book = load_workbook(folder / "wuhu2026" / "manual_plan.xlsx", data_only=True)
    return {s.title: [list(r) for r in s.iter_rows(values_only=True)] for s in book}


def lines(town: Town, sheet: str) -> Lines:
    """Rows of a decision sheet below its header, up to the total."""
    rows = sheets(town.root)[sheet]
    header = rows[1]
    stop = next((i for i, r in enumerate(rows) if r[0] == "合计"), len(rows))
    return [dict(zip(header, r, strict=True)) for r in rows[2:stop]]


def admitted(town: Town) -> list[Row]:
    wishes = {a["code"]: a for a in town.applications}
    return [wishes[r["申请编号"]] for r in lines(town, "机构准入") if r["是否准入"] == "是"]


@pytest.mark.parametrize(("sheet", "columns"), [
    ("机构准入", {"申请编号", "是否准入", "准入床位"}), ("床位调整", {"机构编码", "核减床位"}),
    ("减一增一与调剂", {"调出区县", "调入区县", "调剂数量"}), ("定向新增目录", {"布点编号"})])
def test_it_has_the_decision_sheets(town: Town, sheet: str, columns: set[str]) -> None:
    rows = lines(town, sheet)
    assert rows
    assert columns <= set(rows[0])


def test_every_named_application_is_decided_once(town: Town) -> None:
    codes = [r["申请编号"] for r in lines(town, "机构准入")]
    assert sorted(codes) == sorted(a["code"] for a in town.applications if a["kind"] != "site")


def test_totals_are_formulas_with_their_values(shipped: Town) -> None:
    path = shipped.root / "wuhu2026" / "manual_plan.xlsx"
    live, stored = load_workbook(path)["床位调整"], load_workbook(path, data_only=True)["床位调整"]
    last = stored.max_row
    assert str(live.cell(last, 5).value).startswith("=SUM(")
    assert stored.cell(last, 5).value == sum(r["核减床位"] for r in lines(shipped, "床位调整"))


def test_who_came_first_was_served_first(town: Town) -> None:
    """In each district, no ordinary clinic that was left out applied before one that was taken."""
    taken = {a["code"] for a in admitted(town)}
    ordinary = [a for a in town.of("outpatient", town.applications) if a["kind"] == "new" and a["qualified"] == "yes" and not a["tags"]
                and a["barred_until"] <= "2026-12-31"]
    for d in town.districts:
        own = sorted((a["applied_on"], a["code"]) for a in ordinary if a["district"] == d)
        served = [code in taken for _, code in own]
        assert served == sorted(served, reverse=True), d


def test_it_admits_hospitals_where_new_ones_are_paused(town: Town) -> None:
    paused = town.cold() | town.in_deficit()
    assert any(a["category"] == "inpatient" and a["kind"] == "new" and a["district"] in paused and not a["tags"] for a in admitted(town))


def test_it_admits_clinics_where_doctors_are_in_surplus_and_dental_ones(town: Town) -> None:
    rows = [a for a in admitted(town) if a["category"] == "outpatient" and a["kind"] == "new"]
    assert any(a["district"] == "镜湖区" and not a["tags"] for a in rows)
    assert any(a["type"] == "dental" for a in rows)


def test_it_overlooks_a_ban(town: Town) -> None:
    assert any(a["barred_until"] > a["applied_on"] for a in admitted(town) if a["barred_until"])


def test_it_grants_more_beds_than_are_given_up_somewhere(town: Town) -> None:
    rows = [a for a in admitted(town) if a["category"] == "inpatient" and a["kind"] in ("new", "branch", "expansion")]
    given = {d: town.total("insured_beds", d, town.exits) + sum(r["核减床位"] for r in lines(town, "床位调整") if r["区县"] == d)
             for d in town.districts}
    assert any(sum(number(a["beds_max"]) for a in rows if a["district"] == d) > given[d] for d in given)


def test_it_cuts_an_even_percentage_with_small_slices_and_from_full_hospitals(town: Town) -> None:
    stock = {r["code"]: r for r in town.baseline}
    cuts = {r["机构编码"]: r["核减床位"] for r in lines(town, "床位调整")}
    assert min(cuts.values()) < 5
    assert any(float(use(stock[code])) > 0.85 for code in cuts)
    decided = [code for code, n in cuts.items() if abs(n - 0.035 * number(stock[code]["insured_beds"])) > 1]
    assert len(decided) <= 1                                     # the one that was decided apart
    assert {stock[code]["facility"] for code in cuts} & {"public_health_agency"}


def test_its_pharmacies_cluster_where_people_are_served_already(town: Town) -> None:
    staying = [r for r in town.of("pharmacy") if not r["exited_on"]]
    new = [a for a in admitted(town) if a["category"] == "pharmacy" and a["kind"] == "new"]
    best = [a for a in town.of("pharmacy", town.applications) if a["kind"] in ("new", "site") and a["qualified"] == "yes"]
    gained = town.covered(staying + new) - town.covered(staying)
    assert gained < (town.covered(staying + best) - town.covered(staying)) / 2
