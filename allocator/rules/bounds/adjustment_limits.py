"""What a bureau would never do when it cuts beds, though the text is silent: bureau practice, as figures."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from allocator.domain.case import Case
from allocator.domain.finding import Finding
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.measures import stock
from allocator.measures.ledger import stock as ledger_stock
from allocator.rules.base import Bound, Decisions, Exact, Row
from allocator.rules.where import Where


class AdjustmentLimits(Bound):
    """reduce[i] is 0 or >= min_block, <= the institution's own limit; Σ in a district <= ⌊share_per_district x stock⌋.

    Parameters
    ----------
    may_reduce : `surplus` (only districts that are not short) or `any`.
    target_use : share of use up to which beds count as needed.   share_per_institution, share_per_district : of the beds there.
    min_block : least cut, beds.   min_remaining : beds that every institution keeps.
    protected : classes that are never cut.   protect_only_hospital : nor the only inpatient institution of its township.

    Notes
    -----
    A model without this rule cuts nobody: what it adds must come from exits, conversions and decisions. Otherwise
    limit = min(reducible_beds where given; beds - ⌈bed_days / (365 x target_use)⌉; ⌊share x beds⌋; beds - min_remaining). An
    institution is not cut and changed by its own application in one plan.
    """

    kind: ClassVar[str] = "adjustment_limits"
    lifted: ClassVar[str] = "never"
    limits_cuts: ClassVar[bool] = True
    EXAMPLE: ClassVar[dict[str, Any]] = {"may_reduce": "surplus", "target_use": "0.85", "share_per_institution": "0.10",
                                         "share_per_district": "0.05", "min_block": 5, "min_remaining": 20,
                                         "protected": {"facility": "public_health_agency"}, "protect_only_hospital": True}
    may_reduce: Literal["surplus", "any"] = "surplus"
    target_use: Exact
    share_per_institution: Exact
    share_per_district: Exact
    min_block: int
    min_remaining: int
    protected: tuple[Where, ...] = ()
    protect_only_hospital: bool = True

    @field_validator("protected", mode="before")
    @classmethod
    def _classes(cls, value: object) -> object:
        """A single class stands for a list of one, none for an empty one."""
        return () if value is None else (value,) if isinstance(value, dict | Where) else value

    def covers(self, application: Application, case: Case) -> bool:
        """An application whose institution is cut."""
        return bool(application.parent_code)

    def limit(self, i: Institution, case: Case, only: frozenset[str]) -> tuple[int, str]:
        """Beds that an institution may give up, and the figure that decides."""
        barrier = self._barrier(i, case, only)
        if barrier:
            return 0, barrier
        limits = [(stock.idle(i, self.target_use), "target_use"),
                  (_part(self.share_per_institution, i.insured_beds), "share_per_institution"),
                  (max(0, i.insured_beds - self.min_remaining), "min_remaining")]
        if i.reducible_beds is not None:
            limits.append((i.reducible_beds, "reducible_beds"))
        beds, why = min(limits)
        return (beds, why) if beds >= self.min_block else (0, why)

    def _barrier(self, i: Institution, case: Case, only: frozenset[str]) -> str:
        if i.account_district in case.short and self.may_reduce == "surplus":
            return "short_district"
        if any(w.matches(i) for w in self.protected):
            return "protected"
        return "only_hospital" if i.code in only else ""

    def limits(self, case: Case) -> dict[str, tuple[int, str]]:
        """Limit and deciding figure of every inpatient institution that stays."""
        here = [i for i in case.city.staying if i.category == "inpatient"]
        towns = Counter((i.district, i.township) for i in here)
        only = frozenset(i.code for i in here if towns[i.district, i.township] == 1) if self.protect_only_hospital else frozenset()
        return {i.code: self.limit(i, case, only) for i in here}

    def allowance(self, district: str, case: Case) -> int:
        """Beds that a district may give up: a share of its stock."""
        return _part(self.share_per_district, ledger_stock(case.city).sum("current", districts=[district]))

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """Own limit and block of each institution; each district's share; not cut and changed at once."""
        limits, givers = self.limits(case), x.reducible()
        free = [i for i in givers if i not in case.decided_cuts]
        for i in free:
            yield Row("limit", i, x.reduced(i), "<=", limits[i][0] if i in limits else 0)
            yield Row("block", i, x.total([(1, x.reduced(i)), (-self.min_block, x.touched(i))]), ">=", 0)
        for d in case.city.names:
            here = [i for i in free if case.city.by_institution[i].account_district == d]
            yield Row("district", d, x.total([(1, x.reduced(i)) for i in here]), "<=", self.allowance(d, case))
        for a in case.city.applications:
            if a.parent_code in givers and not self._given(a, case):
                yield Row("either", a.code, x.total([(1, x.touched(a.parent_code)), (1, x.admit(a.code))]), "<=", 1)

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Each cut against its limit and the block; each district against its share; each admitted application's parent."""
        limits = self.limits(case)
        cuts = {i: n for i, n in plan.reduced.items() if i not in case.decided_cuts}
        for i, n in cuts.items():
            most, why = limits.get(i, (0, "leaves"))
            yield self.finding(i, n, "<=", most, "beds", row="limit", why=why)
            yield self.finding(i, n, ">=", self.min_block, "beds", row="block")
        for d in case.city.names:
            own = sum(n for i, n in cuts.items() if case.city.by_institution[i].account_district == d)
            yield self.finding(d, own, "<=", self.allowance(d, case), "beds", row="district")
        for code in plan.admitted:
            a = case.city.by_application[code]
            if plan.cut(a.parent_code) and not self._given(a, case):
                yield self.finding(code, 2, "<=", 1, "institutions", row="either", parent=a.parent_code)

    def _given(self, a: Application, case: Case) -> bool:
        """Whether both a cut and an admission are constants: a decision is no reason for a plan to be impossible."""
        return a.parent_code in case.decided_cuts and case.standing(a.code).fixed == "admitted"


def _part(share: Fraction, beds: int) -> int:
    return int(share * beds)
