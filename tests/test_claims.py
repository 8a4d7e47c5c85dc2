"""An institution that several applications or decisions claim at once: no plan is lost by it."""
from __future__ import annotations

import pytest

from allocator.domain.case import Case
from allocator.domain.instance import Decision
from allocator.rules.goals import goals
from tests.campaign.metamorphic import solved
from tests.rules.compiled import Compiled
from tests.test_brute_force import compare
from tests.towns import admitted, applies, city, cut, hospital, made, rule

MOVES = {"kind": "relocation", "category": "inpatient", "parent_code": "H", "tier": "secondary"}
WISH = (applies("A", "West", **MOVES), applies("B", "West", **MOVES),
        applies("C", "East", 5, kind="conversion", parent_code="H", convert_to="nursing"))


def town(*decisions: Decision, exempt: str = "") -> Case:
    """One hospital of 5 beds in East that two applications would move to West and one would convert."""
    free = [rule("exempt", "key", where={"kind": exempt}, reach="plan")] if exempt else []
    return made(city({"East": 1000, "West": 1000}, [hospital("H", "East", 5)], WISH), rule("eligibility"), *free,
                rule("relocation_branch", same_district=False), rule("requirement", per_1000="5"),
                rule("conversion", to=["nursing"], leaves_total=["nursing"], target_use="0.01"), decisions=decisions,
                objectives=("bed_need", "spread"))


def test_two_exempt_moves_of_one_institution_are_no_constants_and_one_takes_place() -> None:
    case = town(exempt="relocation")
    assert [case.standing(c).fixed for c in "ABC"] == ["", "", ""]
    plan, values = solved(case)
    assert plan is not None and len(plan.admitted) <= 1
    assert values[:2] == (5, 5)                       # 5 of the 5 beds that East needs, and the 5 that West lacks
    compare(case)


def test_an_exempt_move_gives_way_to_a_decision() -> None:
    case = town(admitted("A"), exempt="relocation")
    assert [case.standing(c).fixed for c in "ABC"] == ["admitted", "", ""]
    plan, _ = solved(case)
    assert plan is not None and set(plan.admitted) == {"A"}


@pytest.mark.parametrize(("decisions", "met"), [
    # East is left with 5 - 10 = -5 beds and West with 10, of which it needs 5; or with 5 - 5 - 5, and West with the 5 that moved.
    ((admitted("A"), admitted("B")), 5), ((admitted("A"), admitted("C")), 5),
    # Nothing is left anywhere.
    ((admitted("C"), cut("H", 5)), 0), ((admitted("C", 3), cut("H", 4)), 0)])
def test_decisions_that_take_more_beds_than_there_are_leave_a_plan(decisions: tuple[Decision, ...], met: int) -> None:
    case = town(*decisions)
    plan, values = solved(case)
    assert plan is not None
    assert values[0] == met
    compare(case)


def test_a_program_without_such_decisions_has_no_row_for_them() -> None:
    assert not [n for n in Compiled.of(town(admitted("A")), goals(town())).matrix.rows if ".nothing[" in n]
