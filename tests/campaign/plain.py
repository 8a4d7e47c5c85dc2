"""Reduced = plain = brute force: towns with stock, quotas, separation and caps, their coverage reduced, point by point, and tried out."""
from __future__ import annotations

from collections.abc import Iterator

from allocator.audit import audit, broken
from allocator.domain.case import Case
from allocator.domain.outcome import Outcome
from allocator.matrix import Matrix, compile_model
from allocator.program import Program, build
from allocator.rules.goals import goals
from allocator.solver.session import Session
from tests.campaign.result import Result
from tests.campaign.towns import wider_places
from tests.random_towns import every_plan, size
from tests.test_brute_force import best

MOST = 300              # plans of a town that is worth trying


def towns(seed: int) -> Iterator[tuple[int, Case]]:
    """Towns that are small enough and have people to reach."""
    while True:
        seed += 1
        case = wider_places(seed)
        if 1 < size(case) <= MOST and case.policy.of_kind("coverage"):
            yield seed, case


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
    result, saved = Result("reduced = plain = every plan"), 0
    kinds = dict.fromkeys(("min_distance", "radius_cap", "plan_total", "release_quota"), 0)
    for at, case in towns(seed * 1_000_000 + 700_000):
        if result.cases >= count or result.late:
            break
        for kind in kinds:
            kinds[kind] += bool(case.policy.of_kind(kind))
        try:
            how, fewer = three_ways(case)
            saved += fewer
            result.saw(how)
        except AssertionError as error:
            result.saw("wrong")
            result.wrong.append(f"{at}: {str(error)[:300]}")
    result.rows.append("with " + ", ".join(f"{n:,} {kind}" for kind, n in kinds.items()) + f"; rows of coverage saved: {saved:,}")
    return result
