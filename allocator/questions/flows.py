"""Which district gives to which: one canonical flow for what is needed, so that equal flows never differ by chance."""
from __future__ import annotations

from dataclasses import replace

from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.measures.ledger import changes, stock


def canonical_transfers(plan: Plan, case: Case) -> Plan:
    """The same plan with its transfers in canonical form.

    Parameters
    ----------
    plan : with transfers that satisfy the balance of every district.

    Notes
    -----
    Who gives how much and who receives how much stay; beds are matched in the order of names, giver by giver. Where the model allows only
    some pairs of districts, the plan's own flow stays as it is.
    """
    if any(r.pairs for r in case.policy.of_kind("transfer")) or not plan.transfers:
        return plan
    names = case.city.names
    out = {d: sum(n for (g, _), n in plan.transfers.items() if g == d) for d in names}
    need = {d: _needed(d, plan, case) for d in names}
    flow: dict[tuple[str, str], int] = {}
    for taker in names:
        for giver in names:
            beds = min(out[giver], need[taker]) if giver != taker else 0
            if beds:
                flow[giver, taker] = beds
                out[giver] -= beds
                need[taker] -= beds
    return replace(plan, transfers=flow)


def _needed(d: str, plan: Plan, case: Case) -> int:
    """Beds that a district's non-exempt additions lack beyond its own releases."""
    all_of, excused = changes(plan, case), changes(case.excused(plan), case)
    own = all_of.sum("expanded", "admitted", districts=[d]) - excused.sum("expanded", "admitted", districts=[d])
    released = stock(case.city).sum("exited", districts=[d]) + all_of.sum("reduced", "converted", districts=[d])
    return max(0, own - released)
