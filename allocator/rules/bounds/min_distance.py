"""Separation: nothing new where one of the same sort is within a radius."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import field_validator

from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.geography.conflicts import cliques
from allocator.rules.base import Bound, Decisions, Row, show
from allocator.rules.circles import Circle, Reach, by_class, circles, movers, present, reach_words, standing_rows
from allocator.rules.where import Row as Place
from allocator.rules.where import Where


class MinDistance(Bound):
    """An admitted application has nothing of its sort (`key`) within its radius: neither what stays nor what is admitted beside it.

    Parameters
    ----------
    where : who is limited.   against : what must not be near; the same class by default.
    key : columns that must be equal for two to be of one sort, as [category, type, tier].
    reach : area class of the applicant's township -> radius; classes that are not named are not limited, `other` names the rest.
    kinds : which applications take a new place.

    Notes
    -----
    The edge belongs to the circle. What exits, or moves away by an admitted relocation, frees its circle; what stands too near already
    blocks additions and nothing else. Only an exemption from the plan lifts it. It does not cover two exempt ones near each other.
    As a should, its gap is the number of neighbours, counted from each one that needs the distance.
    """

    kind: ClassVar[str] = "min_distance"
    lifted: ClassVar[str] = "plan"
    columns: ClassVar[tuple[tuple[str, str], ...]] = (("institutions", "lon"), ("institutions", "lat"), ("applications", "lon"),
                                                      ("applications", "lat"))
    EXAMPLE: ClassVar[dict[str, Any]] = {"where": {"category": "outpatient", "scheme": "pooled"}, "key": ["category", "type"],
                                         "reach": {"metres": 800}}
    where: Where
    against: Where | None = None
    key: tuple[str, ...] = ()
    reach: tuple[tuple[str, Reach], ...]
    kinds: tuple[str, ...] = ("new", "branch", "site", "relocation")

    @field_validator("reach", mode="before")
    @classmethod
    def _reach(cls, value: object) -> object:
        return by_class(value)

    @property
    def categories(self) -> tuple[str, ...]:
        """Categories whose coordinates it reads."""
        return self.where.category

    def figures(self) -> dict[str, object]:
        """The radii in words."""
        return {**super().figures(), "radii": reach_words(self.reach)}

    # -- who is near whom

    def limits(self, a: Application) -> bool:
        """Whether an application is of those that need the distance."""
        return a.kind in self.kinds and self.where.matches(a)

    def state(self, city: City, policy: Any) -> dict[str, Circle]:
        """The circle of every application that needs the distance, with those of its sort only."""
        rows: list[Place] = [*standing_rows(city), *(a for a in city.applications if a.kind in self.kinds)]
        other = [r for r in rows if (self.against or self.where).matches(r)]
        sorts = {r.code: self._sort(r) for r in rows}
        found = circles(city, [a for a in city.applications if self.limits(a)], self.reach, other)
        return {code: Circle(code, c.metres, *(tuple(o for o in part if sorts[o] == sorts[code]) for part in (c.there, c.coming)))
                for code, c in found.items()}

    def _sort(self, row: Place) -> tuple[object, ...]:
        return tuple(getattr(row, name, None) for name in self.key)

    def bound_circles(self, case: Case) -> dict[str, Circle]:
        """Circles of those whom no exemption or decision lifts out."""
        return {code: c for code, c in case.states[self.id].items() if code not in case.excused_plan}

    def covers(self, application: Application, case: Case) -> bool:
        """Those that need the distance and have somebody near."""
        circle = case.states[self.id].get(application.code)
        return circle is not None and bool(circle.there or circle.coming)

    def bars(self, application: Application, case: Case) -> bool:
        """Those near what stays for certain."""
        circle, free = self.bound_circles(case).get(application.code), movers(case.city)
        return circle is not None and any(i not in free for i in circle.there)

    # -- the two faces

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """Nobody where something stays; a mover's new neighbour only if it moves; one of each group of mutual neighbours."""
        free, mine = movers(case.city), self.bound_circles(case)
        if self.strictness == "should":
            yield from self._neighbours(free, mine, x)
            return
        for code, circle in mine.items():
            if any(i not in free for i in circle.there):
                yield Row("near", code, x.admit(code), "<=", 0)
                continue
            yield from _after(circle, free, x)
        names = [a.code for a in case.city.applications]
        place = {code: k for k, code in enumerate(names)}
        near = ((place[code], place[b]) for code, c in mine.items() for b in c.coming)
        for group in cliques((min(pair), max(pair)) for pair in near):
            yield Row("apart", ">".join(names[k] for k in group), x.total([(1, x.admit(names[k])) for k in group]), "<=", 1)

    def _neighbours(self, free: dict[str, list[str]], mine: dict[str, Circle], x: Decisions) -> Iterator[Row]:
        """Neighbours of each one that is admitted: those that stay, those that do not move away, and each pair that comes."""
        pairs: Counter[tuple[str, str]] = Counter()
        for code, circle in mine.items():
            staying = sum(i not in free for i in circle.there)
            if staying:
                yield Row("near", code, x.total([(staying, x.admit(code))]), "<=", 0)
            yield from _after(circle, free, x)
            pairs.update((min(code, b), max(code, b)) for b in circle.coming)
        for (a, b), sides in sorted(pairs.items()):
            yield Row("apart", f"{a}>{b}", x.total([(sides, x.admit(a)), (sides, x.admit(b))]), "<=", sides)

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """What stands within the radius of each one that is admitted."""
        found = [c for code, c in case.states[self.id].items() if plan.admits(code) and self._judged(code, case)]
        for circle in found:
            near, decided = present(circle, plan, case), case.standing(circle.centre).decided
            yield self.finding(circle.centre, len(near), "<=", 0, "institutions", excused=len(near) if decided else 0,
                               metres=round(circle.metres), near=_first(near))
        if not found:
            yield self.absent("city", "min_distance.nobody")

    def _judged(self, code: str, case: Case) -> bool:
        """Whether the distance is asked of it: not of those exempt from the plan."""
        return code not in case.excused_plan or case.standing(code).decided

    @property
    def unit(self) -> str:
        """Unit of its gaps."""
        return "institutions"


def _first(codes: list[str], most: int = 5) -> object:
    """The first of some codes, with a mark where there are more."""
    return show((*codes[:most], *(("…",) if len(codes) > most else ())))


def _after(circle: Circle, free: dict[str, list[str]], x: Decisions) -> Iterator[Row]:
    """A mover's new neighbour comes only if it moves away; its own old place is no neighbour."""
    for i in circle.there:
        if i in free and circle.centre not in free[i]:
            terms = [(1, x.admit(circle.centre)), *((-1, x.admit(r)) for r in free[i])]
            yield Row("after", f"{circle.centre}>{i}", x.total(terms), "<=", 0)
