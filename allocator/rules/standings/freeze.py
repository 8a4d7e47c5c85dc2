"""暂停新增: nothing new in a district while a condition holds there."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from allocator.domain.case import Case, Closing, Exemption
from allocator.domain.city import City, Fund
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.measures import stock
from allocator.rules.base import Exact, StandingRule


class Predicate(BaseModel):
    """One condition; the one field that is given is tested, strictly."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    fund_current: bool = False
    fund_cumulative: bool = False
    fund_forecast: bool = False
    occupancy_below: Exact | None = None
    doctors_above: Exact | None = None


class Freeze(StandingRule):
    """admit = 0 for the kinds of application that `blocks_kinds` names, in every district where one of the conditions holds.

    Parameters
    ----------
    any_of : conditions, of which one is enough: fund_current (a balance of the year below 0), fund_cumulative, fund_forecast,
        occupancy_below (share of open bed-days), doctors_above (per 1000 insured).
    fund : employee, resident or any.   fund_year_lag : years before the plan year (0: the year of the data).
    categories, kinds : what is closed.
    spares : ids of exemptions of reach quantity that it spares all the same (our reading; reach plan is always spared).
    receiver_use : own use from which an existing institution may still grow by swap or transfer; expansions under it are closed too.
    """

    kind: ClassVar[str] = "freeze"
    phase: ClassVar[int] = 3
    EXAMPLE: ClassVar[dict[str, Any]] = {"any_of": [{"occupancy_below": "0.79"}], "categories": ["inpatient"],
                                         "kinds": ["new", "branch", "site"], "receiver_use": "0.85"}
    any_of: tuple[Predicate, ...]
    fund: Literal["employee", "resident", "any"] = "any"
    categories: tuple[str, ...]
    kinds: tuple[str, ...] = ("new", "branch", "site")
    spares: tuple[str, ...] = ()
    receiver_use: Exact | None = None

    # -- the condition

    def trigger(self, district: str, city: City) -> dict[str, object] | None:
        """The figures of the first condition that holds in a district."""
        for p in self.any_of:
            found = self._holds(p, district, city)
            if found is not None:
                return found
        return None

    def _holds(self, p: Predicate, district: str, city: City) -> dict[str, object] | None:
        if p.occupancy_below is not None:
            use = stock.occupancy(city, (district,))
            return _facts("occupancy", use, p.occupancy_below) if use is not None and use < p.occupancy_below else None
        if p.doctors_above is not None:
            per_1000 = stock.density(city, "doctors", [district], 1000)
            return _facts("doctors", per_1000, p.doctors_above) if per_1000 is not None and per_1000 > p.doctors_above else None
        return self._fund(p, district, city)

    def _fund(self, p: Predicate, district: str, city: City) -> dict[str, object] | None:
        for name in ("fund_current", "fund_cumulative", "fund_forecast"):
            if getattr(p, name):
                for f in self._ledgers(district, city):
                    balance = getattr(f, name.removeprefix("fund_") + "_balance")
                    if balance is not None and balance < 0:
                        return _facts(name, balance, Fraction(0), scheme=f.scheme)
        return None

    def _ledgers(self, district: str, city: City) -> list[Fund]:
        """The ledgers of the latest year of the district, or the city's pool where it holds none."""
        mine = [f for f in city.funds if f.district == district] or [f for f in city.funds if f.district == ""]
        mine = [f for f in mine if self.fund in ("any", f.scheme)]
        latest = max((f.year for f in mine), default=0)
        return [f for f in mine if f.year == latest]

    # -- what it closes

    def closing(self, application: Application, city: City, states: Mapping[str, Any]) -> Closing | None:
        """Closed when its kind is blocked where it stands; an expansion when its institution's own use is under `receiver_use`."""
        a = application
        if a.category not in self.categories or not self._blocks(a, city):
            return None
        facts = self.trigger(a.district, city)
        return None if facts is None else Closing(rule=self.id, facts={**facts, "district": a.district})

    def _blocks(self, a: Application, city: City) -> bool:
        if a.kind in self.kinds:
            return True
        if a.kind != "expansion" or self.receiver_use is None:
            return False
        parent = city.parent(a)
        use = None if parent is None else parent.use
        return use is None or use < self.receiver_use

    def lifted_by(self, exemption: Exemption) -> bool:
        """Reach plan, or an exemption that the model spares."""
        return exemption.reach == "plan" or exemption.rule in self.spares

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """In each frozen district nothing that is closed is admitted; elsewhere why it does not apply."""
        closed = set(self.closed(case))
        for d in case.city.names:
            facts = self.trigger(d, case.city)
            if facts is None:
                yield self.absent(d, "freeze.not_triggered")
                continue
            here = sorted(c for c in closed if case.city.by_application[c].district == d)
            admitted = [c for c in here if plan.admits(c)]
            yield self.finding(d, len(admitted), "<=", 0, "institutions", closed=len(here), admitted="、".join(admitted), facts=facts)


def _facts(why: str, value: object, limit: object, **more: object) -> dict[str, object]:
    return {"why": why, "value": value, "limit_value": limit, **more}
