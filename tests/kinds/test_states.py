"""Partition, probation and tail: what they derive and tell."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from allocator.domain.city import Event
from allocator.rules.derive import derive
from tests.kinds.town import admit, case_of, clinic, findings, hospital, pharmacy, policy, rule, town, two, wants

CITY_OWNED = {"category": "inpatient", "affiliation": "municipal", "ownership": "public"}


def test_municipal_hospitals_count_in_one_district_wherever_they_stand() -> None:
    part = rule("partition", "part", account=[{"where": CITY_OWNED, "district": "甲"}])
    city = town(
        [
            hospital("M", "乙", affiliation="municipal", ownership="public"),
            hospital("P", "乙", affiliation="municipal", ownership="private"),
            hospital("C", "乙", affiliation="county", ownership="public"),
        ],
        [
            wants("B", kind="branch", district="乙", beds=5, parent_code="M"),
            wants("E", kind="expansion", district="乙", beds=5, parent_code="C"),
            wants("N", district="乙", beds=5),
        ],
        districts=two(),
    )
    found = derive(city, policy(part))
    assert {i.code: i.account_district for i in found.institutions} == {"M": "甲", "P": "乙", "C": "乙"}
    assert {a.code: a.account_district for a in found.applications} == {"B": "甲", "E": "乙", "N": "乙"}
    assert derive(found, policy(part)).applications == found.applications
    case = case_of(found, part)
    assert case.states["part"].elsewhere == ("M",)


def test_branches_count_where_they_stand() -> None:
    part = rule("partition", "part", account=[{"where": {"kind": "branch"}, "here": True}, {"where": CITY_OWNED, "district": "甲"}])
    city = town(
        [hospital("M", "乙", affiliation="municipal", ownership="public")],
        [wants("B", kind="branch", district="乙", beds=5, parent_code="M", account_district="甲")],
        districts=two(),
    )
    assert derive(city, policy(part)).by_application["B"].account_district == "乙"


def test_districts_in_no_zone_or_two_are_told() -> None:
    part = rule("partition", "part", functional=["甲", "丙"])
    case = case_of(town(districts=two()), part, zones={"x": ("甲",), "y": ("甲",)})
    said = {f.subject: f.reason for f in findings(case, admit(case), "part")}
    assert set(said) == {"city", "甲", "乙", "丙"}


def test_who_is_in_guidance_or_on_trial_on_the_day_of_the_data() -> None:
    rows = [
        clinic("C1", admitted_on=date(2025, 7, 1)),
        clinic("C2", admitted_on=date(2025, 6, 30)),
        clinic("C3", admitted_on=date(2024, 1, 1)),
        clinic("C4", admitted_on=date(2025, 8, 1)),
        pharmacy("P1", admitted_on=date(2025, 12, 1)),
    ]
    city = town(rows, events=(Event(code="C4", date=date(2025, 9, 1), kind="serious_breach"),))
    on_trial = rule("probation", "p", where={"category": ["inpatient", "outpatient"]}, trial=12, ban_years=2, cross_region=False)
    case = case_of(city, on_trial)
    assert {t.code: t.stage for t in case.states["p"]} == {"C1": "guidance", "C2": "trial", "C4": "terminated"}
    assert {t.code: t.cross_region for t in case.states["p"]}["C1"] is False
    assert next(t for t in case.states["p"] if t.code == "C4").barred_until == date(2027, 9, 1)
    assert "1" in findings(case, admit(case), "p")[0].reason
    later = on_trial.on(date(2027, 1, 1), city)
    assert [t.code for t in later] == ["C4"]


def test_the_tail_with_its_sanctions_and_what_they_release() -> None:
    rows = [clinic(f"C{n:02}", score=Fraction(80 + n % 7)) for n in range(19)] + [
        clinic("C19", score=Fraction(50), facility="village_clinic"),
        hospital("H1", score=Fraction(60)),
        hospital("H2", score=Fraction(61)),
    ]
    sanctions = [
        {"where": {"facility": "village_clinic"}, "does": "rectify"},
        {"where": {"category": "inpatient"}, "does": "cut", "frees": True},
        {"does": "eliminate", "frees": True},
    ]
    tail = rule("tail", "t", share="0.05", score=60, sanctions=sanctions)
    case = case_of(town(rows), tail)
    assert [(t.code, t.why, t.sanction) for t in case.states["t"]] == [("H1", "score", "cut"), ("C19", "both", "rectify")]
    assert [i.code for i in tail.released(case.city, case.policy)] == ["H1"]
    assert "2" in findings(case, admit(case), "t")[0].reason


def test_without_figures_the_tail_is_off() -> None:
    tail = rule("tail", "t")
    case = case_of(town([clinic("C", score=Fraction(1))]), tail)
    assert case.states["t"] == ()
    assert tail.describe()
