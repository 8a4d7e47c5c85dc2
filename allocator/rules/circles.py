"""Who stands within a radius of whom: the circles that separation and spatial caps look at, measured once for a city."""
from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from allocator import words
from allocator.domain.case import Case
from allocator.domain.city import City, Township
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.geography.metric import millimetres
from allocator.geography.search import within_mm
from allocator.rules.base import show
from allocator.rules.bounds.coverage import Reach
from allocator.rules.where import Row

ByClass = tuple[tuple[str, Any], ...]
OTHER = "other"                          # every area class that is not named


@dataclass(frozen=True)
class Circle:
    """What stands around one place, itself left out.

    Parameters
    ----------
    metres : radius, straight line.   there : codes of what stays, or stays unless it moves.   coming : applications that may come.
    """

    centre: str
    metres: Fraction
    there: tuple[str, ...]
    coming: tuple[str, ...]


def of_class(by_class: ByClass, name: str) -> Any:
    """The entry for an area class: its own, else that of `other`, else None."""
    known = dict(by_class)
    return known.get(name, known.get(OTHER))


@lru_cache(maxsize=16)
def area_classes(city: City, dense_from: Fraction | None = None) -> dict[tuple[str, str], str]:
    """(district, township) -> area class; dense where so many residents (else insured) live on a km², whatever the table says."""
    return {(t.district, t.township): "dense" if _dense(t, dense_from) else t.area_class for t in city.townships}


def _dense(t: Township, dense_from: Fraction | None) -> bool:
    people = t.insured if t.residents is None else t.residents
    return dense_from is not None and bool(t.area_km2) and people >= dense_from * (t.area_km2 or 0)


def circles(city: City, centres: Iterable[Row], reach: ByClass, others: Iterable[Row], classes: Mapping[tuple[str, str], str] | None = None,
            ) -> dict[str, Circle]:
    """The circle of every centre whose area class has a reach; places without coordinates are near nothing.

    Parameters
    ----------
    reach : area class -> `Reach`.   others : what may stand in a circle.   classes : of townships; the table's where not given.
    """
    classes, near = area_classes(city) if classes is None else classes, sorted(others, key=lambda r: r.code)
    mine = [(c, r) for c in sorted(centres, key=lambda r: r.code)
            if (r := of_class(reach, classes.get((c.district, c.township), ""))) is not None]
    limits = [int(millimetres(r.straight())) for _, r in mine]
    pairs = within_mm(*_degrees([c for c, _ in mine]), *_degrees(near), limits)
    found = {}
    for k, (c, r) in enumerate(mine):
        inside = [near[j] for j in pairs.row(k).tolist() if near[j].code != c.code]
        found[c.code] = Circle(c.code, r.straight(), tuple(o.code for o in inside if not _comes(o, city)),
                               tuple(o.code for o in inside if _comes(o, city)))
    return found


def _comes(row: Row, city: City) -> bool:
    """Whether it is up to this plan: last year's admissions are not."""
    return isinstance(row, Application) and row.code in city.by_application


def _degrees(rows: Sequence[Row]) -> tuple[list[float], list[float]]:
    return [math.nan if r.lon is None else r.lon for r in rows], [math.nan if r.lat is None else r.lat for r in rows]


def standing_rows(city: City) -> list[Institution | Application]:
    """What is there whatever the plan says, but that it may move: institutions that stay, and last year's admissions."""
    return [*city.staying, *city.pending]


def movers(city: City) -> dict[str, list[str]]:
    """Institution -> applications that would move it away."""
    found: dict[str, list[str]] = {}
    for a in city.applications:
        if a.kind == "relocation" and a.parent_code:
            found.setdefault(a.parent_code, []).append(a.code)
    return found


def present(circle: Circle, plan: Plan, case: Case) -> list[str]:
    """Codes of what stands in a circle once a plan is carried out."""
    gone = {case.city.by_application[c].parent_code for c in plan.admitted if case.city.by_application[c].kind == "relocation"}
    return [*(i for i in circle.there if i not in gone), *(a for a in circle.coming if plan.admits(a))]


def by_class(value: object) -> object:
    """`{urban: …, other: …}` of a model as sorted pairs; a single entry serves every class."""
    if isinstance(value, Mapping) and not set(value) <= set(Reach.model_fields):
        return tuple(sorted(value.items()))
    return value if isinstance(value, tuple) else ((OTHER, value),)


def reach_words(reach: ByClass) -> str:
    """Radii as people read them: "dense 800 m"; without an area where there is one radius for all."""
    alone = len(reach) == 1 and reach[0][0] == OTHER
    return str(show(tuple(f"{'' if alone else area_words(name)}{round(r.straight())} m" for name, r in reach)))


def area_words(name: str) -> str:
    """An area class before a figure."""
    return words.say(f"area.{name}") if words.has(f"area.{name}") else name


__all__ = ["ByClass", "Circle", "Reach", "area_words", "by_class", "circles", "movers", "of_class", "present", "reach_words",
           "standing_rows"]
