"""Wuhu's figures for cuts, none of them in the document's own rows: what the bureau's practice allows, on both sides of every figure."""
from __future__ import annotations

import pytest

from allocator.domain.case import Case
from allocator.domain.institution import Institution
from allocator.domain.plan import Plan
from tests.policies.desk import against, desk, holds
from tests.towns import applies, city, hospital

NORTH, SOUTH = "镜湖区", "南陵县"


def under(*beds: Institution) -> Case:
    """North has far more beds than its 10,000 people are allowed, South has 40 for as many: North may be cut, South not."""
    return desk("wuhu", city({NORTH: 10_000, SOUTH: 10_000}, [hospital("S", SOUTH, 40, "0.90"), *beds]))


def cut(case: Case, **beds: int) -> bool:
    """Whether the model's entry on cuts is met by these."""
    return holds(case, Plan(reduced=beds), "adjustment")


def quiet(code: str, beds: int, use: str = "0.10", township: str = "城") -> Institution:
    return hospital(code, NORTH, beds, use, township=township)


def test_an_institution_gives_up_a_tenth_of_its_beds_and_no_more() -> None:
    # ⌊0.10 x 209⌋ = 20; the district's share is ⌊0.05 x 809⌋ = 40
    case = under(quiet("A", 209), quiet("B", 600))
    assert cut(case, A=20) and not cut(case, A=21)


def test_a_district_gives_up_a_twentieth_of_its_beds_and_no_more() -> None:
    # ⌊0.05 x 619⌋ = 30; each may give up ⌊0.10 x 309⌋ = 30 or ⌊0.10 x 310⌋ = 31 by itself
    case = under(quiet("A", 309), quiet("B", 310))
    assert cut(case, A=20, B=10) and not cut(case, A=20, B=11)


@pytest.mark.parametrize(("beds", "lawful"), [(4, False), (5, True)])
def test_less_than_five_beds_are_not_worth_a_cut(beds: int, lawful: bool) -> None:
    assert cut(under(quiet("A", 200), quiet("B", 400)), A=beds) is lawful


def test_beds_up_to_a_use_of_85_in_a_hundred_are_needed() -> None:
    # 0.80 x 365 x 200 = 58,400 bed-days need ⌈58,400 / (365 x 0.85)⌉ = ⌈188.2⌉ = 189 beds: 11 of 200 are idle
    case = under(quiet("A", 200, "0.80"), quiet("B", 400))
    assert cut(case, A=11) and not cut(case, A=12)


def test_what_is_idle_for_other_care_is_what_a_use_of_85_in_a_hundred_does_not_need() -> None:
    # the same 11 of 200 beds
    turned = {"kind": "conversion", "parent_code": "A", "convert_to": "nursing"}
    wishes = [applies("C", NORTH, 11, **turned), applies("D", NORTH, 12, **turned)]
    case = desk("wuhu", city({NORTH: 10_000}, [quiet("A", 200, "0.80")], wishes))
    assert {c: against(case, c) for c in "CD"} == {"C": [], "D": ["conversion"]}


def test_the_only_hospital_of_a_township_is_not_cut() -> None:
    assert not cut(under(quiet("A", 200, township="村"), quiet("B", 400)), A=10)
    assert cut(under(quiet("A", 200), quiet("B", 400)), A=10)


def test_neither_the_health_agency_nor_public_health_is_cut() -> None:
    for kept in ({"facility": "public_health_agency"}, {"tags": ("public_health",)}):
        assert not cut(under(hospital("A", NORTH, 200, "0.10", township="城", **kept), quiet("B", 400)), A=10)
