"""Plans side by side: objectives, figures, rules broken, the decisions that differ and why (comparison.json)."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocator import words
from allocator.audit import audit, broken, closing_words, sentence
from allocator.domain.case import Case
from allocator.domain.city import CATEGORIES
from allocator.domain.finding import Finding, Reason
from allocator.domain.instance import Instance
from allocator.domain.plan import Plan
from allocator.measures.ledger import ledger
from allocator.rules.base import decimal
from allocator.rules.bounds.tier_ratio import GROUPS
from allocator.rules.goals.base import Goal

Why = Callable[[str], Sequence[Reason]]


@dataclass(frozen=True)
class Column:
    """One plan with what the rules and goals say of it."""

    name: str
    plan: Plan
    findings: tuple[Finding, ...]
    values: tuple[int, ...]

    @property
    def broken(self) -> tuple[Finding, ...]:
        """Must rules that it breaks."""
        return broken(self.findings)


def column(name: str, plan: Plan, case: Case, stages: Sequence[Goal]) -> Column:
    """Evaluate a plan."""
    return Column(name, plan, audit(plan, case), tuple(g.value(plan, case) for g in stages))


def first_difference(better: Column, worse: Column, stages: Sequence[Goal]) -> tuple[Goal, int] | None:
    """The first objective on which two plans differ, and by how much the first plan is better (negative: worse)."""
    for goal, one, other in zip(stages, better.values, worse.values, strict=True):
        if one != other:
            return goal, (one - other) if goal.sense == "max" else (other - one)
    return None


def comparison(instance: Instance, case: Case, columns: Sequence[Column], stages: Sequence[Goal], why: Why) -> dict[str, Any]:
    """comparison.json.

    Parameters
    ----------
    why : reasons of an application under the last plan.
    """
    return {
        "instance": instance.name, "model": case.policy.name, "year": instance.year,
        "plans": [{"name": c.name, "lawful": not c.broken, "broken": len(c.broken),
                   "missed": sum(f.verdict == "violated" and not f.broken for f in c.findings)} for c in columns],
        "objectives": [_objective(k, g, columns) for k, g in enumerate(stages)],
        "first_difference": _first(columns, stages),
        "figures": [f for figure in (_beds, _needs, _tiers, _spread, _coverage, _entries, _changes) for f in figure(columns, case)],
        "broken": [_broken(c.name, f) for c in columns for f in c.broken],
        "decisions": [_decision(code, columns, case, why) for code in _differing(columns)],
    }


def _objective(k: int, goal: Goal, columns: Sequence[Column]) -> dict[str, Any]:
    """One objective by plan; `better`: by how much the last plan is better than the one before it."""
    values = {c.name: _number(Fraction(c.values[k], goal.scale)) for c in columns}
    better = None
    if len(columns) > 1:
        change = columns[-1].values[k] - columns[-2].values[k]
        better = _number(Fraction(change if goal.sense == "max" else -change, goal.scale))
    return {"name": goal.name, "sense": goal.sense, "unit": goal.unit, "values": values, "better": better}


def _first(columns: Sequence[Column], stages: Sequence[Goal]) -> dict[str, Any] | None:
    """The first objective on which the last plan and the one before it differ."""
    found = first_difference(columns[-1], columns[-2], stages) if len(columns) > 1 else None
    return None if found is None else {"objective": found[0].name, "plans": [columns[-2].name, columns[-1].name],
                                       "better": _number(Fraction(found[1], found[0].scale))}


# -- figures

def _row(name: str, unit: str, values: Mapping[str, int | Fraction | None], district: str | None = None) -> dict[str, Any]:
    return {"name": name, "district": district, "unit": unit, "values": {k: _number(v) for k, v in values.items()}}


def _beds(columns: Sequence[Column], case: Case) -> list[dict[str, Any]]:
    after = {c.name: ledger(c.plan, case) for c in columns}
    rows = [_row("beds", "beds", {n: t.planned() for n, t in after.items()}),
            _row("per_1000", "beds", {n: Fraction(t.planned() * 1000, case.city.insured) for n, t in after.items()})]
    return rows + [_row("beds", "beds", {n: t.planned([d]) for n, t in after.items()}, d) for d in case.city.names]


def _needs(columns: Sequence[Column], case: Case) -> list[dict[str, Any]]:
    """Plain beds of need met: Σ min(planned, required) over the districts."""
    wanted = {n.district: n.required or 0 for n in case.district_needs}
    met = {c.name: sum(min(max(0, ledger(c.plan, case).planned([d])), n) for d, n in wanted.items()) for c in columns}
    return [_row("need_met", "beds", met)] if wanted else []


def _tiers(columns: Sequence[Column], case: Case) -> list[dict[str, Any]]:
    after = {c.name: ledger(c.plan, case) for c in columns}
    return [_row(f"share_{g}", "share", {n: _share(t.planned(None, ts), t.planned()) for n, t in after.items()})
            for g, ts in GROUPS.items()]


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _spread(columns: Sequence[Column], case: Case) -> list[dict[str, Any]]:
    """Largest less smallest beds per 1000 insured over the districts."""
    people = {d.district: d.insured for d in case.city.districts if d.insured}
    rates = {c.name: [Fraction(ledger(c.plan, case).planned([d]) * 1000, n) for d, n in people.items()] for c in columns}
    return [_row("spread_per_1000", "beds", {n: max(r) - min(r) for n, r in rates.items()})]


def _coverage(columns: Sequence[Column], case: Case) -> list[dict[str, Any]]:
    rows = []
    for rule in case.policy.of_kind("coverage"):
        access = case.access[rule.id]
        people = {c.name: access.people(access.covered(c.plan)) for c in columns}
        rows.append(_row(f"covered_{rule.category}", "persons", people))
        rows.append(_row(f"coverage_{rule.category}", "share", {n: Fraction(p, case.city.insured) for n, p in people.items()}))
    return rows


def _entries(columns: Sequence[Column], case: Case) -> list[dict[str, Any]]:
    apps = case.city.by_application
    entries = {c.name: [apps[a].category for a in c.plan.admitted if apps[a].enters] for c in columns}
    return [_row(f"new_{k}", "institutions", {n: found.count(k) for n, found in entries.items()}) for k in CATEGORIES]


def _changes(columns: Sequence[Column], case: Case) -> list[dict[str, Any]]:
    return [_row("reduced", "beds", {c.name: sum(c.plan.reduced.values()) for c in columns}),
            _row("cut_institutions", "institutions", {c.name: len(c.plan.reduced) for c in columns}),
            _row("transferred", "beds", {c.name: sum(c.plan.transfers.values()) for c in columns})]


# -- rules and decisions

def _broken(name: str, f: Finding) -> dict[str, Any]:
    return {"plan": name, "rule": f.rule, "kind": f.kind, "clause": {"document": f.clause.document, "article": f.clause.article},
            "subject": f.subject, "text": sentence(f)}


def _differing(columns: Sequence[Column]) -> list[str]:
    """Applications and institutions that are not decided alike in all plans."""
    codes = sorted({c for col in columns for c in (*col.plan.admitted, *col.plan.reduced)})
    return [c for c in codes if len({(col.plan.admitted.get(c), col.plan.cut(c)) for col in columns}) > 1]


def _decision(code: str, columns: Sequence[Column], case: Case, why: Why) -> dict[str, Any]:
    a = case.city.by_application.get(code)
    if a is None:
        i = case.city.by_institution[code]
        rule = next(iter(case.policy.of_kind("adjustment_limits")), None)
        clause = {"document": rule.clause.document, "article": rule.clause.article} if rule else None
        return {"code": code, "name": i.name, "district": i.account_district, "values": {c.name: c.plan.cut(code) for c in columns},
                "rule": rule.id if rule else "", "clause": clause, "reason": _cut_reason(code, columns, case)}
    values = {c.name: {"admitted": c.plan.admits(code), "beds": c.plan.beds(code)} for c in columns}
    reasons = list(why(code))
    rule, said = (reasons[0].rule, "；".join(r.text for r in reasons[:2])) if reasons else ("", "")
    cited = {"document": reasons[0].clause.document, "article": reasons[0].clause.article} if reasons else None
    said = said or "；".join(closing_words(case.policy.rule(k.rule).kind, k.facts) for k in case.standing(code).closings)
    return {"code": code, "name": a.name or words.say("compare.site"), "district": a.district, "values": values, "rule": rule,
            "clause": cited, "reason": said}


def _cut_reason(code: str, columns: Sequence[Column], case: Case) -> str:
    """What the rules say of a cut in one of the plans, else what the institution's own limit is."""
    found = [f for c in columns for f in c.broken if f.subject == code]
    if found:
        return "；".join(dict.fromkeys(sentence(f) for f in found))
    for rule in case.policy.of_kind("adjustment_limits"):
        limit, why = rule.limits(case).get(code, (0, "leaves"))
        return words.say("compare.limit", limit=limit, why=words.say(f"why.{why}"))
    return ""


def _number(value: int | Fraction | None) -> int | str | None:
    if value is None or isinstance(value, int):
        return value
    return value.numerator if value.denominator == 1 else decimal(value)
