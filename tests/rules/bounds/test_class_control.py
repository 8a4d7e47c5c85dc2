"""Strict control of a class: none, or so many."""
from __future__ import annotations

from typing import Any

import pytest

from allocator.domain.case import Case
from allocator.domain.finding import Verdict
from tests.towns import admitted, applies, finding, made, plan, rule, three

WISH = (applies("A", "East", type="dental"), applies("B", "East", type="dental"), applies("C", "West", type="dental"),
        applies("K", "East", type="dental", tags=("key_project",)), applies("G", "East", type="general"),
        applies("H", "East", 5, type="dental"))


def town(**figures: Any) -> Case:
    it = rule("class_control", "it", **{"where": {"category": "outpatient", "type": "dental"}, **figures})
    return made(three(*WISH), rule("exempt", "key", where={"tags": "key_project"}), it,
                zones={"rim": ("East", "West")})


@pytest.mark.parametrize(("chosen", "verdict"), [((), Verdict.BINDING), (("A",), Verdict.VIOLATED), (("G", "H"), Verdict.BINDING)])
def test_none_may_be_added(chosen: tuple[str, ...], verdict: Verdict) -> None:
    case = town()
    assert finding(case, plan(case, *chosen)).verdict is verdict


@pytest.mark.parametrize(("chosen", "verdict"), [(("A",), Verdict.BINDING), (("A", "B"), Verdict.VIOLATED), (("A", "C"), Verdict.BINDING)])
def test_so_many_in_each_district(chosen: tuple[str, ...], verdict: Verdict) -> None:
    case = town(scope="district", cap_new=1)
    assert finding(case, plan(case, *chosen), subject="East").verdict is verdict


def test_a_zone_counts_its_districts_together() -> None:
    case = town(scope="zone", cap_new=1)
    assert finding(case, plan(case, "A", "C"), subject="rim").measured == 2


def test_what_is_exempt_or_decided_is_excused() -> None:
    it = rule("class_control", "it", where={"category": "outpatient", "type": "dental"})
    case = made(three(*WISH), rule("exempt", "key", where={"tags": "key_project"}), it, decisions=(admitted("A"),))
    f = finding(case, plan(case, "A", "K"))
    assert (f.measured, f.excused, f.gap, f.verdict) == (2, 2, 0, Verdict.BINDING)
    assert finding(case, plan(case, "A", "C", "K")).verdict is Verdict.VIOLATED


@pytest.mark.parametrize(("kind", "counts"), [("new", 1), ("branch", 1), ("site", 1), ("expansion", 1), ("conversion", 1),
                                              ("relocation", 0),
                                              ("upgrade", 0)])
def test_a_move_is_nothing_new(kind: str, counts: int) -> None:
    wish = applies("A", "East", 5, kind=kind, specialty="psychiatric", parent_code="E1")
    case = made(three(wish), rule("class_control", "it", where={"specialty": "psychiatric"}))
    assert finding(case, plan(case, "A")).measured == counts
