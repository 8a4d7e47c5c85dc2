"""Last year's plan: what it admitted and the institutions table does not list yet."""
from __future__ import annotations

import json
from typing import Any

from allocator.domain.city import City
from allocator.domain.institution import BED_KINDS, Application
from allocator.reading.plan_json import load
from allocator.reading.problems import Problems, listed


def pending(content: bytes, file: str, city: City, problems: Problems) -> tuple[Application, ...]:
    """Applications that a plan.json of an earlier year admitted, less those whose code is an institution's by now."""
    data = load(content, file, problems)
    if data is None:
        return ()
    year = data.get("year")
    if not isinstance(year, int) or year >= city.year:
        problems.error(file, "previous.year", year=year, plan_year=city.year)
    found = [_application(e, f"{file} admissions[{i}]", city, problems) for i, e in enumerate(data["admissions"])
             if isinstance(e, dict) and e.get("admitted") is True]
    if grown := [a.code for a in found if a is not None and a.kind == "expansion"]:
        problems.warn(file, "previous.expansions", count=len(grown), codes=listed(grown[:10]))      # a table does not tell them apart
    return tuple(a for a in found if a is not None and a.kind in BED_KINDS and a.code not in city.by_institution)


def _application(entry: dict[str, Any], place: str, city: City, problems: Problems) -> Application | None:
    texts: dict[str, Any] = {k: entry.get(k) or "" for k in ("application", "category", "district", "township", "kind", "tier", "name")}
    numbers = {k: entry.get(k) or 0 for k in ("beds", "doctors")}
    if not all(isinstance(v, str) for v in texts.values()) or not all(type(v) is int and v >= 0 for v in numbers.values()):
        problems.error(place, "plan.wrong_value", key="…", value=json.dumps(entry, ensure_ascii=False)[:60])
        return None
    if texts["district"] not in city.by_district:
        near = problems.meant(texts["district"], city.names)
        problems.error(f"{place}.district", "name.district", value=texts["district"], hint=near)
        return None
    code, beds, tier = texts.pop("application"), numbers["beds"], texts.pop("tier") or "ungraded"
    return Application(code=code, account_district=texts["district"], tier=tier, beds_min=beds, beds_max=beds, doctors=numbers["doctors"],
                       **texts)
