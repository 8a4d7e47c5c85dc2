"""Plans that are read back: decision sheets of a workbook in either language, manual or our own, and plan.json."""
from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from allocator.domain.city import City
from allocator.domain.plan import Plan
from allocator.reading.decision_sheets import Line, lines_of_workbook
from allocator.reading.plan_json import lines_of_json
from allocator.reading.problems import Problems
from allocator.reading.yaml import head

LARGEST = 100_000_000


@dataclass
class _Decisions:
    admitted: dict[str, int] = field(default_factory=dict)
    reduced: dict[str, int] = field(default_factory=dict)
    transfers: dict[tuple[str, str], int] = field(default_factory=dict)
    said: dict[tuple[str, ...], tuple[str, bool]] = field(default_factory=dict)      # what was decided -> its place, yes or no


def read_plan(source: str | Path | bytes, city: City, name: str = "plan") -> Plan:
    """Read the decisions of one plan.

    Parameters
    ----------
    source : path of an .xlsx or .json file, or its bytes.   name : of the file, where bytes are given.

    Raises
    ------
    BadInput
        with every fault, each with its sheet and cell, or its place in the JSON.
    """
    problems = Problems()
    plan = plan_of(source, city, name, problems)
    problems.raise_errors()
    assert plan is not None                                     # nothing is left out without an error
    return plan


def plan_of(source: str | Path | bytes, city: City, name: str, problems: Problems) -> Plan | None:
    """The same, with faults, warnings and notes in `problems`."""
    if not isinstance(source, bytes):
        name = Path(source).as_posix()
        content = head(Path(source), problems, LARGEST)
        if content is None:
            return None
        source = content
    lines = lines_of_json(source, name, problems) if source.lstrip()[:1] == b"{" else lines_of_workbook(source, name, problems)
    found = _Decisions()
    for line in lines:
        TAKE[line.table](line, found, city, problems)
    return Plan(found.admitted, found.reduced, found.transfers)


def _admission(line: Line, found: _Decisions, city: City, problems: Problems) -> None:
    code = line.values["application"]
    row = city.by_application.get(code)
    if row is None:
        problems.error(line.place("application"), "name.application", value=code, hint=problems.meant(code, city.by_application))
        return
    yes = line.values.get("admitted", line.table == "slots")
    if not _once(("admit", code), line, yes, found, problems) or not yes:
        return
    found.admitted[code] = line.values.get("beds", row.beds_max) if row.category == "inpatient" else 0


def _adjustment(line: Line, found: _Decisions, city: City, problems: Problems) -> None:
    code, beds = line.values["institution"], line.values.get("reduced", 0)
    row = city.by_institution.get(code)
    if row is None:
        problems.error(line.place("institution"), "name.institution", value=code, hint=problems.meant(code, city.by_institution))
    elif beds > row.insured_beds:
        problems.error(line.place("reduced"), "plan.reduced_more", code=code, beds=beds, most=row.insured_beds)
    elif _once(("reduce", code), line, True, found, problems):
        found.reduced[code] = beds


def _transfer(line: Line, found: _Decisions, city: City, problems: Problems) -> None:
    giver, taker = line.values.get("from", ""), line.values.get("to", "")
    for key, name in (("from", giver), ("to", taker)):
        if name not in city.by_district:
            problems.error(line.place(key), "name.district", value=name, hint=problems.meant(name, city.names))
            return
    if giver == taker or line.values.get("unit", "beds") != "beds":
        return                                                        # 减一增一 within a district: said for people, decided elsewhere
    if _once(("transfer", giver, taker), line, True, found, problems):
        found.transfers[giver, taker] = line.values.get("beds", 0)


def _once(what: tuple[str, ...], line: Line, yes: bool, found: _Decisions, problems: Problems) -> bool:
    """Whether this is the first word on a matter; a slot that repeats an admission says nothing new."""
    place, before = found.said.setdefault(what, (line.place(), yes))
    if place == line.place():
        return True
    if line.table != "slots" or before != yes:
        problems.error(line.place(), "plan.twice", code=" → ".join(what[1:]), first=place)
    return False


TAKE = {"admissions": _admission, "slots": _admission, "adjustments": _adjustment, "transfers": _transfer}
