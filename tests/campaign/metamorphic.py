"""What must stay, or move one way only, when an instance is changed in a known manner."""
from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.plan import Plan
from allocator.matrix import Changes, compile_model
from allocator.measures.ledger import ledger
from allocator.program import build, plan_of
from allocator.questions.flows import canonical_transfers
from allocator.questions.nearest import distance
from allocator.rules.base import Rule
from allocator.rules.goals import goals
from allocator.rules.goals.base import Goal
from allocator.solver.session import Session
from tests.campaign.doubling import doubled, local
from tests.campaign.looser import wider
from tests.campaign.many import many
from tests.campaign.part_taken import noted
from tests.campaign.questions import by_bounds, conflicting, forced
from tests.campaign.result import Result
from tests.campaign.second_solver import solved as outcome_of
from tests.campaign.towns import of
from tests.towns import applies, made, rule

Solved = tuple[Plan | None, tuple[int, ...]]
SECTION = 4
TRIES = 60                      # towns to try for a property that asks something of a town
AGAIN = 1_000_003               # cases from one of these to the next: of another maker


def solved(case: Case) -> Solved:
    """The plan and the value of each stage."""
    matrix, outcome = outcome_of(case)
    if not outcome.has_plan:
        return None, ()
    return canonical_transfers(plan_of(outcome.values, case, matrix.column), case), tuple(s.value for s in outcome.stages)


def again(base: Case, *, town: City | None = None, rules: tuple[Rule, ...] | None = None) -> Case:
    """The case with another city or other rules."""
    p = base.policy
    return made(town or base.city, *(p.rules if rules is None else rules), decisions=base.decisions, objectives=p.objectives,
                partial=p.partial, zones=dict(p.zones))


def _better(new: tuple[int, ...], old: tuple[int, ...], stages: tuple[Goal, ...]) -> bool:
    """Whether values are no worse in the order of the goals; ties are not asked."""
    for g, mine, theirs in zip(stages, new, old, strict=True):
        if g.name.startswith("ties") or mine != theirs:
            return g.name.startswith("ties") or (mine > theirs) == (g.sense == "max")
    return True


def looser(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """A looser cap never lowers the optimum."""
    found = wider(case, dice)
    if found is None or plan[0] is None:
        return None
    new = solved(again(case, rules=found.rules))
    if new[0] is None or not _better(new[1], plan[1], goals(case)):
        return f"{found.says} is worse: {plan[1]} {new[1]}"
    return ""


def freed(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """A clause freed by its bounds alone, in the same program, never lowers the optimum, and stands there again afterwards."""
    program = build(case, goals(case))
    matrix = compile_model(program.model, program.scales)
    mine = sorted({o for o in matrix.owner if o})
    if not mine or plan[0] is None:
        return None
    session, chosen = Session(matrix), dice.choice(mine)
    with session.changed(Changes(without=(chosen,))):
        outcome = session.solve()
    new = tuple(s.value for s in outcome.stages)
    if not outcome.has_plan or not _better(new, plan[1], goals(case)):
        return f"without {chosen} it is worse: {plan[1]} {new}"
    back = tuple(s.value for s in session.solve().stages)
    return "" if back == plan[1] else f"with {chosen} again it is another: {plan[1]} {back}"


def permuted(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """Rows in another order give the same plan."""
    def shuffled(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(dice.sample(rows, len(rows)))

    tables = ("districts", "institutions", "applications", "townships", "releases", "funds", "requirements", "events", "pending")
    town = replace(case.city, **{n: shuffled(getattr(case.city, n)) for n in tables})
    return "" if solved(again(case, town=town)) == plan else "another plan"


def ineligible(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """An application that does not qualify changes nothing."""
    extra = applies("Z9", dice.choice(case.city.names), dice.choice((0, 3)), qualified=False)
    if not any(r.where.matches(extra) for r in case.policy.of_kind("eligibility")):
        return None
    new = solved(again(case, town=replace(case.city, applications=(*case.city.applications, extra))))
    told = [(g.name, v) for g, v in zip(goals(case), plan[1], strict=False) if not g.name.startswith("ties")]
    same = new[0] == plan[0] and [v for _, v in told] == list(new[1][: len(told)])
    return "" if same else "another plan"


def frozen(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """Under a freeze of everything nobody enters but the exempt and the decided."""
    del plan, dice
    stop = rule("freeze", "halt", any_of=[{"plan_made": False}], categories=["inpatient", "outpatient", "pharmacy"])
    other = again(case, rules=(*case.policy.rules, stop))
    new, _ = solved(other)
    if new is None:
        return None
    entering = [c for c, s in other.standings.items() if other.city.by_application[c].kind in stop.kinds]
    free = [c for c in new.admitted if c in entering and c not in other.excused_plan]
    return f"admitted in spite of a freeze: {free}" if free else "" if entering else None


def constants(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """The exempt, the mandatory and the decided are always in."""
    del dice
    owed = {c for c, s in case.standings.items() if s.fixed == "admitted" or (s.mandatory and s.open)}
    if plan[0] is None or not owed:
        return None
    return "" if owed <= set(plan[0].admitted) else f"left out: {sorted(owed - set(plan[0].admitted))}"


def conserved(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """Transfers move beds and make none; what a plan comes to is what is there, less, plus."""
    del dice
    here, c = plan[0], case.city
    asked = [] if here is None else [(c.by_application[a], n) for a, n in here.admitted.items()]
    if here is None or not (any(n for _, n in asked) or here.reduced) or any(a.moves for a, _ in asked):
        return None                             # no bed moves, or one moves house and may count in another way where it goes
    after, still = ledger(here, case), ledger(Plan(here.admitted, here.reduced), case)
    if after.planned() != still.planned():
        return "transfers change the total"
    there = sum(i.insured_beds for i in c.staying if i.category == "inpatient") + sum(a.beds_max for a in c.pending if a.adds_beds)
    gained = sum(n for a, n in asked if a.adds_beds)
    turned = sum(n for a, n in asked if a.kind == "conversion" and a.convert_to in case.leaves and c.parent(a) is not None)
    count = there - sum(here.reduced.values()) + gained - turned
    return "" if after.planned() == count else f"{after.planned()} is not {count}"


def fed_back(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """The solver's plan as the manual one is its own nearest lawful plan: nothing to change."""
    del dice
    if plan[0] is None:
        return None
    program = build(case, goals(case), [distance(plan[0], case)])
    matrix = compile_model(program.model, program.scales)
    outcome = Session(matrix).solve()
    if not outcome.has_plan or outcome.stages[0].value:
        return f"{outcome.status}: {outcome.stages[:1]}"
    return "" if canonical_transfers(plan_of(outcome.values, case, matrix.column), case) == plan[0] else "another plan at no distance"


def units(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """7 per 1,000 is 70 per 10,000, and 1,200 metres are 12 minutes at 6 km an hour."""
    del dice
    rules = tuple(_in_other_units(r) for r in case.policy)
    if rules == tuple(case.policy):
        return None
    return "" if solved(again(case, rules=rules)) == plan else "another plan"


def _in_other_units(r: Rule) -> Rule:
    if r.kind == "density_limit" and r.value is not None and r.per == 1000 and not r.formula:
        when = r.when_over
        if hasattr(when, "glide"):
            when = when.model_copy(update={"glide": tuple((year, value * 10) for year, value in when.glide)})
        return r.model_copy(update={"per": 10_000, "value": r.value * 10, "when_over": when})
    if r.kind in ("coverage", "min_distance", "radius_cap"):
        return r.model_copy(update={"reach": tuple((name, _walked(g)) for name, g in r.reach)})
    return r


def _walked(going: Any) -> Any:
    """Metres as minutes at 6 km an hour, minutes at a speed as metres."""
    if going.metres is not None:
        return going.model_copy(update={"metres": None, "minutes": going.metres / 100, "km_per_h": 6})
    return going.model_copy(update={"metres": going.path, "minutes": None, "km_per_h": None})


def twice(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """Two copies of a city, far apart, double the optimum of every objective that is a sum."""
    del plan, dice
    one = local(case)
    two = doubled(one)
    (p, single), (q, double) = solved(one), solved(two)
    if p is None or q is None:
        return None if p is q else "one of the two has no plan"
    told = [k for k, g in enumerate(goals(one)) if not g.name.startswith("ties")]
    return "" if [2 * single[k] for k in told] == [double[k] for k in told] else f"{single} {double}"


PROPERTIES: tuple[tuple[str, Callable[[Case, Solved, random.Random], str | None]], ...] = (
    ("a looser cap", looser), ("a clause freed", freed), ("rows permuted", permuted), ("an ineligible application more", ineligible),
    ("a freeze", frozen), ("exempt and mandatory in", constants), ("beds conserved", conserved), ("fed back as manual", fed_back),
    ("other units", units), ("two copies", twice), ("another figure by bounds", by_bounds), ("clauses that conflict", conflicting),
    ("the other answer forced", forced))


def metamorphic(count: int, seed: int) -> Result:
    """So many instances; each property in turn, on the first town to which it applies."""
    result = many(Result("metamorphic properties"), _block, count, seed)
    kinds = sum(not k.endswith(" acts") and k not in ("instances", "bound reached", "nothing to decide", "passed over")
                for k, n in result.tally.items() if n)
    result.rows.append(f"rule kinds that took part: {kinds}; towns passed over because a property asks for something that they do not "
                       f"have (a plan, an exempt application, a cap): {result.tally['passed over']:,}")
    return result


def _block(seed: int, numbers: range) -> Result:
    result = Result("")
    for k in numbers:
        what, holds = PROPERTIES[k % len(PROPERTIES)]
        said, where = None, ""
        for turn in range(TRIES):
            name, number, case = next(of(seed, k + turn * AGAIN, SECTION))
            where = f"{name} {number}"
            said = _said(holds, case, number, result)
            if said is not None:
                break
            result.tally["passed over"] += 1
        result.saw(f"{what}: {'does not apply' if said is None else 'holds' if not said else 'wrong'}")
        if said:
            result.wrong.append(f"{what}, {where}: {said}")
    return result


def _said(holds: Callable[[Case, Solved, random.Random], str | None], case: Case, number: int, result: Result) -> str | None:
    try:
        plan = solved(case)
        said = holds(case, plan, random.Random(number))
    except Exception as error:
        return f"{type(error).__name__} {error}"
    if said is not None:
        noted(case, plan[0], result.tally)
    return said
