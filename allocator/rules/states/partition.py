"""分区与计入: which districts are taken together, and where beds count that stand elsewhere."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.rules.base import State
from allocator.rules.where import Where


class Account(BaseModel):
    """Where the beds of a class count: in a district, or with `here` where they stand."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    where: Where
    district: str = ""
    here: bool = False


@dataclass(frozen=True)
class Parts:
    """What the partition says of a city.

    Parameters
    ----------
    zone : district -> its zone.   without, twice : districts in no zone, or in several.   elsewhere : institutions that count elsewhere.
    """

    zone: tuple[tuple[str, str], ...]
    without: tuple[str, ...]
    twice: tuple[str, ...]
    elsewhere: tuple[str, ...]


class Partition(State):
    """Zones of the model (key `zones`), functional zones as districts of their own, and the account district of a class.

    Parameters
    ----------
    account : classes whose beds count in a given district, or where they stand; the first that matches decides.
    functional : districts that are functional zones (高新区 …); each has a row of its own in `districts`.

    Notes
    -----
    `derive` sets the column `account_district` of institutions and applications; an application of an institution (expansion, branch,
    conversion, move) counts where its institution is made to count, unless a class of its own says otherwise.
    """

    kind: ClassVar[str] = "partition"
    EXAMPLE: ClassVar[dict[str, Any]] = {"account": [{"where": {"category": "inpatient", "affiliation": "municipal"}, "district": "East"}]}
    account: tuple[Account, ...] = ()
    functional: tuple[str, ...] = ()

    def derive(self, city: City) -> City:
        """The city with account districts as the clause says."""
        if not self.account:
            return city
        institutions = tuple(replace(i, account_district=self.counts_in(i) or i.account_district) for i in city.institutions)
        by_code = {i.code: i for i in city.institutions}
        applications = tuple(replace(a, account_district=self._of(a, by_code)) for a in city.applications)
        return replace(city, institutions=institutions, applications=applications)

    def counts_in(self, row: Institution | Application) -> str:
        """The district that a class is made to count in; "" where nothing is said."""
        found = next((e for e in self.account if e.where.matches(row)), None)
        return "" if found is None else row.district if found.here else found.district

    def _of(self, a: Application, by_code: dict[str, Institution]) -> str:
        parent = by_code.get(a.parent_code)
        return self.counts_in(a) or (self.counts_in(parent) if parent is not None else "") or a.account_district

    def state(self, city: City, policy: Any) -> Parts:
        """Which district lies in which zone, and who counts elsewhere."""
        zone = tuple(sorted((d, z) for z, ds in policy.zones.items() for d in ds))
        often = Counter(d for d, _ in zone)
        without = tuple(d for d in city.names if policy.zones and not often[d])
        elsewhere = tuple(i.code for i in city.baseline if i.account_district != i.district)
        return Parts(zone, without, tuple(d for d in city.names if often[d] > 1), elsewhere)

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Says how the city is divided, and what the division lacks."""
        parts: Parts = case.states[self.id]
        yield self.absent("city", "partition.divided", zones=len(case.policy.zones), elsewhere=len(parts.elsewhere))
        for d in parts.without:
            yield self.absent(d, "partition.without")
        for d in parts.twice:
            yield self.absent(d, "partition.twice")
        for d in (d for d in self.functional if d not in case.city.by_district):
            yield self.absent(d, "partition.no_such_district")
