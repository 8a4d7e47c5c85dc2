"""How many people a plan's new institutions cover, against how many as many others could; and what each of them is worth."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from allocator.covering.curve import Point, curve, worths
from allocator.covering.value import Covering
from allocator.domain.access import Access, present
from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.geography.patterns import aggregate

BEYOND = 20                              # candidates by which a curve goes on behind the plan
SHOWN = 10                               # points of it that are told, about


def curves(plan: Plan, case: Case) -> tuple[Mapping[str, Any], ...]:
    """One row a coverage rule: `{rule, category, sites, people, insured, points, worths}`.

    A candidate is an application that no clause shuts out. One that moves an institution takes a place away too: it stands as the plan has
    it, like whatever is not decided here. Quotas and distances are left aside: the bound holds for any choice of as many candidates.
    """
    return tuple(_curve(plan, case, case.access[rule]) for rule in case.access)


def _curve(plan: Plan, case: Case, access: Access) -> Mapping[str, Any]:
    free = np.array([_candidate(site, case) for site in access.sites], dtype=np.bool_)
    there = np.array([present(site, plan) for site in access.sites], dtype=np.bool_)
    reached = access.covered(Plan({s: n for s, n in plan.admitted.items() if not _candidate(s, case)}))
    pairs = access.pairs.chosen(free)
    covering = Covering.of(aggregate(pairs, access.insured, covered=reached), int(free.sum()))
    chosen, names = there[free], [s for s, wanted in zip(access.sites, free, strict=True) if wanted]
    n = int(chosen.sum())
    found = curve(covering, chosen, max(2 * n, n + BEYOND))
    return {"rule": access.rule, "category": access.category, "sites": n, "people": covering.worth(chosen),
            "insured": int(access.insured.sum()),
            "points": [{"sites": p.sites, "people": p.people, "bound": p.bound} for p in _some(found, n)],
            "worths": [{"rank": w.rank, "application": names[w.site], "in_reach": w.in_reach, "alone": w.alone, "gained": w.gained}
                       for w in worths(covering, chosen)]}


def _candidate(site: str, case: Case) -> bool:
    if site.startswith("stay:"):
        return False
    standing = case.standing(site)
    return (standing.open or standing.fixed == "admitted") and not case.city.by_application[site].moves


def _some(points: tuple[Point, ...], n: int) -> list[Point]:
    """Some of them: evenly many up to the first that reaches everybody in reach, the plan's, the last."""
    full = next(p.sites for p in points if p.people == points[-1].people)
    step = -(-max(1, full) // SHOWN)
    return [p for p in points if (p.sites < full and p.sites % step == 0) or p.sites in {full, n, points[-1].sites}]
