"""Figures that only some policies have: tiers by direction, months open before publication, dense townships, own cuts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from allocator.domain.city import Release
from allocator.matrix import compile_model
from allocator.matrix.exact import goal_value
from allocator.program import build
from allocator.rules.goals import goals
from allocator.standing import stand
from tests.kinds.town import admit, agree, case_of, hospital, met, pharmacy, policy, rule, town, township, wants


def turns(code: str, to: str, parent: str) -> object:
    return wants(code, kind="conversion", beds=5, parent_code=parent, convert_to=to)


def test_each_direction_has_its_own_tiers() -> None:
    city = town(
        [hospital("H", bed_days=0), hospital("T", tier="tertiary", bed_days=0)],
        [turns("A", "nursing", "H"), turns("B", "nursing", "T"), turns("C", "ltc", "T"), turns("D", "hospice", "H")],
    )
    turn = rule(
        "conversion",
        "turn",
        to=["nursing", "ltc"],
        leaves_total=["nursing", "ltc"],
        target_use="0.85",
        tiers_of={"nursing": ["secondary", "primary", "ungraded"]},
    )
    case = case_of(city, turn)
    assert {c for c, s in case.standings.items() if s.closings} == {"B", "D"}
    agree(case, "turn")
    assert turn.describe()


def test_who_has_been_open_long_enough_before_publication() -> None:
    city = town([], [wants("A", opened_on=date(2026, 2, 28)), wants("B", opened_on=date(2026, 3, 1)), wants("C")])
    for day, exempt in ((date(2026, 2, 28), {"A"}), (None, set[str]())):
        case = case_of(city, rule("grandfather", opened_by=day))
        assert {c for c, s in case.standings.items() if s.exemptions} == exempt
        assert rule("grandfather", opened_by=day).describe()


def test_ten_thousand_residents_a_square_kilometre_make_a_township_dense() -> None:
    at = {"lon": 118.0, "lat": 31.0}
    towns = (township("密", people=10_000, area_km2=Fraction(1)), township("疏", people=9_999, area_km2=Fraction(1)))
    for name, most in (("密", 3), ("疏", 2)):
        city = town([pharmacy("P", **at)], [wants(f"A{n}", township=name, **at) for n in range(3)], townships=towns)
        case = case_of(
            city,
            rule(
                "radius_cap", "cap", where={"category": "pharmacy"}, reach={"metres": 800}, caps={"dense": 3, "other": 2}, dense_from=10_000
            ),
        )
        assert met(case, admit(case, *(f"A{n}" for n in range(most - 1))), "cap")
        assert not met(case, admit(case, *(f"A{n}" for n in range(most))), "cap")
        agree(case, "cap")


def test_own_cuts_may_be_left_out_of_what_is_released() -> None:
    city = town(
        [hospital("H")],
        [wants("A", beds=5)],
        releases=(Release(year=2026, code="X", district="甲", category="inpatient", beds=4, cause="closed"),),
    )
    entry = {"where": {"category": "inpatient"}, "unit": "beds", "pool": "city", "lag": 0}
    case = case_of(city, rule("release_quota", "q", **entry))
    assert met(case, admit(case, "A", cuts={"H": 1}), "q")
    without = case_of(city, rule("release_quota", "q", own_cuts=False, **entry))
    assert not met(without, admit(without, "A", cuts={"H": 50}), "q")
    agree(without, "q", {"H": (0, 1, 50)})


def test_of_equal_plans_the_one_that_adds_fewest_beds() -> None:
    city = town([hospital("H")], [wants("A", beds=5), wants("E", kind="expansion", beds=3, parent_code="H"), wants("P")])
    case = stand(city, policy(objectives=("fewest_beds",)))
    stage = goals(case)[0]
    matrix = compile_model(build(case, [stage]).model)
    column = {c: j for j, c in enumerate(matrix.columns)}
    x = [0] * matrix.width
    for code in ("A", "E", "P"):
        x[column[f"admit[{code}]"]] = 1
    import numpy as np

    assert goal_value(matrix.goals[0], np.array(x)) == stage.value(admit(case, "A", "E", "P"), case) == 8


def test_a_limit_may_concern_branches_alone() -> None:
    # 11 beds a thousand of 10,000: 110, of which 100 are there and 5 leave
    leaving = hospital("H2", beds=5, exited_on=date(2026, 3, 1))
    city = town(
        [hospital("H1", beds=95), leaving],
        [wants("A", kind="branch", beds=15, parent_code="H1"), wants("B", kind="branch", beds=1, parent_code="H1"), wants("N", beds=60)],
    )
    case = case_of(
        city, rule("density_limit", "d", resource="insured_beds", value=11, adds={"kind": "branch"}, when_over="net_nonincrease")
    )
    assert met(case, admit(case, "A", "N"), "d") and not met(case, admit(case, "A", "B"), "d")
    agree(case, "d", {"H1": (0, 1)})
    over = case_of(city, rule("density_limit", "d", resource="insured_beds", value=1, adds={"kind": "branch"}, when_over="net_nonincrease"))
    assert not met(over, admit(over, "A"), "d") and met(over, admit(over, "B", "N"), "d"), "a branch may take what exits"


def barred(case: object, name: str) -> set[str]:
    looked_at = case.policy.rule(name)  # type: ignore[attr-defined]
    return {a.code for a in case.city.applications if looked_at.bars(a, case)}  # type: ignore[attr-defined]


def test_who_has_no_hope_whatever_else_is_decided() -> None:
    far, near = {"lon": 118.0, "lat": 31.1}, {"lon": 118.0, "lat": 31.0}
    rows = [pharmacy("P", **near), pharmacy("M", **far)]
    city = town(
        rows,
        [
            wants("A", **near),
            wants("B", **far),
            wants("C", lon=118.0, lat=31.2),
            wants("R", kind="relocation", parent_code="M", lon=118.0, lat=31.3),
        ],
    )
    entry = {"where": {"category": "pharmacy"}, "reach": {"metres": 800}}
    assert barred(case_of(city, rule("min_distance", "d", **entry)), "d") == {"A"}, "M may move away"
    assert barred(case_of(city, rule("radius_cap", "c", caps={"other": 1}, **entry)), "c") == {"A"}
    assert barred(case_of(city, rule("radius_cap", "c", caps={"other": 2}, **entry)), "c") == set()


def test_a_pool_without_a_place_leaves_hope_to_empty_townships_only() -> None:
    towns = (township("满"), township("空"))
    city = town([pharmacy("P", township="满")], [wants("A", township="满"), wants("B", township="空")], townships=towns)
    places = {"where": {"category": "pharmacy"}, "unit": "institutions", "pool": "district", "lag": 0}
    gap = rule("gap_bonus", "gap", where={"category": "pharmacy"}, places=1, lifts=["q"])
    assert barred(case_of(city, gap, rule("release_quota", "q", **places)), "q") == {"A"}
    assert barred(case_of(city, rule("release_quota", "q", **places)), "q") == {"A", "B"}
    assert barred(case_of(city, rule("release_quota", "q", rate_over=None, **places)), "q") == set()
