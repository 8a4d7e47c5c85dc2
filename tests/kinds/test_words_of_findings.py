"""What findings and closings say: whole metres, a few neighbours, sorts and directions in the reader's language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from allocator import words
from allocator.audit import closing_words
from allocator.domain.city import Requirement
from tests.kinds.test_min_distance import apart, at
from tests.kinds.town import admit, case_of, findings, hospital, pharmacy, rule, town, wants


def test_a_radius_is_told_in_whole_metres_and_the_first_five_neighbours_by_name() -> None:
    walk = {"minutes": 15, "km_per_h": 5, "detour": "1.3"}  # 1,250 m of path, 961.54 m straight
    city = town([pharmacy(f"P{n}", **at(100 * n)) for n in range(1, 8)], [wants("A", **at(0))])
    case = case_of(city, apart(reach=walk))
    found = findings(case, admit(case, "A"), "apart")[0]
    assert (found.measured, found.facts["metres"], found.facts["near"]) == (7, 962, "P1、P2、P3、P4、P5、…")
    cap = rule("radius_cap", "cap", where={"category": "pharmacy"}, reach=walk, caps={"other": 2})
    case = case_of(city, cap)
    assert findings(case, admit(case, "A"), "cap")[0].facts["metres"] == 962


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "不符合转型条件：转为“护理”限于二级、一级机构的床位，该机构为三级"),
        ("en", "not a conversion of idle beds: only beds of secondary, primary institutions may turn to nursing, this one is tertiary"),
    ],
)
def test_who_may_not_convert_for_its_tier_is_told_so(language: str, said: str) -> None:
    words.use(language)
    city = town(
        [hospital("H", tier="tertiary", bed_days=0)],
        [
            wants("K", "conversion", beds=10, parent_code="H", convert_to="nursing"),
            wants("L", "conversion", beds=10, parent_code="G", convert_to="ltc"),
        ],
    )
    turn = rule("conversion", "turn", to=["nursing", "ltc"], target_use="0.85", tiers_of={"nursing": ["secondary", "primary"]})
    case = case_of(city, turn)
    (closing,) = case.standing("K").closings
    assert closing_words("conversion", closing.facts) == said
    (closing,) = case.standing("L").closings
    assert "G" in closing_words("conversion", closing.facts)


@pytest.mark.parametrize(("language", "sort", "direction"), [("zh", "骨科", "护理"), ("en", "orthopaedic", "nursing")])
def test_sorts_and_directions_are_told_in_the_language_in_use(language: str, sort: str, direction: str) -> None:
    words.use(language)
    city = town(
        [hospital("H", beds=100, specialty="orthopaedic", tier="tertiary", bed_days=0)],
        [
            wants("A", beds=30, category="inpatient", specialty="orthopaedic"),
            wants("K", "conversion", beds=10, category="inpatient", parent_code="H", convert_to="nursing"),
        ],
    )
    city = replace(city, requirements=(Requirement(district="甲", category="inpatient", specialty="orthopaedic", required=50),))
    case = case_of(
        city,
        rule("balance_indicator", "supply", category="inpatient", mode="supply", by="specialty"),
        rule("freeze", "surplus", any_of=[{"supply": "supply"}], categories=["inpatient"]),
        rule("conversion", "turn", to=["ltc"], target_use="0.85"),
    )
    assert [k.facts["sort"] for k in case.standing("A").closings] == [sort]
    assert [k.facts["to"] for k in case.standing("K").closings] == [direction]
