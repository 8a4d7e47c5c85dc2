"""The workbook, plan.json and lists that a shipped model makes of a plan on a made-up town."""
from __future__ import annotations

from datetime import date
from typing import Any

from allocator.audit import audit
from allocator.domain.case import Case
from allocator.domain.instance import Instance
from allocator.domain.outcome import Outcome
from allocator.domain.plan import Plan
from allocator.report.gathering import gathered
from allocator.report.record import record
from allocator.report.workbook import workbook
from tests.report.spreadsheet import Book


def instance(case: Case) -> Instance:
    """A run of the case."""
    return Instance(name="made", title="试算", year=case.city.year, data_as_of=date(2025, 9, 30), source="synthetic", coordinates="wgs84",
                    path="", model="", inputs={})


def written(case: Case, plan: Plan) -> dict[str, Any]:
    """plan.json of a plan."""
    return record(instance(case), case, plan, audit(plan, case), Outcome("optimal"), {}, {})


def printed(case: Case, plan: Plan) -> Book:
    """plan.xlsx of a plan."""
    run, outcome = instance(case), Outcome("optimal")
    return Book(workbook(written(case, plan), case, run, gathered(run, case, outcome)))


def texts(book: Book, sheet: str) -> list[str]:
    """Every text of a sheet."""
    return [str(c.value) for row in book.values[sheet].iter_rows() for c in row if c.value is not None]
