"""What is asked of a program once it is built: other figures by bounds, which clauses cannot hold together, the other answer forced."""
from __future__ import annotations

import atexit
import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import islice

from allocator.audit import audit, broken
from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.domain.policy import Policy
from allocator.matrix import Changes, Matrix, changes_of, compile_model
from allocator.program import build, plan_of, retold
from allocator.questions.flows import canonical_transfers
from allocator.questions.solved import Solved as Answered
from allocator.questions.why_not import force
from allocator.rules.goals import goals
from allocator.solver import Settings, Solver
from allocator.solver.session import Session
from allocator.standing import stand
from tests.campaign.second_solver import solved
from tests.random_towns import every_plan, size
from tests.test_brute_force import best

Solved = tuple[Plan | None, tuple[int, ...]]
MOST, PLANS = 400, 20_000       # choices of admissions and cuts, and with them plans, of a town whose plans are all tried


def told(case: Case, matrix: Matrix, session: Session) -> Solved:
    """A session's answer as plan and values."""
    outcome = session.solve()
    plan = canonical_transfers(plan_of(outcome.values, case, matrix.column), case) if outcome.has_plan else None
    return plan, tuple(s.value for s in outcome.stages)


def by_bounds(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """Another figure by bounds and goals of the first program gives the answer of a program built anew."""
    del plan
    stages = goals(case)
    program = build(case, stages)
    matrix = compile_model(program.model, program.scales)
    figures = list(_other_figures(case.policy, dice))
    dice.shuffle(figures)
    for says, policy in figures[:6]:
        other = stand(case.city, policy, case.decisions)
        again = retold(program, case, other, goals(other))
        changes = None if again is None else changes_of(matrix, program.model, again, program.scales)
        if changes is not None:
            session = Session(matrix)
            with session.changed(changes):
                quick = told(other, matrix, session)
            matrix_anew, outcome = solved(other)
            anew = told(other, matrix_anew, Session(matrix_anew))
            return "" if quick == anew and len(anew[1]) == len(outcome.stages) else f"{says}: {quick} {anew}"
    return None


def _other_figures(policy: Policy, dice: random.Random) -> Iterator[tuple[str, Policy]]:
    """The policy with one figure of one rule larger or smaller, one after another."""
    for k, rule in enumerate(policy.rules):
        for name in type(rule).model_fields:
            value = getattr(rule, name)
            if isinstance(value, Fraction) or (type(value) is int and value > 0):
                more = value + dice.choice((-1, 1)) if type(value) is int else value * dice.choice((Fraction(1, 2), Fraction(3, 2)))
                rules = (*policy.rules[:k], rule.model_copy(update={name: more}), *policy.rules[k + 1:])
                yield f"{rule.id} {name} {more}", replace(policy, rules=rules)


def conflicting(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """Without a plan: the clauses named exclude every one of all plans, and without any one of them there is a plan that keeps the rest."""
    del dice
    if plan[0] is not None or size(case) > MOST:
        return None
    matrix = compile_model(build(case, goals(case)).model)
    session = Session(matrix)
    rules = [r.id for r in reversed(case.policy.rules) if matrix.rows_of(r.id).size]
    found = session.conflict(rules)
    if not found.rules:
        return "no plan, and no clause is named"
    said = set(found.rules)
    passes = next((p for p in every_plan(case) if not any(f.rule in said or f.kind == "plan" for f in broken(audit(p, case)))), None)
    if passes is not None:
        return f"{sorted(said)} let {passes} pass"
    for one in found.rules:
        with session.changed(Changes(without=tuple(r for r in rules if r not in said or r == one), goals=())):
            outcome = session.solve()
        if not outcome.has_plan:
            return f"{sorted(said)}: none without {one} either"
        wrong = {f.rule for f in broken(audit(plan_of(outcome.values, case, matrix.column), case))} & (said - {one})
        if wrong:
            return f"without {one} a plan that breaks {sorted(wrong)}"
    return ""


def forced(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """The other answer for one application: possible where some plan gives it, at the loss that the best of these has; else a conflict."""
    chosen, free = plan[0], [c for c, s in case.standings.items() if s.open]
    plans = list(islice(every_plan(case), PLANS + 1)) if chosen is not None and free and size(case) <= MOST else []
    if chosen is None or not 0 < len(plans) <= PLANS:
        return None
    code = dice.choice(free)
    to = not chosen.admits(code)
    these = [p for p in plans if p.admits(code) == to]
    lawful = [p for p in these if not broken(audit(p, case))]
    matrix, outcome = solved(case)
    stages = goals(case)
    found = force(code, int(to), Answered(case, stages, matrix, {}, outcome, chosen, ()), child(), Settings())
    if found.possible != bool(lawful):
        return f"{code} to {to}: possible {found.possible}, {len(lawful)} lawful plans"
    if not lawful:
        passes = [p for p in these if not any(f.rule in found.conflict or f.kind == "plan" for f in broken(audit(p, case)))]
        return f"{code} to {to}: {found.conflict} let {passes[0]} pass" if passes else ""
    said = [(x.goal, x.was, x.would_be) for x in found.losses]
    was = [Fraction(g.value(chosen, case), g.scale) for g in stages]
    would_be = [Fraction(n, g.scale) for n, g in zip(best(lawful, stages, case)[0], stages, strict=True)]
    wanted = [(g.name, a, b) for g, a, b in zip(stages, was, would_be, strict=True) if a != b]
    return "" if said == wanted else f"{code} to {to}: said {said}, every plan {wanted}"


@cache
def child() -> Solver:
    """HiGHS in a process of its own, the one of this process."""
    solver = Solver()
    atexit.register(solver.__exit__, None, None, None)
    return solver.__enter__()
