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
        near = self.covering.near(site)
        times = self._times[near.patterns]
        fresh = np.where(times == 0, near.people, 0.0)
        self._times[near.patterns] = times + 1
        self.chosen[site] = True
        self.value += int(fresh.sum())
        spread = near.spread(fresh)
        self.gain -= spread
        self.loss += spread - near.spread(np.where(times == 1, near.people, 0.0))

    def drop(self, site: int) -> None:
        """Leave a chosen site out again."""
        near = self.covering.near(site)
        times = self._times[near.patterns]
        alone = np.where(times == 1, near.people, 0.0)
        self._times[near.patterns] = times - 1
        self.chosen[site] = False
        self.value -= int(alone.sum())
        spread = near.spread(alone)
        self.gain += spread
        self.loss += near.spread(np.where(times == 2, near.people, 0.0)) - spread
