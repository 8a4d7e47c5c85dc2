"""Which HiGHS may decide who gets a contract."""
from __future__ import annotations

from allocator.errors import BadInput, Problem
from allocator.words import say

# First fields of a version → the sentence that says why not. A version comes here when it was seen to answer wrongly on a program that
# could be checked; one older than those tried is refused with them.
REFUSED: dict[tuple[int, ...], str] = {(1, 14): "highs.1_14"}
OLDEST = (1, 15)


def refusal(version: str) -> str | None:
    """Key of the sentence why this version of HiGHS may not be used; None where it may."""
    fields = tuple(int(f) for f in version.split(".")[:3] if f.isdigit())
    wrong = next((why for first, why in REFUSED.items() if fields[: len(first)] == first), None)
    return wrong or ("highs.old" if fields < OLDEST else None)


def refused(version: str, why: str) -> BadInput:
    """The error that ends a run on such a version (exit 2)."""
    return BadInput(Problem(f"highspy {version}", say(why), say("highs.refused.hint")))
