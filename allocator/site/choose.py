"""Choosing sites: a start by greedy and swaps, a bound by Lagrange, the proof by HiGHS; exact reductions before all of them."""
from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from allocator.covering.bounds import Reached, Relaxed, bounds, relaxed, settled
from allocator.covering.search import Search, greedy, improved
from allocator.covering.search import chosen as flags
from allocator.covering.state import State
from allocator.covering.value import Covering
from allocator.domain.outcome import Outcome
from allocator.geography.patterns import Patterns
from allocator.matrix import Matrix
from allocator.matrix.covering import fewest_sites, most_people, point
from allocator.reductions import Reduced, reduce
from allocator.solver import Progress, Settings, Solver

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

FAR = 0.003                              # distance to the bound from which a search of our own goes on beside HiGHS


@dataclass(frozen=True)
class Proof:
    """One objective: what is reached, and what nothing can pass."""

    name: str
    sense: str
    value: int
    bound: int

    @property
    def gap(self) -> Fraction:
        """Their distance as a share of the value."""
        return Fraction(abs(self.bound - self.value), max(1, abs(self.value)))


@dataclass(frozen=True, eq=False)
class Choice:
    """Sites that are chosen, and how good they are proven to be.

    Parameters
    ----------
    chosen : bool[sites].   people : covered, those covered anyhow included.
    """

    chosen: Flags
    people: int
    proofs: tuple[Proof, ...]
    interrupted: bool = False

    @property
    def status(self) -> str:
        """``optimal`` where every objective is proven."""
        return "optimal" if all(p.value == p.bound for p in self.proofs) else "feasible"


@dataclass(frozen=True, eq=False)
class Task:
    """A covering problem with the means to solve it.

    Parameters
    ----------
    names : of the sites, by number.   tell : takes the start and the bound that are known before HiGHS begins.
    """

    patterns: Patterns
    reduced: Reduced
    covering: Covering
    names: Sequence[str]
    solver: Solver
    settings: Settings
    tell: Callable[[Proof], None] = lambda _: None
    news: Callable[[Progress], None] | None = None
    began: float = 0.0

    @classmethod
    def of(cls, patterns: Patterns, names: Sequence[str], solver: Solver, settings: Settings | None = None, *,
           tell: Callable[[Proof], None] = lambda _: None, news: Callable[[Progress], None] | None = None) -> Task:
        """A task from aggregated demand; its time begins now."""
        return cls(patterns, reduce(patterns), Covering.of(patterns, len(names)), names, solver, settings or Settings(), tell, news,
                   time.monotonic())

    @property
    def left(self) -> Settings:
        """The settings with the seconds that are left."""
        return replace(self.settings, time_limit=max(0.0, self.settings.time_limit - (time.monotonic() - self.began)))


def most(task: Task, sites: int, start: Flags | None = None) -> Choice:
    """At most so many sites, as many people as can be.

    Parameters
    ----------
    start : a choice that is known already.
    """
    covering, sites = task.covering, min(sites, task.covering.count)
    first, found = _begun(covering, flags(covering, greedy(covering, sites)) if start is None else start)
    value, bound = covering.worth(first), int(found.over[sites])
    task.tell(Proof("covered", "max", value, bound))
    if value == bound:
        return Choice(needed(covering, first), value, (Proof("covered", "max", value, bound),))
    with Search(covering, first, wanted=bound - value > FAR * value) as search:
        matrix, kept = _open(task, most_people(task.reduced, task.names, sites), first, found)
        outcome = task.solver.solve(matrix, task.left, start=point(task.reduced, first) if kept else None, on_progress=task.news)
    return _choice(task, outcome, first if outcome.status == "optimal" else search.best, bound)


def _begun(covering: Covering, first: Flags) -> tuple[Flags, Relaxed]:
    """A choice to start from, and what none of as many sites can pass: the relaxation's sites, then swaps, while they differ."""
    n, found = int(first.sum()), Relaxed(bounds(covering, ()), first)
    for step in (lambda c: c, lambda c: improved(covering, c)):
        first = step(first)
        found = relaxed(covering, Reached(first, covering.worth(first)), found.over)
        first = max(first, found.choice, key=covering.worth)
        if covering.worth(first) == found.over[n]:
            break
    return first, found


def _open(task: Task, matrix: Matrix, first: Flags, found: Relaxed) -> tuple[Matrix, bool]:
    """The program with the sites fixed without or with which nothing better is possible, and whether the choice known is still in it."""
    n = int(first.sum())
    if found.share is None or not 0 < n < len(first):
        return matrix, True
    taken, left = settled(task.covering, found.share, n, task.covering.worth(first))
    lower, upper = matrix.col_lower.copy(), matrix.col_upper.copy()
    lower[: len(first)][taken], upper[: len(first)][left] = 1.0, 0.0
    return replace(matrix, col_lower=lower, col_upper=upper), not (taken & ~first).any() and not (left & first).any()


def _choice(task: Task, outcome: Outcome, first: Flags, bound: int) -> Choice:
    """The better of what HiGHS found and the start, with the stronger bound; sites that nobody needs are left out."""
    covering = task.covering
    found = outcome.values[: covering.count].astype(np.bool_) if outcome.has_plan else first
    best = needed(covering, max(first, found, key=covering.worth))
    said = [s.bound for s in outcome.stages[:1] if s.bound is not None]
    value = covering.worth(best)
    return Choice(best, value, (Proof("covered", "max", value, max(value, min([bound, *said]))),), outcome.interrupted)


def fewest(task: Task, people: int) -> Choice:
    """As few sites as can be that cover so many people; of these choices one that covers as many people as can be.

    Parameters
    ----------
    people : no more than can be reached.
    """
    covering = task.covering
    first = _enough(covering, people)
    n = int(first.sum())
    over = bounds(covering, [Reached(first, covering.worth(first))])
    bound = int(np.argmax(over >= people))
    task.tell(Proof("sites", "min", n, bound))
    interrupted = False
    if bound < n:
        outcome = task.solver.solve(fewest_sites(task.reduced, task.names, people), task.left, start=point(task.reduced, first),
                                    on_progress=task.news)
        found = outcome.values[: covering.count].astype(np.bool_) if outcome.has_plan else first
        first = min(first, found, key=lambda s: int(s.sum()))
        n, interrupted = int(first.sum()), outcome.interrupted
        bound = min(n, max([bound, *(s.bound for s in outcome.stages[:1] if s.bound is not None)]))
    proof = Proof("sites", "min", n, bound)
    if bound < n or interrupted:
        return Choice(first, covering.worth(first), (proof,), interrupted)
    best = most(replace(task, tell=lambda _: None), n, first)
    return replace(best, proofs=(proof, *best.proofs))


def _enough(covering: Covering, people: int) -> Flags:
    """A choice that covers so many people: greedy, then with one site less again and again as long as swaps make up for it."""
    steps = greedy(covering, covering.count)
    count = next((k for k, s in enumerate(steps, 1) if s.people >= people), len(steps)) if people > covering.base else 0
    best = needed(covering, flags(covering, steps[:count]))
    while best.any():
        state = State(covering, best)
        state.drop(int(np.argmin(np.where(best, state.loss, np.iinfo(np.int64).max))))
        fewer = improved(covering, state.chosen)
        if covering.worth(fewer) < people:
            break
        best = fewer
    return best


def needed(covering: Covering, chosen: Flags) -> Flags:
    """The choice without sites that cover nobody whom the others do not cover, the last ones first."""
    state = State(covering, chosen)
    for site in np.flatnonzero(chosen)[::-1].tolist():
        if state.loss[site] == 0:
            state.drop(site)
    return state.chosen
