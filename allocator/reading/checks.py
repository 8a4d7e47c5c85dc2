"""What one row says against another: codes twice, names of nowhere, parents that are not there, beds and days out of order."""
from __future__ import annotations

from collections.abc import Collection, Iterable
from math import isnan

from allocator.reading.city import Tables
from allocator.reading.heading import say_column
from allocator.reading.needs import Needs
from allocator.reading.problems import Problems
from allocator.reading.tables import Record, Reporter, Table

KEYS: dict[str, tuple[str, ...]] = {                              # what makes a row of a table the only one of its kind
    "districts": ("district",), "townships": ("district", "township"), "institutions": ("code",), "applications": ("code",),
    "demand_points": ("code",), "funds": ("district", "scheme", "year"),
    "requirements": ("district", "category", "tier", "specialty", "type"),
}
WITH_PARENT = ("branch", "relocation", "expansion", "conversion", "upgrade")
IN_ORDER = (("beds_min", "beds_max"), ("admitted_on", "exited_on"), ("licensed_on", "opened_on"), ("warning_on", "warning_lifted_on"))


def check(tables: Tables, needs: Needs, derived_beds: bool, problems: Problems) -> None:
    """Every check between rows and tables.

    Parameters
    ----------
    derived_beds : whether a rule of the model derives insured beds, so that their cells may be empty.
    """
    for table in [*tables.typed.values(), *([tables.demand] if tables.demand else [])]:
        _unique(table, problems)
    for table in tables.typed.values():
        _ordered(table, problems)
        _needed(table, needs, derived_beds, problems)
    _needed_points(tables, needs, problems)
    _places(tables, problems)
    _parents(tables, problems)


def _unique(table: Table, problems: Problems) -> None:
    key = KEYS.get(table.name, ())
    if len(key) == 1 and table.all_differ(key[0]):
        return
    rows = list(zip(*(table.texts(k, blank=len(key) > 1) for k in key), strict=False))
    if len({tuple(t for _, t in row) for row in rows}) == len(rows):
        return
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        number, value = row[0][0], tuple(t for _, t in row)
        if value in first:
            problems.error(table.place(number, key[-1]), "table.twice", group=table.grid.name, value="·".join(v for v in value if v),
                           first=table.place(first[value], key[-1]))
        first.setdefault(value, number)


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
    "moved_by_government", "convert_to", "warning_on", "warning_lifted_on", "beds_min", "retail_bed_days", "stage",
))
ALWAYS = {("institutions", "insured_beds"), ("applications", "beds_max"), ("applications", "name")}
OF_INPATIENT = frozenset(("insured_beds", "open_beds", "licensed_beds", "bed_days", "beds_max", "tier", "specialty"))
OF_OUTPATIENT = frozenset(("scheme",))
STAYS = ("expansion", "conversion", "upgrade")                        # kinds that change an institution where it is
BY_KIND = {"name": ("site",), "qualified": ("site",), "doctors": ("site", *STAYS), "beds_max": ("relocation", "upgrade"), "lon": STAYS,
           "lat": STAYS}                                               # may leave it empty


def _needed(table: Table, needs: Needs, derived_beds: bool, problems: Problems) -> None:
    """A cell is missing where a rule reads it of such rows; insured beds always, of inpatient institutions."""
    report = Reporter(table, problems)
    columns = {c: "" for t, c in sorted(ALWAYS) if t == table.name} | needs.of(table.name)
    for column, rule in columns.items():
        always = (table.name, column) in ALWAYS and not (column == "insured_beds" and derived_beds)
        if column in BLANK_SAYS_SOMETHING or not (rule or always) or (column not in table.columns and column != "beds_max"):
            continue
        for r in table.records:
            if column not in r.values and _concerns(column, r) and (always or needs.asks(table.name, column, r.values)):
                key = "cell.missing_for_rule" if rule else "cell.missing"
                report.add(r.number, column, key, {"rule": rule})


def _needed_points(tables: Tables, needs: Needs, problems: Problems) -> None:
    """A demand point without a place, where a rule goes by distance."""
    readers = needs.of("demand_points")
    if tables.demand is None:
        return
    report = Reporter(tables.demand, problems)
    for column in ("lon", "lat"):
        if readers.get(column) and column in tables.demand.columns:
            blank = (n for n, v in zip(tables.points.numbers, tables.points.columns[column], strict=True) if isnan(v))
            for number in blank:
                report.add(number, column, "cell.missing_for_rule", {"rule": readers[column]})


def _concerns(column: str, r: Record) -> bool:
    """Whether a column means anything of this row."""
    meant = "inpatient" if column in OF_INPATIENT else "outpatient" if column in OF_OUTPATIENT else None
    if meant is not None and r.values.get("category", meant) != meant:
        return False
    return r.values.get("kind") not in BY_KIND.get(column, ())


# -- names

def _places(tables: Tables, problems: Problems) -> None:
    districts = tables.names("districts", "district")
    pairs = tables.pairs("townships", "district", "township")
    for name, table in tables.typed.items():
        report = Reporter(table, problems)
        if districts and name != "districts":
            _known(table, "district", ((r.number, r.values.get("district", "")) for r in table.records), districts, report)
            _known(table, "account_district", ((r.number, r.values.get("account_district", "")) for r in table.records), districts, report)
        if pairs and name in ("institutions", "applications"):
            _townships(((r.number, r.values["district"], r.values.get("township", "")) for r in table.records), pairs, districts, report)
    if tables.demand is not None and districts:
        _demand_places(tables, tables.demand, districts, pairs, problems)


def _known(table: Table, column: str, rows: Iterable[tuple[int, str]], districts: Collection[str], report: Reporter) -> None:
    for number, value in rows:
        if value and value not in districts:
            report.add(number, column, "name.district", {"value": value}, report.problems.meant(value, districts))


def _townships(rows: Iterable[tuple[int, str, str]], pairs: set[tuple[str, str]], districts: Collection[str], report: Reporter) -> None:
    for number, district, township in rows:
        if township and district in districts and (district, township) not in pairs:
            near = report.problems.meant(township, [t for d, t in pairs if d == district])
            report.add(number, "township", "name.township", {"value": township, "district": district}, near)


def _demand_places(tables: Tables, table: Table, districts: Collection[str], pairs: set[tuple[str, str]], problems: Problems) -> None:
    """The same for demand points, looked at one by one only where the columns hold a name of nowhere."""
    report, c, numbers = Reporter(table, problems), tables.points.columns, tables.points.numbers
    if not set(c["district"]) <= set(districts):
        _known(table, "district", zip(numbers, c["district"], strict=True), districts, report)
    found = set(zip(c["district"], c["township"], strict=True))
    if pairs and not {p for p in found if p[1]} <= pairs:
        _townships(zip(numbers, c["district"], c["township"], strict=True), pairs, districts, report)


def _parents(tables: Tables, problems: Problems) -> None:
    """An application that grows out of an institution names it; a parent outside the city is named by `parent_name`."""
    codes = tables.names("institutions", "code")
    for r in tables.records("applications") if "institutions" in tables.typed else ():
        place = tables.typed["applications"].place(r.number, "parent_code")
        parent, kind, name = r.values.get("parent_code"), r.values["kind"], r.values.get("parent_name")
        if parent and parent not in codes and not (kind == "branch" and name):
            problems.error(place, "name.parent", value=parent, hint=problems.meant(parent, codes))
        elif not parent and kind in WITH_PARENT and not (kind == "branch" and name):
            problems.error(place, "name.no_parent", kind=kind)
