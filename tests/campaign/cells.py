"""Good workbooks with one cell changed: the audit of what is read back says what trying the plan in the program says."""
from __future__ import annotations

import io
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.styles.cell_style import StyleArray

from allocator.audit import audit, broken
from allocator.domain.case import Case
from allocator.domain.outcome import Outcome
from allocator.domain.plan import Plan
from allocator.errors import BadInput
from allocator.matrix import Changes
from allocator.program import granted, plan_of
from allocator.questions.flows import canonical_transfers
from allocator.reading.plan import read_plan
from allocator.report.extras import Extras
from allocator.report.record import record
from allocator.report.terms import head
from allocator.report.workbook import workbook
from allocator.solver.session import Session
from allocator.words.headers import header
from tests.campaign.many import many
from tests.campaign.part_taken import noted
from tests.campaign.result import Result
from tests.campaign.second_solver import solved
from tests.campaign.towns import of
from tests.report import small
from tests.rules.compiled import Compiled

DECISIONS = {                            # sheet -> its columns that say a decision; the first says whose
    "机构准入": ("application", "admitted", "beds"), "床位调整": ("institution", "reduced"), "调剂": ("from", "to", "beds"),
    "定向新增": ("code", "beds")}
TABLE = {"机构准入": "admissions", "床位调整": "adjustments", "调剂": "transfers", "定向新增": "slots"}
EACH = 20                                # cells a workbook
SECTION = 5


class Cell(NamedTuple):
    """A cell of a decision sheet: sheet, row, column, and the key of its column ("" where it says no decision)."""

    sheet: str
    row: int
    column: int
    key: str


def cells(count: int, seed: int) -> Result:
    """So many cells, twenty of each town's workbook."""
    result = many(Result("single cells of workbooks"), _block, count, seed, EACH)
    tally = result.tally
    result.rows.append(f"cells of columns that say a decision: {tally['decision cells']:,}; workbooks: {tally['instances']:,}")
    return result


def _block(seed: int, numbers: range) -> Result:
    """One workbook."""
    result = Result("")
    name, number, case, matrix, outcome = next(
        (*t, m, o) for t in of(seed, numbers[0] // EACH, SECTION) for m, o in (solved(t[2]),) if o.has_plan)
    good = canonical_transfers(plan_of(outcome.values, case, matrix.column), case)
    noted(case, good, result.tally)
    book, compiled, dice = _written(case, good, outcome), Compiled.of(case), random.Random(number)
    for _ in numbers:
        where = ""
        try:
            changed, where = _changed(book, dice, result)
            said, wrong = _judged(changed, case, compiled, good)
        except Exception as error:
            said, wrong = "raised", f"{type(error).__name__} {error}"
        result.saw(said)
        if wrong:
            result.wrong.append(f"{name} {number} {where}: {wrong}")
    return result


def _written(case: Case, plan: Plan, outcome: Outcome) -> Workbook:
    rows = record(small.instance(), case, plan, audit(plan, case), outcome, {}, {})
    whole = load_workbook(io.BytesIO(workbook(rows, case, small.instance(), Extras())))
    for sheet in [s for s in whole if _sheet(s.title) is None]:
        whole.remove(sheet)                     # what is not read back only costs time: other sheets, and how cells look
    for sheet in whole:
        sheet.conditional_formatting = ConditionalFormattingList()
        for row in sheet.iter_rows():
            for cell in row:
                cell._style = StyleArray()
    return whole


def _sheet(title: str) -> str | None:
    return next((d for d in DECISIONS if d in title), None)


def _filled(book: Workbook) -> Iterator[Cell]:
    """Every cell that holds something, with its key where it stands between the header and the totals."""
    for sheet in book:
        kind = _sheet(sheet.title) or ""
        words = {header(key, TABLE[kind]): key for key in DECISIONS[kind]}
        top = next((r for r in sheet.iter_rows() if len({str(c.value) for c in r} & set(words)) > 1), None)
        keys = {c.column: words.get(str(c.value), "") for c in top} if top else {}
        begins = top[0].row if top else sheet.max_row
        ends = next((r[0].row for r in sheet.iter_rows(min_row=begins) if any(c.value == head("total") for c in r)), sheet.max_row + 1)
        for row in sheet.iter_rows():
            yield from (Cell(sheet.title, c.row, c.column, keys.get(c.column, "") if begins < c.row < ends else "") for c in row
                        if c.value not in (None, "") and not str(c.value).startswith("="))


def _changed(loaded: Workbook, dice: random.Random, result: Result) -> tuple[bytes, str]:
    """The workbook with another value in one cell of a decision sheet, mostly of a column that says a decision; it stays as it is."""
    here = list(_filled(loaded))
    said = [c for c in here if c.key in ("admitted", "beds", "reduced")]
    whose = [c for c in here if c.key in ("application", "institution", "from", "to", "code")]
    chance = dice.random()
    chosen = dice.choice(said if said and chance < 0.8 else whose if whose and chance < 0.92 else here)
    result.tally["decision cells"] += bool(chosen.key)
    cell = loaded[chosen.sheet].cell(chosen.row, chosen.column)
    column = [loaded[c.sheet].cell(c.row, c.column).value for c in here if (c.sheet, c.column) == (chosen.sheet, chosen.column)]
    before = cell.value
    cell.value = after = _other(before, column, dice)
    content = _saved(loaded)
    cell.value = before
    return content, f"{chosen.sheet}!{cell.coordinate} {before!r} → {after!r}"


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _other(value: Any, column: list[Any], dice: random.Random) -> Any:
    """Another value: the other word, one more or less, another of its column, what does not belong there."""
    if value in ("是", "否"):
        return ("否" if value == "是" else "是") if dice.random() < 0.9 else dice.choice(("×", "同意", 3, "也许"))
    if isinstance(value, int | float):
        return dice.choice((value + 1, value + 2, max(0, value - 1), max(0, value - 2), 0, value * 2, -1, value + 0.5, None))
    return dice.choice((*(c for c in column if c != value), "", "×", 3, None))


def _judged(changed: bytes, case: Case, compiled: Compiled, good: Plan) -> tuple[str, str]:
    try:
        plan = read_plan(changed, case.city, "plan.xlsx")
    except BadInput as error:
        placed = all(p.message and p.place for p in error.problems)
        return "refused with its place", "" if placed else "refused without a place or a word"
    ours = not broken(audit(plan, case))
    theirs = _lawful(plan, case, compiled)
    if plan == good:
        return "no decision changed", "" if ours and theirs else "the good plan is not lawful"
    return "lawful" if ours else "broken", "" if ours == theirs else f"audit {ours}, program {theirs}: {plan}"


def _lawful(plan: Plan, case: Case, compiled: Compiled) -> bool:
    """What the program says of a plan: beds as applied for, nothing that has no column, and rows that can hold.

    Whoever is in by exemption or by a decision may be left out by hand: that is told, and held against no plan.
    """
    for code, beds in plan.admitted.items():
        a = case.city.by_application[code]
        fixed = case.standing(code).fixed == "admitted" or not (case.policy.partial and a.adds_beds)
        if not case.standing(code).decided and (beds != granted(case, code) if fixed else not a.beds_min <= beds <= a.beds_max):
            return False
    known = compiled.matrix.column
    named = [f"reduce[{i}]" for i, n in plan.reduced.items() if n] + [f"transfer[{d},{e}]" for (d, e), n in plan.transfers.items() if n]
    aims = tuple(r.id for r in case.policy if r.strictness == "should")          # their gaps are bounded by what the program may decide
    fixed_here = Changes(columns=compiled.fixed(plan), without=aims, goals=()).on(compiled.matrix)
    return all(n in known for n in named) and bool(Session(fixed_here).feasible())
