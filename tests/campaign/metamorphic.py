"""What must stay, or move one way only, when an instance is changed in a known manner."""
from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.demand import Demand
from allocator.domain.plan import Plan
from allocator.matrix import compile_model
from allocator.measures.ledger import ledger
from allocator.program import build, plan_of
from allocator.questions.flows import canonical_transfers
from allocator.questions.nearest import distance
from allocator.rules.base import Rule
from allocator.rules.goals import goals
from allocator.solver.session import Session
from tests.campaign.result import Result
from tests.campaign.towns import MAKERS
from tests.random_towns import town_of_places
from tests.towns import applies, at, city, made, rule

Solved = tuple[Plan | None, tuple[int, ...]]
APART = 400_000.0               # metres between two copies of a city


def solved(case: Case) -> Solved:
    """The plan and the value of each stage."""
    stages = goals(case)
    program = build(case, stages)
    matrix = compile_model(program.model, program.scales)
    outcome = Session(matrix).solve()
    if not outcome.has_plan:
        return None, ()
    return canonical_transfers(plan_of(outcome.values, case, matrix.column), case), tuple(s.value for s in outcome.stages)


def again(base: Case, *, town: City | None = None, rules: tuple[Rule, ...] | None = None) -> Case:
    """The case with another city or other rules."""
    p = base.policy
    return made(town or base.city, *(p.rules if rules is None else rules), decisions=base.decisions, objectives=p.objectives,
                partial=p.partial, zones=dict(p.zones))


def _better(new: Solved, old: Solved, case: Case) -> bool:
    """Whether the new optimum is no worse in the order of the goals."""
    if old[0] is None:
        return True
    if new[0] is None:
        return False
    for g, mine, theirs in zip(goals(case), new[1], old[1], strict=True):
        if g.name.startswith("ties"):
            return True
        if mine != theirs:
            return (mine > theirs) == (g.sense == "max")
    return True


def looser(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """A looser cap never lowers the optimum."""
    wider = {"density_limit": "value", "plan_total": "per_10000", "class_control": "cap_new", "transfer": "cap"}
    mine = [r for r in case.policy if r.strictness == "must" and getattr(r, wider.get(r.kind, ""), None) is not None
            and getattr(r, "sense", "<=") == "<="]
    if not mine:
        return None
    it = dice.choice(mine)
    field = wider[it.kind]
    loose = it.model_copy(update={field: getattr(it, field) + dice.randint(1, 3)})
    other = again(case, rules=tuple(loose if r.id == it.id else r for r in case.policy))
    return "" if _better(solved(other), plan, case) else f"{it.id} {field} looser is worse"


def permuted(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """Rows in another order give the same plan."""
    def shuffled(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(dice.sample(rows, len(rows)))

    c = case.city
    town = replace(c, districts=shuffled(c.districts), institutions=shuffled(c.institutions), applications=shuffled(c.applications),
                   townships=shuffled(c.townships), releases=shuffled(c.releases))
    return "" if solved(again(case, town=town)) == plan else "another plan"


def ineligible(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """An application that does not qualify changes nothing."""
    extra = applies("Z9", dice.choice(case.city.names), dice.choice((0, 3)), qualified=False)
    new = solved(again(case, town=replace(case.city, applications=(*case.city.applications, extra))))
    told = [(g.name, v) for g, v in zip(goals(case), plan[1], strict=False) if not g.name.startswith("ties")]
    same = new[0] == plan[0] and [v for _, v in told] == list(new[1][: len(told)])
    return "" if same else "another plan"


def frozen(case: Case, plan: Solved, dice: random.Random) -> str | None:
    """Under a freeze of everything nobody enters but the exempt and the decided."""
    del plan, dice
    stop = rule("freeze", "stop", any_of=[{"plan_made": False}], categories=["inpatient", "outpatient", "pharmacy"])
    other = again(case, rules=(*case.policy.rules, stop))
    new, _ = solved(other)
    if new is None:
        return None
    free = [c for c in new.admitted if other.city.by_application[c].kind in ("new", "branch", "site") and c not in other.excused_plan]
    return f"admitted in spite of a freeze: {free}" if free else ""


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
    if plan[0] is None:
        return None
    here, c = plan[0], case.city
    after, still = ledger(here, case), ledger(Plan(here.admitted, here.reduced), case)
    if after.planned() != still.planned():
        return "transfers change the total"
    asked = [(c.by_application[a], n) for a, n in here.admitted.items()]
    if any(a.moves for a, _ in asked):
        return ""                               # what moves may count in another way where it goes
    there = sum(i.insured_beds for i in c.staying if i.category == "inpatient") + sum(a.beds_max for a in c.pending if a.adds_beds)
    gained = sum(n for a, n in asked if a.adds_beds)
    turned = sum(n for a, n in asked if a.kind == "conversion" and a.convert_to in case.leaves)
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
    """7 per 1,000 and 70 per 10,000 are the same."""
    del dice
    mine = [r for r in case.policy.of_kind("density_limit") if r.value is not None]
    if not mine:
        return None

    def tenfold(r: Rule) -> Rule:
        if r not in mine:
            return r
        when = r.when_over
        if hasattr(when, "glide"):
            when = when.model_copy(update={"glide": tuple((year, value * 10) for year, value in when.glide)})
        return r.model_copy(update={"per": r.per * 10, "value": r.value * 10, "when_over": when})

    return "" if solved(again(case, rules=tuple(map(tenfold, case.policy)))) == plan else "another plan"


PROPERTIES: tuple[tuple[str, Callable[[Case, Solved, random.Random], str | None]], ...] = (
    ("a looser cap", looser), ("rows permuted", permuted), ("an ineligible application more", ineligible), ("a freeze", frozen),
    ("exempt and mandatory in", constants), ("beds conserved", conserved), ("fed back as manual", fed_back), ("other units", units))
ALONE = ("eligibility", "relocation_branch", "priority", "exempt")          # rules that look at one application alone


def doubled(seed: int) -> str | None:
    """Two copies of a city, far apart, double the optimum: rules by district, township or application only."""
    base = town_of_places(seed)
    rules = tuple(r for r in base.policy if r.kind in ALONE or (r.kind == "coverage" and r.strictness == "should")
                  or (r.kind == "plan_total" and r.scope in ("district", "township") and not r.totals))
    rules = tuple(r.model_copy(update={"share": None, "gap_in": ""}) if r.kind == "coverage" else r for r in rules)
    names = ("pharmacy_coverage", "clinic_coverage", "priority")
    one = made(base.city, *rules, objectives=names, decisions=base.decisions)
    if base.decisions:
        return None
    two = made(_twice(base.city), *rules, objectives=names)
    (p, single), (q, double) = solved(one), solved(two)
    if p is None or q is None:
        return None if p is q else "one of the two has no plan"
    told = [k for k, g in enumerate(goals(one)) if g.name in names]
    return "" if [2 * single[k] for k in told] == [double[k] for k in told] else f"{single} {double}"


def _twice(c: City) -> City:
    d = c.demand
    far = at(APART)["lat"] - at(0)["lat"]

    def other(row: Any) -> Any:
        renamed = {n: f"{v}x" for n in ("code", "district", "account_district", "township", "parent_code") if (v := getattr(row, n, ""))}
        moved = {"lat": row.lat + far} if getattr(row, "lat", None) is not None else {}
        return replace(row, **renamed, **moved)

    demand = Demand.of(codes=[*d.codes, *(f"{x}x" for x in d.codes)], district=[*_names(d), *(f"{x}x" for x in _names(d))],
                       insured=[*d.insured, *d.insured], lon=[*d.lon, *d.lon], lat=[*d.lat, *(x + far for x in d.lat)],
                       area_class=["urban"] * (2 * len(d.codes)))
    twice = {n: (*getattr(c, n), *map(other, getattr(c, n))) for n in ("districts", "townships", "institutions", "applications")}
    return city(list(twice["districts"]), twice["institutions"], twice["applications"], townships=twice["townships"], demand=demand)


def _names(d: Demand) -> list[str]:
    return [str(x) for x in d.district_names] if hasattr(d, "district_names") else [str(x) for x in d.district]


def metamorphic(count: int, seed: int) -> Result:
    """So many instances; on each one property in turn that applies to it."""
    result = Result("metamorphic properties")
    for k in range(count):
        if result.late:
            break
        name, make = MAKERS[k % len(MAKERS)]
        number = seed * 1_000_000 + 700_000 + k // len(MAKERS)
        turn = k // len(MAKERS) % (len(PROPERTIES) + 1)
        what, holds = PROPERTIES[turn] if turn < len(PROPERTIES) else ("two copies", None)
        try:
            case = make(number)
            said = doubled(number) if holds is None else holds(case, solved(case), random.Random(number))
        except Exception as error:
            said = f"{type(error).__name__} {error}"
        result.saw(f"{what}: {'does not apply' if said is None else 'holds' if not said else 'wrong'}")
        if said:
            result.wrong.append(f"{what}, {name} {number}: {said}")
    return result
