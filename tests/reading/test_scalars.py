"""What an unquoted word of a YAML file means."""
from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.reading.scalars import ScalarFault, resolve


@pytest.mark.parametrize(("word", "value"), [
    ("yes", True), ("Yes", True), ("no", False), ("NO", False), ("true", True), ("false", False), ("", None), ("~", None), ("null", None),
    ("2026", 2026), ("-7", -7), ("0", 0), ("5.97", Decimal("5.97")), ("0.10", Decimal("0.10")), ("1e3", Decimal(1000)),
    (".5", Decimal("0.5")),
    ("2026-07-01", date(2026, 7, 1)), ("2026-7-1", date(2026, 7, 1)), ("6:3:1", "6:3:1"), ("12:30", "12:30"), ("0x1F", "0x1F"),
    ("1_000", "1_000"),
    ("on", "on"), ("off", "off"), ("y", "y"), ("A001", "A001"), ("芜湖", "芜湖"), ("5.97%", "5.97%"),
    ("12,345", "12,345"), ("1.2.3", "1.2.3"),
])
def test_a_word_means_what_an_analyst_means(word: str, value: object) -> None:
    assert resolve(word) == value
    assert type(resolve(word)) is type(value)


@pytest.mark.parametrize(("word", "why"), [
    ("008", "leading_zero"), ("-01", "leading_zero"), ("00.5", "leading_zero"), (".nan", "not_finite"), (".NaN", "not_finite"),
    ("-.inf", "not_finite"),
    ("1" * 19, "huge_number"), ("1" * 31, "huge_number"), ("1e19", "huge_number"), ("1e999999999", "huge_number"),
    ("1e-999999999", "huge_number"),
    ("2026-02-29", "no_such_day"), ("2026-13-01", "no_such_day"), ("0000-01-01", "no_such_day"),
])
def test_what_a_number_would_lose_or_no_clause_can_mean_is_refused(word: str, why: str) -> None:
    with pytest.raises(ScalarFault) as caught:
        resolve(word)
    assert caught.value.key == f"yaml.{why}"


@given(st.decimals(min_value=-10**6, max_value=10**6, places=4))
def test_a_decimal_stays_exact(number: Decimal) -> None:
    value = resolve(f"{number:f}")
    assert Fraction(value) == Fraction(number)      # type: ignore[arg-type]


@given(st.text(alphabet="0123456789.-+eE: nayofINF~_", max_size=12))
def test_every_word_has_a_meaning_or_a_reason(word: str) -> None:
    try:
        value = resolve(word)
    except ScalarFault as fault:
        assert fault.key.startswith("yaml.")
    else:
        assert not isinstance(value, float)
