"""Tier ratios of hospitals only and of four parts; required beds by residents, by formula and without tiers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.domain.city import District, Requirement
from tests.kinds.town import Rows, admit, case_of, findings, hospital, plans, rule, town, two, wants

SHOULD = {"strictness": "should", "gap_in": "tier_deviation"}


def test_only_hospitals_count() -> None:
    rows = [
        hospital("H1", tier="tertiary", beds=60),
        hospital("H2", beds=25),
        hospital("C", tier="primary", beds=500, facility="township_centre"),
    ]
    city = town(
        rows,
        [
            wants("A", beds=15, tier="primary"),
            wants("B", beds=40, tier="primary", facility="township_centre"),
            wants("U", kind="upgrade", category="inpatient", tier="tertiary", parent_code="H2"),
            wants("K", kind="conversion", beds=10, parent_code="C", convert_to="nursing"),
        ],
    )
    turn = rule("conversion", "turn", to=["nursing"], leaves_total=["nursing"], target_use="0.85")
    case = case_of(city, turn, rule("tier_ratio", "tiers", shares="60:25:15", where={"facility": "hospital"}, **SHOULD))
    assert [f.facts["beds"] for f in findings(case, admit(case, "A"), "tiers")] == [60, 25, 15]
    assert all(f.gap == 0 for f in findings(case, admit(case, "A"), "tiers"))
    assert [f.facts["beds"] for f in findings(case, admit(case, "B"), "tiers")] == [60, 25, 0]
    compiled = Rows(case, "tiers")
    for plan in plans(case, {"H1": (0, 5), "C": (0, 9)}):
        for finding, gap in zip(findings(case, plan, "tiers"), _missed(compiled, plan), strict=True):
            assert finding.gap == gap


def _missed(compiled: Rows, plan: object) -> list[int]:
    """By how much each row is missed, gaps at 0."""
    import numpy as np

    from allocator.matrix.exact import activity
    from allocator.program import point

    x = np.zeros(compiled.matrix.width, dtype=np.int64)
    for j, n in point(plan, compiled.case, compiled.columns):  # type: ignore[arg-type]
        x[j] = n
    value = activity(compiled.matrix, x)
    return [int(max(0, value[i] - compiled.matrix.row_upper[i])) for i in compiled.mine]


def test_four_parts_tell_primary_from_ungraded() -> None:
    rows = [
        hospital("H1", tier="tertiary", beds=50),
        hospital("H2", beds=20),
        hospital("H3", tier="primary", beds=20),
        hospital("H4", tier="ungraded", beds=10),
    ]
    case = case_of(town(rows), rule("tier_ratio", "tiers", shares="5:2:2:1", **SHOULD))
    assert [(f.subject, f.gap) for f in findings(case, admit(case), "tiers")] == [
        ("tertiary", 0),
        ("secondary", 0),
        ("primary", 0),
        ("ungraded", 0),
    ]


def test_required_without_tiers() -> None:
    # 7 a thousand of 10,000: 70; the table says 75 of 乙
    city = town(
        [hospital("H1", beds=60), hospital("H2", "乙", beds=75)],
        districts=two(),
        requirements=(Requirement(district="乙", category="inpatient", required=75),),
    )
    case = case_of(city, rule("requirement", per_1000=7))
    assert {n.district: (n.required, n.after_exits, n.state) for n in case.district_needs} == {
        "甲": (70, 60, "increment"),
        "乙": (75, 75, "balanced"),
    }
    assert case.short == {"甲"} and case.headroom("甲") == 10
    assert "7" in case.policy.rule("requirement").describe()


def test_required_by_residents_and_by_formula() -> None:
    here = (District(district="甲", insured=5000, residents=10_000),)
    city = town([hospital("H1", beds=60)], districts=here)
    by_residents = case_of(city, rule("requirement", per_1000="7.23", base="residents", shares="6:3:1"))
    assert {n.tier: n.required for n in by_residents.needs if n.scope == "district"} == {
        "tertiary": 43,
        "secondary": 22,
        "primary": 7,
        "": 72,
    }
    figure = rule("formula_limit", "f", formula="imported", value=Fraction("9.18"))
    by_formula = case_of(city, figure, rule("requirement", formula="f"))
    assert [n.required for n in by_formula.needs] == [45, 45]
    assert by_formula.policy.rule("requirement").describe()


@pytest.mark.parametrize("figures", [{}, {"per_1000": 7, "formula": "f"}, {"per_1000": 7, "shares": "1:2"}])
def test_a_requirement_has_one_rate(figures: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        rule("requirement", **figures)


def test_the_goals_take_a_requirement_without_tiers() -> None:
    from allocator.matrix import compile_model
    from allocator.program import build
    from allocator.rules.goals import goals
    from allocator.standing import stand
    from tests.kinds.town import policy

    city = town([hospital("H1", beds=60)], [wants("A", beds=5)])
    case = stand(city, policy(rule("requirement", per_1000=7), objectives=("bed_need", "spread")))
    stages = goals(case)
    compile_model(build(case, stages).model)
    assert [g.value(admit(case, "A"), case) for g in stages[:2]] == [65, 0]


def test_needed_city_wide_nobody_is_short() -> None:
    city = town([hospital("H1", beds=60), hospital("H2", "乙", beds=70)], districts=two())
    case = case_of(city, rule("requirement", per_1000=7, need_scope="city"))
    assert case.short == frozenset() and case.headroom("甲") == 0
    assert [(n.scope, n.required, n.after_exits, n.state) for n in case.needs if n.scope == "city"] == [("city", 140, 130, "increment")]
    assert [(f.subject, f.verdict) for f in findings(case, admit(case), "requirement")] == [("city", "not_applicable")]
