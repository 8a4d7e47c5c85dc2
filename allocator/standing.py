"""What happens to each application before anything is weighed: barred, exempt and how far, mandatory, frozen, decided."""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from allocator.domain.case import Case, Closing, Exemption, Standing
from allocator.domain.city import City
from allocator.domain.instance import Decision
from allocator.domain.institution import Application
from allocator.domain.policy import Policy
from allocator.rules.derive import derive


def stand(city: City, policy: Policy, decisions: tuple[Decision, ...] = ()) -> Case:
    """Derive columns, measure the states, then apply the standings in their order: bans and qualification, exemptions, freezes.

    Returns
    -------
    Case
        with needs, who reaches what, and the standing of every application.
    """
    city = derive(city, policy)
    states = {r.id: r.state(city, policy) for r in policy if hasattr(r, "state")}
    needs = next((states[r.id] for r in policy.of_kind("requirement")), ())
    leaves = frozenset(t for r in policy.of_kind("conversion") for t in r.leaves_total)
    bare = Case(city, policy, decisions, states=states, needs=needs, leaves=leaves)
    standings = _one_claim_each({a.code: standing(a, bare) for a in city.applications}, city)
    access = {r.id: r.access(city) for r in policy.of_kind("coverage")}
    return Case(city, policy, decisions, standings, states, needs, access, leaves)


def _one_claim_each(standings: dict[str, Standing], city: City) -> dict[str, Standing]:
    """An institution moves, changes its tier or converts once: exempt ones that claim one which others claim too are no constants."""
    claims = Counter(a.claims for a in city.applications if a.claims and standings[a.code].fixed == "admitted")
    twice = {a.code for a in city.applications if claims[a.claims] > 1 and not standings[a.code].decided}
    return {c: replace(s, fixed="", beds=0) if c in twice and s.fixed else s for c, s in standings.items()}


def standing(a: Application, case: Case) -> Standing:
    """One application's standing; a decision already taken overrides the rules."""
    rules = sorted((r for r in case.policy if r.family == "standing"), key=lambda r: r.phase)
    exemptions = tuple(e for r in rules if (e := r.exemption(a, case.city)) is not None)
    closings = _closings(a, rules, exemptions, case.city, case.states)
    mandatory = tuple(r.id for r in rules if r.mandates(a, case.city))
    decision = next((d for d in case.decisions if d.application == a.code), None)
    if decision is not None:
        beds = case.city.applied_beds(a) if decision.beds is None else decision.beds
        return Standing(application=a.code, closings=closings, exemptions=exemptions, mandatory=mandatory, fixed=decision.fix, decided=True,
                        beds=beds if decision.fix == "admitted" else 0)
    # An unnamed site has nobody who qualifies: it is weighed, however its class is exempt.
    free = a.kind != "site" and bool(exemptions) and _nothing_stands(a, exemptions, case)
    constant = not closings and (bool(mandatory) or free)
    return Standing(application=a.code, closings=closings, exemptions=exemptions, mandatory=mandatory,
                    fixed="admitted" if constant else "", beds=case.city.applied_beds(a) if constant else 0)


def _closings(a: Application, rules: list[Any], exemptions: tuple[Exemption, ...], city: City,
              states: Mapping[str, Any]) -> tuple[Closing, ...]:
    """Every rule that closes it, but those that an exemption lifts."""
    return tuple(c for r in rules if not any(r.lifted_by(e) for e in exemptions) and (c := r.closing(a, city, states)) is not None)


def _nothing_stands(a: Application, exemptions: tuple[Exemption, ...], case: Case) -> bool:
    """Whether no rule is left that could stand against an exempt application."""
    if any(e.reach == "plan" for e in exemptions):
        return True
    return not any(r.covers(a, case) for r in case.policy if r.family == "bound" and r.lifted == "plan")
