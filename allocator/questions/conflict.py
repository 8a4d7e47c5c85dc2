"""No plan possible: which clauses cannot hold together, and the least that each of those which may give way would have to give."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allocator import words
from allocator.audit import sentence, unit_words
from allocator.domain.case import Case
from allocator.domain.instance import Instance
from allocator.domain.plan import Plan
from allocator.matrix import Changes, Matrix, elastic
from allocator.rules.base import Rule
from allocator.solver import Settings, Solver

PROBE_SECONDS = 30.0
UNITS = {"plan_total": "institutions", "min_distance": "institutions", "radius_cap": "institutions", "transfer": "beds",
         "adjustment_limits": "beds", "offset_first": "beds", "institution_cap": "beds", "total_invariant": "beds"}


def unit_of(rule: Rule) -> str:
    """Unit of a rule's rows: what it gives way by. A standing closes or takes in one application: a decision."""
    return str(getattr(rule, "unit", "")) or UNITS.get(rule.kind, "decisions")


@dataclass(frozen=True)
class Relaxation:
    """The least amount by which one rule alone would have to give way; None where no amount of it would do (or time ran out)."""

    rule: str
    amount: int | None
    unit: str
    rows: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Clash:
    """An irreducible set of rules that no plan satisfies together."""

    rules: tuple[str, ...]
    irreducible: bool
    relaxations: tuple[Relaxation, ...]


def clash(matrix: Matrix, case: Case, solver: Solver, settings: Settings) -> Clash:
    """Find the conflicting rules by a deletion filter, then the least relaxation of each that may give way, alone and in its own unit.

    Parameters
    ----------
    matrix : a program without any plan.
    """
    probe = Settings(time_limit=min(PROBE_SECONDS, settings.time_limit), threads=settings.threads, seed=settings.seed)
    rules = [r.id for r in reversed(case.policy.rules) if matrix.rows_of(r.id).size]
    found = solver.conflict(matrix, rules, probe)
    order = [r.id for r in case.policy if r.id in found.rules]
    may = [r for r in order if case.policy.rule(r).relaxable]
    return Clash(tuple(order), found.irreducible, tuple(_least(r, matrix, case, solver, probe) for r in may))


def _least(rule: str, matrix: Matrix, case: Case, solver: Solver, settings: Settings) -> Relaxation:
    loose = elastic(matrix, [rule])
    outcome = solver.ask(loose, Changes(), settings)
    unit = unit_of(case.policy.rule(rule))
    if outcome.status != "optimal":
        return Relaxation(rule, None, unit)
    given = [(name, int(outcome.values[j])) for j, name in enumerate(loose.columns) if name.startswith("give_way[") and outcome.values[j]]
    rows = tuple((name.removeprefix("give_way[").rpartition(",")[0], n) for name, n in given)
    return Relaxation(rule, outcome.stages[0].value, unit, rows)


def as_json(found: Clash, instance: Instance, case: Case) -> dict[str, Any]:
    """conflict.json."""
    return {"instance": instance.name, "model": case.policy.name, "year": instance.year, "irreducible": found.irreducible,
            "rules": [_rule(r, case) for r in found.rules],
            "relaxations": [{"rule": r.rule, "amount": r.amount, "unit": r.unit, "rows": [{"row": n, "amount": a} for n, a in r.rows],
                             "text": _relaxed(r, case)} for r in found.relaxations]}


def _rule(identifier: str, case: Case) -> dict[str, Any]:
    """One clause of the conflict, with what it would find in a plan that decides nothing but what is constant."""
    rule = case.policy.rule(identifier)
    constants = Plan({c: s.beds for c, s in case.standings.items() if s.fixed == "admitted"}, case.decided_cuts)
    found = [f for f in rule.check(constants, case) if f.measured is not None]
    return {"rule": identifier, "kind": rule.kind, "clause": {"document": rule.clause.document, "article": rule.clause.article},
            "says": rule.clause.says, "text": "；".join(sentence(f) for f in found[:3]) or rule.clause.says}


def _relaxed(r: Relaxation, case: Case) -> str:
    says = case.policy.rule(r.rule).clause.says
    if r.amount is None:
        return words.say("conflict.not_alone", says=says)
    return words.say("conflict.least", says=says, amount=f"{r.amount:,}", unit=unit_words(r.unit))
