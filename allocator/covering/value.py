"""A covering problem as arrays: which patterns of demand each site covers, and the people of each pattern."""
from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from allocator.geography.pairs import Pairs
from allocator.geography.patterns import Patterns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Near:
    """What one site covers, and which sites share it.

    Parameters
    ----------
    patterns : int[P], that the site covers.   people : float64[P], of each.
    site, at : of every site of every one of them: its number, and the pattern's place in `patterns`.
    """

    patterns: NDArray[np.integer]
    people: NDArray[np.float64]
    site: NDArray[np.integer]
    at: Whole
    count: int

    def spread(self, people: NDArray[np.float64]) -> Whole:
        """int64[sites]: people of the patterns, counted at each of their sites; exact while sums stay below 2^53."""
        return np.bincount(self.site, weights=people[self.at], minlength=self.count).astype(np.int64)

    @cached_property
    def shared(self) -> Whole:
        """int64[sites]: people whom each site covers too."""
        return self.spread(self.people)


@dataclass(frozen=True, eq=False)
class Covering:
    """Patterns and the sites that cover them.

    Parameters
    ----------
    people : int64[K], of each pattern.   sites : patterns -> sites.   base : people covered whatever is chosen.
    """

    people: Whole
    sites: Pairs
    base: int = 0

    @classmethod
    def of(cls, patterns: Patterns, count: int) -> Covering:
        """From aggregated demand and the number of sites."""
        start = np.concatenate(([0], np.cumsum([len(s) for s in patterns.sites]))).astype(np.int64)
        index = np.fromiter((j for s in patterns.sites for j in s), dtype=np.int32, count=int(start[-1]))
        return cls(np.array(patterns.insured, dtype=np.int64), Pairs(start, index, count), patterns.covered.insured)

    @property
    def count(self) -> int:
        """Count of sites."""
        return self.sites.columns

    @cached_property
    def patterns(self) -> Pairs:
        """Sites -> patterns."""
        return self.sites.transposed()

    @cached_property
    def _near(self) -> dict[int, Near]:
        return {}

    def near(self, site: int) -> Near:
        """What a site covers, found once."""
        found = self._near.get(site)
        if found is None:
            patterns = self.patterns.row(site)
            reach = self.sites.take(patterns)
            found = Near(patterns, self.people[patterns].astype(np.float64), reach.index, reach.row_numbers(), self.count)
            self._near[site] = found
        return found

    @cached_property
    def owner(self) -> Whole:
        """int64[entries]: the pattern of every entry of `sites`."""
        return self.sites.row_numbers()

    @property
    def reachable(self) -> int:
        """People covered if every site were there."""
        return self.base + int(self.people.sum())

    def covered(self, chosen: Flags) -> Flags:
        """bool[K]: patterns that some chosen site covers."""
        mask: Flags = np.bincount(self.owner[chosen[self.sites.index]], minlength=len(self.people)) > 0
        return mask

    def worth(self, chosen: Flags) -> int:
        """People covered by chosen sites, those covered anyhow included."""
        return self.base + int(self.people[self.covered(chosen)].sum())

    def by_site(self, weight: Whole) -> Whole:
        """int64[sites]: sum over each site's patterns of a weight of patterns; exact while sums stay below 2^53."""
        sums = np.bincount(self.sites.index, weights=weight[self.owner].astype(np.float64), minlength=self.count)
        return sums.astype(np.int64)
