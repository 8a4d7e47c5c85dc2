"""暂停新增: nothing new in a district while a condition holds there."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from allocator import words
from allocator.domain.case import Case, Closing, Exemption
from allocator.domain.city import City, Fund
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.measures import stock
from allocator.measures.funding import forecast_balance
from allocator.measures.supply import sort_of
from allocator.rules.base import Exact, StandingRule, show
from allocator.rules.standings.relocation_branch import spared
from allocator.words.headers import value


class Predicate(BaseModel):
    """One condition; the one field that is given is tested, strictly.

    Parameters
    ----------
    fund_current, fund_cumulative, fund_forecast : a balance below 0; the forecast is the run rate of the year where none is given.
    years_back : years before the plan year that a balance is of; the latest one in the table where not given.
    warning : a risk warning letter (预警函) that is not lifted by the day of the data.
    occupancy_below : share of open bed-days.   doctors_above, beds_above : per 1000 of `base`.
    level : of occupancy, doctors and beds: each district, or the city as a whole.
    plan_made : no, where the plan that the year asks for is not made.
    supply : id of a balance_indicator of mode supply: nothing more of a sort in surplus where it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    fund_current: bool = False
    fund_cumulative: bool = False
    fund_forecast: bool = False
    years_back: int | None = None
    warning: bool = False
    occupancy_below: Exact | None = None
    doctors_above: Exact | None = None
    beds_above: Exact | None = None
    base: Literal["insured", "residents"] = "insured"
    level: Literal["district", "city"] = "district"
    plan_made: bool | None = None
    supply: str = ""


class Freeze(StandingRule):
    """admit = 0 for the categories and kinds of application that it names, in every district where one of the conditions holds.

    Parameters
    ----------
    any_of : conditions, of which one is enough (see `Predicate`).   fund : employee, resident or any.
    categories, kinds : what is closed.   spares_moves : whether moves that public planning causes within a district go on.
    spares : ids of exemptions of reach quantity that it spares all the same (our reading; reach plan is always spared).
    receiver_use : own use from which an existing institution may still grow by swap or transfer; expansions under it are closed too.

    Notes
    -----
    A district that holds no ledger goes by the city's pool. Whom it blocks stays blocked though exempt from numbers.
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
    spares_moves: bool = False

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Columns that its conditions are measured by."""
        wanted: list[tuple[str, str]] = []
        for p in self.any_of:
            wanted += [("institutions", "open_beds"), ("institutions", "bed_days")] if p.occupancy_below is not None else []
            wanted += [("institutions", "doctors")] if p.doctors_above is not None else []
            wanted += [("districts", "residents")] if p.base == "residents" else []
            wanted += [("funds", "current_balance")] if p.fund_current else []
            wanted += [("funds", "cumulative_balance")] if p.fund_cumulative else []
        return tuple(wanted)

    def figures(self) -> dict[str, object]:
        """The conditions in words."""
        return {**super().figures(), "when": (words.say("freeze.or")).join(w for p in self.any_of for w in _conditions(p))}

    # -- the condition

    def trigger(self, district: str, city: City) -> dict[str, object] | None:
        """The figures of the first condition that holds in a district."""
        for p in self.any_of:
            found = self._holds(p, district, city)
            if found is not None:
                return found
        return None

    def _holds(self, p: Predicate, district: str, city: City) -> dict[str, object] | None:
        if p.plan_made is not None:
            return None if p.plan_made else _facts("plan_made", "", "")
        area = (district,) if p.level == "district" else city.names
        if p.occupancy_below is not None:
            use = stock.occupancy(city, area)
            return _facts("occupancy", use, p.occupancy_below) if use is not None and use < p.occupancy_below else None
        for name, limit in (("doctors", p.doctors_above), ("beds", p.beds_above)):
            if limit is not None:
                now = stock.density(city, "insured_beds" if name == "beds" else name, area, 1000, p.base)
                return _facts(name, now, limit) if now is not None and now > limit else None
        return self._warned(district, city) if p.warning else self._fund(p, district, city)

    def _fund(self, p: Predicate, district: str, city: City) -> dict[str, object] | None:
        for name in ("fund_current", "fund_cumulative", "fund_forecast"):
            if getattr(p, name):
                for f in self._ledgers(district, city, p.years_back):
                    balance = forecast_balance(f, city.data_as_of) if name == "fund_forecast" else getattr(f, f"{name[5:]}_balance")
                    if balance is not None and balance < 0:
                        return _facts(name, balance, Fraction(0), scheme=f.scheme)
        return None

    def _warned(self, district: str, city: City) -> dict[str, object] | None:
        """A letter that has come and is not lifted, on the day of the data."""
        for f in self._held(district, city):
            lifted = f.warning_lifted_on is not None and f.warning_lifted_on <= city.data_as_of
            if f.warning_on is not None and f.warning_on <= city.data_as_of and not lifted:
                return _facts("warning", f.warning_on, "", scheme=f.scheme)
        return None

    def _held(self, district: str, city: City) -> list[Fund]:
        """The ledgers of the district, or the city's pool where it holds none."""
        mine = [f for f in city.funds if f.district == district] or [f for f in city.funds if f.district == ""]
        return [f for f in mine if self.fund in ("any", f.scheme)]

    def _ledgers(self, district: str, city: City, years_back: int | None = None) -> list[Fund]:
        """Those of one year: so many before the plan year, or the latest one."""
        mine = self._held(district, city)
        year = max((f.year for f in mine), default=0) if years_back is None else city.year - years_back
        return [f for f in mine if f.year == year]

    def surplus(self, a: Application, states: Mapping[str, Any]) -> dict[str, object] | None:
        """The figures of the sort that an application would add to, where there is more of it than demanded."""
        for name in (p.supply for p in self.any_of if p.supply):
            rows = [r for r in states[name] if r.area == (a.account_district if a.category == "inpatient" else a.district)]
            found = next((r for r in rows if r.state == "surplus" and r.sort == sort_of(a, r.by)), None)
            if found is not None:
                return _facts("supply", found.actual, found.required, sort=_called(found.sort, found.by))
        return None

    # -- what it closes

    def closing(self, application: Application, city: City, states: Mapping[str, Any]) -> Closing | None:
        """Closed when its kind is blocked where it stands; an expansion when its institution's own use is under `receiver_use`."""
        a = application
        if a.category not in self.categories or not self._blocks(a, city):
            return None
        facts = self.trigger(a.district, city) or self.surplus(a, states)
        return None if facts is None else Closing(rule=self.id, facts={**facts, "district": a.district})

    def _blocks(self, a: Application, city: City) -> bool:
        if self.spares_moves and spared(a, city):
            return False
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
            here = sorted(c for c in closed if case.city.by_application[c].district == d)
            facts = self.trigger(d, case.city) or (self._why(here[0], case) if here else None)
            if facts is None:
                yield self.absent(d, "freeze.not_triggered")
                continue
            admitted = [c for c in here if plan.admits(c)]
            yield self.finding(d, len(admitted), "<=", 0, "institutions", closed=len(here), admitted="、".join(admitted), facts=facts)


    def _why(self, code: str, case: Case) -> Mapping[str, object]:
        return next(k.facts for k in case.standing(code).closings if k.rule == self.id)


def _conditions(p: Predicate) -> Iterator[str]:
    """What a predicate asks, in words."""
    for name in Predicate.model_fields:
        value = getattr(p, name)
        if words.has(f"freeze.if_{name}") and value not in (None, False, ""):
            yield words.say(f"freeze.if_{name}", value=show(value), base=words.say(f"base.{p.base}"))


def _called(sort: str, by: str) -> str:
    """A sort in the language in use."""
    return value(sort, by) if words.language() == "zh" else sort


def _facts(why: str, value: object, limit: object, **more: object) -> dict[str, object]:
    return {"why": why, "value": value, "limit_value": limit, **more}
