"""Figures by formula, and that limits go by them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.domain.city import Fund
from tests.kinds.town import admit, agree, case_of, findings, hospital, met, people, pharmacy, rule, town, wants

FUNDED = {"formula": "fundable_beds", "surplus_rate": "0.03", "reimbursement_share": "0.65", "cost_per_bed": 650_000}


def test_fundable_beds_from_the_funds_table() -> None:
    # 40,000,000 x 0.97 / 0.65 x 1000 / (650,000 x 10,000) = 9.1834 a thousand
    city = town(funds=(Fund(district="", scheme="employee", year=2025, income=Fraction(40_000_000)),))
    figure = case_of(city, rule("formula_limit", "f", **FUNDED)).states["f"]
    assert round(figure.value, 2) == Fraction("9.18")
    assert figure.parts["income"] == 40_000_000
    said = case_of(city, rule("formula_limit", "f", **FUNDED))
    assert "9.18" in findings(said, admit(said), "f")[0].reason


def test_a_given_income_wins_and_none_at_all_says_so() -> None:
    case = case_of(town(), rule("formula_limit", "f", income=40_000_000, **FUNDED))
    assert round(case.states["f"].value, 2) == Fraction("9.18")
    case = case_of(town(), rule("formula_limit", "f", **FUNDED))
    assert case.states["f"].value is None
    assert findings(case, admit(case), "f")[0].verdict == "not_applicable"


def test_a_formula_without_its_figures_is_refused() -> None:
    with pytest.raises(ValueError, match=r"formula_limit\.inputs"):
        rule("formula_limit", "f", formula="fundable_beds", surplus_rate="0.03")


def test_use_and_import() -> None:
    used = {"formula": "bed_use", "admissions_per_1000": 159, "days_per_admission": "8.8", "target_use": "0.79"}
    case = case_of(town(), rule("formula_limit", "f", **used), rule("formula_limit", "g", formula="imported", value="7.23"))
    assert round(case.states["f"].value, 2) == Fraction("4.85")
    assert case.states["g"].value == Fraction("7.23")
    assert findings(case, admit(case), "g") and findings(case, admit(case), "f")


def test_the_least_cover_counts_what_stays_and_what_may_come() -> None:
    # three points in a row, 1 km apart; P reaches the first two, A the last two, B the last one only
    points = people([(f"D{n}", "甲", 118.0, 31.0 + n / 110.9, 100, "urban") for n in range(3)] + [("far", "甲", 119.0, 31.0, 50, "urban")])
    city = town(
        [pharmacy("P", lon=118.0, lat=31.0 + 0.5 / 110.9)],
        [wants("A", lon=118.0, lat=31.0 + 1.5 / 110.9), wants("B", lon=118.0, lat=31.0 + 2.2 / 110.9)],
        demand=points,
    )
    circle = rule("coverage", "circle", category="pharmacy", reach={"urban": {"metres": 600}}, strictness="should")
    case = case_of(city, circle, rule("formula_limit", "f", formula="minimum_cover", coverage="circle"))
    assert (case.states["f"].value, dict(case.states["f"].parts)) == (2, {"lower": 2, "upper": 2})


def test_a_density_limit_goes_by_the_figure() -> None:
    # 12 beds a thousand of 10,000 people: 120; 100 are there
    city = town([hospital("H")], [wants("A", beds=20), wants("B", beds=1)])
    case = case_of(
        city, rule("formula_limit", "f", formula="imported", value=12), rule("density_limit", "d", resource="insured_beds", formula="f")
    )
    assert met(case, admit(case, "A"), "d") and not met(case, admit(case, "A", "B"), "d")
    agree(case, "d")
