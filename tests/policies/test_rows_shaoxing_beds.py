"""Shaoxing's rows on beds: the band, what is insured of each hospital, county totals, key projects first, conversion, specialties."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.domain.city import City, Release
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.measures.ledger import stock
from tests.policies.desk import against, chosen, desk, found, holds, missed, model
from tests.towns import applies, city, hospital, plan

HERE, THERE, BOTH = "越城区", "柯桥区", 20_000


def one(beds: int, *applications: Application, **more: Any) -> City:
    """10,000 insured people, for whom 6.9 to 7.1 a thousand are 69 to 71 beds, and a hospital."""
    return city({HERE: 10_000}, [hospital("H", HERE, beds)], applications, **more)


def pair(*applications: Application, more: tuple[Institution, ...] = (), **tables: Any) -> City:
    """Two counties, each with a hospital half empty and one in full use."""
    beds = [hospital(f"{n}{k}", d, 50, use, township="城") for d, n in ((HERE, "Y"), (THERE, "K")) for k, use in ((1, "0.50"), (2, "0.98"))]
    return city({HERE: BOTH, THERE: BOTH}, (*beds, *more), applications, **tables)


# -- 总量：7张左右

@pytest.mark.row("SX-06")
def test_up_to_the_upper_edge_of_about_7_a_thousand_beds_may_grow_and_no_further() -> None:
    # 7.1 x 10 = 71
    case = desk("shaoxing", one(60, applies("A", HERE, 11), applies("B", HERE, 12)))
    assert holds(case, plan(case, "A"), "bed-ceiling") and not holds(case, plan(case, "B"), "bed-ceiling")


@pytest.mark.row("SX-06")
def test_above_it_beds_do_not_grow_on_balance_but_need_not_fall() -> None:
    case = desk("shaoxing", one(80, applies("A", HERE, 5), applies("K", HERE, 30, tags=("key_project",))))
    assert holds(case, Plan(), "bed-ceiling")
    assert not holds(case, plan(case, "A", cuts={"H": 4}), "bed-ceiling") and holds(case, plan(case, "A", cuts={"H": 5}), "bed-ceiling")
    assert holds(case, plan(case, "K"), "bed-ceiling"), "exempt beds are not held against it"


@pytest.mark.row("SX-06")
@pytest.mark.parametrize(("beds", "gap"), [(68, {"city": 1}), (69, {})])
def test_below_the_band_it_is_told_and_nothing_must_be_built(beds: int, gap: dict[str, int]) -> None:
    case = desk("shaoxing", one(beds))
    assert missed(case, Plan(), "bed-floor") == gap
    assert {f.strictness for f in found(case, Plan(), "bed-floor")} == {"should"}


@pytest.mark.row("SX-07")
def test_seven_a_thousand_is_what_the_document_says_and_what_is_required_of_the_city() -> None:
    case = desk("shaoxing", one(60))
    said = model("shaoxing").parameters["bed_density"]
    assert (said.default, said.source, case.states["bed-figure"].value) == (7, "document", 7)
    assert [(n.scope, n.required) for n in case.needs if not n.tier and n.required is not None] == [("city", 70)]
    assert case.short == frozenset(), "the document says no figure for a county"
    assert desk("shaoxing", one(60), bed_density=8).states["bed-figure"].value == 8


# -- 医保床位的认定

@pytest.mark.row("SX-08")
@pytest.mark.parametrize(("opened", "licensed", "insured"), [(110, 100, 110), (115, 100, 115), (116, 100, 115), (60, 47, 54), (40, 47, 40)])
def test_insured_beds_are_the_open_ones_up_to_115_percent_of_the_licensed(opened: int, licensed: int, insured: int) -> None:
    # 1.15 x 47 = 54.05
    case = desk("shaoxing", city({HERE: 50_000}, [hospital("H", HERE, 1, open_beds=opened, licensed_beds=licensed)]))
    assert case.city.by_institution["H"].insured_beds == insured
    assert case.policy.rule("open-cap").factor == Fraction("1.15")


@pytest.mark.row("SX-08", "SX-09")
def test_a_hospital_grows_to_115_percent_of_its_licence_and_no_further() -> None:
    grows = [applies(c, HERE, n, kind="expansion", parent_code="H") for c, n in (("A", 15), ("B", 16))]
    case = desk("shaoxing", city({HERE: 50_000}, [hospital("H", HERE, 100, licensed_beds=100)], grows))
    assert holds(case, plan(case, "A"), "open-cap") and not holds(case, plan(case, "B"), "open-cap")


@pytest.mark.row("SX-09")
@pytest.mark.parametrize(("approved", "insured"), [(date(2025, 9, 30), 126), (date(2025, 10, 1), 115), (None, 115)])
def test_a_higher_licence_counts_once_it_is_approved(approved: date | None, insured: int) -> None:
    # 1.15 x 110 = 126.5 from the day of approval; 1.15 x 100 until then
    row = hospital("H", HERE, 1, open_beds=130, licensed_beds=100, licensed_beds_requested=110, licensed_approved_on=approved)
    case = desk("shaoxing", city({HERE: 50_000}, [row]))
    assert case.city.by_institution["H"].insured_beds == insured
    assert [i.code for i in case.policy.rule("open-cap").over(case.city)] == ["H"], "130 open beds are over either"


@pytest.mark.row("SX-26", "SX-28", "SX-29")
@pytest.mark.parametrize(("exempt", "room"), [
    ({"tags": ("key_project",)}, False), ({"specialty": "psychiatric", "type": "specialised"}, True),
    ({"facility": "nursing_home", "tags": ("medical_elderly",)}, True)])
def test_only_a_key_projects_beds_use_up_the_total(exempt: dict[str, Any], room: bool) -> None:
    case = desk("shaoxing", pair(applies("X", HERE, 6, **exempt), applies("A", HERE, 5)), county_totals={HERE: 110})
    assert case.standing("X").reach and holds(case, plan(case, "A"), "county-total")
    assert holds(case, plan(case, "X", "A"), "county-total") == room


# -- 县域总量不变

@pytest.mark.row("SX-11")
def test_a_county_adds_what_it_gives_up_itself_and_nothing_from_another() -> None:
    case = desk("shaoxing", pair(applies("A", HERE, 10)))
    assert holds(case, plan(case, "A", cuts={"Y1": 10}), "county-total")
    assert not holds(case, plan(case, "A", cuts={"Y1": 9}), "county-total")
    assert not holds(case, plan(case, "A", cuts={"K1": 10}), "county-total"), "the other county's beds stay there"
    left = desk("shaoxing", pair(applies("A", HERE, 10), more=(hospital("X", HERE, 10, exited_on=date(2026, 3, 1)),)))
    assert holds(left, plan(left, "A"), "county-total"), "what leaves may be taken up"


@pytest.mark.row("SX-10", "SX-11")
@pytest.mark.parametrize(("filed", "room"), [(109, False), (110, True)])
def test_the_total_that_a_county_filed_is_what_stays(filed: int, room: bool) -> None:
    case = desk("shaoxing", pair(applies("A", HERE, 10)), county_totals={HERE: filed})
    assert holds(case, plan(case, "A"), "county-total") == room


@pytest.mark.row("SX-11")
def test_beds_move_from_where_they_are_used_less_to_where_they_are_used_more() -> None:
    grows = [applies("U", HERE, 5, kind="expansion", parent_code="Y2"), applies("D", HERE, 5, kind="expansion", parent_code="Y1")]
    case = desk("shaoxing", pair(*grows))
    assert holds(case, plan(case, "U", cuts={"Y1": 5}), "county-total")
    assert not holds(case, plan(case, "D", cuts={"Y2": 5}), "county-total")


@pytest.mark.row("SX-11")
def test_of_two_hospitals_that_would_grow_the_one_used_more_does() -> None:
    beds = [hospital("P", HERE, 50, "0.86", licensed_beds=100), hospital("Q", HERE, 50, "0.97", licensed_beds=100), hospital(
        "X", HERE, 5, exited_on=date(2026, 2, 1))]
    rows = [applies(c, HERE, 5, kind="expansion", parent_code=p, score=Fraction(80)) for c, p in (("A", "P"), ("B", "Q"))]
    assert set(chosen(desk("shaoxing", city({HERE: BOTH}, beds, rows))).admitted) == {"B"}
    assert set(chosen(desk("shaoxing", city({HERE: BOTH}, beds, [rows[0], applies(
        "B", HERE, 5, kind="expansion", parent_code="P", score=Fraction(80))]))).admitted) == {"A"}


@pytest.mark.row("SX-12")
@pytest.mark.parametrize(("affiliation", "ownership", "counts"), [("municipal", "public", HERE), ("municipal", "private", THERE),
                                                                 ("county", "public", THERE)])
def test_beds_of_municipal_public_hospitals_count_in_yuecheng_wherever_they_stand(affiliation: str, ownership: str, counts: str) -> None:
    row = hospital("M", THERE, 30, affiliation=affiliation, ownership=ownership)
    grows = applies("A", THERE, 5, kind="expansion", parent_code="M")
    case = desk("shaoxing", city({HERE: BOTH, THERE: BOTH}, [row], [grows]))
    assert stock(case.city).sum("current", districts=[counts]) == 30
    assert {f.subject for f in found(case, plan(case, "A"), "county-total") if f.verdict == "violated"} == {counts}


# -- 重点建设项目首先冲抵

def first(key: int, other: int, *more: Institution, **tables: Any) -> City:
    """A county in which 60 beds leave in February 2026, and a key project and somebody else apply."""
    beds = (hospital("H", HERE, 100), hospital("X", HERE, 60, exited_on=date(2026, 2, 1)), *more)
    rows = [applies("K", HERE, key, tags=("key_project",)), applies("A", HERE, other)]
    return city({HERE: 100_000, THERE: 100_000}, beds, rows, **tables)


@pytest.mark.row("SX-27")
def test_a_key_project_of_40_beds_leaves_20_of_60_to_the_others() -> None:
    for beds, room in ((20, True), (21, False)):
        case = desk("shaoxing", first(40, beds))
        assert holds(case, plan(case, "K", "A"), "key-project-first") == room
    alone = desk("shaoxing", first(40, 60))
    assert holds(alone, plan(alone, "A"), "key-project-first"), "only what comes in goes first"


@pytest.mark.row("SX-27")
def test_one_of_80_beds_leaves_nothing_and_its_overrun_is_told_not_held_against_it() -> None:
    case = desk("shaoxing", first(80, 1))
    assert not holds(case, plan(case, "K", "A"), "key-project-first") and holds(case, plan(case, "K"), "key-project-first")
    (said,) = found(case, plan(case, "K"), "key-project-first", HERE)
    assert (said.measured, said.limit, said.facts["overrun"], said.verdict) == (80, 60, 20, "binding")


@pytest.mark.row("SX-27")
def test_what_another_county_gave_up_and_what_left_before_the_period_is_not_there_to_be_used() -> None:
    away = desk("shaoxing", first(40, 21, hospital("Z", THERE, 60, exited_on=date(2026, 2, 1))))
    assert not holds(away, plan(away, "K", "A"), "key-project-first")
    before = (Release(year=2025, code="O", district=HERE, category="inpatient", beds=60, cause="withdrawn"),)
    early = desk("shaoxing", first(40, 21, releases=before))
    assert not holds(early, plan(early, "K", "A"), "key-project-first")


@pytest.mark.row("SX-27")
def test_what_left_in_the_first_year_counts_through_the_period_less_what_was_granted_since() -> None:
    later = desk("shaoxing", first(40, 20, year=2027, data_as_of=date(2026, 9, 30)))
    assert holds(later, plan(later, "K", "A"), "key-project-first")
    used = desk("shaoxing", first(40, 20, hospital("G", HERE, 1, admitted_on=date(2026, 5, 1)), year=2027, data_as_of=date(2026, 9, 30)))
    assert not holds(used, plan(used, "K", "A"), "key-project-first")


# -- 结构优化

@pytest.mark.row("SX-15")
@pytest.mark.parametrize("specialty", ["psychiatric", "tcm", "rehabilitation"])
def test_of_two_alike_psychiatry_chinese_medicine_and_rehabilitation_come_first(specialty: str) -> None:
    beds = [hospital("H", HERE, 60), hospital("X", HERE, 10, exited_on=date(2026, 3, 1))]
    plain, favoured = (applies(c, HERE, 10, score=Fraction(80), specialty=s) for c, s in (("A", "oncology"), ("B", specialty)))
    again = applies("B", HERE, 10, score=Fraction(80), specialty="oncology")
    assert set(chosen(desk("shaoxing", city({HERE: BOTH}, beds, [plain, favoured]))).admitted) == {"B"}
    assert set(chosen(desk("shaoxing", city({HERE: BOTH}, beds, [plain, again]))).admitted) == {"A"}


@pytest.mark.row("SX-15")
def test_within_the_county_total_and_not_beyond_it() -> None:
    case = desk("shaoxing", city({HERE: BOTH}, [hospital("H", HERE, 60)], [applies("A", HERE, 10, specialty="tcm")]))
    assert not holds(case, plan(case, "A"), "county-total") and set(chosen(case).admitted) == set()


@pytest.mark.row("SX-16", "SX-17")
@pytest.mark.parametrize(("tier", "to", "free"), [
    ("secondary", "rehabilitation", True), ("secondary", "nursing", True), ("primary", "nursing", True), ("ungraded", "nursing", True),
    ("tertiary", "rehabilitation", False), ("tertiary", "nursing", False), ("tertiary", "ltc", True), ("primary", "ltc", True),
    ("secondary", "hotel", False)])
def test_levels_up_to_secondary_turn_to_rehabilitation_or_nursing_and_any_level_to_long_term_care(tier: str, to: str, free: bool) -> None:
    turns = applies("A", HERE, 17, kind="conversion", parent_code="H", convert_to=to)
    case = desk("shaoxing", city({HERE: BOTH}, [hospital("H", HERE, 60, "0.60", tier=tier)], [turns]))
    assert against(case, "A") == ([] if free else ["conversion"])
    assert holds(case, plan(case, "A"), "conversion") == free


@pytest.mark.row("SX-16", "SX-17")
@pytest.mark.parametrize("to", ["nursing", "ltc"])
def test_only_beds_that_are_not_needed_convert(to: str) -> None:
    # 36 of 60 beds in use are 43 at 85 %: 17 are idle
    rows = [applies(c, HERE, n, kind="conversion", parent_code="H", convert_to=to) for c, n in (("A", 17), ("B", 18))]
    case = desk("shaoxing", city({HERE: BOTH}, [hospital("H", HERE, 60, "0.60")], rows))
    assert {c: against(case, c) for c in "AB"} == {"A": [], "B": ["conversion"]}


@pytest.mark.row("SX-16", "SX-17")
@pytest.mark.parametrize(("to", "room"), [("nursing", True), ("ltc", True), ("rehabilitation", False)])
def test_nursing_and_long_term_care_beds_leave_the_insured_total_and_rehabilitation_stays(to: str, room: bool) -> None:
    rows = [applies("A", HERE, 10, kind="conversion", parent_code="H", convert_to=to), applies("B", HERE, 10)]
    case = desk("shaoxing", city({HERE: BOTH}, [hospital("H", HERE, 60, "0.60")], rows))
    assert holds(case, plan(case, "A", "B"), "county-total") == room
