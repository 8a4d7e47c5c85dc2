"""How many institutions a place is to have: at the total, one over it, and who comes first."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.finding import Verdict
from allocator.domain.institution import Application, Institution
from allocator.rules.base import Rule
from tests.towns import admitted, applies, city, finding, findings, made, pharmacy, plan, refused, rule, township

KEY = rule("exempt", "key", where={"tags": "key_project"}, reach="quantity")
SHOP = {"category": "pharmacy", "facility": "pharmacy"}


def wants(code: str, district: str = "East", **more: Any) -> Application:
    return applies(code, district, **{**SHOP, "township": "a", **more})


def town(*wish: Application, there: int = 0, more: tuple[Institution, ...] = (), decisions: Any = (), **figures: Any) -> Case:
    here = (*(pharmacy(f"P{k}", "East", township="a") for k in range(there)), *more)
    tables = {"townships": (township("a", "East", 5_999), township("b", "East", 4_001), township("c", "West", 20_000))}
    it = rule("plan_total", "it", **{"where": {"category": "pharmacy"}, "per_10000": "3", **figures})
    return made(city({"East": 10_000, "West": 20_000}, here, wish, **tables), rule("eligibility"), KEY, it, decisions=decisions)


@pytest.mark.parametrize(("there", "verdict", "limit"), [(1, Verdict.MET, 3), (2, Verdict.BINDING, 3), (3, Verdict.VIOLATED, 3),
                                                         (4, Verdict.VIOLATED, 4)])
def test_a_total_is_kept_and_a_surplus_frozen(there: int, verdict: Verdict, limit: int) -> None:
    # 3 x 10 000 / 10 000 = 3; where 4 are there already, 4.
    case = town(wants("A"), there=there)
    f = finding(case, plan(case, "A"))
    assert (f.subject, f.measured, f.verdict, f.limit) == ("East", there + 1, verdict, limit)


def test_a_surplus_alone_breaks_nothing() -> None:
    case = town(there=5)
    assert finding(case, plan(case)).verdict is Verdict.NOT_APPLICABLE


def test_who_leaves_makes_a_place_and_who_waits_takes_one() -> None:
    leaving = pharmacy("P9", "East", township="a", exited_on=date(2026, 12, 31))
    case = town(wants("A"), there=2, more=(leaving,))
    assert finding(case, plan(case, "A")).verdict is Verdict.BINDING
    later = town(wants("A"), there=2, more=(pharmacy("P9", "East", township="a", exited_on=date(2027, 1, 1)),))
    assert finding(later, plan(later, "A")).verdict is Verdict.VIOLATED


def test_a_suspended_institution_keeps_its_place() -> None:
    case = town(wants("A"), there=2, more=(pharmacy("P9", "East", township="a", status="suspended"),))
    assert finding(case, plan(case, "A")).verdict is Verdict.VIOLATED


@pytest.mark.parametrize(("name", "district", "limit"), [("a", "East", 1), ("b", "East", 1), ("c", "West", 6)])
def test_a_township_has_its_own_total_rounded_down_and_at_least_one(name: str, district: str, limit: int) -> None:
    # 3 x 5 999 / 10 000 = 1.8; 3 x 4 001 / 10 000 = 1.2; 3 x 20 000 / 10 000 = 6.
    case = town(wants("A", district, township=name), scope="township", at_least=1)
    f = finding(case, plan(case, "A"))
    assert (f.subject, f.limit) == (f"{district}/{name}", limit)


def test_at_least_one_even_where_few_live() -> None:
    # 2 x 4 001 / 10 000 = 0.8.
    none, one = (town(wants("A", township="b"), scope="township", per_10000="2", at_least=n) for n in (0, 1))
    assert finding(none, plan(none, "A")).verdict is Verdict.VIOLATED
    assert finding(one, plan(one, "A")).verdict is Verdict.BINDING


def test_f_d_multiplies_the_standard() -> None:
    # 3 x 1.4 = 4.2: 4.
    case = town(wants("A"), there=3, factor={"East": "1.4"})
    assert finding(case, plan(case, "A")).limit == 4


def test_a_given_total_wins() -> None:
    case = town(wants("A"), there=3, totals={"East": 7})
    assert finding(case, plan(case, "A")).limit == 7


def test_relocations_and_other_classes_take_no_place() -> None:
    case = town(wants("A", kind="relocation", parent_code="P0"), applies("B", "East", township="a"), there=3)
    assert finding(case, plan(case, "A", "B")).verdict is Verdict.NOT_APPLICABLE


def test_what_is_exempt_or_decided_overruns_nothing_and_is_said() -> None:
    case = town(wants("A", tags=("key_project",)), wants("B"), wants("C"), there=3, decisions=(admitted("B"),))
    f = finding(case, plan(case, "A", "B"))
    assert (f.measured, f.limit, f.excused, f.verdict) == (5, 3, 2, Verdict.BINDING)
    assert finding(case, plan(case, "A", "B", "C")).verdict is Verdict.VIOLATED


# -- named ones first

@pytest.mark.parametrize(("chosen", "met"), [(("S",), False), (("S", "A"), True), (("A",), True)])
def test_a_named_applicant_comes_before_a_site_of_its_township(chosen: tuple[str, ...], met: bool) -> None:
    case = town(wants("A"), wants("S", kind="site"), named_first=True)
    assert all(f.verdict is not Verdict.VIOLATED for f in findings(case, plan(case, *chosen), row="named_first")) == met


@pytest.mark.parametrize("other", [wants("A", township="b"), wants("A", qualified=False), applies("A", "East", township="a")])
def test_a_site_need_not_wait_for_whoever_cannot_take_its_place(other: Application) -> None:
    case = town(other, wants("S", kind="site"), named_first=True)
    assert findings(case, plan(case, "S"), row="named_first") == []


def test_a_site_need_not_wait_for_whoever_is_refused() -> None:
    case = town(wants("A"), wants("S", kind="site"), named_first=True, decisions=(refused("A"),))
    assert findings(case, plan(case, "S"), row="named_first") == []


@pytest.mark.parametrize("other", [
    rule("class_control", where={"type": "chain"}),
    rule("density_limit", resource="doctors", value="0.2", scope="district", adds={"category": "pharmacy"})])
def test_a_site_need_not_wait_for_whoever_no_plan_could_admit(other: Rule) -> None:
    # Nobody of a chain may be added; 0.2 x 10 = 2 doctors are allowed and A has 3.
    shop, site = wants("A", type="chain", doctors=3), wants("S", kind="site")
    it = rule("plan_total", "it", where={"category": "pharmacy"}, per_10000="3", named_first=True)
    free = made(city({"East": 10_000}, (), (shop, site)), it, other)
    assert findings(free, plan(free, "S"), row="named_first") == []
    bound = made(city({"East": 10_000}, (), (shop, site)), it)
    assert finding(bound, plan(bound, "S"), row="named_first").verdict is Verdict.VIOLATED
