"""Whether instances are worth trying: which kinds of rule are in them, and where these decide something."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from allocator.domain.case import Case
from allocator.domain.finding import Verdict
from allocator.domain.plan import Plan
from allocator.program import granted
from allocator.rules import KINDS
from allocator.rules.base import Rule
from tests.campaign.result import Result

NUMBERS = {                                # of the page of kinds; K00 and K30 are keys and sheets of a model, no kinds
    "partition": 1, "density_limit": 2, "formula_limit": 3, "tier_ratio": 4, "institution_cap": 5, "total_invariant": 6, "plan_total": 7,
    "release_quota": 8, "swap": 9, "transfer": 10, "freeze": 11, "min_distance": 12, "radius_cap": 13, "coverage": 14, "minimum": 15,
    "mandatory": 16, "exempt": 17, "offset_first": 18, "gap_bonus": 19, "class_control": 20, "priority": 21, "eligibility": 22, "ban": 23,
    "grandfather": 24, "relocation_branch": 25, "probation": 26, "tail": 27, "conversion": 28, "balance_indicator": 29,
    "adjustment_limits": 31, "requirement": 32}
LIMIT_NOTHING = ("probation", "tail")      # they say who stands where in a year's course; no plan hangs on them
BROKEN = Verdict.VIOLATED
TIGHT = {Verdict.BINDING, BROKEN}
ENOUGH = 1000                              # instances in which every kind should come to act


def noted(case: Case, plan: Plan | None, tally: Counter[str]) -> None:
    """Count the kinds of an instance, those that decide something in it, and whether any bound is reached."""
    kinds = {r.kind for r in case.policy}
    acting = {r.kind for r in case.policy if _acts(r, case)} | (set() if plan is None else set(_reached(case, plan)))
    tally.update(kinds)
    tally.update(f"{k} acts" for k in acting)
    tally["instances"] += 1
    tally["bound reached"] += any(KINDS[k].family == "bound" for k in acting)
    tally["nothing to decide"] += not any(s.open for s in case.standings.values())


def _acts(r: Rule, case: Case) -> bool:
    """Whether a rule that is no bound closes, exempts, admits, orders, or says a figure that others read."""
    if r.family == "standing":
        said = case.standings.values()
        return any(r.id in s.mandatory or any(r.id == c.rule for c in (*s.closings, *s.exemptions)) for s in said)
    if r.kind == "priority":
        return len({r.of(a, case) for a in case.city.applications}) > 1
    if r.kind == "partition":
        return bool(case.states[r.id].elsewhere)
    if r.kind == "gap_bonus":
        return bool(r.claims(case, list(case.counting)))
    if r.kind == "requirement":
        return any(n.required for n in case.needs)
    return r.family == "state" and any(_names(other, r.id) for other in case.policy if other.id != r.id)


def _names(rule: Rule, name: str) -> bool:
    """Whether a rule names another by its id, in whatever figure."""
    return f"'{name}'" in repr(rule).partition("clause=")[2].partition("serves=")[2]


def _reached(case: Case, plan: Plan) -> Iterator[str]:
    """Kinds of the bounds that the plan meets with no slack or misses as a should, or that one open application more would break."""
    more = [replace(plan, admitted={**plan.admitted, c: granted(case, c)}) for c, s in case.standings.items()
            if s.open and not plan.admits(c)]
    for rule in case.policy:
        if rule.family == "bound" and (_verdicts(rule, plan, case) & TIGHT or any(BROKEN in _verdicts(rule, p, case) for p in more)):
            yield rule.kind


def _verdicts(rule: Rule, plan: Plan, case: Case) -> set[Verdict]:
    return {f.verdict for f in rule.check(plan, case)}


def told(result: Result) -> None:
    """The table of kinds, and a sentence about the instances."""
    tally = result.tally
    result.rows.append(f"{tally['bound reached']:,} of {tally['instances']:,} with a bound that the plan reaches, or that one application "
                       f"more would break; {tally['nothing to decide']:,} with nothing left to decide")
    result.head = "| | kind | in so many instances | in so many of them it decides something |\n|---|---|---:|---:|"
    for kind, number in sorted(NUMBERS.items(), key=lambda row: row[1]):
        acts = "limits no plan" if kind in LIMIT_NOTHING else f"{tally[f'{kind} acts']:,}"
        result.rows.append(f"| K{number:02} | {kind} | {tally[kind]:,} | {acts} |")
    idle = [k for k in NUMBERS if not tally[k] or (k not in LIMIT_NOTHING and not tally[f"{k} acts"])]
    if idle and tally["instances"] >= ENOUGH:
        result.wrong.append(f"these kinds decide nothing in any instance: {idle}")

