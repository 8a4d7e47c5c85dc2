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
    """Reach of one coverage rule, as arrays over the demand points (sorted by code) and its sites.

    Parameters
    ----------
    insured : int64[N], people at each point.   district : int32[N], index into `districts`.
    before : bool[N], in reach of an institution in service on the day of the data.
    staying : bool[N], in reach of one that stays whatever is decided.
    sites : what may or may not be there: application codes, and "stay:CODE" for a parent that leaves if its relocation is admitted.
    pairs : points -> sites in reach (`geography.pairs.Pairs`).
    method : how reach was measured, for every output to name.
    """

    rule: str
    category: str
    districts: tuple[str, ...]
    insured: Any
    district: Any
    before: Any
    staying: Any
    sites: tuple[str, ...]
    pairs: Any
    method: str

    def points_of(self, site: int) -> Any:
        """Demand points in reach of one site."""
        return self._by_site.row(site)

    @cached_property
    def _by_site(self) -> Any:
        return self.pairs.transposed()

    def covered(self, plan: Plan) -> Any:
        """bool[N]: who is in reach once the plan is carried out."""
        mask = self.staying.copy()
        for j, site in enumerate(self.sites):
            if present(site, plan):
                mask[self.points_of(j)] = True
        return mask

    def reachable(self, closed: Iterable[str] = ()) -> Any:
        """bool[N]: who would be in reach if every site were there that is not closed."""
        mask, shut = self.staying.copy(), set(closed)
        for j, site in enumerate(self.sites):
            if site not in shut:
                mask[self.points_of(j)] = True
        return mask

    def people(self, mask: Any) -> int:
        """Insured people at the points of a mask."""
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
