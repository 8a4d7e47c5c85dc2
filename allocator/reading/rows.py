"""What the cells of each table hold: one class a table, validated by pydantic; an empty cell is a missing key."""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import PlainValidator, TypeAdapter, ValidationInfo
from typing_extensions import TypedDict

from allocator.reading.cells import Amount, Count, Day, Degree, Exact, Score, Share, Text, Year, Yes, fault, text
from allocator.words.headers import values


def one_of(column: str, table: str = "") -> Callable[[object], str]:
    """A reader of the words of a list, in either language."""
    known = {word: english for english, chinese in values(column, table).items() for word in (english, chinese)}

    def read(cell: object) -> str:
        word = known.get(cell) if isinstance(cell, str) else None
        return word or known.get(text(cell).lower()) or fault("not_in_list", cell, column=column, table=table)

    return read


def tags(cell: object, info: ValidationInfo) -> tuple[str, ...]:
    """Tags of the model's vocabulary, in either language, sorted."""
    found = [word.strip() for word in re.split("[;；]", text(cell)) if word.strip()]
    known: Mapping[str, str] = {word: word for word in found} if info.context is None else info.context
    for word in found:
        if word not in known:
            fault("unknown_tag", word)
    return tuple(sorted({known[word] for word in found}))


Category = Annotated[str, PlainValidator(one_of("category"))]
Scheme = Annotated[str, PlainValidator(one_of("scheme"))]
FundScheme = Annotated[str, PlainValidator(one_of("scheme", "funds"))]
Facility = Annotated[str, PlainValidator(one_of("facility"))]
Type = Annotated[str, PlainValidator(one_of("type"))]
Tier = Annotated[str, PlainValidator(one_of("tier"))]
Specialty = Annotated[str, PlainValidator(one_of("specialty"))]
Ownership = Annotated[str, PlainValidator(one_of("ownership"))]
Level = Annotated[str, PlainValidator(one_of("affiliation"))]
Status = Annotated[str, PlainValidator(one_of("status"))]
Cause = Annotated[str, PlainValidator(one_of("cause"))]
Kind = Annotated[str, PlainValidator(one_of("kind"))]
EventKind = Annotated[str, PlainValidator(one_of("kind", "events"))]
Stage = Annotated[str, PlainValidator(one_of("stage"))]
ConvertTo = Annotated[str, PlainValidator(one_of("convert_to"))]
AreaClass = Annotated[str, PlainValidator(one_of("area_class"))]
ResourceLevel = Annotated[str, PlainValidator(one_of("resource_level"))]
Unit = Annotated[str, PlainValidator(one_of("unit"))]
Tags = Annotated[tuple[str, ...], PlainValidator(tags)]


class DistrictRow(TypedDict, total=False):
    """A row of districts."""

    district: Text
    insured: Count
    residents: Count
    area_km2: Amount
    resource_level: ResourceLevel
    open_bed_days: Count
    occupied_bed_days: Count


class FundRow(TypedDict, total=False):
    """A row of funds; balances may be negative."""

    district: Text
    scheme: FundScheme
    year: Year
    current_balance: Exact
    cumulative_balance: Exact
    forecast_balance: Exact
    income: Amount
    warning_on: Day
    warning_lifted_on: Day


class TownshipRow(TypedDict, total=False):
    """A row of townships."""

    township: Text
    district: Text
    lon: Degree
    lat: Degree
    insured: Count
    residents: Count
    area_km2: Amount
    area_class: AreaClass


class DemandRow(TypedDict, total=False):
    """A row of demand points."""

    code: Text
    district: Text
    township: Text
    lon: Degree
    lat: Degree
    insured: Count
    area_class: AreaClass


class _Establishment(TypedDict, total=False):
    """What institutions and applications have in common."""

    code: Text
    name: Text
    category: Category
    scheme: Scheme
    facility: Facility
    type: Type
    tier: Tier
    specialty: Specialty
    ownership: Ownership
    affiliation: Level
    district: Text
    township: Text
    account_district: Text
    lon: Degree
    lat: Degree
    doctors: Count
    score: Score
    cost_per_visit: Amount
    reimbursement_share: Share
    tags: Tags


class InstitutionRow(_Establishment, total=False):
    """A row of institutions."""

    licensed_beds: Count
    licensed_beds_requested: Count
    licensed_approved_on: Day
    open_beds: Count
    insured_beds: Count
    bed_days: Count
    retail_bed_days: Count
    fund_paid: Amount
    admissions: Count
    visits: Count
    reducible_beds: Count
    status: Status
    exited_on: Day
    exit_cause: Cause
    admitted_on: Day


class ApplicationRow(_Establishment, total=False):
    """A row of applications."""

    kind: Kind
    beds_min: Count
    beds_max: Count
    stage: Stage
    licensed_on: Day
    opened_on: Day
    applied_on: Day
    barred_until: Day
    qualified: Yes
    disqualified_reason: Text
    parent_code: Text
    parent_name: Text
    parent_level: Level
    parent_tier: Tier
    moved_by_government: Yes
    convert_to: ConvertTo


class RequirementRow(TypedDict, total=False):
    """A row of requirements."""

    district: Text
    category: Category
    tier: Tier
    specialty: Specialty
    type: Type
    required: Count
    unit: Unit
    source: Text


class ReleaseRow(TypedDict, total=False):
    """A row of releases."""

    year: Year
    code: Text
    district: Text
    category: Category
    scheme: Scheme
    tier: Tier
    beds: Count
    cause: Cause


class EventRow(TypedDict, total=False):
    """A row of events."""

    code: Text
    date: Day
    kind: EventKind
    note: Text


ROWS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(row) for name, row in {
    "districts": DistrictRow, "funds": FundRow, "townships": TownshipRow, "demand_points": DemandRow, "institutions": InstitutionRow,
    "applications": ApplicationRow, "requirements": RequirementRow, "releases": ReleaseRow, "events": EventRow,
}.items()}
REQUIRED: dict[str, tuple[str, ...]] = {                             # columns that are always there, with a value in every row
    "districts": ("district", "insured"), "townships": ("township", "district"), "demand_points": ("code", "district", "insured"),
    "institutions": ("code", "name", "category", "district", "status"), "applications": ("code", "kind", "category", "district"),
    "funds": ("scheme", "year"), "requirements": ("district", "category", "required"), "releases": ("year", "code", "district", "category"),
    "events": ("code", "date", "kind"),
}
COLUMNS_TOO = {"institutions": ("insured_beds",), "applications": ("name",), "funds": ("district",)}     # here some cells may be empty
