"""The least cover against brute force."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from allocator.measures import cover


def brute(rows: list[set[int]]) -> int:
    sites, wanted = sorted(set().union(*rows)), [r for r in rows if r]
    return next(k for k in range(len(sites) + 1) for c in combinations(sites, k) if all(r & set(c) for r in wanted))


def test_the_least_cover_is_brute_force() -> None:
    dice = Random(3)
    for _ in range(150):
        rows = [set(dice.sample(range(8), dice.randint(0, 4))) for _ in range(dice.randint(1, 14))]
        assert cover.minimum_cover(rows) == cover.Cover(brute(rows), brute(rows)), rows


def test_without_work_the_bounds_stay_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover, "WORK", 0)
    dice = Random(4)
    for _ in range(60):
        rows = [set(dice.sample(range(9), 3)) for _ in range(14)]
        found = cover.minimum_cover(rows)
        assert found.lower <= brute(rows) <= found.upper


def test_nobody_to_cover_needs_no_site() -> None:
    assert cover.minimum_cover([]) == cover.Cover(0, 0) == cover.minimum_cover([[]])
