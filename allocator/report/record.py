"""plan.json: the plan with its figures, findings and reasons (contract, section 4)."""
from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from allocator import words
from allocator.audit import percent, sentence
from allocator.domain.case import Case
from allocator.domain.city import TIERS
from allocator.domain.finding import Finding, Reason
from allocator.domain.instance import Instance
from allocator.domain.institution import Application, Institution
from allocator.domain.outcome import Outcome
from allocator.domain.plan import Plan
from allocator.geography.nearest import nearest
from allocator.measures.ledger import SIGNS, changes, ledger, stock
from allocator.rules.base import decimal
from allocator.rules.bounds.adjustment_limits import AdjustmentLimits
from allocator.rules.bounds.coverage import closed_sites
from allocator.rules.bounds.density_limit import Glide
from allocator.rules.goals.base import Goal
from allocator.rules.scopes import scopes

Record = dict[str, Any]


def number(value: int | Fraction | None) -> int | str | None:
    """A whole number as it is, another as decimal text rounded to 6 places."""
    if value is None or isinstance(value, int):
        return value
    return value.numerator if value.denominator == 1 else decimal(value)


def dump(record: Mapping[str, Any]) -> bytes:
    """The bytes of a JSON file: the same record gives the same bytes."""
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def objectives(outcome: Outcome) -> list[Record]:
    """One row a stage, in the order in which they were optimised."""
    bounds = [None if s.bound is None else Fraction(s.bound, s.scale) for s in outcome.stages]
    return [{"name": s.goal, "sense": s.sense, "value": number(s.reported), "bound": number(bound), "gap": number(s.gap)}
            for s, bound in zip(outcome.stages, bounds, strict=True)]


def empty(instance: Instance, case: Case, status: str) -> Record:
    """The record of a run without a plan: its status, no decisions."""
    lists = ("objectives", "admissions", "beds", "needs", "adjustments", "transfers", "slots", "coverage", "milestones", "findings")
    return {"instance": instance.name, "model": case.policy.name, "year": instance.year, "status": status, **{name: [] for name in lists},
            "needs": needs(case)}


def record(instance: Instance, case: Case, plan: Plan, findings: Sequence[Finding], outcome: Outcome,
           reasons: Mapping[str, Sequence[Reason]], ranks: Mapping[str, int]) -> Record:
    """Everything that plan.json holds."""
    return {
        "instance": instance.name, "model": case.policy.name, "year": instance.year, "status": outcome.status,
        "objectives": objectives(outcome), "admissions": admissions(plan, case, reasons, ranks), **figures(plan, case, findings),
    }


def figures(plan: Plan, case: Case, findings: Sequence[Finding]) -> Record:
    """What any plan, found or given, comes to."""
    return {"beds": beds(plan, case), "needs": needs(case), "adjustments": adjustments(plan, case), "transfers": transfers(plan, case),
            "slots": slots(plan, case), "coverage": coverage(plan, case), "milestones": milestones(plan, case),
            "findings": [finding(f) for f in findings]}


def admissions(plan: Plan, case: Case, reasons: Mapping[str, Sequence[Reason]], ranks: Mapping[str, int]) -> list[Record]:
    """Every application, admitted or not."""
    return [{"application": a.code, "category": a.category, "district": a.district, "township": a.township, "kind": a.kind,
             "name": a.name, "tier": a.tier, "account_district": a.account_district, "parent_code": a.parent_code,
             "admitted": plan.admits(a.code), "beds": plan.beds(a.code), "doctors": a.doctors if plan.admits(a.code) else 0,
             "exempt_from": exempt_from(a.code, case), "counted": case.standing(a.code).counted, "waitlist": ranks.get(a.code),
             "reasons": [reason(r) for r in reasons.get(a.code, ())]} for a in case.city.applications]


def reason(r: Reason) -> Record:
    """One reason as the contract writes it."""
    return {"rule": r.rule, "clause": {"document": r.clause.document, "article": r.clause.article}, "text": r.text}


def exempt_from(code: str, case: Case) -> list[str]:
    """Rules that would limit an application, and that an exemption lifts."""
    s, a = case.standing(code), case.city.by_application[code]
    if not s.exemptions:
        return []
    lifted = [r.id for r in case.policy if r.family == "bound" and r.strictness == "must" and r.covers(a, case)
              and r.lifted in {"quantity", s.reach}]
    freezes = [r.id for r in case.policy if r.family == "standing" and r.closing(a, case.city, case.states) is not None
               and any(r.lifted_by(e) for e in s.exemptions)]
    return sorted({*lifted, *freezes})


def beds(plan: Plan, case: Case) -> list[Record]:
    """By account district and tier."""
    after = ledger(plan, case)
    wanted = {(n.district, n.tier): n.required for n in case.needs if n.scope == "district" and n.tier}
    return [{"district": d, "tier": t, **after.rows[d, t], "planned": sum(SIGNS[c] * n for c, n in after.rows[d, t].items()),
             "required": wanted.get((d, t))} for d in case.city.names for t in TIERS]


def needs(case: Case) -> list[Record]:
    """Required beds against those left after the exits."""
    return [{"scope": n.scope, "district": n.district or None, "tier": n.tier or None, "required": n.required, "after_exits": n.after_exits,
             "state": n.state or None} for n in case.needs]


def adjustments(plan: Plan, case: Case) -> list[Record]:
    """核减依据: institutions that give up beds, with their use before and after."""
    rule = next((r for r in case.policy.of_kind("adjustment_limits")), None)
    limits = rule.limits(case) if isinstance(rule, AdjustmentLimits) else {}
    rows = []
    for code, cut in plan.reduced.items():
        i = case.city.by_institution[code]
        left = i.insured_beds - cut
        after = Fraction(i.bed_days, 365 * left) if i.bed_days is not None and left > 0 else None
        rows.append({"institution": code, "reduced": cut, "limit": limits.get(code, (0, ""))[0], "use_before": number(i.use),
                     "use_after": number(after), "reason": _cut_words(code, case, limits)})
    return rows


def _cut_words(code: str, case: Case, limits: Mapping[str, tuple[int, str]]) -> str:
    decided = next((d for d in case.decisions if d.institution == code), None)
    if decided is not None:
        cut = words.say("fix.reduced", beds=decided.reduce)
        return words.say("reason.decided", fix=cut, reason=decided.reason, by=decided.by, on=decided.on)
    i = case.city.by_institution[code]
    limit, why = limits.get(code, (0, "leaves"))
    return words.say("adjustment.reason", district=i.account_district, use=percent(i.use) if i.use is not None else "-", limit=limit,
                     why=words.say(f"why.{why}"))


def transfers(plan: Plan, case: Case) -> list[Record]:
    """Beds given up in one district for another, and within a district for its own additions."""
    rows = {pair: n for pair, n in plan.transfers.items()}
    all_of, excused, there = changes(plan, case), changes(case.excused(plan), case), stock(case.city)
    for d in case.city.names if case.policy.of_kind("swap") else ():
        own = all_of.sum("expanded", "admitted", districts=[d]) - excused.sum("expanded", "admitted", districts=[d])
        into = sum(n for (_, e), n in plan.transfers.items() if e == d)
        out = sum(n for (e, _), n in plan.transfers.items() if e == d)
        supply = there.sum("exited", districts=[d]) + all_of.sum("reduced", "converted", districts=[d]) - out
        within = min(own - into, supply)
        if within > 0:
            rows[d, d] = within
    return [{"from": d, "to": e, "beds": n, "unit": "beds"} for (d, e), n in sorted(rows.items())]


def slots(plan: Plan, case: Case) -> list[Record]:
    """Unnamed sites to publish, by township and class."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for code in plan.admitted:
        a = case.city.by_application[code]
        if a.kind == "site":
            groups.setdefault((a.district, a.township, a.category, a.tier, a.type, a.specialty), []).append(code)
    return [_slot(place, codes, plan, case) for place, codes in sorted(groups.items())]


def _slot(place: tuple[str, ...], codes: Sequence[str], plan: Plan, case: Case) -> Record:
    district, township, category, tier, kind, specialty = place
    without = Plan({c: n for c, n in plan.admitted.items() if c not in codes})
    people = sum(a.people(a.covered(plan)) - a.people(a.covered(without)) for a in case.access.values() if a.category == category)
    rule = next((r for r in case.policy if r.kind in ("coverage", "plan_total") and _is_for(r, category)), None)
    clause = {"document": rule.clause.document, "article": rule.clause.article} if rule else {"document": "", "article": ""}
    return {"district": district, "township": township, "category": category, "tier": tier, "type": kind, "specialty": specialty,
            "count": len(codes), "beds": sum(plan.beds(c) for c in codes), "insured_newly_covered": people,
            "nearest_same_m": _nearest_same(category, codes, plan, case), "clause": clause}


def _is_for(rule: Any, category: str) -> bool:
    return bool(getattr(rule, "category", "") == category or category in getattr(getattr(rule, "where", None), "category", ()))


def _nearest_same(category: str, codes: Sequence[str], plan: Plan, case: Case) -> int | None:
    """Metres from the sites to the nearest other institution of the category, there or admitted."""
    apps = case.city.by_application
    there = [i for i in case.city.staying if i.category == category]
    admitted = [apps[c] for c in plan.admitted if c not in codes and apps[c].category == category]
    rows: list[Institution | Application] = [*there, *admitted]
    others = [(r.lon, r.lat) for r in rows if r.lon is not None and r.lat is not None]
    here = [(apps[c].lon, apps[c].lat) for c in codes if apps[c].lon is not None]
    if not others or not here:
        return None
    _, metres = nearest(*zip(*here, strict=True), *zip(*others, strict=True))
    return round(float(metres.min()))


def coverage(plan: Plan, case: Case) -> list[Record]:
    """People in reach, by coverage rule and district."""
    rows, closed = [], closed_sites(case)
    for rule in case.policy.of_kind("coverage"):
        access = case.access[rule.id]
        before, after, most = (access.people_by_district(m) for m in (access.before, access.covered(plan), access.reachable(closed)))
        everyone = access.people_by_district(access.insured >= 0)
        rows += [{"category": rule.category, "district": d, "insured": everyone[d], "covered_before": before[d], "covered_after": after[d],
                  "reachable": most[d], "standard": number(rule.share), "method": access.method} for d in access.districts]
    return rows


def milestones(plan: Plan, case: Case) -> list[Record]:
    """The yearly milestones of limits that glide."""
    rows = []
    for rule in case.policy.of_kind("density_limit"):
        if isinstance(rule.when_over, Glide):
            for (subject, districts), f in zip(scopes(rule.scope, case), rule.check(plan, case), strict=True):
                beyond = rule.today(districts, case) > rule.bound(rule.value, districts, case)
                value = rule.figure(case.city.year, beyond if rule.sense == "<=" else not beyond)
                rows.append({"rule": rule.id, "year": case.city.year, "value": number(value), "limit": f.limit, "planned": f.measured,
                             "gap": number(f.gap), "unit": f.unit, "subject": subject})
    return rows


def finding(f: Finding) -> Record:
    """One finding as the contract writes it."""
    return {"rule": f.rule, "kind": f.kind, "clause": {"document": f.clause.document, "article": f.clause.article}, "subject": f.subject,
            "measured": number(f.measured), "sense": f.sense, "limit": number(f.limit), "unit": f.unit, "slack": number(f.slack),
            "excused": number(f.excused), "verdict": str(f.verdict), "strictness": f.strictness, "reason": f.reason, "text": sentence(f)}


def goal_values(plan: Plan, case: Case, stages: Sequence[Goal]) -> list[tuple[Goal, int]]:
    """Every goal measured on a plan, in 1/scale."""
    return [(g, g.value(plan, case)) for g in stages]
