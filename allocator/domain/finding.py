"""The citation and the currency: which document, which clause, and what it found."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from pydantic import BaseModel, ConfigDict, field_validator

Number = int | Fraction


class Document(BaseModel):
    """One policy document; `in_force` is [from, to], `to` null where none is set."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str
    issuer: str = ""
    status: str = ""
    published: date | None = None
    number: str = ""
    in_force: tuple[date | None, date | None] = (None, None)

    @field_validator("in_force", mode="before")
    @classmethod
    def _pair(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value


class Clause(BaseModel):
    """Where a rule stands: document key, article, our own paraphrase."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    document: str
    article: str = ""
    says: str = ""


class Verdict(StrEnum):
    """What a clause says of one subject."""

    MET = "met"
    BINDING = "binding"
    VIOLATED = "violated"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One rule, one subject, one measured value against one limit.

    Parameters
    ----------
    measured, limit : int or Fraction, in `unit`; None of both where the rule does not apply.
    sense : "<=", ">=" or "==".
    excused : the part of `measured` that comes from exempt applications and decisions; what these alone overrun is met.
    reason : why the rule does not apply.
    facts : figures that the sentence of this kind needs besides (see `words`).
    """

    rule: str
    kind: str
    clause: Clause
    subject: str
    measured: Number | None = None
    sense: str = "<="
    limit: Number | None = None
    unit: str = ""
    excused: Number = 0
    strictness: str = "must"
    verdict: Verdict = Verdict.MET
    reason: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def slack(self) -> Number | None:
        """How far from the limit, negative where broken: what is excused included."""
        if self.measured is None or self.limit is None:
            return None
        return self.measured - self.limit if self.sense == ">=" else self.limit - self.measured

    @property
    def gap(self) -> Number:
        """By how much the limit is missed once what is excused is taken away, 0 where it is met."""
        if self.measured is None or self.limit is None:
            return 0
        over: Number = self.measured - self.excused - self.limit
        if self.sense == ">=" or (self.sense == "==" and over < 0):
            over = -over
        return over if over > 0 else 0

    @property
    def broken(self) -> bool:
        """Whether a must rule is violated."""
        return self.verdict is Verdict.VIOLATED and self.strictness == "must"


@dataclass(frozen=True)
class Reason:
    """One rule by which an application is admitted or refused; the first one of several decides."""

    rule: str
    clause: Clause
    text: str


def judge(measured: Number, sense: str, limit: Number, excused: Number = 0) -> Verdict:
    """Compare exactly what is left when the excused part is taken away; equality is BINDING for an inequality."""
    own = measured - excused
    slack = limit - own if sense == "<=" else own - limit
    if sense == "==":
        return Verdict.MET if slack == 0 else Verdict.VIOLATED
    if slack < 0:
        return Verdict.VIOLATED
    return Verdict.BINDING if slack == 0 else Verdict.MET
