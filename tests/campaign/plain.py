"""Reduced = plain = brute force: towns with stock, quotas, separation and caps, their coverage reduced, point by point, and tried out."""
from __future__ import annotations

from collections.abc import Callable, Iterator

from allocator.audit import audit, broken
from allocator.domain.case import Case
from allocator.domain.outcome import Outcome
from allocator.matrix import Matrix, compile_model
from allocator.program import Program, build
from allocator.rules.goals import goals
from allocator.solver.session import Session
from tests.campaign.figures import any_places, any_sorts
from tests.campaign.many import many
from tests.campaign.result import Result
from tests.campaign.towns import APART, wider_places
from tests.random_towns import every_plan, size
from tests.test_brute_force import best

MOST = 300              # plans of a town that is worth trying
MADE: tuple[Callable[[int], Case], ...] = (wider_places, any_places, any_sorts)
KINDS = ("min_distance", "radius_cap", "plan_total", "release_quota")


def towns(seed: int) -> Iterator[tuple[int, Case]]:
    """Towns that are small enough and have people to reach."""
    while True:
        seed += 1
        case = wider_places(seed)
        if worth(case):
            yield seed, case


def worth(case: Case) -> bool:
    """Whether people are to be reached, and there is more than one plan, and few enough."""
    return bool(case.policy.of_kind("coverage")) and 1 < size(case) <= MOST


def three_ways(case: Case) -> tuple[str, int]:
    """How a town falls out, and the rows of coverage that the reductions save.

    Raises
    ------
    AssertionError
        if the reduced program, the plain one and trying every plan do not agree in every stage.
    """
    stages = goals(case)
    (reduced, one), (plain, other) = solved(case, plain=False), solved(case, plain=True)
    lawful = [p for p in every_plan(case) if not broken(audit(p, case))]
    if not lawful:
        assert one.status == other.status == "infeasible"
        return "infeasible", 0
    tried = list(zip((g.name for g in stages), best(lawful, stages, case)[0], strict=True))
    assert [(s.goal, s.value) for s in one.stages] == tried, "reduced against every plan"
    assert [(s.goal, s.value) for s in other.stages] == tried, "plain against every plan"
    assert one.status == other.status == "optimal"
    return "optimal", _rows(plain) - _rows(reduced)


def solved(case: Case, *, plain: bool) -> tuple[Program, Outcome]:
    """A program with its answer."""
    program = build(case, goals(case), plain=plain)
    matrix: Matrix = compile_model(program.model, program.scales)
    return program, Session(matrix).solve()


def _rows(program: Program) -> int:
    return sum(counts["rows"] for counts in program.counts.values())


def plain(count: int, seed: int) -> Result:
    """So many towns."""
    result = many(Result("reduced = plain = every plan"), _block, count, seed)
    there = ", ".join(f"{result.tally[kind]:,} {kind}" for kind in KINDS)
    result.rows.append(f"with {there}; with stock {result.tally['stock']:,}; rows of coverage saved: {result.tally['saved']:,}, "
                       f"in {result.tally['reduced']:,} towns")
    return result


def _block(seed: int, numbers: range) -> Result:
    result = Result("")
    for k in numbers:
        at, case = _town(seed, k)
        result.tally.update(kind for kind in KINDS if case.policy.of_kind(kind))
        result.tally["stock"] += bool(case.city.staying)
        try:
            how, fewer = three_ways(case)
            result.tally.update({"saved": fewer, "reduced": fewer > 0})
            result.saw(how)
        except Exception as error:
            result.saw("wrong")
            result.wrong.append(f"{MADE[k % len(MADE)].__name__} {at}: {type(error).__name__} {str(error)[:300]}")
    return result


def _town(seed: int, k: int) -> tuple[int, Case]:
    at = seed * 1_000_000_000 + 300_000_000 + k // len(MADE)
    while not worth(case := MADE[k % len(MADE)](at)):
        at += APART
    return at, case
