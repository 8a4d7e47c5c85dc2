"""The city with its standing and measures: all that rules, program and audit may know before a plan exists."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from allocator.domain.access import Access
from allocator.domain.city import City
from allocator.domain.instance import Decision
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.domain.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Closing:
    """One rule that stands against an application, with the figures that it goes by."""

    rule: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Exemption:
    """One rule that exempts an application: of reach `quantity` (numbers) or `plan` (freezes and separation too).

    Parameters
    ----------
    counted : whether it is in the figures of totals at all.   takes_room : whether it uses up what others may have under them.
    """

    rule: str
    reach: str
    counted: bool = True
    takes_room: bool = True


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What happens to one application before anything is weighed.

    Parameters
    ----------
    closings : rules that close it, in the order in which standings are applied; the first one decides.
    fixed : "admitted" or "refused" where it is a constant, else "".
    decided : whether that is a decision already taken.
    beds : granted if it is a constant.
    """

    application: str
    closings: tuple[Closing, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    mandatory: tuple[str, ...] = ()
    fixed: str = ""
    decided: bool = False
    beds: int = 0

    @property
    def open(self) -> bool:
        """Whether the program may decide it."""
        return not self.fixed and not self.closings

    @property
    def reach(self) -> str:
        """The widest reach of its exemptions: "plan", "quantity" or ""."""
        reaches = {e.reach for e in self.exemptions}
        return "plan" if "plan" in reaches else "quantity" if reaches else ""

    @property
    def counted(self) -> bool:
        """Whether it counts in the plan's totals: not where an exemption says that it does not."""
        return all(e.counted for e in self.exemptions)

    @property
    def takes_room(self) -> bool:
        """Whether an exempt one uses up room under absolute limits: where it counts, and one of its exemptions says so."""
        return not self.decided and self.counted and any(e.takes_room for e in self.exemptions)


@dataclass(frozen=True, kw_only=True)
class Need:
    """Required beds against the stock after exits; tier "" carries the district's (or city's) state."""

    scope: str                       # district | city
    district: str                    # "" for the city
    tier: str
    required: int | None
    after_exits: int
    state: str = ""                  # increment | balanced | stock | short_underused


@dataclass(frozen=True, eq=False)
class Case:
    """City + policy + standings + measures of one run.

    Parameters
    ----------
    standings : application code -> its standing, every application.
    states : rule id -> what a state rule measured, for others to read.
    access : coverage rule id -> who reaches what.
    leaves : directions of conversion whose beds leave the insured total.
    """

    city: City
    policy: Policy
    decisions: tuple[Decision, ...] = ()
    standings: Mapping[str, Standing] = field(default_factory=dict)
    states: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[Need, ...] = ()
    access: Mapping[str, Access] = field(default_factory=dict)
    leaves: frozenset[str] = frozenset()

    # -- applications by what may be decided of them

    @cached_property
    def excused_quantity(self) -> frozenset[str]:
        """Applications whose numbers never break a rule: exempt from numbers, or decided."""
        return frozenset(c for c, s in self.standings.items() if s.decided or s.reach)

    @cached_property
    def excused_plan(self) -> frozenset[str]:
        """Applications outside freezes and separation too: exempt from the plan, or decided."""
        return frozenset(c for c, s in self.standings.items() if s.decided or s.reach == "plan")

    @cached_property
    def ahead(self) -> frozenset[str]:
        """Exempt applications that use up room under absolute limits: no number holds them, others get what they leave."""
        return frozenset(c for c, s in self.standings.items() if s.takes_room)

    @cached_property
    def counting(self) -> tuple[Application, ...]:
        """Applications that quantity rules weigh: not excused, whether open, closed or mandatory."""
        return tuple(a for a in self.city.applications if a.code not in self.excused_quantity)

    def standing(self, code: str) -> Standing:
        """Standing of one application."""
        return self.standings.get(code) or Standing(application=code)

    def excused(self, plan: Plan, reach: str = "quantity") -> Plan:
        """The part of a plan that comes from exempt applications and decisions."""
        codes = self.excused_quantity if reach == "quantity" else self.excused_plan
        reduced = {i: min(plan.cut(i), n) for i, n in self.decided_cuts.items()}
        return Plan({a: n for a, n in plan.admitted.items() if a in codes}, reduced, {})

    @cached_property
    def decided_cuts(self) -> dict[str, int]:
        """Beds that decisions take from institutions."""
        return {d.institution: d.reduce for d in self.decisions if d.institution}

    @cached_property
    def cuts_limited(self) -> bool:
        """Whether a rule of the model says how far institutions may be cut; without one nothing is cut but by decision."""
        return any(getattr(r, "limits_cuts", False) for r in self.policy)

    def most_cut(self, code: str) -> int:
        """Beds that a plan may take from an institution at the very most, whatever the rules' own limits are."""
        i = self.city.by_institution[code]
        there = i.insured_beds if i.category == "inpatient" and self.city.stays(code) else 0
        return there if self.cuts_limited else min(there, self.decided_cuts.get(code, 0))

    @cached_property
    def claimed(self) -> Counter[str]:
        """How many constants claim an institution."""
        fixed = (self.city.by_application[c] for c, s in self.standings.items() if s.fixed == "admitted")
        return Counter(a.claims for a in fixed if a.claims)

    # -- needs

    @cached_property
    def short(self) -> frozenset[str]:
        """Districts short of beds before the plan: stock after exits < required."""
        return frozenset(n.district for n in self.district_needs if n.required is not None and n.after_exits < n.required)

    @cached_property
    def district_needs(self) -> tuple[Need, ...]:
        """The needs row of each district over all its tiers."""
        return tuple(n for n in self.needs if n.scope == "district" and not n.tier)

    def headroom(self, district: str) -> int:
        """Beds short after exits, 0 where the district is not short."""
        return sum(max(0, (n.required or 0) - n.after_exits) for n in self.district_needs if n.district == district)


def codes(applications: Iterable[Application]) -> list[str]:
    """Codes, in order."""
    return [a.code for a in applications]
