"""Faults of tables kept as CSV."""
from __future__ import annotations

import csv
import io
from collections.abc import Callable

from tests.reading.faults.base import Fault, good

Rows = list[list[str]]


def table(name: str) -> Rows:
    """Rows of a good table."""
    return list(csv.reader(io.StringIO(good(f"town/{name}.csv"))))


def written(rows: Rows) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def cell(fault: str, name: str, row: int, column: str, value: str, says: str, at: str = "", **more: object) -> Fault:
    """A table with one cell changed; `row` as a spreadsheet counts."""
    rows = table(name)
    rows[row - 1][rows[0].index(column)] = value
    place = f"town/{name}.csv row {row} {at or column}".rstrip()
    return Fault(fault, f"town/{name}.csv", written(rows).encode(), place, says, **more)      # type: ignore[arg-type]


def rows(fault: str, name: str, change: Callable[[Rows], object], place: str, says: str, **more: object) -> Fault:
    """A table with its rows changed."""
    changed = table(name)
    change(changed)
    return Fault(fault, f"town/{name}.csv", written(changed).encode(), f"town/{name}.csv{place}",
        says, **more)      # type: ignore[arg-type]


def raw(fault: str, name: str, content: bytes, place: str, says: str, **more: object) -> Fault:
    """A table with other bytes."""
    return Fault(fault, f"town/{name}.csv", content, f"town/{name}.csv{place}", says, **more)      # type: ignore[arg-type]


def without(column: str) -> Callable[[Rows], object]:
    """Take a column out."""
    def change(table_: Rows) -> None:
        at = table_[0].index(column)
        for row in table_:
            del row[at]
    return change


def renamed(column: str, to: str) -> Callable[[Rows], object]:
    """Give a column another header."""
    return lambda table_: table_[0].__setitem__(table_[0].index(column), to)


INSTITUTIONS, DISTRICTS, DEMAND = good("town/institutions.csv"), good("town/districts.csv"), good("town/demand_points.csv")

CELLS = [
    cell("cell-negative-beds", "institutions", 2, "insured_beds", "-380", "is negative"),
    cell("cell-negative-people", "districts", 2, "insured", "-60000", "is negative"),
    cell("cell-negative-people-of-a-point", "demand_points", 2, "insured", "-35000", "is negative"),
    cell("cell-fractional-beds", "institutions", 2, "insured_beds", "380.5", "whole number"),
    cell("cell-fractional-people", "demand_points", 3, "insured", "25000.5", "whole number"),
    rows("point-of-no-area-class", "demand_points", lambda t: t[2].__setitem__(slice(None), [*t[2][:3], "", *t[2][4:7], ""]),
         " row 3 area_class", "says no reach for demand points of area class ''"),
    cell("point-of-a-class-without-reach", "demand_points", 4, "area_class", "dense", "no reach for demand points of area class 'dense'"),
    cell("cell-thousands", "districts", 2, "insured", "60,000", "commas between thousands"),
    cell("cell-text-for-a-number", "institutions", 2, "insured_beds", "三百八十", "a number was expected"),
    cell("cell-unit-in-a-number", "institutions", 2, "insured_beds", "380张", "a number was expected"),
    cell("cell-truth-in-a-number", "institutions", 2, "insured_beds", "TRUE", "a number was expected"),
    cell("cell-huge-beds", "institutions", 2, "insured_beds", "9" * 20, "too large"),
    cell("cell-not-available", "institutions", 2, "insured_beds", "#N/A", "holds the error #N/A"),
    cell("cell-broken-reference", "institutions", 2, "bed_days", "#REF!", "holds the error #REF!"),
    cell("cell-insured-beds-empty", "institutions", 2, "insured_beds", "", "is empty"),
    cell("cell-code-empty", "institutions", 5, "code", "", "is empty"),
    cell("cell-name-empty", "applications", 2, "name", "", "is empty"),
    cell("cell-district-empty", "applications", 2, "district", "", "is empty"),
    cell("cell-beds-asked-empty", "applications", 4, "beds_max", "", "is empty"),
    cell("cell-qualified-empty", "applications", 2, "qualified", "", "rule qualified reads it"),
    cell("cell-category-unknown", "institutions", 3, "category", "inpatients", "none of its values. Did you mean 'inpatient'?"),
    cell("cell-tier-unknown", "institutions", 3, "tier", "first", "none of its values"),
    cell("cell-status-unknown", "institutions", 3, "status", "open", "none of its values"),
    cell("cell-kind-unknown", "applications", 2, "kind", "newly", "none of its values. Did you mean 'new'?"),
    cell("cell-scheme-unknown", "funds", 2, "scheme", "employees", "Did you mean 'employee'?"),
    cell("cell-tag-unknown", "institutions", 2, "tags", "public_health;key_projects", "tag 'key_projects'"),
    cell("cell-yes-or-no", "applications", 2, "qualified", "maybe", "yes or no was expected"),
    cell("cell-day-is-text", "applications", 2, "applied_on", "去年八月", "is not a day"),
    cell("cell-day-of-no-month", "applications", 2, "applied_on", "2025-13-01", "no such day"),
    cell("cell-day-31-september", "applications", 2, "applied_on", "2025年9月31日", "no such day"),
    cell("cell-day-american", "applications", 2, "applied_on", "08/01/2025", "is not a day"),
    cell("cell-year-is-no-year", "funds", 2, "year", "25", "is not a year"),
    cell("cell-score-above-100", "institutions", 2, "score", "885", "between 0 and 100"),
    cell("cell-share-as-percent-number", "institutions", 2, "reimbursement_share", "72", "between 0 and 1"),
    cell("cell-full-width-digits", "institutions", 2, "insured_beds", "３８０", "1 cells", severity="note"),
    cell("cell-blanks-at-the-end", "institutions", 2, "district", "东区 ", "1 cells", severity="note"),
    cell("cell-ideographic-blank", "demand_points", 2, "district", "东区\u3000", "1 cells", severity="note"),
    raw("cell-control-character", "institutions", INSTITUTIONS.replace("东区人民", "东区\x07人民").encode(), ":2",
        "control character U+0007"),
]

NAMES = [
    cell("district-unknown", "institutions", 3, "district", "西城区", "no district '西城区'. Did you mean '西区'?"),
    cell("district-of-account-unknown", "institutions", 4, "account_district", "北区", "no district '北区'"),
    cell("district-of-a-point-unknown", "demand_points", 3, "district", "东城区", "no district '东城区'"),
    cell("district-of-an-application-unknown", "applications", 5, "district", "西 区", "no district '西 区'"),
    cell("township-unknown", "applications", 2, "township", "西街道", "西区 has no township '西街道'"),
    cell("township-of-another-district", "demand_points", 2, "township", "西镇", "东区 has no township '西镇'"),
    cell("code-twice", "institutions", 3, "code", "H001", "stands twice, first at town/institutions.csv row 2 code", count=2),
    cell("code-of-an-application-twice", "applications", 4, "code", "A001", "stands twice, first at town/applications.csv row 2 code"),
    cell("code-of-a-point-twice", "demand_points", 4, "code", "P1", "stands twice, first at town/demand_points.csv row 2 code"),
    rows("district-twice", "districts", lambda t: t.append(["东区", "1", "1", "1", "rich"]), " row 4 district", "stands twice, first at"),
    cell("parent-unknown", "applications", 3, "parent_code", "H020", "parent H020 is not among the institutions"),
    cell("parent-missing", "applications", 3, "parent_code", "", "needs its parent's code"),
    cell("code-of-both", "applications", 2, "code", "H001", "an institution's code and an application's", severity="warning"),
    cell("beds-min-above-max", "applications", 2, "beds_min", "90", "beds_min 90 is more or later than beds_max 60"),
    cell("exit-before-admission", "institutions", 4, "admitted_on", "2026-07-05", "more or later than exited_on", at="admitted_on"),
    cell("exit-before-the-data", "institutions", 4, "exited_on", "2025-06-30", "does not fit", severity="warning"),
    cell("use-above-one-and-a-half", "institutions", 2, "bed_days", "310000", "bed use of 2.12", severity="warning"),
    Fault("people-of-points-do-not-sum", "town/demand_points.csv", DEMAND.replace("35000", "35001").encode(),
        "town/districts.csv row 2 insured",
          "sums to 60001", severity="warning"),
    raw("nobody-insured", "districts", DISTRICTS.replace("60000", "0").replace("40000", "0").encode(), " row 1 insured",
        "nobody is insured"),
    cell("nobody-in-a-district", "districts", 3, "insured", "0", "has no people", severity="warning", count=3),
]

POINTS = [
    cell("point-swapped", "institutions", 2, "lon", "31.33", "outside the city", at="lon"),
    rows("point-swapped-both", "institutions", lambda t: t[1].__setitem__(slice(13, 15), ["31.33", "118.37"]), " row 2 lon", "are swapped"),
    rows("point-zero", "institutions", lambda t: t[1].__setitem__(slice(13, 15), ["0", "0"]), " row 2 lon", "(0, 0)"),
    cell("point-half", "institutions", 2, "lat", "", "only one of longitude and latitude", at="lon"),
    rows("point-in-another-city", "applications", lambda t: t[1].__setitem__(slice(14, 16), ["116.40", "39.90"]), " row 2 lon",
        "outside the city"),
    rows("point-of-demand-swapped", "demand_points", lambda t: t[2].__setitem__(slice(4, 6), ["31.3", "118.3"]), " row 3 lon",
        "are swapped"),
    cell("point-of-no-degrees", "townships", 2, "lon", "东经118度", "a number was expected"),
    cell("point-of-too-many-degrees", "townships", 2, "lon", "1183.7", "not in degrees"),
]

SHAPES = [
    rows("column-missing", "institutions", without("category"), " row 1",
        "column category (定点类别) is missing. Present: code, name, scheme"),
    rows("column-of-beds-missing", "institutions", without("insured_beds"), " row 1", "column insured_beds", count=1),
    rows("column-that-a-rule-reads-missing", "applications", without("qualified"), " row 1", "rule qualified reads it"),
    rows("column-misspelt", "districts", renamed("insured", "insurd"), " row 1", "Did you mean 'insurd'?", count=1),
    rows("column-twice", "institutions", renamed("score", "doctors"), " row 1 doctors", "header 'doctors' stands twice"),
    rows("column-twice-in-two-languages", "institutions", renamed("score", "医保医师"), " row 1 医保医师", "stands twice, first at"),
    rows("totals-at-the-end", "districts", lambda t: t.append(["合计", "100000", "109000", "270.75", ""]), " row 4", "row of totals"),
    rows("totals-in-english", "demand_points", lambda t: t.append(["Total", "", "", "", "", "", "100000", ""]), " row 5", "row of totals"),
    rows("title-above-the-header", "districts", lambda t: t.insert(0, ["小镇区县表", "", "", "", ""]), " row 1",
        "1 rows stand above the header"),
    rows("row-too-short", "institutions", lambda t: t[2].pop(), " row 3", "26 cells in this row, 27 in the header"),
    rows("row-too-long", "institutions", lambda t: t[2].append("x"), " row 3", "28 cells in this row, 27 in the header"),
    rows("row-of-a-point-too-short", "demand_points", lambda t: t[2].pop(), " row 3", "7 cells in this row, 8 in the header"),
    rows("header-only", "districts", lambda t: t.__delitem__(slice(1, 3)), "", "no row", count=1),
    raw("table-empty", "districts", b"", "", "no header"),
    raw("table-blank", "districts", b",,,\n,,,\n", "", "no header"),
    raw("csv-gbk", "districts", DISTRICTS.encode("gb18030"), "", "read as GBK", severity="note"),
    raw("csv-mixed-encodings", "institutions", INSTITUTIONS.replace("西镇卫生院", "@").encode().replace(b"@", "西镇卫生院".encode("gbk")),
        ":3",
        "mixed encodings: byte"),
    raw("csv-neither-encoding", "districts", DISTRICTS.encode() + b"\xff\xff,1\n", ":4", "mixed encodings"),
    raw("csv-utf16", "districts", DISTRICTS.encode("utf-16"), "", "not CSV text"),
    raw("csv-is-a-workbook", "districts", b"PK\x03\x04" + bytes(60), "", "not CSV text"),
    raw("csv-open-quote", "districts", DISTRICTS.replace("东区", '"东区').encode(), ":3", "quote"),
    raw("csv-nul", "districts", DISTRICTS.replace("rich", "ri\0ch").encode(), ":2", "control character U+0000"),
    raw("csv-semicolons", "districts", DISTRICTS.replace(",", ";").encode(), " row 1", "is missing", count=2),
]

FAULTS: list[Fault] = [*CELLS, *NAMES, *POINTS, *SHAPES]
