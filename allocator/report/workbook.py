"""plan.xlsx: a formal attachment that a bureau prints, and a plan that is read back."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from allocator import words
from allocator.domain.case import Case
from allocator.domain.instance import Instance
from allocator.report.book import assemble
from allocator.report.context import Context
from allocator.report.extras import Extras
from allocator.report.page import Foot
from allocator.report.sheets import (
    adjustments,
    admissions,
    beds,
    comparison,
    cover,
    coverage,
    decisions,
    districts,
    exemptions,
    exits,
    freezes,
    measures_sheet,
    rules_sheet,
    sensitivity,
    slots,
    sources,
    transfers,
    waitlist,
)
from allocator.report.table import Sheet

Maker = Callable[[Context], Sheet | None]


def compared(c: Context) -> Sheet | None:
    """The comparison with the manual plan, where one was made."""
    made = c.extras.comparison
    return None if made is None else comparison.sheet(made, c.headed("Comparison"), c.maker, c.clause)


SHEETS: tuple[Maker, ...] = (                    # in the contract's order, after the cover
    districts.sheet, beds.sheet, admissions.sheet, slots.sheet, transfers.sheet, adjustments.sheet, exemptions.sheet, rules_sheet.sheet,
    compared, waitlist.sheet, exits.sheet, freezes.sheet, coverage.sheet, measures_sheet.sheet, sensitivity.sheet, decisions.sheet,
    sources.sheet,
)


def workbook(record: Mapping[str, Any], case: Case, instance: Instance, extras: Extras) -> bytes:
    """The bytes of plan.xlsx.

    Parameters
    ----------
    record : the dict of plan.json (contract, section 4).
    """
    c = Context(record, case, instance, extras)
    return assemble(instance.title, sheets(c), _foot(c), int(record["year"]))


def sheets(c: Context) -> tuple[Sheet, ...]:
    """The cover and every sheet that the model fills."""
    made = tuple(s for s in (make(c) for make in SHEETS) if s is not None)
    return (cover.sheet(c, made), *made)


def comparison_workbook(made: Mapping[str, Any], *, title: str = "", year: int = 2000, maker: str = "", run_id: str = "") -> bytes:
    """The bytes of comparison.xlsx.

    Parameters
    ----------
    made : the dict of comparison.json; its `title`, `year` and `instance` are taken where none are given.
    """
    title = title or str(made.get("title") or words.say("report.title.Comparison"))
    right = " · ".join(x for x in (str(made.get("instance") or ""), run_id) if x)
    return table_workbook(title, (comparison.sheet(made, title, maker, cite),), year=int(made.get("year") or year), right=right)


def table_workbook(title: str, made: Sequence[Sheet], *, year: int = 2000, right: str = "") -> bytes:
    """The bytes of any workbook of tables: assessment, what-if, conflict, monitoring, settlement.

    Parameters
    ----------
    year : of the plan, for the constant date in the file.   right : of the footer: instance and run.
    """
    return assemble(title, made, Foot(title, "", right), year)


def cite(clause: Mapping[str, str] | None) -> str:
    """A clause without a policy at hand: its article."""
    return str((clause or {}).get("article") or (clause or {}).get("document") or "")


def _foot(c: Context) -> Foot:
    mark = words.say("report.synthetic.foot") if c.instance.source == "synthetic" else ""
    run = words.say("report.run", name=c.instance.name, run=c.extras.run_id) if c.extras.run_id else c.instance.name
    return Foot(c.instance.title, mark, run)
