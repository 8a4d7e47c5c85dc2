"""Which sheets there are, what they are called, and that they read back."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from allocator import words
from allocator.audit import audit
from allocator.domain.plan import Plan
from allocator.reading.plan import read_plan
from allocator.report.context import Context
from allocator.report.extras import Extras
from allocator.report.record import record
from allocator.report.table import Column, Formula, Line, Sheet, Table
from allocator.report.workbook import comparison_workbook, sheets, table_workbook, workbook
from allocator.standing import stand
from allocator.words.headers import SHEETS
from tests import towns
from tests.report import small
from tests.report.conftest import content_of, in_language
from tests.report.spreadsheet import Book

ALWAYS = ["Cover", "Districts", "Admissions", "Adjustments", "Rules", "Measures", "Sources"]


def test_all_sheets_stand_in_the_contracts_order_in_both_languages(contents: dict[str, bytes]) -> None:
    assert Book(contents["zh"]).formulas.sheetnames == list(SHEETS.values())
    assert Book(contents["en"]).formulas.sheetnames == list(SHEETS)


def test_the_same_input_gives_the_same_bytes(contents: dict[str, bytes]) -> None:
    assert content_of(in_language("zh")) == contents["zh"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_decision_sheets_read_back_as_the_plan(contents: dict[str, bytes], language: str) -> None:
    case = small.case()
    assert read_plan(contents[language], case.city) == small.plan(case)


def test_an_empty_plan_reads_back_too() -> None:
    made = _with(Plan({}, {}, {}), small.case())
    assert read_plan(content_of(made), made.case.city) == Plan()


def test_decision_sheets_have_one_header_and_nothing_merged_down_to_the_total(book: Book) -> None:
    for key, column in (("Admissions", 2), ("Slots", 2), ("Transfers", 2), ("Adjustments", 2)):
        page = next(book.formulas[n] for n in book.formulas.sheetnames if n in (key, SHEETS[key]))
        first = page.freeze_panes and int("".join(c for c in page.freeze_panes if c.isdigit()))
        last = next(r for r in range(first, page.max_row + 1) if page.cell(r, 1).value in ("合计", "Total"))
        assert not [m for m in page.merged_cells.ranges if m.min_row <= last and m.max_row >= first - 1]
        assert page.cell(first - 1, column).value


def _with(plan: Plan, case: Any, **more: Any) -> Context:
    made = small.made(**more)
    run = made.instance
    return Context(record(run, case, plan, audit(plan, case), small.outcome(), {}, {}), case, run, Extras())


def test_sheets_that_the_model_cannot_fill_are_left_out() -> None:
    town = towns.city({"East": 100}, (towns.clinic("C1", "East"),), (towns.applies("A1", "East"),))
    made = _with(Plan({"A1": 0}), stand(town, towns.policy(towns.rule("eligibility"))))
    assert [s.key for s in sheets(made)] == [*ALWAYS[:-1], "Decisions", "Sources"]


def test_a_city_without_any_application_has_every_sheet_that_must_be_there() -> None:
    made = _with(Plan(), stand(towns.city({"East": 100}), towns.policy(towns.rule("eligibility"))))
    assert [s.key for s in sheets(made)] == [*ALWAYS[:-1], "Decisions", "Sources"]
    assert read_plan(content_of(made), made.case.city) == Plan()


@pytest.mark.parametrize(("sheet", "key"), [
    ("Slots", "slots"), ("Transfers", "transfers"), ("Adjustments", "adjustments"), ("Waitlist", "waitlist"), ("Exemptions", "exemptions"),
    ("Freezes", "freezes"), ("Decisions", "decisions")])
def test_a_sheet_that_this_year_leaves_empty_says_why(sheet: str, key: str) -> None:
    quiet = towns.three(points=[("East", 0, 10)])
    made = _with(Plan(), stand(quiet, replace(small.policy(), rules=tuple(r for r in small.rules() if r.id != "freeze-use"))))
    found = next(s for s in sheets(made) if s.key == sheet)
    assert found.tables[0].lines == ()
    page = Book(content_of(made)).formulas[SHEETS[sheet]]
    texts = [c.value for row in page.iter_rows() for c in row if c.value]
    assert words.say(f"report.{key}.empty") in texts
    assert found.tables[0].columns[1].header in texts


def test_comparison_and_sensitivity_are_left_out_where_they_were_not_made(context: Context) -> None:
    keys = [s.key for s in sheets(replace(context, extras=Extras()))]
    assert "Comparison" not in keys
    assert "Sensitivity" not in keys


def test_every_header_and_sentence_is_in_the_language_asked_for(contents: dict[str, bytes], context: Context) -> None:
    latin = {"SHA-256 校验值", "HRAD", "资源集聚度 HRAD", "人口集聚度 PAD"}
    headers = {c.header for s in sheets(context) for t in s.tables for c in t.columns if not t.headless}
    assert not [h for h in headers if h.isascii() and h not in latin]
    assert not [h for h in _headers("en") if not h.isascii()]


def _headers(language: str) -> set[str]:
    made = in_language(language)
    return {c.header for s in sheets(made) for t in s.tables for c in t.columns}


def test_the_comparison_alone_is_a_workbook() -> None:
    content = comparison_workbook(small.comparison(), title="三镇")
    page = Book(content).values["与人工方案对比"]
    texts = [str(c.value) for row in page.iter_rows() for c in row if c.value is not None]
    assert {"人工方案", "最近合规方案", "求解方案"} <= set(texts)
    assert any("首个不同的目标：求解方案优5" in t for t in texts)
    assert any("不符合刚性规则2项" in t for t in texts)


def test_any_tables_make_a_workbook() -> None:
    table = Table(columns=(Column("a", "甲", 10), Column("b", "乙", 10, "count", summed=True)), total={"a": "合计"},
                  lines=(Line({"a": "=x", "b": 2}), Line({"a": "y", "b": Formula("1+1", 2)})))
    content = table_workbook("测试", (Sheet(key="t", name="表", title="测试", tables=(table,)),))
    book = Book(content)
    assert [row[1] for row in book.values["表"].iter_rows(min_row=3, values_only=True)] == [2, 2, 4]
    assert content == table_workbook("测试", (Sheet(key="t", name="表", title="测试", tables=(table,)),))


def test_the_workbook_does_not_depend_on_the_order_of_extras(context: Context) -> None:
    twice = replace(context.extras, inputs={"b": "2", "a": "1"}), replace(context.extras, inputs={"a": "1", "b": "2"})
    one, other = (workbook(context.record, context.case, context.instance, x) for x in twice)
    assert one == other
