"""What freezes besides Wuhu's conditions: letters, forecasts, years, levels, no plan, surplus of a sort."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.city import Fund, Requirement
from tests.kinds.town import admit, agree, case_of, clinic, findings, hospital, pharmacy, rule, town, two, wants


def fund(year: int = 2025, district: str = "", scheme: str = "employee", **more: Any) -> Fund:
    return Fund(**{"district": district, "scheme": scheme, "year": year} | more)


def frozen(city: Any, *more: Any, **condition: Any) -> set[str]:
    """Codes that the freeze closes."""
    entry = {"any_of": [condition], "categories": ["inpatient", "outpatient", "pharmacy"]}
    case = case_of(city, *more, rule("freeze", **entry))
    agreed = {c for c, s in case.standings.items() if s.closings}
    if agreed:
        agree(case, "freeze")
    return agreed


def with_funds(*funds: Fund) -> Any:
    return town([], [wants("A"), wants("B", district="乙")], districts=two(), funds=funds)


@pytest.mark.parametrize(
    ("letter", "lifted", "closed"),
    [
        (date(2025, 6, 1), None, {"A", "B"}),
        (date(2025, 6, 1), date(2025, 12, 31), set()),
        (date(2025, 6, 1), date(2026, 1, 1), {"A", "B"}),
        (date(2026, 1, 1), None, set()),
        (None, None, set()),
    ],
)
def test_a_warning_letter_until_it_is_lifted(letter: date | None, lifted: date | None, closed: set[str]) -> None:
    assert frozen(with_funds(fund(warning_on=letter, warning_lifted_on=lifted)), warning=True) == closed


def test_either_fund_of_the_district_that_holds_the_ledger() -> None:
    rows = (
        fund(current_balance=Fraction(5)),
        fund(district="甲", scheme="resident", current_balance=Fraction(-1)),
        fund(district="甲", current_balance=Fraction(9)),
    )
    assert frozen(with_funds(*rows), fund_current=True) == {"A"}, "乙 goes by the pool"
    assert frozen(with_funds(fund(current_balance=Fraction(0))), fund_current=True) == set(), "0 is no deficit"


def test_cumulative_and_forecast() -> None:
    assert frozen(with_funds(fund(cumulative_balance=Fraction(-1), current_balance=Fraction(3))), fund_cumulative=True) == {"A", "B"}
    assert frozen(with_funds(fund(forecast_balance=Fraction(-1), current_balance=Fraction(3))), fund_forecast=True) == {"A", "B"}
    assert frozen(with_funds(fund(current_balance=Fraction(-1))), fund_forecast=True) == {"A", "B"}, "the run rate of a year under way"


def test_last_years_balance_is_not_this_years_forecast() -> None:
    rows = (fund(2025, current_balance=Fraction(-1)), fund(2026, forecast_balance=Fraction(4)))
    assert frozen(with_funds(*rows), fund_current=True, years_back=1) == {"A", "B"}
    assert frozen(with_funds(*rows), fund_forecast=True, years_back=0) == set()
    assert frozen(with_funds(*rows), fund_current=True) == set(), "the latest year has no balance yet"


def test_beds_per_resident_of_the_city_as_a_whole() -> None:
    # 100 beds in 甲, 50 in 乙, 20,000 residents: 7.5 a thousand in the city, 10 and 5 in the districts
    city = town([hospital("H1"), hospital("H2", "乙", beds=50)], [wants("A", beds=1), wants("B", district="乙", beds=1)], districts=two())
    assert frozen(city, beds_above="7.4", base="residents", level="city") == {"A", "B"}
    assert frozen(city, beds_above="7.5", base="residents", level="city") == set(), "strictly over"
    assert frozen(city, beds_above="7.5", base="residents") == {"A"}


def test_no_plan_made() -> None:
    assert frozen(with_funds(), plan_made=False) == {"A", "B"}
    assert frozen(with_funds(), plan_made=True) == set()


def test_nothing_more_of_a_sort_in_surplus() -> None:
    need = tuple(
        Requirement(district="甲", category="outpatient", type=t, required=n, unit="institutions") for t, n in (("dental", 1), ("tcm", 3))
    )
    rows = [clinic("C1", type="dental"), clinic("C2", type="dental"), clinic("C3", type="tcm")]
    wanted = [
        wants("A", category="outpatient", type="dental"),
        wants("B", category="outpatient", type="tcm"),
        wants("C", category="outpatient", type="eye"),
        wants("D", category="outpatient", type="dental", district="乙"),
    ]
    supply = rule("balance_indicator", "supply", category="outpatient", mode="supply", by="type", short_over="1.05", surplus_upto="0.95")
    city = town(rows, wanted, districts=two(), requirements=need)
    case = case_of(city, supply)
    assert {(r.sort, r.state) for r in case.states["supply"]} == {("dental", "surplus"), ("tcm", "short")}
    assert frozen(city, supply, supply="supply") == {"A"}


def test_public_planning_may_move_an_institution_within_its_district() -> None:
    moves = [
        wants("A", kind="relocation", parent_code="P", moved_by_government=True),
        wants("B", kind="relocation", parent_code="P"),
        wants("C", kind="relocation", parent_code="P", district="乙", moved_by_government=True),
    ]
    city = town([pharmacy("P")], moves, districts=two(), funds=(fund(current_balance=Fraction(-1)),))
    entry = {"any_of": [{"fund_current": True}], "categories": ["pharmacy"], "kinds": ["new", "relocation"]}
    closed = {c for c, s in case_of(city, rule("freeze", spares_moves=True, **entry)).standings.items() if s.closings}
    assert closed == {"B", "C"}
    assert {c for c, s in case_of(city, rule("freeze", **entry)).standings.items() if s.closings} == {"A", "B", "C"}


def test_the_reason_names_the_figure() -> None:
    case = case_of(with_funds(fund(warning_on=date(2025, 6, 1))), rule("freeze", any_of=[{"warning": True}], categories=["pharmacy"]))
    said = [f for f in findings(case, admit(case), "freeze") if f.subject == "甲"]
    assert said[0].facts["why"] == "warning"
