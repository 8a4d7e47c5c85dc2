"""Figures that may be lawful but are hardly meant: warned of, or refused where a rule would divide by zero."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from allocator.domain.city import City
from allocator.domain.institution import Institution
from allocator.domain.policy import Policy
from allocator.reading.city import Tables
from allocator.reading.node import Node
from allocator.reading.problems import Problems, listed
from allocator.rules.base import decimal

HIGHEST_USE = Fraction(3, 2)
FAR = 4                                # a limit this many times off what there is was probably meant per another number of people


def plausible(city: City, policy: Policy, model: Node, tables: Tables, problems: Problems) -> None:
    """Warn of what is odd; refuse what divides by zero, and people of whom no rule says how far they go."""
    rows = {name: {str(r.values.get("code", r.values.get("district"))): r.number for r in tables.records(name)} for name in tables.typed}
    _people(city, policy, tables, rows["districts"], problems)
    _sums(city, tables, rows["districts"], problems)
    _bed_days(city, tables, rows["districts"], problems)
    _reaches(policy, tables, problems)
    for i in city.institutions:
        _institution(i, city.data_as_of, tables, rows["institutions"], problems)
    entries = {e.text("id"): e for e in model.at("rules").nodes()}
    for rule in policy:
        _rate(rule, entries[rule.id].at("value").place, city, problems)
    for code in sorted(city.by_institution.keys() & city.by_application.keys()):
        problems.warn(tables.typed["applications"].place(rows["applications"][code], "code"), "odd.code_of_both", code=code)


def _people(city: City, policy: Policy, tables: Tables, rows: Mapping[str, int], problems: Problems) -> None:
    """Nobody insured: refused for the whole city, and where a rule divides by the people of a district."""
    table = tables.typed["districts"]
    if city.districts and not city.insured:
        problems.error(table.place(table.grid.numbers[0], "insured"), "odd.nobody")
    for d in city.districts:
        for base in ("insured", "residents"):
            if getattr(d, base) == 0:
                divides = [r.id for r in policy if getattr(r, "base", "") == base and getattr(r, "scope", "") == "district"]
                say = problems.error if divides else problems.warn
                say(table.place(rows[d.district], base), "odd.zero_people", district=d.district, rule=divides[0] if divides else "-")


def _reaches(policy: Policy, tables: Tables, problems: Problems) -> None:
    """Every area class of a demand point has its reach in every coverage rule; the first point without is named."""
    if tables.demand is None:
        return
    first = dict(zip(reversed(tables.points.columns["area_class"]), reversed(tables.points.numbers), strict=True))
    for rule in policy.of_kind("coverage"):
        known = {name for name, _ in rule.reach}
        for area in sorted(set(first) - known) if "" not in known else ():
            place = tables.demand.place(first[area], "area_class")
            problems.error(place, "odd.no_reach", area=area, rule=rule.id, known=listed(sorted(known)))


def _sums(city: City, tables: Tables, rows: Mapping[str, int], problems: Problems) -> None:
    """Townships and demand points should hold as many people as their district."""
    sums = {"demand_points": city.demand.people_by_district() if len(city.demand) else {}}
    if any(t.insured for t in city.townships):
        sums["townships"] = {d: sum(t.insured for t in city.townships if t.district == d) for d in city.names}
    for name, people in sums.items():
        for d in city.districts:
            if d.district in people and people[d.district] != d.insured:
                problems.warn(tables.typed["districts"].place(rows[d.district], "insured"), "odd.sum", district=d.district, table=name,
                              sum=people[d.district], insured=d.insured)


def _bed_days(city: City, tables: Tables, rows: Mapping[str, int], problems: Problems) -> None:
    """Bed-days of a district win over its institutions' sums; a difference is said."""
    for d in city.districts:
        here = [i for i in city.baseline if i.account_district == d.district]
        sums = {"open_bed_days": sum(365 * (i.open_beds or 0) for i in here), "occupied_bed_days": sum(i.bed_days or 0 for i in here)}
        for column, found in sums.items():
            given = getattr(d, column)
            if given is not None and given != found:
                problems.warn(tables.typed["districts"].place(rows[d.district], column), "odd.bed_days", district=d.district, given=given,
                              sum=found)


def _institution(i: Institution, day: date, tables: Tables, rows: Mapping[str, int], problems: Problems) -> None:
    table, beds = tables.typed["institutions"], i.open_beds or i.insured_beds
    if beds and i.bed_days is not None and Fraction(i.bed_days, 365 * beds) > HIGHEST_USE:
        problems.warn(table.place(rows[i.code], "bed_days"), "odd.use", code=i.code, use=decimal(Fraction(i.bed_days, 365 * beds), 2))
    gone = i.exited_on is not None and i.exited_on <= day
    if gone != (i.status == "exited") and (gone or i.exited_on is not None):
        problems.warn(table.place(rows[i.code], "exited_on"), "odd.exit", code=i.code, status=i.status, day=i.exited_on, data=day)


def _rate(rule: Any, place: str, city: City, problems: Problems) -> None:
    """A limit per so many people that is far from what there is: per 1000 taken for per 10,000, say."""
    value, per, base = getattr(rule, "value", None), getattr(rule, "per", None), getattr(rule, "base", "")
    if not isinstance(value, Fraction) or not per or base not in ("insured", "residents"):
        return
    people = sum(getattr(d, base) or 0 for d in city.districts)
    stock = {"insured_beds": sum(i.insured_beds for i in city.baseline), "doctors": sum(i.doctors for i in city.baseline),
             "institutions": len(city.baseline)}.get(getattr(rule, "resource", ""), 0)
    today = Fraction(stock * per, people) if people else Fraction(0)
    if today and not today / FAR < value < today * FAR:
        problems.warn(place, "odd.rate", rule=rule.id, value=decimal(value), per=per, today=decimal(today, 2))
