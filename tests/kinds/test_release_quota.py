"""Quotas by releases: worked figures, the state before the solve, pools, lag, carry-over, who may receive, who comes first."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from allocator.domain.city import Release
from allocator.domain.instance import Decision
from tests.kinds.town import admit, agree, case_of, clinic, findings, hospital, met, pharmacy, rule, town, township, two, wants

BEDS = {"where": {"category": "inpatient"}, "unit": "beds", "pool": "city"}
PLACES = {"where": {"category": "outpatient", "scheme": "pooled"}, "unit": "institutions", "pool": "district"}


def gave(code: str, beds: int = 0, year: int = 2025, district: str = "甲", cause: str = "withdrawn", **more: str) -> Release:
    return Release(**{"year": year, "code": code, "district": district, "category": "inpatient", "beds": beds, "cause": cause} | more)


def quota(**figures: object) -> object:
    return rule("release_quota", "q", **(BEDS | figures))


def clinics(**figures: object) -> object:
    return rule("release_quota", "q", **(PLACES | figures))


# ---- figures


def test_half_of_437_released_beds_is_218() -> None:
    # candidates of 150, 120, 90 and 60: 150 + 60 and 120 + 90 fit with 210, 150 + 90 = 240 does not
    city = town(
        [hospital("H", beds=104)],
        [wants("A", beds=150), wants("B", beds=120), wants("C", beds=90), wants("D", beds=60)],
        releases=(gave("X", 437),),
    )
    case = case_of(city, quota(over={"density": "9.18"}, rate_over="0.5"))
    found = findings(case, admit(case, "A", "D"), "q")[0]
    assert (found.measured, found.limit) == (210, 218)
    assert met(case, admit(case, "B", "C"), "q") and not met(case, admit(case, "A", "C"), "q")
    agree(case, "q")


def test_one_changed_figure_changes_the_quota() -> None:
    city = town([hospital("H", beds=104)], [wants("A", beds=150), wants("C", beds=90)], releases=(gave("X", 437),))
    case = case_of(city, quota(over={"density": "9.18"}, rate_over="0.6"))
    assert findings(case, admit(case), "q")[0].limit == 262
    assert met(case, admit(case, "A", "C"), "q")


def test_the_state_is_strictly_over() -> None:
    # 92 beds for 10,000 people are exactly 9.2 a thousand
    city = town([hospital("H", beds=92)], [wants("A", beds=50)], releases=(gave("X", 60),))
    assert not met(case_of(city, quota(over={"density": "9.1"}, rate_over="0.5")), admit(case_of(city), "A"), "q")
    case = case_of(city, quota(over={"density": "9.2"}, rate_over="0.5"))
    assert [f.verdict for f in findings(case, admit(case, "A"), "q")] == ["not_applicable"]


def test_a_formula_says_when_a_zone_is_over() -> None:
    city = town(
        [hospital("H1", beds=95), hospital("H2", "乙", beds=90)],
        [wants("A", beds=50), wants("B", district="乙", beds=50)],
        districts=two(),
        releases=(gave("X", 60), gave("Y", 60, district="乙")),
    )
    case = case_of(
        city,
        rule("formula_limit", "f", formula="imported", value="9.18"),
        quota(pool="zone", over={"formula": "f"}, rate_over="0.5"),
        zones={"urban": ("甲",), "suburb": ("乙",)},
    )
    assert not met(case, admit(case, "A"), "q") and met(case, admit(case, "B"), "q")
    agree(case, "q")


# ---- agglomeration


def test_the_sign_of_hrad_less_pad_is_that_of_the_integers() -> None:
    # 甲: 3 clinics x 20,000 people > 10,000 people x 4 clinics: 60,000 > 40,000, whatever the areas
    rows = [clinic(f"C{n}") for n in range(3)] + [clinic("C9", "乙")]
    freed = tuple(
        gave(c, district=d, category="outpatient", scheme="pooled") for c, d in (("X1", "甲"), ("X2", "甲"), ("Y1", "乙"), ("Y2", "乙"))
    )
    wanted = [wants(f"A{n}", category="outpatient") for n in range(2)] + [
        wants(f"B{n}", district="乙", category="outpatient") for n in range(3)
    ]
    for area in ((10, 10), (1, 999), (999, 1)):
        city = town(rows, wanted, districts=two(area=area), releases=freed)
        case = case_of(
            city,
            rule("balance_indicator", "g", category="outpatient"),
            clinics(over={"agglomeration": "g"}, rate_over="0.5", rate_otherwise=1),
        )
        signs = {r.district: r.sign for r in case.states["g"]}
        assert signs == {"甲": 1, "乙": -1}
        hrad = {r.district: (r.hrad or 0) - (r.pad or 0) for r in case.states["g"]}
        assert hrad["甲"] > 0 > hrad["乙"]
        limits = {f.subject: f.limit for f in findings(case, admit(case), "q")}
        assert limits == {"甲": 1, "乙": 2}, "half of two where positive, all where not"
        agree(case, "q")


def test_an_equal_share_is_not_over() -> None:
    city = town(
        [clinic("C1"), clinic("C2", "乙")],
        [wants("A", category="outpatient"), wants("B", category="outpatient")],
        districts=two(),
        releases=(gave("X", category="outpatient", scheme="pooled"),),
    )
    case = case_of(
        city, rule("balance_indicator", "g", category="outpatient"), clinics(over={"agglomeration": "g"}, rate_over="0.5", rate_otherwise=1)
    )
    assert met(case, admit(case, "A"), "q") and not met(case, admit(case, "A", "B"), "q")
    agree(case, "q")


# ---- years


def test_releases_of_the_year_before_count_with_a_lag() -> None:
    leaving = hospital("H2", beds=40, exited_on=date(2026, 2, 1), exit_cause="closed")
    city = town([hospital("H1"), leaving], [wants("A", beds=40), wants("B", beds=30)], releases=(gave("X", 30), gave("Y", 99, year=2024)))
    lagged = case_of(city, quota(lag=1))
    assert findings(lagged, admit(lagged), "q")[0].limit == 30
    same = case_of(city, quota(lag=0))
    assert findings(same, admit(same), "q")[0].limit == 40
    agree(lagged, "q")
    agree(same, "q")


def test_without_a_lag_the_plans_own_cuts_and_conversions_count() -> None:
    city = town(
        [hospital("H1"), hospital("H2")],
        [wants("A", beds=30), wants("B", beds=8), wants("K", kind="conversion", beds=10, parent_code="H2", convert_to="nursing")],
        releases=(gave("X", 12, year=2026),),
    )
    turn = rule("conversion", "turn", to=["nursing"], leaves_total=["nursing"], target_use="0.85")
    case = case_of(city, turn, quota(lag=0))
    assert met(case, admit(case, "A", "K", cuts={"H1": 8}), "q") and not met(case, admit(case, "A", "K", cuts={"H1": 7}), "q")
    agree(case, "q", {"H1": (0, 7, 8, 20)})


def test_exits_since_the_plan_began_less_what_was_granted_since() -> None:
    # 2025 and 2026: two exits; one clinic was admitted since, one exempt one does not count
    rows = [
        clinic("C1", admitted_on=date(2025, 3, 1)),
        clinic("C2", admitted_on=date(2025, 3, 1), tags=("blind_massage",)),
        clinic("C3", exited_on=date(2026, 4, 1), exit_cause="closed"),
    ]
    city = town(
        rows,
        [wants("A", category="outpatient"), wants("B", category="outpatient")],
        releases=(gave("X", category="outpatient", scheme="pooled"),),
    )
    exempt = rule("exempt", "massage", where={"tags": "blind_massage"})
    case = case_of(city, exempt, clinics(lag=0, since=date(2025, 1, 1)))
    assert findings(case, admit(case), "q")[0].limit == 1
    assert met(case, admit(case, "A"), "q") and not met(case, admit(case, "A", "B"), "q")
    agree(case, "q")


def test_what_was_overdrawn_closes_the_pool_until_cuts_make_up_for_it() -> None:
    rows = [hospital("H1", beds=100), hospital("H2", beds=30, admitted_on=date(2026, 1, 1))]
    city = town(rows, [wants("A", beds=10)], releases=(gave("X", 20, year=2026),))
    case = case_of(city, quota(lag=0, since=date(2026, 1, 1)))
    assert met(case, admit(case), "q"), "nothing to grant is no breach"
    assert not met(case, admit(case, "A", cuts={"H1": 19}), "q") and met(case, admit(case, "A", cuts={"H1": 20}), "q")
    agree(case, "q", {"H1": (0, 5, 19, 20, 25)})


def test_a_move_frees_nothing() -> None:
    city = town([], [wants("A", beds=10)], releases=(gave("X", 20, cause="relocated"),))
    assert not met(case_of(city, quota()), admit(case_of(city), "A"), "q")


# ---- who


def test_only_needy_districts_share_the_citys_exits() -> None:
    # 9.0 a thousand: 甲 has 100 of 90, 乙 70 of 90; 30 beds left the city
    need = rule(
        "requirement", per_1000=9, shares="6:3:1", need_scope={"tertiary": "district", "secondary": "district", "primary": "district"}
    )
    city = town(
        [hospital("H1"), hospital("H2", "乙", beds=70)],
        [wants("A", beds=5), wants("B", district="乙", beds=20), wants("C", district="乙", beds=10), wants("D", district="乙", beds=5)],
        districts=two(),
        releases=(gave("X", 30),),
    )
    case = case_of(city, need, quota(over={"density": 8}, receivers="needy", need="requirement"))
    assert met(case, admit(case, "B"), "q") and not met(case, admit(case, "A"), "q")
    assert not met(case, admit(case, "B", "D"), "q"), "乙 lacks 20"
    agree(case, "q")


def test_needy_by_places() -> None:
    total = rule("plan_total", "t", where={"category": "pharmacy"}, scope="district", totals={"甲": 1, "乙": 3}, when_over="quota")
    city = town(
        [
            pharmacy("P1"),
            pharmacy("P2"),
            pharmacy("P3", exited_on=date(2026, 3, 1)),
            pharmacy("P4", "乙"),
            pharmacy("P5", "乙"),
            pharmacy("P6", "乙", exited_on=date(2026, 3, 1)),
        ],
        [wants("A"), wants("B", district="乙"), wants("C", district="乙")],
        districts=two(),
    )
    share = {
        "where": {"category": "pharmacy"},
        "unit": "institutions",
        "pool": "city",
        "lag": 0,
        "over": {"total": "t"},
        "receivers": "needy",
        "need": "t",
    }
    case = case_of(city, total, rule("release_quota", "q", **share))
    assert met(case, admit(case, "B"), "q") and not met(case, admit(case, "A"), "q") and not met(case, admit(case, "B", "C"), "q")
    agree(case, "q")


def test_exempt_and_decided_ones_take_nothing_without_offset() -> None:
    decided = (Decision(application="D", fix="admitted", reason="试", by="试"),)
    city = town([], [wants("A", beds=10), wants("E", beds=50, tags=("key_project",)), wants("D", beds=40)], releases=(gave("X", 9),))
    case = case_of(city, rule("exempt", where={"tags": "key_project"}), quota(), decisions=decided)
    assert met(case, admit(case, "D", "E"), "q") and not met(case, admit(case, "A"), "q")
    found = findings(case, admit(case, "D", "E"), "q")[0]
    assert (found.measured, found.excused, found.limit) == (90, 90, 9)
    agree(case, "q")


@pytest.mark.parametrize(("first", "left", "overrun"), [(40, 20, 0), (80, 0, 20), (60, 0, 0)])
def test_offset_first(first: int, left: int, overrun: int) -> None:
    # 60 released: 40 exempt leave 20; 80 leave nothing and overrun by 20
    city = town(
        [hospital("H")], [wants("E", beds=first, tags=("key_project",)), wants("A", beds=20), wants("B", beds=1)], releases=(gave("X", 60),)
    )
    case = case_of(city, rule("exempt", where={"tags": "key_project"}), quota(offset=True))
    assert met(case, admit(case, "E"), "q")
    assert met(case, admit(case, "E", "A"), "q") == (left >= 20)
    assert met(case, admit(case, "E", "B"), "q") == (left >= 1)
    found = findings(case, admit(case, "E"), "q")[0]
    assert (found.excused, found.facts["overrun"]) == (overrun, overrun)
    agree(case, "q")


def test_a_share_with_offset_and_cuts() -> None:
    city = town(
        [hospital("H")],
        [wants("E", beds=30, tags=("key_project",)), wants("A", beds=5), wants("B", beds=3)],
        releases=(gave("X", 41, year=2026),),
    )
    case = case_of(city, rule("exempt", where={"tags": "key_project"}), quota(offset=True, lag=0, rate_over="0.75"))
    agree(case, "q", {"H": (0, 3, 6, 7, 20)})


def test_exactly_one_condition_says_when_a_pool_is_over() -> None:
    with pytest.raises(ValueError, match=r"release_quota\.one_state"):
        quota(over={"density": 1, "total": "t"})


def test_support_names_the_pool() -> None:
    city = town([], [wants("A", beds=10)], releases=(gave("X", 60),))
    case = case_of(city, quota(rate_over=Fraction(1, 2)))
    assert case.policy.rule("q").support(case.city.by_application["A"], admit(case, "A"), case) == {
        "subject": "city",
        "rate": "50%",
        "known": 60,
    }


# ---- empty townships go beyond


def test_an_empty_township_has_one_beyond_the_quota() -> None:
    towns = (township("满"), township("空"), township("白"))
    rows = [pharmacy("P1", township="满"), pharmacy("P2", township="满", exited_on=date(2026, 5, 1))]
    city = town(
        rows,
        [
            wants("A", township="空"),
            wants("B", township="空"),
            wants("C", township="满"),
            wants("D", township="满"),
            wants("E", township="白"),
        ],
        townships=towns,
    )
    places = {"where": {"category": "pharmacy"}, "unit": "institutions", "pool": "district", "lag": 0}
    case = case_of(
        city, rule("gap_bonus", "gap", where={"category": "pharmacy"}, places=1, lifts=["q"]), rule("release_quota", "q", **places)
    )
    assert met(case, admit(case, "A", "C", "E"), "q"), "one exit, two empty townships"
    assert met(case, admit(case, "A", "B", "E"), "q"), "the second one in the empty township takes the exit's place"
    assert not met(case, admit(case, "A", "B", "C"), "q") and not met(case, admit(case, "C", "D"), "q")
    assert findings(case, admit(case, "A"), "gap") and findings(case, admit(case), "gap")
    agree(case, "q")
