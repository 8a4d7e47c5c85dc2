"""Who reaches what: for one coverage rule, which demand points are in reach of which sites."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from allocator.domain.plan import Plan


@dataclass(frozen=True, eq=False)
class Access:
    """Reach of one coverage rule, as arrays over places and its sites: a place is one demand point, or all points that are alike.

    Parameters
    ----------
    insured, points : int64[N], people and demand points at each place.   district : int32[N], index into `districts`.
    before : bool[N], in reach of an institution in service on the day of the data.
    staying : bool[N], in reach of one that stays whatever is decided.
    sites : what may or may not be there: application codes, and "stay:CODE" for a parent that leaves if its relocation is admitted.
    pairs : places -> sites in reach (`geography.pairs.Pairs`).
    method : how reach was measured, for every output to name.
    """

    rule: str
    category: str
    districts: tuple[str, ...]
    insured: Any
    points: Any
    district: Any
    before: Any
    staying: Any
    sites: tuple[str, ...]
    pairs: Any
    method: str

    @cached_property
    def _place(self) -> Any:
        """int64[pairs]: the place of every pair."""
        return self.pairs.row_numbers()

    def covered(self, plan: Plan) -> Any:
        """bool[N]: who is in reach once the plan is carried out."""
        return self._in_reach(present(site, plan) for site in self.sites)

    def reachable(self, closed: Iterable[str] = ()) -> Any:
        """bool[N]: who would be in reach if every site were there that is not closed."""
        shut = set(closed)
        return self._in_reach(site not in shut for site in self.sites)

    def _in_reach(self, there: Iterable[bool]) -> Any:
        return self.staying | (self._times(there) > 0)

    def _times(self, there: Iterable[bool]) -> Any:
        """int64[N]: sites in reach of each place, of those that are there."""
        flags = np.fromiter(there, dtype=np.bool_, count=len(self.sites))
        return np.bincount(self._place[flags[self.pairs.index]], minlength=len(self.insured))

    def alone(self, plan: Plan) -> dict[str, int]:
        """People whom of all that is there under a plan only one site reaches, by that site."""
        there = [present(site, plan) for site in self.sites]
        sole = (self._times(there) == 1) & ~self.staying
        mine = sole[self._place] & np.array(there, dtype=np.bool_)[self.pairs.index]
        people = np.zeros(len(self.sites), dtype=np.int64)
        np.add.at(people, self.pairs.index[mine], self.insured[self._place[mine]])
        return {site: int(n) for site, n in zip(self.sites, people, strict=True) if n}

    def people(self, mask: Any) -> int:
        """Insured people at the places of a mask."""
        return int(self.insured[mask].sum())

    def people_by_district(self, mask: Any) -> dict[str, int]:
        """The same by district."""
        sums = np.zeros(len(self.districts), dtype=np.int64)
        np.add.at(sums, self.district[mask], self.insured[mask])
        return {d: int(n) for d, n in zip(self.districts, sums, strict=True)}


def present(site: str, plan: Plan) -> bool:
    """Whether a site is there under a plan; "stay:CODE>A1,A2" leaves when one of the applications is admitted."""
    if site.startswith("stay:"):
        return not any(plan.admits(a) for a in site.partition(">")[2].split(","))
    return plan.admits(site)
