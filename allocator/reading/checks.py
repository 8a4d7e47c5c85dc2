"""What one row says against another: codes twice, names of nowhere, parents that are not there, beds and days out of order."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from allocator.reading.city import Tables
from allocator.reading.problems import Problems
from allocator.reading.tables import Needs, Record, Reporter, Table, say_column

KEYS: dict[str, tuple[str, ...]] = {                              # what makes a row of a table the only one of its kind
    "districts": ("district",), "townships": ("district", "township"), "institutions": ("code",), "applications": ("code",),
    "funds": ("district", "scheme", "year"), "requirements": ("district", "category", "tier", "specialty", "type"),
}
WITH_PARENT = ("branch", "relocation", "expansion", "conversion", "upgrade")
IN_ORDER = (("beds_min", "beds_max"), ("admitted_on", "exited_on"), ("licensed_on", "opened_on"), ("warning_on", "warning_lifted_on"))


def check(tables: Tables, needs: Needs, derived_beds: bool, problems: Problems) -> None:
    """Every check between rows and tables."""
    for table in tables.typed.values():
        _unique(table, problems)
        _ordered(table, problems)
        _needed(table, needs, derived_beds, problems)
    _demand(tables, problems)
    _places(tables, problems)
    _parents(tables, problems)


def _unique(table: Table, problems: Problems) -> None:
    first: dict[tuple[Any, ...], int] = {}
    key = KEYS.get(table.name)
    for r in table.records if key else ():
        value = tuple(r.values.get(k, "") for k in key or ())
        if value in first:
            name = "·".join(str(v) for v in value if v != "")
            problems.error(table.place(r.number, (key or ("",))[-1]), "table.twice", value=name,
                           first=table.place(first[value], (key or ("",))[-1]))
        first.setdefault(value, r.number)


def _ordered(table: Table, problems: Problems) -> None:
    for low, high in IN_ORDER:
        for r in table.records if {low, high} <= set(table.columns) else ():
            if low in r.values and high in r.values and r.values[low] > r.values[high]:
                problems.error(table.place(r.number, low), "table.order", low=say_column(low, table.name), a=r.values[low],
                               high=say_column(high, table.name), b=r.values[high])


# -- cells that a rule reads

BLANK_SAYS_SOMETHING = frozenset((
    "account_district", "exited_on", "exit_cause", "tags", "parent_code", "parent_name", "parent_level", "parent_tier", "barred_until",
    "disqualified_reason", "reducible_beds", "licensed_on", "opened_on", "applied_on", "licensed_beds_requested", "licensed_approved_on",
    "moved_by_government", "convert_to", "warning_on", "warning_lifted_on", "beds_min", "retail_bed_days", "stage", "score",
))
OF_INPATIENT = frozenset(("insured_beds", "open_beds", "licensed_beds", "bed_days", "beds_max", "tier", "specialty"))
OF_OUTPATIENT = frozenset(("scheme",))


def _needed(table: Table, needs: Needs, derived_beds: bool, problems: Problems) -> None:
    """A cell is missing where a rule reads it of such rows; insured beds always, of inpatient institutions."""
    report = Reporter(table, problems)
    for column, rule in needs.of(table.name).items():
        always = column == "insured_beds" and not derived_beds
        if column in BLANK_SAYS_SOMETHING or not (rule or always):
            continue
        for r in table.records:
            if column not in r.values and _concerns(column, r) and needs.asks(table.name, column, r.values):
                key = "cell.missing_for_rule" if rule else "cell.missing"
                report.add(r.number, column, key, {"column": say_column(column, table.name), "rule": rule})
    report.rest()


def _concerns(column: str, r: Record) -> bool:
    """Whether a column means anything of this row."""
    category = r.values.get("category", "inpatient")
    if column in OF_INPATIENT and category != "inpatient":
        return False
    if column == "qualified" and r.values.get("kind") == "site":
        return False
    return not (column in OF_OUTPATIENT and r.values.get("category", "outpatient") != "outpatient")


# -- names

def _places(tables: Tables, problems: Problems) -> None:
    districts = {r.values["district"] for r in tables.records("districts")}
    townships = {(r.values["district"], r.values["township"]) for r in tables.records("townships")}
    for name, table in tables.typed.items():
        report = Reporter(table, problems)
        if name != "districts":
            _known(table, "district", districts, report)
            _known(table, "account_district", districts, report)
        if townships and name in ("institutions", "applications"):
            _in_district(table, ((r.number, r.values) for r in table.records), townships, report)
        report.rest()
    if tables.demand is not None:
        _demand_places(tables, tables.demand, districts, townships, problems)


def _known(table: Table, column: str, districts: set[str], report: Reporter) -> None:
    for r in table.records if column in table.columns else ():
        value = r.values.get(column)
        if value and value not in districts:
            report.add(r.number, column, "name.district", {"value": value}, report.problems.meant(value, districts))


def _in_district(table: Table, rows: Iterable[tuple[int, Mapping[str, Any]]], townships: set[tuple[str, str]], report: Reporter) -> None:
    for number, values in rows:
        pair = values["district"], values.get("township", "")
        if pair[1] and pair not in townships:
            near = report.problems.meant(pair[1], [t for d, t in townships if d == pair[0]])
            report.add(number, "township", "name.township", {"value": pair[1], "district": pair[0]}, near)


def _demand_places(tables: Tables, table: Table, districts: set[str], townships: set[tuple[str, str]], problems: Problems) -> None:
    report, c, numbers = Reporter(table, problems), tables.points.columns, tables.points.numbers
    if odd := set(c["district"]) - districts:
        for number, value in zip(numbers, c["district"], strict=True):
            if value in odd:
                report.add(number, "district", "name.district", {"value": value}, problems.meant(value, districts))
    pairs = zip(c["district"], c["township"], strict=True)
    if townships and (strange := {p for p in set(pairs) if p[1]} - townships):
        rows = ((n, {"district": d, "township": t}) for n, d, t in zip(numbers, c["district"], c["township"], strict=True)
                if (d, t) in strange and d in districts)
        _in_district(table, rows, townships, report)
    report.rest()


def _demand(tables: Tables, problems: Problems) -> None:
    codes = tables.points.columns["code"]
    if tables.demand is None or len(set(codes)) == len(codes):
        return
    first: dict[str, int] = {}
    for number, code in zip(tables.points.numbers, codes, strict=True):
        if code in first:
            problems.error(tables.demand.place(number, "code"), "table.twice", value=code, first=tables.demand.place(first[code], "code"))
        first.setdefault(code, number)


def _parents(tables: Tables, problems: Problems) -> None:
    """An application that grows out of an institution names it; a parent outside the city is named by `parent_name`."""
    table = tables.typed["applications"]
    codes = {r.values["code"] for r in tables.records("institutions")}
    for r in table.records:
        parent, kind = r.values.get("parent_code"), r.values["kind"]
        if parent and parent not in codes and not r.values.get("parent_name"):
            problems.error(table.place(r.number, "parent_code"), "name.parent", value=parent, hint=problems.meant(parent, codes))
        elif not parent and kind in WITH_PARENT and not (kind == "branch" and r.values.get("parent_name")):
            problems.error(table.place(r.number, "parent_code"), "name.no_parent", kind=kind)
