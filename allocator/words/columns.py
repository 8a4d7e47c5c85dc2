"""Columns of every table that is read and of every decision sheet that is read back, in the order in which templates show them."""
from __future__ import annotations

PLACE = ("district", "township", "account_district", "lon", "lat")
KIND_OF_INSTITUTION = ("category", "scheme", "facility", "type", "tier", "specialty", "ownership", "affiliation")

COLUMNS: dict[str, tuple[str, ...]] = {
    "districts": ("district", "insured", "residents", "area_km2", "resource_level", "open_bed_days", "occupied_bed_days"),
    "funds": (
        "district", "scheme", "year", "current_balance", "cumulative_balance", "forecast_balance", "income", "warning_on",
        "warning_lifted_on",
    ),
    "townships": ("township", "district", "lon", "lat", "insured", "residents", "area_km2", "area_class"),
    "demand_points": ("code", "name", "district", "township", "lon", "lat", "insured", "area_class"),
    "institutions": (
        "code", "name", *KIND_OF_INSTITUTION, *PLACE, "licensed_beds", "licensed_beds_requested", "licensed_approved_on", "open_beds",
        "insured_beds", "bed_days", "retail_bed_days", "fund_paid", "admissions", "visits", "cost_per_visit", "reimbursement_share",
        "doctors", "score", "reducible_beds", "tags", "status", "exited_on", "exit_cause", "admitted_on",
    ),
    "applications": (
        "code", "kind", "name", *KIND_OF_INSTITUTION, *PLACE, "beds_min", "beds_max", "doctors", "score", "cost_per_visit",
        "reimbursement_share", "tags", "stage", "licensed_on", "opened_on", "applied_on", "barred_until", "qualified",
        "disqualified_reason", "parent_code", "parent_name", "parent_level", "parent_tier", "moved_by_government", "convert_to",
    ),
    "requirements": ("district", "category", "tier", "specialty", "type", "required", "unit", "source"),
    "releases": ("year", "code", "district", "category", "scheme", "tier", "beds", "cause"),
    "events": ("code", "date", "kind", "note"),
    # the decision sheets of a plan, by the lists of plan.json
    "admissions": (
        "application", "name", "kind", "category", "district", "township", "admitted", "beds", "doctors", "exempt_from", "counted",
        "waitlist", "reasons",
    ),
    "adjustments": ("institution", "name", "district", "tier", "insured_beds", "reduced", "limit", "use_before", "use_after", "reason"),
    "transfers": ("from", "to", "beds", "unit"),
    "slots": (
        "code", "district", "township", "category", "tier", "type", "specialty", "count", "beds", "insured_newly_covered",
        "nearest_same_m", "clause",
    ),
}
