"""Fewest sites that cover everybody who can be reached (LSCP): sites that somebody has no choice but, then what hangs together, apart."""
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from allocator.covering.search import greedy
from allocator.covering.value import Covering
from allocator.geography.pairs import Pairs
from allocator.matrix.covering import all_covered
from allocator.reductions import Patterns, chains, components
from allocator.site.choose import Choice, Proof, Task

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]


def everybody(task: Task) -> Choice:
    """Fewest sites that cover every pattern."""
    chosen: Flags = np.zeros(task.covering.count, dtype=np.bool_)
    rows = minimal(task.patterns)
    chosen[[s for (s,) in (r for r in rows if len(r) == 1)]] = True
    rest = [r for r in rows if not chosen[list(r)].any()]
    bound, interrupted = int(chosen.sum()), False
    for part in parts(rest):
        best = cover(part, task.covering.count)
        least = 1
        if best.sum() > 1 and not interrupted:
            outcome = task.solver.solve(all_covered(part, task.names), task.left, start=best.astype(np.int64), on_progress=task.news)
            found = outcome.values.astype(np.bool_) if outcome.has_plan else best
            best, interrupted = min(best, found, key=lambda s: int(s.sum())), outcome.interrupted
            least = min(int(best.sum()), max([1, *(s.bound for s in outcome.stages if s.bound is not None)]))
        chosen |= best
        bound += least
    return Choice(chosen, task.covering.worth(chosen), (Proof("sites", "min", int(chosen.sum()), bound),), interrupted)


def minimal(patterns: Patterns) -> list[tuple[int, ...]]:
    """Patterns that contain no other: who covers the smaller one covers the larger one too."""
    return [patterns.sites[c.child] for c in chains(patterns) if c.parent is None]


def parts(rows: Sequence[tuple[int, ...]]) -> list[list[tuple[int, ...]]]:
    """Rows that share no site, apart."""
    part_of = {site: k for k, sites in enumerate(components(rows)) for site in sites}
    found: dict[int, list[tuple[int, ...]]] = {}
    for row in rows:
        found.setdefault(part_of[row[0]], []).append(row)
    return [found[k] for k in sorted(found)]


def cover(rows: Sequence[tuple[int, ...]], count: int) -> Flags:
    """A greedy cover of all rows, without sites that the others make needless."""
    from allocator.site.choose import needed

    start = np.concatenate(([0], np.cumsum([len(r) for r in rows]))).astype(np.int64)
    index = np.fromiter((j for r in rows for j in r), dtype=np.int32, count=int(start[-1]))
    covering = Covering(np.ones(len(rows), dtype=np.int64), Pairs(start, index, count))
    chosen: Flags = np.zeros(count, dtype=np.bool_)
    chosen[[s.site for s in greedy(covering, count)]] = True
    return needed(covering, chosen)
