"""Which rules cannot hold together: a deletion filter over whole rules, each probe a feasibility question with their rows freed."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that no plan satisfies together.

    Parameters
    ----------
    rules : tuple of str
        In the order in which they were given.
    irreducible : bool
        Whether freeing any one of them was seen to leave a plan; False where a probe ran out of time and kept its rule.
    """

    rules: tuple[str, ...]
    irreducible: bool


def deletion_filter(feasible: Callable[[tuple[str, ...]], bool | None], rules: Iterable[str]) -> Conflict:
    """Drop every rule without which the rest still has no plan; none is left where there is a plan with all of them.

    Parameters
    ----------
    feasible : callable
        Takes the rules that are freed; True, False, or None when it could not tell in time.
    rules : iterable of str
        All that may be freed, the one that should rather be dropped first.
    """
    if feasible(()):
        return Conflict((), True)
    dropped: list[str] = []
    kept: list[str] = []
    sure = True
    for rule in rules:
        answer = feasible((*dropped, rule))
        (dropped if answer is False else kept).append(rule)
        sure = sure and answer is not None
    return Conflict(tuple(kept), sure)
