"""The plan in one table on the terminal."""
from __future__ import annotations

from fractions import Fraction
from unicodedata import east_asian_width

from allocator import words
from allocator.domain.case import Case
from allocator.domain.city import CATEGORIES
from allocator.domain.plan import Plan
from allocator.measures.ledger import ledger

COLUMNS = ("district", "current", "planned", "change", "per_1000", "inpatient", "outpatient", "pharmacy", "state")
WIDTHS = (12, 10, 10, 8, 10, 10, 10, 10, 26)


def table(plan: Plan, case: Case) -> str:
    """Beds and entries by district, with the district's state."""
    rows = [[*(words.say(f"table.{c}") for c in COLUMNS[:-1]), "  " + words.say("table.state")]]
    rows += [_row(d, [d], plan, case) for d in case.city.names]
    rows.append(_row(words.say("table.total"), list(case.city.names), plan, case))
    return "\n".join("".join(_cell(text, width, left=k in (0, 8)) for k, (text, width) in enumerate(zip(row, WIDTHS, strict=True))).rstrip()
                     for row in rows)


def _row(name: str, districts: list[str], plan: Plan, case: Case) -> list[str]:
    after = ledger(plan, case)
    now, then = after.sum("current", districts=districts), after.planned(districts)
    people = sum(case.city.by_district[d].insured for d in districts)
    entries = [sum(1 for c in plan.admitted if _enters(c, category, districts, case)) for category in CATEGORIES]
    state = next((words.say(f"state.{n.state}") for n in case.district_needs if [n.district] == districts and n.state), "")
    per_1000 = f"{float(Fraction(then * 1000, people)):.2f}" if people else "-"
    return [name, f"{now:,}", f"{then:,}", f"{then - now:+,}", per_1000, *(str(n) for n in entries), "  " + state]


def _enters(code: str, category: str, districts: list[str], case: Case) -> bool:
    a = case.city.by_application[code]
    return a.enters and a.category == category and a.district in districts


def _cell(text: str, width: int, *, left: bool) -> str:
    blanks = " " * max(0, width - sum(2 if east_asian_width(c) in "WF" else 1 for c in text))
    return text + blanks if left else blanks + text

