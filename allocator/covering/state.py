"""A choice of sites that changes one site at a time: what each further site would gain, what each chosen one holds alone."""
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.covering.value import Covering

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Flags = NDArray[np.bool_]


class State:
    """Chosen sites with the gain and loss of every single change.

    Parameters
    ----------
    chosen : bool[sites].   gain : int64[sites], people first covered if a site were added.
    loss : int64[sites], people whom of the chosen sites only this one covers (and of any other site, those that it shares with just one).
    """

    def __init__(self, covering: Covering, chosen: Flags | None = None) -> None:
        self.covering = covering
        self.chosen: Flags = np.zeros(covering.count, dtype=np.bool_)
        self._times: Whole = np.zeros(len(covering.people), dtype=np.int64)
        self.value = covering.base
        self.gain, self.loss = covering.by_site(covering.people), np.zeros(covering.count, dtype=np.int64)
        for site in () if chosen is None else np.flatnonzero(chosen).tolist():
            self.add(site)

    def add(self, site: int) -> None:
        """Choose a site."""
        touched = self.covering.patterns.row(site)
        times = self._times[touched]
        fresh, alone = touched[times == 0], touched[times == 1]
        self._times[touched] = times + 1
        self.chosen[site] = True
        self.value += int(self.covering.people[fresh].sum())
        spread = self.spread(fresh)
        self.gain -= spread
        self.loss += spread - self.spread(alone)

    def drop(self, site: int) -> None:
        """Leave a chosen site out again."""
        touched = self.covering.patterns.row(site)
        times = self._times[touched]
        alone, shared = touched[times == 1], touched[times == 2]
        self._times[touched] = times - 1
        self.chosen[site] = False
        self.value -= int(self.covering.people[alone].sum())
        spread = self.spread(alone)
        self.gain += spread
        self.loss += self.spread(shared) - spread

    def spread(self, patterns: NDArray[np.integer]) -> Whole:
        """int64[sites]: people of some patterns, counted at each of their sites."""
        sites, people = self.covering.sites, self.covering.people
        counts = sites.counts[patterns]
        ends = np.cumsum(counts)
        total = int(ends[-1]) if len(ends) else 0
        at = np.arange(total) + np.repeat(sites.start[:-1][patterns] - ends + counts, counts)
        weights = np.repeat(people[patterns], counts).astype(np.float64)
        return np.bincount(sites.index[at], weights=weights, minlength=self.covering.count).astype(np.int64)
