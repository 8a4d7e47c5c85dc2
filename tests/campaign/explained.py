"""Refused applications of every instance explained, each answer tried: the figure moved by what is said, or the loss seen to occur."""
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from allocator.audit import audit, broken
from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.matrix import Changes, Matrix, elastic
from allocator.program import plan_of
from allocator.questions.flows import canonical_transfers
from allocator.questions.solved import Solved
from allocator.questions.why_not import Forced, answer
from allocator.reading.instance import read_instance
from allocator.run import plan_for
from allocator.screen import Screen
from allocator.solver import Settings, Solver
from allocator.standing import stand
from tests.campaign.result import Result

ROOT = Path(__file__).resolve().parents[2]
EACH = 10


def explained(count: int, seed: int) -> Result:
    """Ten refused applications of each instance (fewer where `count` is less than ten an instance)."""
    del seed
    result, instances = Result("explained refusals"), sorted((ROOT / "instances").glob("*.yaml"))
    each = max(1, min(EACH, count // max(1, len(instances))))
    for path in instances:
        if result.late:
            break
        with Solver() as solver:
            reading = read_instance(path)
            case = stand(reading.city, reading.policy, reading.instance.decisions)
            solved = plan_for(case, solver, Settings(time_limit=300.0), Screen(quiet=True))
            if solved.plan is None:
                result.wrong.append(f"{path.stem}: no plan")
                continue
            refused = [a.code for a in case.city.applications if not solved.plan.admits(a.code) and not case.standing(a.code).decided]
            for code in () if result.late else refused[:: max(1, len(refused) // each)][:each]:
                result.saw(_tried(code, solved, case, solver, result, path.stem))
    return result


def _tried(code: str, solved: Solved, case: Case, solver: Solver, result: Result, name: str) -> str:
    found = answer(case.city.by_application[code], solved, {}, solver, Settings(time_limit=60.0))
    wrong = [] if found.reasons else ["no reason is said"]
    forced = Changes(columns={f"admit[{code}]": (1, 1)}).on(solved.matrix)
    if found.forced.possible:
        wrong += _loss(found.forced, forced, solved, case, solver, code)
    elif found.forced.possible is False:
        wrong += _figures(found.forced, forced, solver)
    result.wrong += [f"{name} {code}: {w}" for w in wrong]
    kind = {True: "loss seen", False: "clauses freed and figures moved", None: "not settled"}[found.forced.possible]
    return f"{name}: {kind}"


def _loss(said: Forced, forced: Matrix, solved: Solved, case: Case, solver: Solver, code: str) -> list[str]:
    """The forced plan is lawful by the audit and worth what is said."""
    outcome = solver.solve(forced, Settings(time_limit=60.0))
    other: Plan = canonical_transfers(plan_of(outcome.values, case, forced.column), case)
    wrong = [f"the audit finds {f.rule}" for f in broken(audit(other, case))]
    if not other.admits(code):
        wrong.append("it is not admitted")
    for g in solved.stages:
        told = next((x.would_be for x in said.losses if x.goal == g.name), Fraction(g.value(solved.chosen, case), g.scale))
        if Fraction(g.value(other, case), g.scale) != told:
            wrong.append(f"{g.name} is {g.value(other, case)}, said {told}")
    return wrong


def _figures(said: Forced, forced: Matrix, solver: Solver) -> list[str]:
    """Without the named clauses it enters; each of them is needed; the least relaxation does, and one unit less does not."""
    wrong = []
    if said.irreducible:
        alone = [r for r in {o for o in forced.owner if o} if r not in said.conflict]
        if solver.feasible(forced, without=alone) is not False:
            wrong.append("the named clauses do not exclude it")
        wrong += [f"{r} is not needed" for r in said.conflict if solver.feasible(forced, without=[*alone, r]) is not True]
    for rule, amount, _ in said.relaxations:
        loose = elastic(forced, [rule])
        give = {n: (0.0, float(loose.col_upper[j])) for j, n in enumerate(loose.columns) if n.startswith("give_way[")}
        for most, possible in ((amount, True), (amount - 1, False)) if amount >= 0 else ():
            if bool(solver.feasible(_within(loose, list(give), most))) is not possible:
                wrong.append(f"{rule} giving way by {most} is {'not ' if possible else ''}enough")
    return wrong


def _within(loose: Matrix, names: list[str], most: int) -> Matrix:
    """At most so much of the give-way columns together."""
    from allocator.matrix import locked

    goal = loose.goals[0]
    assert {loose.columns[j] for j in goal.index} == set(names)
    return Changes(goals=()).on(locked(loose, goal, most))
