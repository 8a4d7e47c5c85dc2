"""Good workbooks with one cell changed: the audit of what is read back says what trying the plan in the program says."""
from __future__ import annotations

import io
import random
from typing import Any

from openpyxl import Workbook, load_workbook

from allocator.audit import audit, broken
from allocator.domain.case import Case
from allocator.domain.outcome import Outcome
from allocator.domain.plan import Plan
from allocator.errors import BadInput
from allocator.program import granted, plan_of
from allocator.questions.flows import canonical_transfers
from allocator.reading.plan import read_plan
from allocator.report.extras import Extras
from allocator.report.record import record
from allocator.report.workbook import workbook
from tests.campaign.result import Result
from tests.campaign.second_solver import solved
from tests.campaign.towns import MAKERS
from tests.report import small
from tests.rules.compiled import Compiled

DECISIONS = ("机构准入", "床位调整", "调剂", "定向新增")
EACH = 20                       # cells a workbook


def cells(count: int, seed: int) -> Result:
    """So many cells, twenty of each town's workbook."""
    result, number = Result("single cells of workbooks"), seed * 1_000_000 + 900_000
    while result.cases < count and not result.late:
        number += 1
        name, make = MAKERS[number % len(MAKERS)]
        case = make(number)
        matrix, outcome = solved(case)
        if not outcome.has_plan:
            continue
        good = canonical_transfers(plan_of(outcome.values, case, matrix.column), case)
        book, compiled, dice = _written(case, good, outcome), Compiled.of(case), random.Random(number)
        for _ in range(min(EACH, count - result.cases)):
            changed, where = _changed(book, dice)
            try:
                said, wrong = _judged(changed, case, compiled, good)
            except Exception as error:
                said, wrong = "raised", f"{type(error).__name__} {error}"
            result.saw(said)
            if wrong:
                result.wrong.append(f"{name} {number} {where}: {wrong}")
    return result


def _written(case: Case, plan: Plan, outcome: Outcome) -> bytes:
    rows = record(small.instance(), case, plan, audit(plan, case), outcome, {}, {})
    whole = load_workbook(io.BytesIO(workbook(rows, case, small.instance(), Extras())))
    for sheet in [s for s in whole if not any(d in s.title for d in DECISIONS)]:
        whole.remove(sheet)                     # what is not read back only costs time
    return _saved(whole)


def _changed(book: bytes, dice: random.Random) -> tuple[bytes, str]:
    """The workbook with another value in one cell of a decision sheet."""
    loaded: Workbook = load_workbook(io.BytesIO(book))
    here = [c for s in loaded for row in s.iter_rows() for c in row if c.value not in (None, "") and not str(c.value).startswith("=")]
    said = [c for c in here if c.value in ("是", "否") or isinstance(c.value, int) or str(c.value)[:1] in "AHMEWS"]
    cell = dice.choice(said if said and dice.random() < 0.8 else here)
    column = [c.value for c in here if c.column == cell.column and c.parent is cell.parent]
    before, cell.value = cell.value, _other(cell.value, column, dice)
    return _saved(loaded), f"{cell.parent.title}!{cell.coordinate} {before!r} → {cell.value!r}"


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _other(value: Any, column: list[Any], dice: random.Random) -> Any:
    if value in ("是", "否"):
        return "否" if value == "是" else "是"
    if isinstance(value, int | float):
        return dice.choice((value + 1, max(0, value - 1), 0, value * 2, -1, value + 0.5, None))
    return dice.choice((*column, "", "×", 3, None))


def _judged(changed: bytes, case: Case, compiled: Compiled, good: Plan) -> tuple[str, str]:
    try:
        plan = read_plan(changed, case.city, "plan.xlsx")
    except BadInput as error:
        placed = all(p.message for p in error.problems)
        return "refused with its place", "" if placed else "refused without a word"
    ours = not broken(audit(plan, case))
    theirs = _lawful(plan, case, compiled)
    if plan == good:
        return "no decision changed", "" if ours and theirs else "the good plan is not lawful"
    return "lawful" if ours else "broken", "" if ours == theirs else f"audit {ours}, program {theirs}: {plan}"


def _lawful(plan: Plan, case: Case, compiled: Compiled) -> bool:
    """What the program says of a plan: every decision within its column, beds as applied for, and rows that can hold."""
    for code, beds in plan.admitted.items():
        a = case.city.by_application[code]
        fixed = case.standing(code).fixed == "admitted" or not (case.policy.partial and a.adds_beds)
        if beds != granted(case, code) if fixed else not a.beds_min <= beds <= a.beds_max:
            return False
    known = compiled.matrix.column
    named = [f"reduce[{i}]" for i, n in plan.reduced.items() if n] + [f"transfer[{d},{e}]" for (d, e), n in plan.transfers.items() if n]
    if any(n not in known for n in named):
        return False
    missing = [c for c, s in case.standings.items() if s.fixed == "admitted" and not plan.admits(c)]
    return not missing and compiled.allows(plan) and bool(compiled.feasible(plan))
