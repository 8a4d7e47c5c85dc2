"""Plans that are read back."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from allocator.domain.plan import Plan
from allocator.reading.instance import Reading
from allocator.reading.plan import plan_of, read_plan
from allocator.reading.problems import Problems
from tests.reading.conftest import errors_of
from tests.reading.faults.in_plans import JSON, at, decisions

MANUAL = Plan({"A001": 40, "A003": 100, "S001": 0}, {"H001": 20}, {("东区", "西区"): 15})      # A003 asks for 100 beds and gives no number


def test_a_manual_plan_is_read_by_its_header_texts(good: Reading) -> None:
    assert read_plan(decisions(), good.city) == MANUAL


@pytest.mark.parametrize("top", [1, 2, 7, 30])
def test_the_header_is_found_wherever_it_stands(top: int, good: Reading) -> None:
    assert read_plan(decisions(top=top), good.city) == MANUAL


def test_a_plan_in_english_is_the_same(good: Reading) -> None:
    names = {"机构准入": "Admissions", "床位调整": "Adjustments", "减一增一与调剂": "Transfers", "定向新增目录": "Slots"}
    heads = {"机构准入": ["code", "name", "admitted", "beds"], "床位调整": ["institution", "name", "reduced"],
             "减一增一与调剂": ["from", "to", "beds", "unit"], "定向新增目录": ["code", "district"]}

    def english(_: Any, sheets: dict[str, Any]) -> None:
        for name, sheet in sheets.items():
            sheet.name = names[name]
            sheet.write_row(2, 0, heads[name])
        sheets["机构准入"].write_column(3, 2, ["yes", "no", "approved"])
        sheets["机构准入"].write(6, 0, "Total")
        sheets["减一增一与调剂"].write_column(3, 3, ["beds", "beds"])

    assert read_plan(decisions(english), good.city) == MANUAL


def test_reading_stops_at_the_totals_and_notes_below_are_no_decisions(good: Reading) -> None:
    def notes(_: Any, sheets: dict[str, Any]) -> None:
        sheets["机构准入"].write_row("A8", ["A002", "西镇卫生院", "是", 20])           # below 合计
        sheets["减一增一与调剂"].write("A6", "注：减一增一在区县内进行")

    assert read_plan(decisions(notes), good.city) == MANUAL


def test_a_space_within_the_word_for_totals_ends_the_table_too(good: Reading) -> None:
    assert read_plan(decisions(at("机构准入", "A7", "合  计")), good.city) == MANUAL


def test_merged_cells_and_hidden_rows_above_the_header_do_no_harm(good: Reading) -> None:
    problems = Problems()
    assert plan_of(decisions(lambda b, s: s["机构准入"].set_row(0, None, None, {"hidden": True})), good.city, "plan.xlsx",
        problems) == MANUAL
    assert problems.found == []


def test_sheets_that_are_not_there_decide_nothing(good: Reading) -> None:
    assert read_plan(decisions(None, "床位调整"), good.city) == Plan(MANUAL.admitted, {}, MANUAL.transfers)


def test_beds_of_a_refused_or_bedless_application_say_nothing(good: Reading) -> None:
    plan = read_plan(decisions(at("机构准入", "D5", 20)), good.city)
    assert not plan.admits("A002")
    assert plan.beds("S001") == 0


def test_a_slot_that_repeats_its_admission_is_one_decision(good: Reading) -> None:
    both = decisions(lambda b, s: s["机构准入"].write_row("A7", ["S001", "西镇布点1", "是", None]))
    assert read_plan(both, good.city) == MANUAL


def test_a_plan_of_ours_is_read_from_json(good: Reading, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps({**JSON, "status": "optimal", "findings": []}), "utf-8")
    assert read_plan(tmp_path / "plan.json", good.city) == Plan({"A001": 40}, {"H001": 20}, {("东区", "西区"): 15})


def test_a_plan_without_decisions_is_a_plan(good: Reading) -> None:
    assert read_plan(b'{"status": "infeasible", "admissions": [], "adjustments": [], "transfers": []}', good.city) == Plan()


def test_every_fault_of_a_plan_is_told_at_once(good: Reading) -> None:
    def wrong(_: Any, sheets: dict[str, Any]) -> None:
        sheets["机构准入"].write("A4", "A009")
        sheets["床位调整"].write("C4", 9999)
        sheets["减一增一与调剂"].write("A4", "东城区")

    places = [p.place for p in errors_of(lambda: read_plan(decisions(wrong), good.city, "p.xlsx"))]
    assert places == ["p.xlsx 机构准入!A4", "p.xlsx 床位调整!C4", "p.xlsx 减一增一与调剂!A4"]


def test_a_plan_that_is_not_there_is_bad_input(good: Reading, tmp_path: Path) -> None:
    assert "没有这个文件" in errors_of(lambda: read_plan(tmp_path / "none.xlsx", good.city))[0].message
