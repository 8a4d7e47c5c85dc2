"""Wuhu's rows on who may come in: freezes, exemptions, the transition, and who comes first."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.city import City, District, Fund
from allocator.domain.institution import Application
from tests.policies.desk import against, chosen, desk, holds, model
from tests.towns import applies, city, clinic, hospital, plan

HERE = "南陵县"
WEAK, RICH = District(district=HERE, insured=10_000, resource_level="weak"), District(district=HERE, insured=10_000, resource_level="rich")


def under(*applications: Application, use: str = "0.80", doctors: int = 0, balance: int | None = None, here: District = WEAK,
          scheme: str = "resident") -> Case:
    """A district that lacks 19 beds of 59, with a bed use, doctors and a fund's balance."""
    funds = () if balance is None else (Fund(district=HERE, scheme=scheme, year=2025, current_balance=Fraction(balance)),)
    town = city([here], [hospital("H", HERE, 40, use), clinic("C", HERE, doctors=doctors)], applications, funds=funds)
    return desk("wuhu", town)


def every_kind(category: str = "inpatient", **more: Any) -> list[Application]:
    """One application of each kind that could add."""
    row = {"category": category, **more}
    return [applies("N", HERE, 5, **row), applies("B", HERE, 5, kind="branch", **row), applies("S", HERE, 5, kind="site", **row),
            applies("E", HERE, 5, kind="expansion", parent_code="H", **row)]


def closed_by(case: Case, entry: str) -> str:
    """Codes that an entry closes."""
    return "".join(sorted(c for c in case.standings if entry in against(case, c)))


# -- 暂停新增

@pytest.mark.row("WH-11", "WH-14")
@pytest.mark.parametrize("scheme", ["employee", "resident"])
def test_a_fund_that_does_not_cover_its_costs_pauses_every_new_inpatient_bed(scheme: str) -> None:
    deficit = under(*every_kind(), applies("K", HERE), balance=-1, scheme=scheme)
    assert closed_by(deficit, "freeze-fund") == "BENS", "clinics go on"
    assert not holds(deficit, plan(deficit, "N"), "freeze-fund") and holds(deficit, plan(deficit, "K"), "freeze-fund")
    assert closed_by(under(*every_kind(), balance=0, scheme=scheme), "freeze-fund") == ""


@pytest.mark.row("WH-12", "WH-14")
def test_bed_use_under_79_percent_pauses_new_inpatient_institutions() -> None:
    low = under(*every_kind(), use="0.7899")
    assert closed_by(low, "freeze-occupancy") == "BENS", "the hospital's own use is under 85 %"
    assert not holds(low, plan(low, "B"), "freeze-occupancy")
    exactly = under(*every_kind(), use="0.79")
    assert closed_by(exactly, "freeze-occupancy") == "" and holds(exactly, plan(exactly, "B"), "freeze-occupancy")


@pytest.mark.row("WH-12")
@pytest.mark.parametrize(("own", "closed"), [("0.8499", "EN"), ("0.85", "N")])
def test_in_a_little_used_district_a_hospital_in_full_use_may_grow(own: str, closed: str) -> None:
    beds = [hospital("H", HERE, 100, own), hospital("L", HERE, 100, "0.10")]
    rows = [applies("N", HERE, 5), applies("E", HERE, 5, kind="expansion", parent_code="H")]
    assert closed_by(desk("wuhu", city([WEAK], beds, rows)), "freeze-occupancy") == closed


@pytest.mark.row("WH-12")
def test_a_district_may_be_short_and_yet_underused() -> None:
    assert [n.state for n in under(use="0.7899").district_needs] == ["short_underused"]
    assert [n.state for n in under(use="0.79").district_needs] == ["increment"]


@pytest.mark.row("WH-13", "WH-14")
def test_more_than_3_06_doctors_a_thousand_stop_new_outpatient_institutions() -> None:
    # 3.06 x 10 = 30.6
    rows = [applies("C1", HERE), applies("C2", HERE, kind="branch"), applies("C3", HERE, kind="site"), applies("H1", HERE, 5)]
    surplus = under(*rows, doctors=31)
    assert [c for c in sorted(surplus.standings) if against(surplus, c) == ["freeze-doctors"]] == ["C1", "C2", "C3"]
    assert not holds(surplus, plan(surplus, "C1"), "freeze-doctors") and holds(surplus, plan(surplus, "H1"), "freeze-doctors")
    spared = under(applies("K", HERE, tags=("key_project",)), doctors=31)
    assert (against(spared, "K"), spared.standing("K").fixed) == ([], "admitted"), "key projects go on"
    thousand = city({HERE: 50_000}, [clinic("C", HERE, doctors=153)], rows)
    assert against(desk("wuhu", thousand), "C1") == [], "153 of 50,000 are 3.06 exactly"


@pytest.mark.row("WH-14")
def test_whom_a_freeze_spares() -> None:
    rows = [applies("K", HERE, 5, tags=("key_project",)), applies("T", HERE, 5, facility="township_centre", tags=("public_health",)),
            applies("V", HERE, 5, licensed_on=date(2026, 6, 30), applied_on=date(2026, 6, 30)), applies("P", HERE, 5, facility="hospice"),
            applies("B", HERE, 5, kind="branch", parent_tier="tertiary", parent_level="provincial"), applies("N", HERE, 5)]
    case = under(*rows, use="0.50", balance=-1)
    assert {c: case.standing(c).fixed for c in "KTV"} == dict.fromkeys("KTV", "admitted"), "key projects, public health, the transition"
    assert {c: against(case, c)[0] for c in "PBN"} == dict.fromkeys("PBN", "freeze-fund"), "hospices and branches wait with the others"


# -- 不受计划数量限制

EXEMPT = [
    ("WH-30", "exempt-key-project", {"tags": ("key_project",)}, {"tags": ("medical_elderly",)}),
    ("WH-31", "exempt-public-health", {"facility": "township_centre", "tags": ("public_health",)}, {"facility": "township_centre"}),
    ("WH-31", "exempt-public-health", {"facility": "community_centre", "tags": ("public_health",)}, {"tags": ("public_health",)}),
    ("WH-33", "exempt-hospice", {"facility": "hospice"}, {"facility": "nursing_home"}),
    ("WH-34", "exempt-branch", {"kind": "branch", "parent_tier": "tertiary", "parent_level": "municipal"},
     {"kind": "branch", "parent_tier": "tertiary", "parent_level": "county"}),
    ("WH-34", "exempt-branch", {"kind": "branch", "parent_tier": "tertiary", "parent_level": "provincial"},
     {"kind": "branch", "parent_tier": "secondary", "parent_level": "provincial"}),
]


@pytest.mark.row("WH-30", "WH-31", "WH-33", "WH-34")
@pytest.mark.parametrize(("row", "entry", "exempt", "near"), EXEMPT)
def test_numbers_do_not_limit_an_exempt_class_and_limit_what_only_comes_near_it(row: str, entry: str, exempt: dict[str, Any],
                                                                               near: dict[str, Any]) -> None:
    case = under(applies("X", HERE, 500, **exempt), applies("Y", HERE, 500, **near))
    assert row in case.policy.rule(entry).serves
    x, y = case.standing("X"), case.standing("Y")
    assert ([e.rule for e in x.exemptions], x.fixed, x.beds, x.counted) == ([entry], "admitted", 500, True)
    assert x.reach == "quantity", "of numbers, not of the plan"
    assert (y.exemptions, y.fixed) == ((), "")
    assert holds(case, plan(case, "X"), "bed-total") and not holds(case, plan(case, "Y"), "bed-total")
    assert holds(case, plan(case, "X"), "swap") and not holds(case, plan(case, "Y"), "swap")


@pytest.mark.row("WH-32")
def test_blind_massage_clinics_are_not_limited_and_others_are() -> None:
    rows = [applies("X", HERE, tags=("blind_massage",), type="dental", doctors=90), applies("Y", HERE, type="dental", doctors=90)]
    case = under(*rows)
    assert (case.standing("X").fixed, case.standing("Y").exemptions) == ("admitted", ())
    assert (case.standing("X").reach, case.standing("X").counted) == ("quantity", True)
    for entry in ("control-dental", "doctors"):
        assert holds(case, plan(case, "X"), entry) and not holds(case, plan(case, "Y"), entry)


@pytest.mark.row("WH-34")
def test_a_branch_is_exempt_in_a_weak_area_only() -> None:
    branch = applies("B", HERE, 500, kind="branch", parent_tier="tertiary", parent_level="municipal")
    assert under(branch, here=WEAK).standing("B").fixed == "admitted"
    assert under(branch, here=RICH).standing("B").exemptions == ()


@pytest.mark.row("WH-30", "WH-31", "WH-32", "WH-33", "WH-34")
def test_no_exemption_helps_who_does_not_qualify() -> None:
    tags = {"tags": ("key_project", "blind_massage", "public_health")}
    case = under(applies("X", HERE, 5, facility="hospice", qualified=False, disqualified_reason="无执业许可", **tags))
    assert (case.standing("X").fixed, against(case, "X")) == ("", ["qualified"])


# -- 过渡期

@pytest.mark.row("WH-36", "WH-37")
@pytest.mark.parametrize(("licensed", "applied", "free"), [
    (date(2026, 6, 30), date(2026, 6, 30), True), (date(2019, 1, 1), date(2026, 1, 1), True),
    (date(2026, 7, 1), date(2026, 6, 30), False), (date(2026, 6, 30), date(2026, 7, 1), False), (None, date(2026, 6, 30), False)])
def test_licensed_before_july_and_applied_by_the_end_of_june_the_plan_does_not_limit_it(licensed: date | None, applied: date,
                                                                                        free: bool) -> None:
    row = applies("V", HERE, 500, licensed_on=licensed, applied_on=applied, specialty="psychiatric")
    case = under(row, use="0.10", balance=-1)
    assert case.standing("V").fixed == ("admitted" if free else "")
    assert (against(case, "V") == []) == free, "a freeze is part of the plan"
    assert case.standing("V").counted, "counted afterwards"
    for entry in ("bed-total", "swap", "control-psychiatry"):
        assert holds(case, plan(case, "V"), entry) == free


@pytest.mark.row("WH-37")
@pytest.mark.parametrize(("lacks", "entry"), [({"qualified": False}, "qualified"), ({"barred_until": date(2027, 1, 1)}, "ban")])
def test_the_transition_is_for_those_who_meet_the_conditions(lacks: dict[str, Any], entry: str) -> None:
    case = under(applies("V", HERE, 5, licensed_on=date(2026, 1, 1), applied_on=date(2026, 2, 1), **lacks))
    assert (case.standing("V").fixed, against(case, "V")) == ("", [entry])
    assert not holds(case, plan(case, "V"), entry)


# -- 优先

def rivals(a: dict[str, Any], b: dict[str, Any]) -> City:
    """Two ask for the 5 beds that a hospital gives up in a district that lacks 9 of 59, and has enough of B's tier."""
    beds = [hospital("H", HERE, 50, "0.95", tier=b.get("tier", "secondary")), hospital("X", HERE, 5, exited_on=date(2026, 5, 1))]
    return city([RICH], beds, [applies("A", HERE, 5, score=Fraction(80), **a), applies("B", HERE, 5, score=Fraction(80), **b)])


@pytest.mark.row("WH-15", "WH-28", "WH-29")
@pytest.mark.parametrize(("row", "a", "b"), [
    ("WH-15", {"specialty": "paediatric"}, {"specialty": "oncology"}),
    ("WH-28", {"tier": "primary"}, {"tier": "secondary"}),
    ("WH-28", {"tier": "primary"}, {"tier": "tertiary"}),
    ("WH-29", {"tier": "primary"}, {"tier": "primary", "facility": "community_centre"}),
])
def test_of_two_alike_the_one_comes_first_that_the_plan_prefers(row: str, a: dict[str, Any], b: dict[str, Any]) -> None:
    # A has the first code, and wins wherever nothing is preferred
    assert set(chosen(desk("wuhu", rivals(a, a))).admitted) == {"A"}
    assert set(chosen(desk("wuhu", rivals(a, b))).admitted) == {"B"}


@pytest.mark.row("WH-15")
def test_another_specialty_that_is_declared_short_comes_first_as_well() -> None:
    town = rivals({"specialty": "oncology"}, {"specialty": "paediatric"})
    assert set(chosen(desk("wuhu", town)).admitted) == {"A"}
    assert set(chosen(desk("wuhu", town, short_specialties=["paediatric"])).admitted) == {"B"}


@pytest.mark.row("WH-28")
def test_of_two_alike_the_better_one_comes_first() -> None:
    town = rivals({}, {})
    better = [applies("A", HERE, 5, score=Fraction(80)), applies("B", HERE, 5, score=Fraction(81))]
    assert set(chosen(desk("wuhu", city(town.districts, town.institutions, better))).admitted) == {"B"}


@pytest.mark.row("WH-28", "WH-29")
def test_quality_and_primary_care_are_preferred_where_beds_are_short_and_nowhere_else() -> None:
    quality, primary = applies("Q", HERE, 5, tier="tertiary"), applies("P", HERE, facility="community_centre")
    short, enough = under(quality, primary), desk("wuhu", city([WEAK], [hospital("H", HERE, 59)], [quality, primary]))
    for entry, a in (("priority-quality", quality), ("priority-primary", primary)):
        rule = model("wuhu").rule(entry)
        assert (rule.of(a, short), rule.of(a, enough)) == (200, 0)
