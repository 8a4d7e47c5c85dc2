"""The dict of site.json, and the spots of the map."""
from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np

from allocator.covering.curve import Worth, curve, worths
from allocator.covering.value import Covering
from allocator.geography.patterns import Patterns
from allocator.reading.streams.places import Sites
from allocator.report.record import number
from allocator.site.choose import Choice
from allocator.site.gather import Gathered
from allocator.site.request import Request

TABLES = ("demand", "sites", "existing", "network")
BEYOND = 20                              # sites by which the curve goes on behind the choice


def problem(request: Request) -> str:
    """Which problem of the literature it is."""
    return "mclp" if request.most is not None else "lscp" if request.share == 1 else "partial"


def target(request: Request, patterns: Patterns) -> int | None:
    """People that a share asks for."""
    return None if request.share is None else ceil(request.share * patterns.total.insured)


def answer(request: Request, g: Gathered, covering: Covering, choice: Choice, counts: Mapping[str, int], status: str) -> dict[str, Any]:
    """The dict of site.json.

    Parameters
    ----------
    counts : what each reduction left.
    """
    p, n = g.patterns, int(choice.chosen.sum())
    total = p.total.insured
    points = curve(covering, choice.chosen, max(2 * n, n + BEYOND))
    return {
        "problem": problem(request), "status": status,
        "reach": {"by": request.by, "method": g.method, "coordinates": {t: request.system(t) for t in TABLES}},
        "asked": {"sites": request.most, "cover": number(request.share), "people": target(request, p)},
        "demand": {"file": request.demand.name, "points": p.total.points, "people": total, "covered_before": p.covered.insured,
                   "unreachable": p.unreachable.insured, "unreachable_points": p.unreachable.points, "reachable": covering.reachable},
        "covered": {"people": choice.people, "share": number(Fraction(choice.people, total)) if total else None},
        "objectives": [{"name": o.name, "sense": o.sense, "value": o.value, "bound": o.bound, "gap": number(o.gap)} for o in choice.proofs],
        "chosen": [_site(w, g.sites, covering.base + s) for w, s in _summed(worths(covering, choice.chosen))],
        "curve": [{"sites": c.sites, "people": c.people, "bound": c.bound} for c in points],
        "reductions": dict(counts),
    }


def _summed(found: tuple[Worth, ...]) -> list[tuple[Worth, int]]:
    sums = np.cumsum([w.gained for w in found]).tolist()
    return list(zip(found, sums, strict=True))


def _site(w: Worth, sites: Sites, cumulative: int) -> dict[str, Any]:
    lon, lat = sites.lon[w.site], sites.lat[w.site]
    known = bool(np.isfinite(lon) and np.isfinite(lat))
    at = {"lon": round(float(lon), 6), "lat": round(float(lat), 6)} if known else {"lon": None, "lat": None}
    return {"rank": w.rank, "code": sites.codes[w.site], "name": sites.names[w.site], **at, "in_reach": w.in_reach, "alone": w.alone,
            "gained": w.gained, "cumulative": cumulative}


def spots(g: Gathered, choice: Choice) -> list[dict[str, Any]]:
    """Points of the map: demand covered and not, what exists, sites left out, sites chosen; none without coordinates."""
    there = np.concatenate((choice.chosen, np.ones(len(g.existing), dtype=np.bool_)))
    covered = g.sample_reach.chosen(there).counts > 0
    s = g.sample
    found = [_spot("covered" if c else "uncovered", x, y, int(n)) for c, x, y, n in zip(covered, s.lon, s.lat, s.people, strict=True)]
    found += [_spot("existing", x, y, None) for x, y in zip(g.existing.lon, g.existing.lat, strict=True)]
    found += [_spot("chosen" if c else "left", x, y, None) for c, x, y in zip(choice.chosen, g.sites.lon, g.sites.lat, strict=True)]
    order = ("covered", "uncovered", "existing", "left", "chosen")
    known = [f for f in found if np.isfinite(f["lon"]) and np.isfinite(f["lat"])]
    return sorted(known, key=lambda f: (order.index(f["kind"]), f["lon"], f["lat"])) if len(s.lon) else []


def _spot(kind: str, lon: float, lat: float, people: int | None) -> dict[str, Any]:
    return {"kind": kind, "lon": float(lon), "lat": float(lat), "people": people}
