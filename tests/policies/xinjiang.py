"""Changji in small: two counties of 10,000 insured and 100,000 residents, with a town quarter, a dense one, a village and a big one."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from allocator.domain.case import Case
from allocator.domain.city import City, District
from allocator.domain.institution import Application, Institution
from tests.kinds.town import people, township
from tests.policies.desk import desk
from tests.towns import LON, applies, at, city, pharmacy

HERE, THERE = "昌吉市", "木垒哈萨克自治县"
URBAN, DENSE, VILLAGE, BIG = "绿洲路街道", "延安北路街道", "庙尔沟乡", "六工镇"
PLACES = ((URBAN, "urban", 30_000), (DENSE, "dense", 50_000), (VILLAGE, "rural", 19_999), (BIG, "rural", 20_000))
FRESH, OLD = date(2025, 1, 1), date(2024, 12, 31)          # opened on the first day of the plan's period, and the day before


def town(institutions: Iterable[Institution] = (), applications: Iterable[Application] = (), points: Iterable[tuple[float, int]] = (),
         area: str = "urban", **more: Any) -> City:
    """The prefecture, with people (metres, how many) of HERE along its one road."""
    here = [District(district=d, insured=10_000, residents=100_000) for d in (HERE, THERE)]
    towns = tuple(township(t, d, n, area_class=a) for d in (HERE, THERE) for t, a, n in PLACES)
    demand = people([(f"P{k}", HERE, LON, at(m)["lat"], n, area) for k, (m, n) in enumerate(points)])
    return city(here, institutions, applications, **{"townships": towns, "demand": demand, **more})


def ruled(institutions: Iterable[Institution] = (), applications: Iterable[Application] = (), *, given: dict[str, Any] | None = None,
          **more: Any) -> Case:
    """The prefecture under the model: 7.23 beds a thousand of 200,000 residents are 1,446."""
    return desk("xinjiang", town(institutions, applications, **more), **(given or {}))


def store(code: str, metres: float = 0, place: str = URBAN, district: str = HERE, **more: Any) -> Application:
    """A pharmacy that applies."""
    return applies(code, district, **{"category": "pharmacy", "facility": "pharmacy", "township": place, **at(metres), **more})


def shop(code: str, metres: float = 0, place: str = URBAN, district: str = HERE, **more: Any) -> Institution:
    """A pharmacy that is there."""
    return pharmacy(code, district, **{"township": place, **at(metres), **more})


def practice(code: str, metres: float = 0, place: str = URBAN, district: str = HERE, **more: Any) -> Application:
    """A clinic that applies."""
    return applies(code, district, **{"township": place, **at(metres), **more})
