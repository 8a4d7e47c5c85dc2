"""Shenyang in small: its thirteen districts with 10,000 insured each, for whom the fund pays 9.18 beds a thousand."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from allocator.domain.case import Case
from allocator.domain.city import City, District, Release
from allocator.domain.institution import Application, Institution
from tests import towns
from tests.policies.desk import desk

URBAN = ("和平区", "沈河区", "大东区", "铁西区", "皇姑区", "于洪区")
SUBURB = ("浑南区", "苏家屯区", "沈北新区")
COUNTIES = ("辽中区", "新民市", "康平县", "法库县")
LEVELS = {**dict.fromkeys(URBAN, "rich"), **dict.fromkeys(SUBURB, "fair"), **dict.fromkeys(COUNTIES, "weak")}
INCOME = 4_000             # yuan an insured person: as 30,000,000,000 for 7,500,000


def town(institutions: Iterable[Institution] = (), applications: Iterable[Application] = (), **more: Any) -> City:
    """The city."""
    here = [District(district=d, insured=10_000, area_km2=Fraction(10), resource_level=level) for d, level in LEVELS.items()]
    return towns.city(here, institutions, applications, **{"data_as_of": date(2025, 12, 31), **more})


def ruled(institutions: Iterable[Institution] = (), applications: Iterable[Application] = (), *, given: dict[str, Any] | None = None,
          **more: Any) -> Case:
    """The city under the model: a main urban zone may have 551 beds, the suburb 275, a county 91."""
    there = town(institutions, applications, **more)
    return desk("shenyang", there, **{"fund_income": INCOME * there.insured, **(given or {})})


def gave_up(district: str, beds: int = 0, *, year: int = 2025, cause: str = "terminated", code: str = "", **more: Any) -> Release:
    """Beds, or the place of a pooled clinic, given up in a year."""
    row = {"category": "inpatient"} if beds else {"category": "outpatient", "scheme": "pooled"}
    return Release(year=year, code=code or f"X{district}{year}{cause}", district=district, beds=beds, cause=cause, **{**row, **more})


def store(code: str, district: str, **more: Any) -> Application:
    """A pharmacy that applies."""
    return towns.applies(code, district, category="pharmacy", facility="pharmacy", **more)


def pooled(code: str, district: str, **more: Any) -> Institution:
    """A clinic of the pooled scheme."""
    return towns.clinic(code, district, scheme="pooled", **more)
