"""Plan totals by size, by formula and under a quota; moves between scopes; mutual recognition in coverage."""

from __future__ import annotations

from datetime import date

from allocator.domain.city import Release
from tests.kinds.town import admit, agree, case_of, findings, met, people, pharmacy, rule, town, township, two, wants

PHARMACY = {"where": {"category": "pharmacy"}}


def total(**figures: object) -> object:
    return rule("plan_total", "total", **(PHARMACY | figures))


def test_one_below_twenty_thousand_people_and_two_from_there() -> None:
    towns = (
        township("小", people=19_999, area_class="rural"),
        township("大", people=20_000, area_class="rural"),
        township("城", people=90_000, area_class="urban"),
    )
    wanted = [wants(f"{t}{n}", township=t) for t in "小大城" for n in range(3)]
    case = case_of(
        town([], wanted, townships=towns), total(scope="township", sizes=[[20_000, 1], [None, 2]], base="residents", area_class=["rural"])
    )
    assert case.policy.rule("total").places(case) == {"甲/大": 2, "甲/小": 1}
    assert met(case, admit(case, "小0", "大0", "大1", "城0", "城1", "城2"), "total")
    assert not met(case, admit(case, "小0", "小1"), "total") and not met(case, admit(case, "大0", "大1", "大2"), "total")
    agree(case, "total")


def test_a_formula_says_the_citys_total() -> None:
    case = case_of(
        town([pharmacy("P")], [wants("A"), wants("B")]),
        rule("formula_limit", "f", formula="imported", value="2.9"),
        total(scope="city", formula="f"),
    )
    assert met(case, admit(case, "A"), "total") and not met(case, admit(case, "A", "B"), "total")
    agree(case, "total")


def test_over_the_total_a_quota_speaks_in_its_place() -> None:
    gone = (Release(year=2026, code="X", district="甲", category="pharmacy", cause="closed"),)
    quota = rule("release_quota", "quota", unit="institutions", pool="district", lag=0, over={"total": "total"}, **PHARMACY)
    over = case_of(
        town([pharmacy("P1"), pharmacy("P2")], [wants("A"), wants("B")], releases=gone),
        total(scope="city", totals={"city": 1}, when_over="quota"),
        quota,
    )
    assert met(over, admit(over, "A"), "total") and met(over, admit(over, "A"), "quota")
    assert met(over, admit(over, "A", "B"), "total") and not met(over, admit(over, "A", "B"), "quota")
    at = case_of(town([pharmacy("P1")], [wants("A")], releases=gone), total(scope="city", totals={"city": 1}, when_over="quota"), quota)
    assert not met(at, admit(at, "A"), "total"), "exactly at the total is not over it"
    assert [f.verdict for f in findings(at, admit(at, "A"), "quota")] == ["not_applicable"]
    agree(at, "total")
    agree(over, "quota")


def test_what_leaves_this_year_counts_as_there_when_the_state_is_told() -> None:
    leaving = pharmacy("P2", exited_on=date(2026, 4, 1), exit_cause="closed")
    quota = rule("release_quota", "quota", unit="institutions", pool="district", lag=0, over={"total": "total"}, **PHARMACY)
    case = case_of(
        town([pharmacy("P1"), leaving], [wants("A"), wants("B")]), total(scope="city", totals={"city": 1}, when_over="quota"), quota
    )
    assert met(case, admit(case, "A"), "quota") and not met(case, admit(case, "A", "B"), "quota")


def test_no_total_given_says_so() -> None:
    case = case_of(town([], [wants("A")]), total(scope="city"))
    assert "未给出" in findings(case, admit(case, "A"), "total")[0].reason


def test_a_move_takes_a_place_in_another_scope() -> None:
    rows = [pharmacy("P1"), pharmacy("P2", "乙"), pharmacy("P3", "乙")]
    wanted = [
        wants("R", kind="relocation", district="乙", parent_code="P1"),
        wants("Q", kind="relocation", parent_code="P2"),
        wants("A"),
        wants("B", district="乙"),
    ]
    city = town(rows, wanted, districts=two())
    plain = case_of(city, total(totals={"甲": 1, "乙": 2}))
    assert met(plain, admit(plain, "R"), "total")
    case = case_of(city, total(totals={"甲": 1, "乙": 2}, with_moves=True))
    assert not met(case, admit(case, "R"), "total") and met(case, admit(case, "R", "Q"), "total")
    assert met(case, admit(case, "Q", "B"), "total") is False, "甲 has one already"
    agree(case, "total")


def test_an_empty_township_goes_beyond_the_total() -> None:
    towns = (township("满"), township("空"))
    city = town(
        [pharmacy("P", township="满")], [wants("A", township="空"), wants("B", township="空"), wants("C", township="满")], townships=towns
    )
    gap = rule("gap_bonus", "gap", places=1, lifts=["total"], **PHARMACY)
    case = case_of(city, gap, total(scope="city", totals={"city": 1}))
    assert (
        met(case, admit(case, "A"), "total") and not met(case, admit(case, "A", "B"), "total") and not met(case, admit(case, "C"), "total")
    )
    agree(case, "total")


def test_another_system_serves_only_with_mutual_recognition() -> None:
    points = people([("D1", "甲", 118.0, 31.0, 100, "urban")])
    city = town([pharmacy("P", tags=("corps",), lon=118.0, lat=31.0)], demand=points)
    for recognised, covered in ((True, 100), (False, 0)):
        circle = rule(
            "coverage",
            "circle",
            category="pharmacy",
            reach={"urban": {"metres": 500}},
            share="0.5",
            other_system={"tags": "corps"},
            mutual_recognition=recognised,
        )
        case = case_of(city, circle)
        assert findings(case, admit(case), "circle")[0].measured == covered
