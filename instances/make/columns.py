"""Columns of the tables, in the contract's order."""
from __future__ import annotations

DISTRICTS = ("district", "insured", "residents", "area_km2", "resource_level", "open_bed_days", "occupied_bed_days")
FUNDS = ("district", "scheme", "year", "current_balance", "cumulative_balance", "forecast_balance", "income", "warning_on",
         "warning_lifted_on")
TOWNSHIPS = ("township", "district", "lon", "lat", "insured", "residents", "area_km2", "area_class")
DEMAND_POINTS = ("code", "name", "district", "township", "lon", "lat", "insured", "area_class")
INSTITUTIONS = (
    "code", "name", "category", "scheme", "facility", "type", "tier", "specialty", "ownership", "affiliation", "district", "township",
    "account_district", "lon", "lat", "licensed_beds", "licensed_beds_requested", "licensed_approved_on", "open_beds", "insured_beds",
    "bed_days", "retail_bed_days", "fund_paid", "admissions", "visits", "cost_per_visit", "reimbursement_share", "doctors", "score",
    "reducible_beds", "tags", "status", "exited_on", "exit_cause", "admitted_on",
)
APPLICATIONS = (
    "code", "kind", "name", "category", "scheme", "facility", "type", "tier", "specialty", "ownership", "affiliation", "district",
    "township", "account_district", "lon", "lat", "beds_min", "beds_max", "doctors", "score", "cost_per_visit", "reimbursement_share",
    "tags", "stage", "licensed_on", "opened_on", "applied_on", "barred_until", "qualified", "disqualified_reason", "parent_code",
    "parent_name", "parent_level", "parent_tier", "moved_by_government", "convert_to",
)
REQUIREMENTS = ("district", "category", "tier", "specialty", "type", "required", "unit", "source")
RELEASES = ("year", "code", "district", "category", "scheme", "tier", "beds", "cause")
EVENTS = ("code", "date", "kind", "note")
