"""Tiny instances of all kinds: the staged optimum is what trying every plan finds."""
from __future__ import annotations

from tests.campaign.result import Result
from tests.campaign.towns import MAKERS
from tests.random_towns import size
from tests.test_brute_force import compare

MOST = 300              # plans of a town that is worth trying


def brute(count: int, seed: int) -> Result:
    """So many towns that are small enough, in turn of each maker."""
    result, plans = Result("against every plan"), 0
    at = [seed * 1_000_000 + 500_000] * len(MAKERS)
    while result.cases < count and not result.late:
        k = result.cases % len(MAKERS)
        name, make = MAKERS[k]
        at[k] += 1
        case = make(at[k])
        if not 1 < size(case) <= MOST:
            continue
        plans += size(case)
        try:
            compare(case)
            result.saw(name)
        except Exception as error:
            result.saw(f"{name} wrong")
            result.wrong.append(f"{name} {at[k]}: {type(error).__name__} {str(error)[:300]}")
    result.rows.append(f"choices of admissions and cuts tried: {plans:,}")
    return result
