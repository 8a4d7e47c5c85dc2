"""The least number of sites that reach everybody who can be reached (LSCP): reductions, then branch and bound; or proven bounds.

References
----------
Toregas et al. 1971, "The location of emergency service facilities"; dominance as in Beasley 1987.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

WORK = 300_000                           # rows looked at in the search trees, over all components, before bounds must do


@dataclass(frozen=True)
class Cover:
    """Bounds of the least number; `exact` where they meet."""

    lower: int
    upper: int

    @property
    def exact(self) -> bool:
        """Whether the least number is proven."""
        return self.lower == self.upper


def minimum_cover(points: Iterable[Iterable[int]]) -> Cover:
    """Least number of sites that cover every point; points that no site reaches are left out.

    Parameters
    ----------
    points : for every point, the sites that reach it.
    """
    rows = {frozenset(p) for p in points} - {frozenset()}
    taken, rest = _reduced(rows)
    lower = upper = taken
    budget = [WORK]
    for part in _components(rest):
        found = _search(part, budget)
        lower, upper = lower + found.lower, upper + found.upper
    return Cover(lower, upper)


def _reduced(rows: set[frozenset[int]]) -> tuple[int, set[frozenset[int]]]:
    """Sites that every cover may as well hold, and the rows that are left: exact steps, repeated until nothing changes."""
    taken = 0
    while True:
        rows = _minimal(rows)
        alone = {next(iter(r)) for r in rows if len(r) == 1}
        rows = {r for r in rows if not r & alone}
        taken += len(alone)
        keep = _undominated(rows)
        kept = {r & keep for r in rows}
        if kept == rows:
            return taken, rows
        rows = kept


def _minimal(rows: set[frozenset[int]]) -> set[frozenset[int]]:
    """Rows that contain no other row: who covers the smaller one covers the larger one too."""
    at: dict[int, list[frozenset[int]]] = {}
    kept = set()
    for r in sorted(rows, key=lambda r: (len(r), sorted(r))):
        if not any(s <= r for site in r for s in at.get(site, ())):
            kept.add(r)
            at.setdefault(min(r), []).append(r)
    return kept


def _undominated(rows: set[frozenset[int]]) -> frozenset[int]:
    """Sites whose rows are not all rows of another site (of equals, the first)."""
    ordered = sorted(rows, key=sorted)
    of: dict[int, set[int]] = {}
    for k, r in enumerate(ordered):
        for site in r:
            of.setdefault(site, set()).add(k)
    keep = set(of)
    for site in sorted(of):
        rivals = ordered[min(of[site], key=lambda k: (len(ordered[k]), k))]
        if any(t != site and t in keep and of[site] <= of[t] and (of[site] != of[t] or t < site) for t in rivals):
            keep.discard(site)
    return frozenset(keep)


def _components(rows: set[frozenset[int]]) -> list[list[frozenset[int]]]:
    root: dict[int, int] = {}

    def find(s: int) -> int:
        while root.setdefault(s, s) != s:
            root[s] = s = root[root[s]]
        return s

    for r in rows:
        first, *others = sorted(r)
        for s in others:
            root[find(s)] = find(first)
    parts: dict[int, list[frozenset[int]]] = {}
    for r in sorted(rows, key=sorted):
        parts.setdefault(find(min(r)), []).append(r)
    return [parts[k] for k in sorted(parts)]


def _search(rows: list[frozenset[int]], budget: list[int]) -> Cover:
    """Branch on the row with fewest sites; the lower bound packs rows that share no site."""
    best = _greedy(rows)
    start = packed = _packing(rows)

    def go(left: list[frozenset[int]], used: int) -> None:
        nonlocal best
        budget[0] -= 1 + len(left)
        if not left:
            best = min(best, used)
            return
        if budget[0] < 0 or used + _packing(left) >= best:
            return
        for site in _order(left):
            go([r for r in left if site not in r], used + 1)

    if packed < best:
        go(rows, 0)
        start = best if budget[0] >= 0 else packed
    return Cover(min(start, best), best)


def _order(rows: list[frozenset[int]]) -> list[int]:
    """Sites of the row with fewest, those of most rows first."""
    narrow = min(rows, key=lambda r: (len(r), sorted(r)))
    return sorted(narrow, key=lambda s: (-sum(s in r for r in rows), s))


def _greedy(rows: list[frozenset[int]]) -> int:
    left, chosen = list(rows), set[int]()
    while left:
        counts = Counter(s for r in left for s in r)
        chosen.add(min(counts, key=lambda s: (-counts[s], s)))
        left = [r for r in left if not r & chosen]
    for site in sorted(chosen):                                      # a site may have become superfluous
        if all(len(r & chosen) > 1 for r in rows if site in r):
            chosen.discard(site)
    return len(chosen)


def _packing(rows: list[frozenset[int]]) -> int:
    seen: set[int] = set()
    count = 0
    for r in sorted(rows, key=lambda r: (len(r), sorted(r))):
        if not r & seen:
            seen |= r
            count += 1
    return count
