"""Every formula's stored value is what the formula comes to, and the totals are those of plan.json."""
from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from allocator.report.context import Context
from tests.report.spreadsheet import Book


def close(a: Any, b: Any) -> bool:
    if isinstance(a, str) or isinstance(b, str) or a is None or b is None:
        return (a or "") == (b or "")
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def test_every_stored_value_equals_its_formula_worked_out_again(book: Book) -> None:
    cells = book.formula_cells()
    assert len(cells) > 150
    wrong = [(s, c, book.stored(s, c), book.cell(s, c)) for s, c in cells if not close(book.stored(s, c), book.cell(s, c))]
    assert wrong == []


def test_formulas_live_on_every_sheet_that_has_figures(chinese_book: Book) -> None:
    with_formulas = {sheet for sheet, _ in chinese_book.formula_cells()}
    assert with_formulas >= {"封面与参数", "区县汇总", "床位配置", "机构准入", "定向新增目录", "减一增一与调剂", "床位调整", "豁免清单"}
    assert with_formulas >= {"规则校核", "与人工方案对比", "退出与释放", "覆盖率", "测算与集聚度", "敏感性"}


def total(book: Book, sheet: str, header: str, table: int = 0) -> Any:
    """The cell of a total line under the header of a table."""
    rows = list(book.values[sheet].iter_rows(values_only=True))
    tops = [i for i, row in enumerate(rows) if header in row]
    below = next(row for row in rows[tops[table]:] if row[0] == "合计")
    return below[rows[tops[table]].index(header)]


def test_totals_agree_with_the_record(chinese_book: Book, context: Context) -> None:
    record = context.record
    planned = sum(r["planned"] for r in record["beds"])
    assert total(chinese_book, "区县汇总", "规划") == planned == 295
    assert total(chinese_book, "床位配置", "现有床位") == sum(r["current"] for r in record["beds"]) == 300
    assert total(chinese_book, "机构准入", "准入床位") == sum(r["beds"] for r in record["admissions"]) == 60
    assert total(chinese_book, "机构准入", "是否准入") == sum(r["admitted"] for r in record["admissions"]) == 6
    assert total(chinese_book, "床位调整", "核减床位") == sum(r["reduced"] for r in record["adjustments"]) == 25
    assert total(chinese_book, "减一增一与调剂", "调剂数量") == sum(r["beds"] for r in record["transfers"]) == 10
    assert total(chinese_book, "定向新增目录", "新覆盖参保人数") == sum(r["insured_newly_covered"] for r in record["slots"]) == 10_000


def test_the_account_of_every_district_and_tier_comes_to_its_planned_beds(chinese_book: Book, context: Context) -> None:
    rows = list(chinese_book.values["床位配置"].iter_rows(values_only=True))
    top = max(i for i, row in enumerate(rows) if "规划床位" in row)
    tiers = {"三级": "tertiary", "二级": "secondary", "一级": "primary", "未定级": "ungraded"}
    shown = {(row[0], tiers[row[1]]): row[rows[top].index("规划床位")] for row in rows[top + 1:] if row[1] in tiers}
    planned = {(r["district"], r["tier"]): r["planned"] for r in context.record["beds"]}
    assert shown == {place: planned[place] for place in shown}
    assert sum(shown.values()) == sum(planned.values())


def test_use_after_a_cut_is_worked_out_from_bed_days(chinese_book: Book) -> None:
    rows = list(chinese_book.values["床位调整"].iter_rows(values_only=True))
    top = next(row for row in rows if "机构编码" in row)
    w1 = dict(zip(top, next(row for row in rows if "W1" in row), strict=True))
    # 100 beds half used: 18,250 bed-days; 20 beds fewer: 18,250 / (365 x 80) = 0.625
    assert (w1["调整前使用率"], w1["调整后使用率"], w1["调整后床位"], w1["余量"]) == (0.5, 0.625, 80, 0)


OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed: recalculation there is not tested")
def test_libreoffice_recalculates_to_the_stored_values(contents: dict[str, bytes], chinese_book: Book, tmp_path: Path) -> None:
    # stored values are taken out first, so that what comes back has been worked out
    book = load_workbook(_written(tmp_path / "plan.xlsx", contents["zh"]))
    book.save(tmp_path / "bare.xlsx")
    command = [str(OFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx", "--outdir",
               str(tmp_path / "out"), str(tmp_path / "bare.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=300, env={**os.environ, "HOME": str(tmp_path)})
    again, stored = load_workbook(tmp_path / "out" / "bare.xlsx", data_only=True), chinese_book
    wrong = [(s, c, stored.stored(s, c), again[s][c].value) for s, c in stored.formula_cells()
             if not close(stored.stored(s, c), again[s][c].value)]
    assert wrong == []


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
