"""Plan + policy + case -> findings, in exact integers, without Pyomo; and each finding's sentence."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from allocator import words
from allocator.domain.case import Case
from allocator.domain.finding import Clause, Finding, judge
from allocator.domain.plan import Plan
from allocator.rules.base import decimal

AS_APPLIED = "as-applied"


def audit(plan: Plan, case: Case) -> tuple[Finding, ...]:
    """Every finding of every rule, in the model's order; first whether the plan decides what may be decided."""
    return (*as_applied(plan, case), *disregarded(plan, case), *(f for r in case.policy for f in r.check(plan, case)))


def broken(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Must rules that are violated."""
    return tuple(f for f in findings if f.broken)


def as_applied(plan: Plan, case: Case) -> Iterator[Finding]:
    """Beds granted as applied for; no cut beyond what may be cut at all; one move, upgrade or conversion an institution."""
    for code, beds in plan.admitted.items():
        least, most = _granted(code, case)
        if not least <= beds <= most and not case.standing(code).decided:
            yield _finding(code, beds, "<=" if beds > most else ">=", most if beds > most else least, "beds")
    for code, beds in plan.reduced.items():
        if beds > case.most_cut(code):
            found = _finding(code, beds, "<=", case.most_cut(code), "beds")
            yield found if case.cuts_limited else replace(found, facts={"row": "uncalled"})
    claims = Counter(a.claims for c in plan.admitted if (a := case.city.by_application[c]).claims)
    for code, n in sorted(claims.items()):
        if n > max(1, case.claimed[code]):
            yield _finding(code, n, "<=", max(1, case.claimed[code]), "institutions")


def disregarded(plan: Plan, case: Case) -> Iterator[Finding]:
    """Decisions already taken that the plan does not follow: told, and held against no plan."""
    for d in case.decisions:
        if d.application and plan.admits(d.application) != (d.fix == "admitted"):
            found = _finding(d.application, int(plan.admits(d.application)), "==", int(d.fix == "admitted"), "institutions")
            yield replace(found, strictness="should", facts={"row": "decided", "reason": d.reason})
        elif d.institution and plan.cut(d.institution) < d.reduce:
            found = _finding(d.institution, plan.cut(d.institution), ">=", d.reduce, "beds")
            yield replace(found, strictness="should", facts={"row": "decided", "reason": d.reason})


def _granted(code: str, case: Case) -> tuple[int, int]:
    """Least and most beds that an admission may grant."""
    a, s = case.city.by_application[code], case.standing(code)
    if s.fixed == "admitted":
        return s.beds, s.beds
    most = case.city.applied_beds(a)
    return a.beds_min if case.policy.partial and a.adds_beds else most, most


def _finding(subject: str, measured: int, sense: str, limit: int, unit: str) -> Finding:
    clause = Clause(document="", article="", says=words.say("plan.says"))
    return Finding(rule=AS_APPLIED, kind="plan", clause=clause, subject=subject, measured=measured, sense=sense, limit=limit, unit=unit,
                   verdict=judge(measured, sense, limit))


# -- sentences

def sentence(f: Finding) -> str:
    """What a finding says, in the language in use."""
    if f.measured is None:
        return f"{subject_words(f.subject)}{_colon()}{f.reason}"
    key = f"{f.kind}.{f.facts.get('row', 'finding')}"
    text = words.say(key if words.has(key) else "finding.finding", **fields(f))
    return text + (words.say("excused", **fields(f)) if f.excused else "")


def closing_words(kind: str, facts: Mapping[str, object]) -> str:
    """Why a rule of a kind closes an application."""
    return words.say(f"{kind}.closing", **_readable(kind, facts))


def fields(f: Finding) -> dict[str, object]:
    """Fields that a finding's sentence may use, as people read them."""
    known = {"subject": subject_words(f.subject), "measured": number(f.measured), "limit": number(f.limit), "excused": number(f.excused),
             "slack": number(f.slack), "unit": unit_words(f.unit)}
    return {**_readable(f.kind, f.facts), **known}


def _readable(kind: str, facts: Mapping[str, object]) -> dict[str, object]:
    shown: dict[str, object] = {k: number(v) if isinstance(v, int | Fraction) else "" if v is None else v for k, v in facts.items()}
    why = str(facts.get("why", ""))
    if words.has(f"trigger.{why}"):
        scheme = str(facts.get("scheme", ""))
        share = {k: percent(v) if why == "occupancy" and isinstance(v, Fraction) else two(v) for k, v in facts.items()}
        if why.startswith("fund"):
            share["value"] = yuan(facts.get("value"))
        shown["trigger"] = words.say(f"trigger.{why}", **{**share, "scheme": words.say(f"scheme.{scheme}") if scheme else ""})
    if words.has(f"why.{why}"):
        shown["why_words"] = words.say(f"why.{why}")
    if words.has(f"{kind}.{why}"):
        shown["detail"] = words.say(f"{kind}.{why}", **shown)
    return shown


def subject_words(subject: str) -> str:
    """A subject as people say it."""
    return words.say(f"subject.{subject}") if words.has(f"subject.{subject}") else subject


def unit_words(unit: str) -> str:
    """A unit as people write it; "beds/10" is tenths of a bed."""
    name, _, scale = unit.partition("/")
    return words.say(f"unit.{name}") + (f"/{scale}" if scale else "")


def number(value: object) -> str:
    """A whole number with separators, a fraction as decimal text."""
    if isinstance(value, int):
        return f"{value:,}"
    return decimal(value) if isinstance(value, Fraction) else "" if value is None else str(value)


def percent(value: Fraction) -> str:
    """A share as a percentage, to two places, rounded half up."""
    return decimal(value * 100, 2) + "%"


def yuan(value: object) -> object:
    """A sum of money with separators, cents only where there are any."""
    if not isinstance(value, Fraction):
        return value
    whole, _, cents = decimal(value, 2).partition(".")
    return f"{int(whole):,}" + (f".{cents}" if cents else "")


def two(value: object) -> object:
    """A figure to two places."""
    return decimal(value, 2) if isinstance(value, Fraction) else value


def _colon() -> str:
    return "：" if words.language() == "zh" else ": "
