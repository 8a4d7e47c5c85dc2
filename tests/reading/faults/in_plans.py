"""Faults of plans that are read back."""
from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import xlsxwriter

from tests.reading.faults.base import Fault
from tests.reading.faults.book import Edit

SHEETS: dict[str, list[list[Any]]] = {
    "机构准入": [["申请编号", "申请机构名称", "是否准入", "准入床位"], ["A001", "西区肿瘤医院", "是", 40], ["A002", "西镇卫生院", "否",
        None],
             ["A003", "省立医院西区分院", "同意", None], ["合计", None, None, 40]],
    "床位调整": [["机构编码", "机构名称", "核减床位"], ["H001", "东区人民医院", 20], ["合计", None, 20]],
    "减一增一与调剂": [["调出区县", "调入区县", "调剂数量", "计量单位"], ["东区", "西区", 15, "张"], ["东区", "东区", 5, "张"]],
    "定向新增目录": [["布点编号", "区县"], ["S001", "西区"]],
}
JSON: dict[str, Any] = {
    "admissions": [{"application": "A001", "admitted": True, "beds": 40}, {"application": "A002", "admitted": False, "beds": 0}],
    "adjustments": [{"institution": "H001", "reduced": 20}], "transfers": [{"from": "东区", "to": "西区", "beds": 15, "unit": "beds"}],
}


def decisions(edit: Edit | None = None, leave_out: str = "", top: int = 2) -> bytes:
    """A manual plan, each table below a title."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1)})
    sheets = {}
    for name, rows in SHEETS.items():
        if name != leave_out:
            sheets[name] = book.add_worksheet(name)
            sheets[name].merge_range(0, 0, 0, 3, f"附表 {name}")
            for i, row in enumerate(rows, top):
                sheets[name].write_row(i, 0, row)
    if edit is not None:
        edit(book, sheets)
    book.close()
    return target.getvalue()


def sheet(name: str, edit: Edit, place: str, says: str, **more: object) -> Fault:
    """The manual plan, edited as a person would."""
    return Fault(name, "plan.xlsx", decisions(edit), f"plan.xlsx {place}", says, **more)      # type: ignore[arg-type]


def at(table: str, cell: str, value: object) -> Edit:
    """Write one cell."""
    return lambda _, sheets: sheets[table].write(cell, value)


def code(name: str, change: Callable[[Any], object], place: str, says: str) -> Fault:
    """The plan.json, with one value changed."""
    data = json.loads(json.dumps(JSON))
    change(data)
    return Fault(name, "plan.json", json.dumps(data, ensure_ascii=False, indent=1).encode(), f"plan.json{place}", says)


FAULTS: list[Fault] = [
    sheet("plan-application-unknown", at("机构准入", "A4", "A0O1"), "机构准入!A4", "no application A0O1. Did you mean 'A001'?"),
    sheet("plan-application-twice", at("机构准入", "A5", "A001"), "机构准入!5", "A001 stands twice, first at plan.xlsx 机构准入!4"),
    sheet("plan-word-unknown", at("机构准入", "C4", "待定"), "机构准入!C4", "yes or no was expected"),
    sheet("plan-beds-negative", at("机构准入", "D4", -40), "机构准入!D4", "is negative"),
    sheet("plan-beds-fractional", at("机构准入", "D4", 40.5), "机构准入!D4", "whole number"),
    sheet("plan-beds-text", at("机构准入", "D4", "四十"), "机构准入!D4", "a number was expected"),
    sheet("plan-code-empty", lambda b, s: s["机构准入"].write_string("A4", ""), "机构准入!A4", "application is empty"),
    sheet("plan-merged-rows", lambda b, s: s["机构准入"].merge_range("C4:C5", "是"), "机构准入!C4:C5", "merged cells C4:C5"),
    sheet("plan-hidden-row", lambda b, s: s["机构准入"].set_row(3, None, None, {"hidden": True}), "机构准入", "hidden", severity="warning"),
    sheet("plan-formula-without-value", lambda b, s: s["机构准入"].write_formula("D4", "=20*2", None, ""), "机构准入!D4",
        "no stored value"),
    sheet("plan-error-value", lambda b, s: s["机构准入"].write_formula("D4", "=1/0", None, "#DIV/0!"), "机构准入!D4",
        "holds the error #DIV/0!"),
    sheet("plan-header-missing", at("机构准入", "C3", "意见"), "机构准入", "no header row with the columns application, admitted"),
    sheet("plan-institution-unknown", at("床位调整", "A4", "H0001"), "床位调整!A4", "no institution H0001. Did you mean 'H001'?"),
    sheet("plan-institution-twice", lambda b, s: s["床位调整"].write_row("A5", ["H001", "", 5]), "床位调整!5", "H001 stands twice"),
    sheet("plan-cut-above-its-beds", at("床位调整", "C4", 400), "床位调整!C4", "H001 has 380 beds"),
    sheet("plan-district-unknown", at("减一增一与调剂", "B4", "西城区"), "减一增一与调剂!B4", "no district '西城区'"),
    sheet("plan-transfer-twice", lambda b, s: s["减一增一与调剂"].write_row("A6", ["东区", "西区", 3, "张"]), "减一增一与调剂!6",
        "东区 → 西区 stands twice"),
    sheet("plan-unit-unknown", at("减一增一与调剂", "D4", "床"), "减一增一与调剂!D4", "none of its values"),
    sheet("plan-slot-unknown", at("定向新增目录", "A4", "S009"), "定向新增目录!A4", "no application S009"),
    sheet("plan-slot-against-admission", at("定向新增目录", "A4", "A002"), "定向新增目录!4", "A002 stands twice"),
    Fault("plan-without-admissions", "plan.xlsx", decisions(None, "机构准入"), "plan.xlsx",
        "sheet 机构准入（Admissions） is missing; present: 床位调整"),
    Fault("plan-xls", "plan.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "plan.xlsx", "old .xls"),
    Fault("plan-truncated", "plan.xlsx", decisions()[:3000], "plan.xlsx", "broken or cut short"),
    Fault("plan-empty", "plan.xlsx", b"", "plan.xlsx", "the file is empty"),
    code("plan-json-application-unknown", lambda d: d["admissions"][0].update(application="A009"), " admissions[0].application",
        "no application A009"),
    code("plan-json-admitted-is-text", lambda d: d["admissions"][0].update(admitted="yes"), " admissions[0].admitted", 'cannot be "yes"'),
    code("plan-json-beds-negative", lambda d: d["admissions"][0].update(beds=-1), " admissions[0].beds", "cannot be -1"),
    code("plan-json-beds-fractional", lambda d: d["admissions"][0].update(beds=40.5), " admissions[0].beds", "cannot be 40.5"),
    code("plan-json-without-admissions", lambda d: d.pop("admissions"), "", "'admissions' is missing"),
    code("plan-json-cut-missing", lambda d: d["adjustments"][0].pop("reduced"), " adjustments[0].reduced", "cannot be null"),
    code("plan-json-entry-is-text", lambda d: d["transfers"].append("东区"), " transfers[1]", "keys with values"),
    code("plan-json-district-unknown", lambda d: d["transfers"][0].update({"from": "北区"}), " transfers[0].from", "no district '北区'"),
    Fault("plan-json-broken", "plan.json", b'{"admissions": [', "plan.json:1:17", "not JSON"),
    Fault("plan-json-nan", "plan.json", b'{"admissions": [], "adjustments": [{"institution": "H001", "reduced": NaN}]}', "plan.json",
        "not JSON"),
    Fault("plan-json-deep", "plan.json", b'{"admissions": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "plan.json", "not JSON",
        stored=False),
    Fault("plan-json-gbk", "plan.json", json.dumps(JSON, ensure_ascii=False).encode("gbk"), "plan.json", "not UTF-8"),
]
