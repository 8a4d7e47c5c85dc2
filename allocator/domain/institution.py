"""Institutions that are designated today, and applications for designation."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

BED_KINDS = ("new", "branch", "site", "expansion")           # kinds whose beds are added to the insured total
ENTRY_KINDS = ("new", "branch", "site")                      # kinds that bring an institution in


@dataclass(frozen=True, kw_only=True)
class Institution:
    """One row of the institutions table; None stands for an empty cell, "" for an empty text.

    Notes
    -----
    `bed_days` are those of the twelve months to `data_as_of`; `account_district` is the district whose total the beds count in.
    """

    code: str
    name: str
    category: str
    district: str
    account_district: str
    township: str = ""
    scheme: str = ""
    facility: str = ""
    type: str = ""
    tier: str = "ungraded"
    specialty: str = ""
    ownership: str = ""
    affiliation: str = ""
    lon: float | None = None
    lat: float | None = None
    licensed_beds: int | None = None
    licensed_beds_requested: int | None = None
    licensed_approved_on: date | None = None
    open_beds: int | None = None
    insured_beds: int = 0
    bed_days: int | None = None
    retail_bed_days: int | None = None
    fund_paid: Fraction | None = None
    admissions: int | None = None
    visits: int | None = None
    cost_per_visit: Fraction | None = None
    reimbursement_share: Fraction | None = None
    doctors: int = 0
    score: Fraction | None = None
    reducible_beds: int | None = None
    tags: tuple[str, ...] = ()
    status: str = "active"
    exited_on: date | None = None
    exit_cause: str = ""
    admitted_on: date | None = None

    @property
    def use(self) -> Fraction | None:
        """Own bed use: bed_days / (365 x insured_beds); None where it cannot be told."""
        if not self.insured_beds or self.bed_days is None:
            return None
        return Fraction(self.bed_days, 365 * self.insured_beds)


@dataclass(frozen=True, kw_only=True)
class Application:
    """One row of the applications table; `kind` site is an unnamed potential location."""

    code: str
    kind: str
    category: str
    district: str
    account_district: str
    name: str = ""
    township: str = ""
    scheme: str = ""
    facility: str = ""
    type: str = ""
    tier: str = "ungraded"
    specialty: str = ""
    ownership: str = ""
    affiliation: str = ""
    lon: float | None = None
    lat: float | None = None
    beds_min: int = 0
    beds_max: int = 0
    doctors: int = 0
    score: Fraction | None = None
    cost_per_visit: Fraction | None = None
    reimbursement_share: Fraction | None = None
    tags: tuple[str, ...] = ()
    stage: str = ""
    licensed_on: date | None = None
    opened_on: date | None = None
    applied_on: date | None = None
    barred_until: date | None = None
    qualified: bool = True
    disqualified_reason: str = ""
    parent_code: str = ""
    parent_name: str = ""
    parent_level: str = ""
    parent_tier: str = ""
    moved_by_government: bool = False
    convert_to: str = ""

    @property
    def adds_beds(self) -> bool:
        """Whether its beds are added to the insured total (new, branch, site, expansion of an inpatient institution)."""
        return self.category == "inpatient" and self.kind in BED_KINDS

    @property
    def enters(self) -> bool:
        """Whether it brings one institution more."""
        return self.kind in ENTRY_KINDS

    @property
    def moves(self) -> bool:
        """Whether it takes its parent's beds along (relocation, upgrade)."""
        return self.kind in ("relocation", "upgrade")

    @property
    def claims(self) -> str:
        """The institution that it moves, lifts or turns to something else, "" for none: one application a plan may do so."""
        return self.parent_code if self.moves or self.kind == "conversion" else ""
