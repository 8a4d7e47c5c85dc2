"""测算口径: a figure that a formula gives, for limits and quotas to go by."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar, Literal, Self

from pydantic import model_validator

from allocator import words
from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.finding import Finding, Number
from allocator.domain.plan import Plan
from allocator.measures import funding
from allocator.measures.cover import minimum_cover
from allocator.rules.base import Exact, State, decimal

INPUTS = {
    "fundable_beds": ("surplus_rate", "reimbursement_share", "cost_per_bed"),
    "bed_use": ("admissions_per_1000", "days_per_admission", "target_use"),
    "minimum_cover": ("coverage",),
    "imported": ("value",),
}


@dataclass(frozen=True)
class Figure:
    """A figure with what it follows from; None where it cannot be told."""

    value: Fraction | None
    parts: Mapping[str, Number] = field(default_factory=dict)


class FormulaLimit(State):
    """A figure by formula; `density_limit`, `release_quota` and `plan_total` name it by `formula`.

    Parameters
    ----------
    formula : fundable_beds: income x (1 - surplus_rate) / reimbursement_share x 1000 / (cost_per_bed x insured), beds per 1000 insured;
        bed_use: admissions_per_1000 x days_per_admission / (365 x target_use), beds per 1000;
        minimum_cover: the least number of sites that reach everybody whom a `coverage` rule can reach (LSCP), institutions;
        imported: `value`, measured elsewhere by a method that is not published.
    income : yuan; the funds table's of its latest year where not given.
    cost_per_bed : yuan a bed and year, of the same scope (all care, or inpatient care) as the income.

    Notes
    -----
    Exact fractions. A least number that is not proven is the smallest found; its lower bound is told. It limits nothing itself.
    """

    kind: ClassVar[str] = "formula_limit"
    EXAMPLE: ClassVar[dict[str, Any]] = {"formula": "fundable_beds", "income": 30000000000, "surplus_rate": "0.03",
                                         "reimbursement_share": "0.65", "cost_per_bed": 650000}
    formula: Literal["fundable_beds", "bed_use", "minimum_cover", "imported"]
    value: Exact | None = None
    income: Exact | None = None
    surplus_rate: Exact | None = None
    reimbursement_share: Exact | None = None
    cost_per_bed: Exact | None = None
    admissions_per_1000: Exact | None = None
    days_per_admission: Exact | None = None
    target_use: Exact | None = None
    coverage: str = ""

    @model_validator(mode="after")
    def _inputs(self) -> Self:
        """Every input of the formula is there."""
        if any(getattr(self, name) in (None, "") for name in INPUTS[self.formula]):
            raise ValueError("formula_limit.inputs")
        return self

    def figures(self) -> dict[str, object]:
        """The formula in words."""
        said = super().figures()
        return {**said, "formula_words": words.say(f"formula.{self.formula}", **said)}

    def state(self, city: City, policy: Any) -> Figure:
        """The figure."""
        if self.formula == "fundable_beds":
            return self._fundable(city)
        if self.formula == "minimum_cover":
            return self._cover(city, policy)
        if self.formula == "bed_use":
            inputs = (_given(v) for v in (self.admissions_per_1000, self.days_per_admission, self.target_use))
            return Figure(funding.used_beds_per_1000(*inputs))
        return Figure(self.value)

    def _fundable(self, city: City) -> Figure:
        income = funding.pooled_income(city) if self.income is None else self.income
        if not income or not city.insured:
            return Figure(None)
        f = funding.fundable(income, _given(self.surplus_rate), _given(self.reimbursement_share), _given(self.cost_per_bed), city.insured)
        return Figure(f.per_1000, {"income": f.income, "covered": f.covered, "beds": f.beds})

    def _cover(self, city: City, policy: Any) -> Figure:
        found = minimum_cover(policy.rule(self.coverage).everywhere(city))
        return Figure(Fraction(found.upper), {"lower": found.lower, "upper": found.upper})

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Says the figure and what it follows from."""
        figure: Figure = case.states[self.id]
        if figure.value is None:
            yield self.absent("city", "formula_limit.unknown")
            return
        parts = {name: decimal(n, 2) for name, n in figure.parts.items()}
        yield self.absent("city", f"formula_limit.{self.formula}", value=decimal(figure.value, 2), **parts)


def _given(value: Fraction | None) -> Fraction:
    """An input that the validator has seen to."""
    assert value is not None
    return value


def figure_of(name: str, value: Fraction | None, case: Case) -> Fraction | None:
    """A rule's own value, or that of the formula which it names."""
    if not name:
        return value
    found: Fraction | None = case.states[name].value
    return found
