"""What a rule is: a frozen record of one clause with its figures, which says its rows and checks a plan.

A rule never imports Pyomo. It says its rows in the arithmetic of whatever `Decisions` hands it; `program` puts them into the
rule's own Block. `check` follows the words of the clause in integers and Fractions; the two are written separately on purpose.
"""
from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, field_validator

from allocator import words
from allocator.domain.case import Case, Closing, Exemption
from allocator.domain.city import City
from allocator.domain.finding import Clause, Finding, Number, Verdict, judge
from allocator.domain.institution import Application
from allocator.domain.plan import Plan

Expression = Any                    # a Pyomo linear expression, or a number


def _fraction(value: object) -> object:
    """Exact from the text of a decimal; a float is refused, since its text is already lost."""
    if isinstance(value, float):
        raise ValueError("a decimal text is needed, not a binary float")
    return Fraction(value) if isinstance(value, str | int | Decimal) and not isinstance(value, bool) else value


Exact = Annotated[Fraction, BeforeValidator(_fraction)]


class Row(NamedTuple):
    """`name[subject]: body sense limit`, in whole numbers; body may be a plain number.

    Parameters
    ----------
    gap : name under which rows of a should rule give way together, by one and the same gap; the first of them bounds it.
    per : what one unit of the rule's figure is in the row, where the row is multiplied out.
    """

    name: str
    subject: str
    body: Expression
    sense: Literal["<=", ">=", "=="]
    limit: int
    gap: str = ""
    per: int = 1


class Decisions(Protocol):
    """What a rule may speak about in its rows."""

    def admit(self, application: str) -> Expression:
        """Whether an application is admitted, 0 or 1."""

    def beds(self, application: str) -> Expression:
        """Beds granted to it."""

    def reduced(self, institution: str) -> Expression:
        """Beds that an institution gives up."""

    def touched(self, institution: str) -> Expression:
        """Whether it gives up any, 0 or 1."""

    def reducible(self) -> Mapping[str, int]:
        """Institutions that may give up beds, with the beds that they have."""

    def transfer(self, giver: str, taker: str) -> Expression:
        """Beds given up in one district for another."""

    def people(self, rule: str) -> Expression:
        """Insured people in reach under a coverage rule."""

    def gaps(self, rule: str) -> list[Expression]:
        """What makes up for the rows that a should rule misses."""

    def total(self, terms: Iterable[tuple[int, Expression]]) -> Expression:
        """Sum of coefficient x expression."""

    def variable(self, name: str, subject: str, low: int, high: int) -> Expression:
        """A whole variable of the rule's own Block; the same one when asked again."""


class Rule(BaseModel, ABC):
    """One clause with its figures.

    Parameters
    ----------
    serves : rows of the checklist that it serves.
    strictness : must or should, resolved for the year of the run.
    relaxable : whether a must rule may give way when no plan satisfies all of them.
    gap_in : the objective that minimises a should rule's gap; without one the gap is reported only.
    source : where the figures come from when the document does not give them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[str]
    family: ClassVar[str]               # bound | standing | state | goal
    lifted: ClassVar[str] = "quantity"  # which exemptions lift it: of reach quantity, of reach plan only, or never
    gap_scale: ClassVar[int] = 1        # the gap is counted in 1/gap_scale of its unit
    limits_cuts: ClassVar[bool] = False  # whether it says how far institutions may be cut: nothing is cut in a model where none does
    EXAMPLE: ClassVar[dict[str, Any]]

    id: str
    clause: Clause
    serves: tuple[str, ...] = ()
    strictness: Literal["must", "should"] = "must"
    relaxable: bool = False
    gap_in: str = ""
    source: str = ""

    @field_validator("*", mode="before")
    @classmethod
    def _no_lists(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """Every row of the clause, in a canonical order; none where it says nothing in algebra."""
        yield from ()

    @abstractmethod
    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """One finding per subject that the clause speaks about; at least one, if only to say why it does not apply."""

    def support(self, application: Application, plan: Plan, case: Case) -> Mapping[str, object] | None:
        """What this rule says for an admitted application: fields of the sentence `<kind>.support`, or None."""
        return None

    def describe(self) -> str:
        """One sentence with every figure and its unit, in the language in use."""
        return words.say(f"{self.kind}.describe", **self.figures())

    def figures(self) -> dict[str, object]:
        """The fields as the sentence of the kind shows them."""
        return {n: show(getattr(self, n)) for n in type(self).model_fields}

    def finding(self, subject: str, measured: Number, sense: str, limit: Number, unit: str, *, excused: Number = 0,
                facts: Mapping[str, object] | None = None, **more: object) -> Finding:
        """A finding of this rule, judged exactly."""
        return Finding(rule=self.id, kind=self.kind, clause=self.clause, subject=subject, measured=measured, sense=sense, limit=limit,
                       unit=unit, excused=excused, strictness=self.strictness, verdict=judge(measured, sense, limit, excused),
                       facts={**(facts or {}), **more})

    def absent(self, subject: str, why: str, /, **fields: object) -> Finding:
        """A finding that says why the rule does not apply: `why` is the key of a sentence."""
        return Finding(rule=self.id, kind=self.kind, clause=self.clause, subject=subject, strictness=self.strictness,
                       verdict=Verdict.NOT_APPLICABLE, reason=words.say(why, **fields))


class Bound(Rule):
    """Rows that plans must (or should) satisfy."""

    family: ClassVar[str] = "bound"
    freed_by_exits: ClassVar[bool] = False      # a number of places: whoever waits for one takes the next that falls free

    def covers(self, application: Application, case: Case) -> bool:
        """Whether admitting this application can move one of its rows; used to tell which rules stand against one."""
        return True

    def bars(self, application: Application, case: Case) -> bool:
        """Whether no plan could admit this application under the rule, whatever else is decided."""
        return False


class StandingRule(Rule):
    """Says what happens to each application before anything is weighed."""

    family: ClassVar[str] = "standing"
    phase: ClassVar[int] = 3            # 1 bans and qualification, 2 exemptions and mandatory, 3 freezes

    def closing(self, application: Application, city: City, states: Mapping[str, Any]) -> Closing | None:
        """Why this rule closes the application, if it does."""
        return None

    def exemption(self, application: Application, city: City) -> Exemption | None:
        """How far this rule exempts the application, if it does."""
        return None

    def mandates(self, application: Application, city: City) -> bool:
        """Whether this rule demands that the application be admitted, if it qualifies."""
        return False

    def lifted_by(self, exemption: Exemption) -> bool:
        """Whether an exemption takes the application out of this rule."""
        return exemption.reach == "plan"

    def closed(self, case: Case) -> tuple[str, ...]:
        """Applications that this rule closes, decided ones left out."""
        return tuple(c for c, s in case.standings.items() if not s.decided and any(k.rule == self.id for k in s.closings))

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """`admit <= 0` for each application that it closes."""
        for code in self.closed(case):
            yield Row("closed", code, x.admit(code), "<=", 0)


class State(Rule):
    """Says a figure or a state that others read; it demands nothing of a plan."""

    family: ClassVar[str] = "state"
    strictness: Literal["must", "should"] = "should"

    def state(self, city: City, policy: Any) -> Any:
        """What it measures, kept in `case.states[id]`."""
        return None


class GoalRule(Rule):
    """Terms of an objective; priorities are clauses too."""

    family: ClassVar[str] = "goal"


def show(value: object) -> object:
    """A figure as people write it: 5.97, 0.79, 6:3:1."""
    if isinstance(value, Fraction):
        return decimal(value)
    if isinstance(value, tuple):
        return ("、" if words.language() == "zh" else ", ").join(str(show(v)) for v in value)
    return value


def decimal(value: Number, places: int = 6) -> str:
    """Decimal text, rounded half up to `places`, without trailing zeros."""
    scaled = abs(Fraction(value)) * 10**places
    whole = int(scaled + Fraction(1, 2))
    text = f"{whole // 10**places}.{whole % 10**places:0{places}d}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 and whole else text
