"""What a cell says, exactly."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from allocator.reading import cells
from allocator.reading.rows import one_of


@pytest.mark.parametrize(("read", "cell", "value"), [
    (cells.count, "380", 380), (cells.count, "0", 0), (cells.count, 380.0, 380), (cells.count, 7, 7), (cells.count, "380.0", 380),
    (cells.count, "3.8e2", 380), (cells.amount, "0.1", Fraction(1, 10)), (cells.amount, 0.1, Fraction(1, 10)),
    (cells.amount, 120000000.0, Fraction(120_000_000)), (cells.exact, "-1200000.50", Fraction(-2_400_001, 2)),
    (cells.share, "72%", Fraction(18, 25)), (cells.share, "0.72", Fraction(18, 25)), (cells.share, 1.0, Fraction(1)),
    (cells.score, "88.5", Fraction(177, 2)),
    (cells.degree, "118.37", 118.37), (cells.degree, 31.33, 31.33), (cells.year, "2026年", 2026), (cells.year, 2026.0, 2026),
    (cells.day, "2026-07-01", date(2026, 7, 1)), (cells.day, "2026年7月1日", date(2026, 7, 1)), (cells.day, "2026/7/1", date(2026, 7, 1)),
    (cells.day, "2026.7.1", date(2026, 7, 1)), (cells.day, "20260701", date(2026, 7, 1)),
    (cells.day, "2026-07-01 00:00:00", date(2026, 7, 1)),
    (cells.day, "46204", date(2026, 7, 1)), (cells.day, 46204.0, date(2026, 7, 1)),       # 46204 days after 1899-12-30
    (cells.day, datetime(2026, 7, 1, 12, 30), date(2026, 7, 1)), (cells.day, date(2026, 7, 1), date(2026, 7, 1)),
    (cells.yes, "是", True), (cells.yes, "yes", True), (cells.yes, True, True), (cells.yes, 1.0, True), (cells.yes, "否", False),
    (cells.yes, "NO", False),
    (cells.text, 12.0, "12"), (cells.text, "012", "012"),
    (one_of("category"), "住院类", "inpatient"), (one_of("category"), "inpatient", "inpatient"), (one_of("tier"), "Primary", "primary"),
    (one_of("kind", "events"), "约谈", "interviewed"),
])
def test_a_cell_is_read_exactly(read: Callable[[object], object], cell: object, value: object) -> None:
    assert read(cell) == value


@pytest.mark.parametrize(("read", "cell", "why"), [
    (cells.count, "-1", "negative"), (cells.count, -1.0, "negative"), (cells.count, "1.5", "fraction"),
    (cells.count, "12,345", "thousands"),
    (cells.count, "12，345", "thousands"), (cells.count, True, "boolean"), (cells.count, "", "not_a_number"),
    (cells.count, "1_000", "not_a_number"),
    (cells.count, "nan", "not_a_number"), (cells.count, float("inf"), "not_a_number"), (cells.count, 1e300, "not_a_number"),
    (cells.count, "1e16", "too_large"), (cells.count, date(2026, 7, 1), "date_for_number"), (cells.count, "²", "not_a_number"),
    (cells.count, "٣", "not_a_number"), (cells.share, "72", "share"), (cells.share, "-0.1", "share"), (cells.share, "120%", "share"),
    (cells.score, "100.5", "score"), (cells.degree, "190", "degree"), (cells.year, "26", "year"), (cells.day, "2026-02-30", "no_such_day"),
    (cells.day, "1.7.2026", "day"), (cells.day, "2026-07", "day"), (cells.day, "12", "day"), (cells.day, "900000", "day"),
    (cells.yes, "maybe", "yes_no"),
    (cells.yes, "2", "yes_no"), (cells.text, True, "boolean"), (one_of("category"), "inpatients", "not_in_list"),
])
def test_what_may_mean_two_things_is_refused(read: Callable[[object], object], cell: object, why: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        read(cell)
    assert caught.value.type == f"cell.{why}"


@given(st.integers(0, 10**14))
def test_a_count_is_the_same_as_text_number_and_float(number: int) -> None:
    assert cells.count(str(number)) == cells.count(float(number)) == cells.count(number) == number


@given(st.dates(date(1960, 1, 1), date(2100, 12, 31)))
def test_a_day_is_the_same_however_it_is_written(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    ways = (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}", f"{day:%Y%m%d}", str(serial),
            float(serial))
    assert {cells.day(way) for way in ways} == {day}
