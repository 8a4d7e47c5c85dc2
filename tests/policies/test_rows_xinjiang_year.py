"""Xinjiang's rows that tell: principles, filing, contracts, last-place elimination, supervision, breaches, the day it is in force."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.cli import main
from allocator.domain.case import Case
from allocator.domain.city import Event
from allocator.domain.plan import Plan
from allocator.errors import BadInput
from allocator.questions.assess import assess
from allocator.words.headers import values
from allocator.yearly.monitor import monitor
from tests.policies.book import printed, texts, written
from tests.policies.desk import model
from tests.policies.xinjiang import FRESH, HERE, THERE, URBAN, VILLAGE, practice, ruled, shop, store
from tests.report.spreadsheet import Book
from tests.towns import AS_OF, applies, clinic, hospital, plan


@pytest.fixture(scope="module")
def case() -> Case:
    """Two counties, one of them with all the beds; an exit, a breach, and people of whom half lose their pharmacy."""
    there = [hospital("H", HERE, 300, ownership="public", township=URBAN), clinic("C", HERE, township=URBAN),
             shop("X", 0, exited_on=date(2026, 3, 1), exit_cause="withdrawn"), shop("D", 9_000, score=Fraction(61))]
    rows = [applies("A", THERE, 40, ownership="public"), store("P", 30_000, VILLAGE, opened_on=FRESH), practice("Q", stage="filed")]
    return ruled(there, rows, points=[(0, 5_000), (9_000, 5_000)], events=(Event(code="D", date=date(2025, 5, 1), kind="minor_breach"),))


@pytest.fixture(scope="module")
def best(case: Case) -> Plan:
    return plan(case, "A", "P")


@pytest.fixture(scope="module")
def record(case: Case, best: Plan) -> dict[str, Any]:
    return written(case, best)


@pytest.fixture(scope="module")
def book(case: Case, best: Plan) -> Book:
    return printed(case, best)


# -- 原则

@pytest.mark.row("XJ-16")
def test_how_fairly_resources_lie_and_are_reached_is_measured(case: Case) -> None:
    told = assess(case)
    beds = next(r for r in told["equity"] if r["resource"] == "insured_beds")
    assert beds["gini_people"] == "0.5", "all beds are in one of two equal counties"
    # each half of HERE's people has one of the two pharmacies within 2,000 m to itself
    assert [(r["district"], r["per_1000"]) for r in told["access"] if r["category"] == "pharmacy"] == [(HERE, "0.200000"), (THERE, None)]
    reached = {r["district"]: (r["covered_before"], r["covered_after"]) for r in written(case, Plan())["coverage"]
               if r["category"] == "pharmacy"}
    assert reached[HERE] == (10_000, 5_000)


@pytest.mark.row("XJ-16")
def test_each_year_is_planned_anew_under_the_same_model() -> None:
    assert [model("xinjiang", y).name for y in (2025, 2026, 2030)] == ["xinjiang"] * 3


# -- 协议管理、备案

@pytest.mark.row("XJ-08")
def test_who_comes_in_and_who_goes_out_is_listed(case: Case, record: dict[str, Any], book: Book) -> None:
    assert {r["application"]: r["admitted"] for r in record["admissions"]} == {"A": True, "P": True, "Q": False}
    assert {"机构准入", "退出与释放"} <= set(book.values.sheetnames)
    assert "X" in texts(book, "退出与释放") and "monitor" in main.commands


@pytest.mark.row("XJ-15")
@pytest.mark.parametrize(("filed", "said"), [(True, "是"), (False, "否")])
def test_the_cover_says_whether_the_plan_is_filed_and_nothing_else_follows(filed: bool, said: str) -> None:
    case = ruled([], [store("A")], given={"plan_filed": filed})
    (line, *_) = [t for t in texts(printed(case, Plan()), "封面与参数") if "12月20日" in t]
    assert line.endswith(said), line
    assert case.standing("A").open


@pytest.mark.row("XJ-09", "XJ-42")
def test_supervision_reaches_the_plan_by_events_and_scores_alone(case: Case) -> None:
    plain = ruled(case.city.institutions, case.city.applications)
    assert {c: s.closings for c, s in plain.standings.items()} == {c: s.closings for c, s in case.standings.items()}
    assert monitor(plain, AS_OF)["steps"] == [] and [r["institution"] for r in monitor(case, AS_OF)["steps"]] == ["D"]


@pytest.mark.row("XJ-43")
def test_what_a_breach_is_called_is_in_the_table_of_events() -> None:
    assert {"minor_breach", "serious_breach", "crime"} <= set(values("kind", "events"))


# -- 末尾淘汰

@pytest.mark.row("XJ-17")
@pytest.mark.parametrize(("share", "last"), [(None, []), (Fraction(1, 20), ["D19"])])
def test_the_last_are_eliminated_only_where_a_share_is_given(share: Fraction | None, last: list[str]) -> None:
    shops = [shop(f"D{k:02}", score=Fraction(99 - k)) for k in range(20)]
    case = ruled(shops, given={} if share is None else {"tail_share": share})
    assert [(r["institution"], r["sanction"]) for r in monitor(case, AS_OF)["tail"]] == [(c, "末尾淘汰，解除协议") for c in last]
    assert [i.code for i in case.policy.rule("tail").released(case.city, case.policy)] == last


# -- 附则

@pytest.mark.row("XJ-45")
@pytest.mark.parametrize(("year", "valid"), [(2023, False), (2024, True), (2026, True), (2040, True)])
def test_it_is_in_force_from_its_issue_on(year: int, valid: bool) -> None:
    if valid:
        there = model("xinjiang", year).documents
        assert {there[d].in_force for d in ("notice", "annex")} == {(date(2024, 11, 22), None)}
        assert all("兵团" in (there[d].issuer or "") and "自治区" in (there[d].issuer or "") for d in ("notice", "annex"))
        return
    with pytest.raises(BadInput):
        model("xinjiang", year)
