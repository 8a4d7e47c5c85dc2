"""Why this application, why this district: by the plan itself, and by forcing the other answer."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocator import words
from allocator.audit import number
from allocator.domain.case import Case
from allocator.domain.finding import Clause, Reason
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.matrix import Changes, Matrix, elastic
from allocator.measures.ledger import SIGNS, ledger, stock
from allocator.program import plan_of
from allocator.questions.conflict import unit_of
from allocator.questions.flows import canonical_transfers
from allocator.questions.reasons import WhyNot
from allocator.questions.solved import Solved
from allocator.rules.base import decimal
from allocator.rules.goals.base import Goal
from allocator.solver import Settings, Solver


@dataclass(frozen=True)
class Loss:
    """One objective under the other answer: what it was, what it would be, by how much worse (negative: better)."""

    goal: str
    was: Fraction
    would_be: Fraction
    worse: Fraction


@dataclass(frozen=True)
class Forced:
    """The other answer: the clauses that it conflicts with, or what the plan would lose and whom it would displace.

    Parameters
    ----------
    possible : whether any plan gives that answer.   conflict : an irreducible set of rules otherwise.
    relaxations : of these rules alone, the least amount in its own unit that would let it in.
    losses : every objective that differs, in order.   displaced, brought : decisions that differ besides.
    """

    possible: bool | None
    conflict: tuple[str, ...] = ()
    irreducible: bool = True
    relaxations: tuple[tuple[str, int, str], ...] = ()
    losses: tuple[Loss, ...] = ()
    displaced: tuple[str, ...] = ()
    brought: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """Everything that is said of one application."""

    application: str
    admitted: bool
    reasons: tuple[Reason, ...]
    waitlist: int | None
    rank: int | None
    adds: tuple[tuple[str, Fraction, str], ...]
    forced: Forced


def answer(a: Application, solved: Solved, ranks: Mapping[str, int], solver: Solver, settings: Settings) -> Answer:
    """Why an application is admitted or refused, and what the other answer would cost."""
    admitted = solved.chosen.admits(a.code)
    forced = force(a.code, 0 if admitted else 1, solved, solver, settings)
    reasons, rank = WhyNot(solved).reasons(a), _rank(a, solved.chosen, solved.case)
    return Answer(a.code, admitted, reasons, ranks.get(a.code), rank, tuple(_adds(a, solved)), forced)


def force(code: str, to: int, solved: Solved, solver: Solver, settings: Settings) -> Forced:
    """Solve once more with one application forced in (1) or out (0)."""
    case, matrix, plan = solved.case, solved.matrix, solved.chosen
    forced = Changes(columns={f"admit[{code}]": (to, to)}).on(matrix)
    outcome = solver.solve(forced, settings)
    if outcome.status == "no_plan":
        return Forced(None)
    if outcome.status == "infeasible":
        return _conflict(forced, case, solver, settings)
    other = canonical_transfers(plan_of(outcome.values, case, matrix.column), case)
    losses = tuple(_losses(plan, other, case, solved.stages))
    return Forced(True, losses=losses, displaced=_only(plan, other, code), brought=_only(other, plan, code))


def _conflict(forced: Matrix, case: Case, solver: Solver, settings: Settings) -> Forced:
    found = solver.conflict(forced, [r.id for r in reversed(case.policy.rules) if forced.rows_of(r.id).size], settings)
    order = tuple(r.id for r in case.policy if r.id in found.rules)
    return Forced(False, order, found.irreducible, tuple(_least(r, forced, case, solver, settings) for r in order))


def _least(rule: str, forced: Matrix, case: Case, solver: Solver, settings: Settings) -> tuple[str, int, str]:
    outcome = solver.ask(elastic(forced, [rule]), Changes(), settings)
    amount = outcome.stages[0].value if outcome.status == "optimal" else -1
    return rule, amount, unit_of(case.policy.rule(rule))


def _losses(plan: Plan, other: Plan, case: Case, stages: Sequence[Goal]) -> list[Loss]:
    rows = []
    for g in stages:
        was, is_ = Fraction(g.value(plan, case), g.scale), Fraction(g.value(other, case), g.scale)
        if was != is_:
            rows.append(Loss(g.name, was, is_, was - is_ if g.sense == "max" else is_ - was))
    return rows


def _only(one: Plan, other: Plan, but: str) -> tuple[str, ...]:
    """What one plan admits or cuts and the other does not, the application itself left out."""
    return tuple(sorted(({*one.admitted, *one.reduced} - {*other.admitted, *other.reduced}) - {but}))


def _rank(a: Application, plan: Plan, case: Case) -> int | None:
    """Place among the admitted of its category by score, the best first."""
    if not plan.admits(a.code):
        return None
    mine = [case.city.by_application[c] for c in plan.admitted if case.city.by_application[c].category == a.category]
    order = sorted(mine, key=lambda b: (-(b.score or 0), b.code))
    return order.index(a) + 1


def _adds(a: Application, solved: Solved) -> list[tuple[str, Fraction, str]]:
    """What an admitted application adds to each objective: the plan with it less the plan without."""
    plan, case, stages = solved.chosen, solved.case, solved.stages
    if not plan.admits(a.code):
        return []
    without = Plan({c: n for c, n in plan.admitted.items() if c != a.code}, plan.reduced, plan.transfers)
    rows = []
    for g in stages:
        change = Fraction(g.value(plan, case) - g.value(without, case), g.scale)
        if change and not g.name.startswith("ties"):
            rows.append((g.name, change, g.unit))
    return rows


def as_json(found: Answer, case: Case) -> dict[str, Any]:
    """The answer for `--json`."""
    f = found.forced
    return {
        "application": found.application, "admitted": found.admitted, "waitlist": found.waitlist, "rank": found.rank,
        "reasons": [{"rule": r.rule, "clause": _clause(r.clause), "text": r.text} for r in found.reasons],
        "adds": [{"objective": n, "amount": decimal(v), "unit": u} for n, v, u in found.adds],
        "forced": {"possible": f.possible, "conflict": [_cited(r, case) for r in f.conflict], "irreducible": f.irreducible,
                   "relaxations": [{"rule": r, "amount": None if n < 0 else n, "unit": u} for r, n, u in f.relaxations],
                   "losses": [_loss(x) for x in f.losses],
                   "displaced": list(f.displaced), "brought": list(f.brought)},
    }


def _cited(identifier: str, case: Case) -> dict[str, Any]:
    rule = case.policy.rule(identifier)
    return {"rule": identifier, "clause": _clause(rule.clause), "says": rule.clause.says}


def _clause(clause: Clause) -> dict[str, str]:
    return {"document": clause.document, "article": clause.article}


def _loss(x: Loss) -> dict[str, str]:
    return {"objective": x.goal, "was": decimal(x.was), "would_be": decimal(x.would_be), "worse": decimal(x.worse)}


def lines(found: Answer, case: Case) -> list[str]:
    """The answer in sentences."""
    a = case.city.by_application[found.application]
    place = "/".join(p for p in (a.district, a.township) if p)
    name = a.name or words.say("compare.site")
    head = words.say("explain.admitted" if found.admitted else "explain.refused", code=a.code, name=name, place=place)
    said = [head, *(f"  [{r.rule}] {r.text}" for r in found.reasons)]
    if found.rank is not None:
        said.append("  " + words.say("explain.rank", rank=found.rank))
    if found.waitlist is not None:
        said.append("  " + words.say("explain.waits", rank=found.waitlist))
    said += ["  " + words.say("explain.adds", goal=_goal(n), amount=number(v), unit="") for n, v, _ in found.adds]
    return [*said, *_forced_lines(found, case)]


def _forced_lines(found: Answer, case: Case) -> list[str]:
    f = found.forced
    way = words.say("explain.out" if found.admitted else "explain.in")
    if f.possible is None:
        return ["  " + words.say("explain.no_time", way=way)]
    if not f.possible:
        clauses = "、".join(f"{case.policy.rule(r).clause.article or r}（{case.policy.rule(r).clause.says}）" for r in f.conflict)
        told = ["  " + words.say("explain.conflict", way=way, clauses=clauses or "-")]
        return told + ["  " + words.say("explain.relax" if n >= 0 else "explain.not_alone", rule=r, amount=number(n), unit=_unit(u))
                       for r, n, u in f.relaxations]
    told = ["  " + words.say("explain.possible", way=way)]
    told += ["    " + words.say("explain.loss", goal=_goal(x.goal), was=number(x.was), would_be=number(x.would_be)) for x in f.losses]
    if f.displaced:
        told.append("    " + words.say("explain.displaced", codes="、".join(f.displaced)))
    if f.brought:
        told.append("    " + words.say("explain.brought", codes="、".join(f.brought)))
    return told


def _goal(name: str) -> str:
    return words.say(f"goal.{name}") if words.has(f"goal.{name}") else name


def _unit(unit: str) -> str:
    return words.say(f"unit.{unit}") if words.has(f"unit.{unit}") else unit


# -- districts

def district_json(district: str, plan: Plan, case: Case) -> dict[str, Any]:
    """Why a district gains or gives up beds: need, state, freezes, supply and additions, transfers."""
    after, there = ledger(plan, case), stock(case.city)
    need = next((n for n in case.district_needs if n.district == district), None)
    freezes = case.policy.of_kind("freeze")
    frozen = [{"rule": r.id, **{k: str(v) for k, v in t.items()}} for r in freezes if (t := r.trigger(district, case.city))]
    return {"district": district, "required": need.required if need else None,
            "after_exits": need.after_exits if need else there.planned([district]), "state": need.state if need else None,
            "beds": {c: after.sum(c, districts=[district]) for c in SIGNS},
            "planned": after.planned([district]), "freezes": frozen,
            "sends": {e: n for (d, e), n in plan.transfers.items() if d == district},
            "receives": {d: n for (d, e), n in plan.transfers.items() if e == district}}


def district_lines(made: dict[str, Any]) -> list[str]:
    """The same in sentences."""
    b = made["beds"]
    said = [words.say("explain.district", district=made["district"], now=number(b["current"]), planned=number(made["planned"]),
                      change=f"{made['planned'] - b['current']:+,}")]
    if made["required"] is not None:
        said.append("  " + words.say("explain.need", required=number(made["required"]), after_exits=number(made["after_exits"]),
                                     state=words.say(f"state.{made['state']}")))
    said.append("  " + words.say("explain.terms", **{k: number(v) for k, v in b.items()}))
    for rule in made["freezes"]:
        said.append("  " + words.say("explain.frozen", rule=rule["rule"]))
    said += ["  " + words.say("explain.sends", to=d, beds=number(n)) for d, n in made["sends"].items()]
    said += ["  " + words.say("explain.receives", to=d, beds=number(n)) for d, n in made["receives"].items()]
    return said
