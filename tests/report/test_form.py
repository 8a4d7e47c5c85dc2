"""The form of a formal attachment: paper, headers, panes, foot, fonts, marks; and where cells lie."""
from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from string import Formatter

import pytest

from allocator import words
from allocator.report import heights
from allocator.report.layout import address, arrange, filled, letters
from allocator.report.page import Foot
from allocator.report.table import Chart, Column, Formula, Line, Sheet, Table
from allocator.words.report import SENTENCES
from tests.report.spreadsheet import Book


def table(**more: object) -> Table:
    row: dict[str, object] = {"columns": (Column("a", "甲", 10), Column("b", "乙", 8, "count", summed=True)),
                              "lines": (Line({"a": "x", "b": 1}), Line({"a": "y", "b": 2})), "total": {"a": "合计"}}
    return Table(**{**row, **more})  # type: ignore[arg-type]


def sheet(*tables: Table, **more: object) -> Sheet:
    return Sheet(**{"key": "k", "name": "表", "title": "题", "tables": tables, **more})  # type: ignore[arg-type]


def test_every_page_is_a4_one_page_wide_with_a_foot(book: Book) -> None:
    for page in book.formulas:
        assert page.page_setup.paperSize == 9
        assert page.page_setup.orientation == ("portrait" if page.title in ("封面与参数", "Cover") else "landscape")
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
        assert "&P" in page.oddFooter.center.text
        assert "0123abcd" in page.oddFooter.right.text
        assert page.print_area


def test_tables_repeat_their_header_and_keep_it_in_view(book: Book) -> None:
    for name in ("机构准入", "Admissions"):
        if name in book.formulas.sheetnames:
            page = book.formulas[name]
            assert page.freeze_panes == "D5"
            assert page.print_title_rows == "$4:$4"
            assert page.auto_filter.ref


def test_names_of_sheets_fit(book: Book) -> None:
    assert all(len(name) <= 31 for name in book.formulas.sheetnames)


def test_figures_are_right_aligned_in_times_new_roman(chinese_book: Book) -> None:
    page = chinese_book.formulas["区县汇总"]
    numbers = [c for row in page.iter_rows(min_row=6) for c in row if isinstance(c.value, int | float)]
    assert numbers
    assert {(c.font.name, c.alignment.horizontal) for c in numbers} == {("Times New Roman", "right")}
    assert {"#,##0", "0.0%"} <= {c.number_format for c in numbers}


def test_title_and_headers_are_in_the_second_font(chinese_book: Book) -> None:
    page = chinese_book.formulas["区县汇总"]
    assert (page["A1"].value, page["A2"].font.name, page["A2"].font.size) == ("附表1", "黑体", 18)
    assert (page["A4"].font.name, page["A6"].font.name) == ("黑体", "宋体")
    assert page["A4"].fill.fgColor.rgb == "FFE7ECF4"


def test_fills_mark_only_what_breaks_a_rule_or_differs(book: Book) -> None:
    marked = {page.title for page in book.formulas if list(page.conditional_formatting)}
    known = {"床位调整", "规则校核", "与人工方案对比", "覆盖率", "敏感性", "Adjustments", "Rules", "Comparison", "Coverage", "Sensitivity"}
    assert marked
    assert marked <= known


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_tables_lie_below_each_other() -> None:
    made = arrange(sheet(table(caption="一"), table(lines=(), empty="无"), number="附表1", unit="张", notes=("注",), signed=True))
    first, second = made.tables
    # number, title, unit line; caption, header, two lines, total; a blank; header, total, sentence; note; blank; signature
    assert (made.number, made.title, made.unit) == (0, 1, 2)
    assert (first.caption, first.header, first.first, first.last, first.total) == (3, 4, 5, 6, 7)
    assert (second.header, second.first, second.last, second.total, second.empty) == (9, 10, 9, 10, 11)
    assert (made.notes, made.sign, made.end) == ((12,), 14, 15)


def test_a_chart_has_rows_of_its_own() -> None:
    plan = Chart("题", "张", "a", ("b",), "b", rows=5)
    made = arrange(sheet(table(chart=plan), table()))
    assert (made.tables[0].chart, made.tables[0].end) == (6, 12)
    assert made.tables[1].header == 13


def test_formulas_find_their_cells_on_their_own_sheet_and_on_others() -> None:
    made = sheet(table(), table())
    assert filled("{b}*2+SUM({b.all})", made, 0, 2) == "B3*2+SUM(B$3:B$4)"
    assert filled("{t0[b].total}-{b.first}+{a.col}", made, 1, 7) == "$B$5-B$8+$A8"
    assert address(made, 0, "b") == "'表'!$B$5"
    assert address(made, 1, "a", 1) == "'表'!A9"


def test_a_table_without_a_total_line_has_no_address_of_it() -> None:
    with pytest.raises(ValueError, match="total"):
        address(sheet(table(total=None)), 0, "b")


def test_a_total_adds_up_what_its_lines_come_to() -> None:
    lines = (Line({"b": Fraction(1, 2)}), Line({"b": Formula("1/2", Fraction(1, 2))}), Line({"b": "—"}), Line({"b": None}))
    total = table(lines=lines).total_cells["b"]
    assert isinstance(total, Formula)
    assert (total.text, total.value) == ("SUM({b.all})", 1)
    assert table(lines=()).total_cells["b"] == 0


def test_columns_grow_for_a_latin_word_that_would_be_torn() -> None:
    made = sheet(table(columns=(Column("a", "甲", 4, "centre"), Column("b", "Admitted", 4)), lines=(Line({"a": "secondary"}),)))
    assert made.grid == (10.5, 9.5)


def test_rows_are_high_enough_for_wrapped_text() -> None:
    assert heights.lines("十个汉字占二十个单位", 20.3) == 1
    assert heights.lines("十个汉字占二十个单位", 20) == 2
    assert heights.lines("a\nb", 20) == 2
    assert heights.height([("", 5)]) == heights.LEAST
    assert heights.height([("字" * 100, 10)]) > 20 * heights.LINE


def test_an_ampersand_in_a_title_is_no_command_to_the_printer() -> None:
    assert Foot("A&B", "", "1号").text(portrait=False) == "&L&9A&&B&C&9第 &P 页 共 &N 页&R&9 1号"
    assert Foot("A&B", "【x】", "r").text(portrait=True).startswith("&L&9【x】&C")


def test_every_sentence_has_both_languages_with_the_same_fields() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert not [k for k, (zh, en) in SENTENCES.items() if not zh or not en or fields(zh) != fields(en)]


def test_every_sentence_that_a_sheet_names_is_there(root: Path) -> None:
    sources = [p.read_text("utf-8") for p in (root / "allocator" / "report").rglob("*.py")]
    named = {key for text in sources for key in re.findall(r"""say\("(report\.[\w.]+)\"""", text)}
    own = {text: next((h for h in ("site.head", "curve.head") if h in text), "report.head") for text in sources}    # words of their own
    heads = {f"{own[text]}.{key}" for text in sources for key in re.findall(r'head\("(\w+)"\)', text)}
    assert len(named) > 60
    assert not [key for key in sorted(named | heads) if not words.has(key)]
