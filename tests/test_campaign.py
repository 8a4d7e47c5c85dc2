"""The campaign itself: its towns give every figure of every kind, its counts do not depend on how many processes run it."""
from __future__ import annotations

import pytest

from allocator.domain.case import Case
from allocator.rules import KINDS
from tests.campaign.brute import brute
from tests.campaign.figures import any_beds, any_places, any_sorts
from tests.campaign.metamorphic import solved
from tests.campaign.part_taken import NUMBERS
from tests.campaign.plain import plain
from tests.campaign.result import Result

TOWNS = 500
NO_FIGURES = {"id", "clause", "serves", "source", "relaxable"}
ALWAYS_THE_SAME = {                                # figures with one value, or that the towns leave as they are, and why
    "swap.unit", "swap.short_specialties",         # beds; the declared list
    "coverage.by",                                 # matrices and networks are measured in tests of their own
    "balance_indicator.need"}                      # a township's total; `requirements` tables say the rest


@pytest.fixture(scope="module")
def towns() -> list[Case]:
    return [make(k) for k in range(TOWNS // 3) for make in (any_beds, any_places, any_sorts)]


def test_every_figure_of_every_kind_is_given_at_random(towns: list[Case]) -> None:
    given: dict[str, set[str]] = {f"{k}.{f}": set() for k, cls in KINDS.items() for f in cls.model_fields if f not in NO_FIGURES}
    for case in towns:
        for r in case.policy:
            for f in type(r).model_fields:
                if f not in NO_FIGURES:
                    given[f"{r.kind}.{f}"].add(repr(getattr(r, f)))
    aimed = {f"{k}.{f}" for k, cls in KINDS.items() if cls.family != "bound" for f in ("strictness", "gap_in")}
    same = {name for name, values in given.items() if len(values) < 2} - aimed
    practice = {f"{k}.{f}" for k in ("adjustment_limits", "transfer", "offset_first", "tier_ratio") for f in ("strictness", "gap_in")}
    assert same - practice <= ALWAYS_THE_SAME


def test_every_kind_has_its_number() -> None:
    assert set(NUMBERS) == set(KINDS)


def test_towns_are_mostly_with_a_plan_and_never_without_a_decision_to_take(towns: list[Case]) -> None:
    sample = towns[:90]
    assert sum(solved(c)[0] is not None for c in sample) > 45
    assert sum(not any(s.open for s in c.standings.values()) for c in towns) < TOWNS // 10


@pytest.mark.parametrize("part", [brute, plain])
def test_a_part_finds_the_same_on_one_process_and_on_two(part, monkeypatch):
    def said(jobs: int) -> tuple[object, ...]:
        monkeypatch.setattr(Result, "jobs", jobs)
        found = part(30, 5)
        return found.cases, found.counts, found.tally, found.wrong, found.rows

    assert said(1) == said(2)
    assert said(1)[3] == []
