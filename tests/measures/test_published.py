"""Wuhu's published figures: which number of insured people they agree with, and what follows from it."""
from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from allocator.domain.city import City, District
from allocator.measures.concentration import Agglomeration, agglomeration
from allocator.rules.base import decimal
from tests.towns import city, hospital, made, rule

LEAST, MOST = 3_676_133, 3_679_567
BEDS, DOCTORS, INSTITUTIONS = 23_950, 10_151, 155 + 695 + 1_194
PAD = {"镜湖区": "6.886", "弋江区": "1.980", "鸠江区": "1.356", "湾沚区": "0.871", "繁昌区": "0.689", "南陵县": "0.563", "无为市": "0.670"}
MADE_UP = {"镜湖区": 7900, "弋江区": 3600, "鸠江区": 3900, "湾沚区": 1800, "繁昌区": 1450, "南陵县": 2050, "无为市": 3250}


def agrees(insured: int) -> bool:
    """Whether all three ratios are what was published, rounded half up."""
    return [decimal(Fraction(n * per, insured), 2) for n, per in ((BEDS, 1000), (DOCTORS, 1000), (INSTITUTIONS, 10_000))] == ["6.51",
                                                                                                                              "2.76",
                                                                                                                              "5.56"]


@pytest.mark.parametrize(("insured", "agree"), [(LEAST - 1, False), (LEAST, True), (3_677_000, True), (MOST, True), (MOST + 1, False)])
def test_the_published_ratios_agree_for_so_many_insured_only(insured: int, agree: bool) -> None:
    assert agrees(insured) == agree


@pytest.mark.parametrize(("insured", "beds", "doctors"), [(LEAST, 21_946, 11_248), (MOST, 21_967, 11_259)])
def test_what_the_targets_allow(insured: int, beds: int, doctors: int) -> None:
    # 5.97 x 3676.133 = 21 946.5; 3.06 x 3676.133 = 11 248.97; 5.97 x 3679.567 = 21 967.01; 3.06 x 3679.567 = 11 259.5.
    case = made(city({"芜湖": insured}))
    limits: list[Any] = [rule("density_limit", resource="insured_beds", value="5.97"),
                         rule("density_limit", resource="doctors", value="3.06")]
    assert [r.limit("city", ("芜湖",), case) for r in limits] == [beds, doctors]
    # To be at 3.06 it takes one more: at least is rounded up.
    assert rule("density_limit", resource="doctors", value="3.06", sense=">=").limit("city", ("芜湖",),
                                                                                     case) == doctors + 1  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def wuhu() -> City:
    """The districts of the census with made-up beds, 23 950 in all; the people of the census stand for the insured."""
    path = Path(__file__).resolve().parent.parent.parent / "instances" / "sources" / "districts_census2020.csv"
    rows = [r for r in csv.DictReader(path.read_text("utf-8").splitlines()) if r["name"] in PAD]
    here = [District(district=r["name"], insured=int(r["pop2020"]), area_km2=Fraction(r["area_km2"])) for r in rows]
    return city(here, [hospital(f"H{d}", d, n) for d, n in MADE_UP.items()])


@pytest.fixture(scope="module")
def found(wuhu: City) -> dict[str, Agglomeration]:
    return {r.district: r for r in agglomeration(wuhu, "inpatient", "insured_beds")}


def text(value: Fraction | None) -> str:
    assert value is not None
    scaled = decimal(value, 3)
    return scaled if "." in scaled and len(scaled.partition(".")[2]) == 3 else f"{float(value):.3f}"


def test_agglomeration_of_people_by_the_census(found: dict[str, Agglomeration]) -> None:
    assert {d: text(r.pad) for d, r in found.items()} == PAD


def test_agglomeration_of_beds_in_the_worked_example(found: dict[str, Agglomeration]) -> None:
    centre = found["镜湖区"]
    assert centre.hrad is not None
    assert centre.pad is not None
    assert (text(centre.hrad), text(centre.hrad - centre.pad), text(centre.ratio)) == ("17.294", "10.408", "2.511")
    others = {d: r.hrad - r.pad for d, r in found.items() if d != "镜湖区" and r.hrad is not None and r.pad is not None}
    assert max(others.values()) < 0
    assert (text(others["弋江区"]), text(others["无为市"])) == ("-0.194", "-0.265")


def test_the_sign_is_the_integer_comparison(found: dict[str, Agglomeration], wuhu: City) -> None:
    for d, r in found.items():
        ours, theirs = MADE_UP[d] * wuhu.insured, wuhu.by_district[d].insured * BEDS
        assert r.sign == (ours > theirs) - (ours < theirs)
