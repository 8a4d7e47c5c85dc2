"""动态管理清单: who is under guidance or on trial, who is barred, whom the tail hits, what was released, which triggers are hit."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from allocator import words
from allocator.audit import closing_words, sentence
from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.measures.lifecycle import add_months
from allocator.measures.releases import freed
from allocator.rules.base import decimal

Rows = list[dict[str, Any]]


def monitor(case: Case, on: date) -> dict[str, Rows]:
    """Every list of monitor.json on one day."""
    return {"trials": trials(case, on), "bans": bans(case, on), "tail": tail(case), "steps": steps(case, on),
            "releases": releases(case, on), "triggers": triggers(case)}


def trials(case: Case, on: date) -> Rows:
    """Newly admitted institutions in guidance, on trial, put off or ended."""
    rows: Rows = []
    for rule in case.policy.of_kind("probation"):
        for t in rule.on(on, case.city):
            i = case.city.by_institution[t.code]
            rows.append({"institution": t.code, "name": i.name, "category": i.category, "district": i.district, "stage": t.stage,
                         "admitted_on": i.admitted_on, "guidance_until": t.guidance_until, "extensions": t.extensions,
                         "trial_until": t.trial_until, "review_on": t.review_on, "barred_until": t.barred_until,
                         "cross_region": t.cross_region, "rule": rule.id})
    return _dated(rows)


def bans(case: Case, on: date) -> Rows:
    """Applications that are barred on the day, and terminated institutions that may not yet apply again."""
    rows: Rows = [{"code": a.code, "name": a.name, "district": a.district, "barred_until": a.barred_until, "cause": ""}
                  for a in case.city.applications if a.barred_until is not None and a.barred_until > on]
    for rule in case.policy.of_kind("ban"):
        for i in case.city.institutions:
            until = rule.after(i, case.city) if i.exited_on is not None and i.exited_on <= on else None
            if until is not None and until > on:
                rows.append({"code": i.code, "name": i.name, "district": i.district, "barred_until": until, "cause": i.exit_cause})
    return _dated(rows)


def tail(case: Case) -> Rows:
    """Who is in the tail of the appraisal, and what follows."""
    rows: Rows = []
    for rule in case.policy.of_kind("tail"):
        for t in case.states[rule.id]:
            i = case.city.by_institution[t.code]
            rows.append({"institution": t.code, "name": i.name, "district": i.district, "pool": t.pool, "score": decimal(t.score),
                         "why": t.why, "sanction": t.sanction, "rule": rule.id})
    return rows


def steps(case: Case, on: date) -> Rows:
    """What the breaches of the last twelve months lead to."""
    known, since = case.city.by_institution, add_months(on, -12)
    recent = sorted((e for e in case.city.events if since < e.date <= on and e.code in known), key=lambda e: (e.date, e.code, e.kind))
    return _dated([{"institution": e.code, "name": known[e.code].name, "district": known[e.code].district, "event": e.kind, "date": e.date,
                    "leads_to": "、".join(rule.leads_to(e.kind)), "rule": rule.id}
                   for rule in case.policy.of_kind("tail") for e in recent if rule.leads_to(e.kind)])


def releases(case: Case, on: date) -> Rows:
    """Beds and places given up in the year of the day, up to it where a date is known."""
    known = {i.code: i.exited_on for i in case.city.institutions}
    rows = freed(case.city, on.year, on.year, lambda row: True)
    return [{"year": f.year, "code": f.code, "district": f.district, "account_district": f.account_district, "beds": f.beds,
             "place": f.place, "cause": f.cause} for f in rows if (known.get(f.code) or on) <= on]


def triggers(case: Case) -> Rows:
    """Conditions that hold: freezes by district, beds required against beds there, limits and targets that today's stock misses."""
    rows: Rows = []
    for rule in case.policy.of_kind("freeze"):
        for d in case.city.names:
            facts = rule.trigger(d, case.city)
            if facts is not None:
                rows.append(_trigger(rule, d, closing_words(rule.kind, {**facts, "district": d})))
    off = {n.district or "city" for n in case.needs if not n.tier and n.required is not None and n.state != "balanced"}
    for rule in case.policy.of_kind("requirement"):
        rows += [_trigger(rule, f.subject, sentence(f)) for f in rule.check(Plan(), case) if f.subject in off]
    for rule in case.policy.of_kind("density_limit", "coverage", "tier_ratio", "minimum"):
        rows += [_trigger(rule, f.subject, sentence(f)) for f in rule.check(Plan(), case) if f.gap]
    return rows


def _trigger(rule: Any, subject: str, text: str) -> dict[str, Any]:
    return {"rule": rule.id, "document": rule.clause.document, "article": rule.clause.article, "subject": subject, "text": text}


def _dated(rows: Rows) -> Rows:
    """Days as text; empty where there is none."""
    return [{k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()} for row in rows]


def said(lists: Mapping[str, Rows]) -> list[str]:
    """One line a list, then the triggers."""
    lines = [words.say("monitor.count", name=words.say(f"list.{k}"), n=len(rows)) for k, rows in lists.items()]
    return lines + [f"  [{r['rule']}] {r['text']}" for r in lists["triggers"]]
