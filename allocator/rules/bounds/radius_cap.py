"""每服务半径内不超过若干家: at most so many of a class within a radius, by kind of area."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.rules.base import Bound, Decisions, Exact, Expression, Row, show
from allocator.rules.circles import (
    Circle,
    Reach,
    area_classes,
    area_words,
    by_class,
    circles,
    movers,
    of_class,
    present,
    reach_words,
    standing_rows,
)
from allocator.rules.where import Row as Place
from allocator.rules.where import Where


class RadiusCap(Bound):
    """In the circle of an admitted application stand at most `caps` of the counted class, itself among them.

    Parameters
    ----------
    where : who is limited.   counted : what counts in a circle; the same class by default.
    reach : area class -> radius.   caps : area class -> institutions; classes without a cap are not limited, `other` names the rest.
    other_system : institutions under another system, which count (and are limited) only with `mutual_recognition`.
    centres : `candidates` (circles of those admitted), or `all` (those of institutions that stay too: none is pushed over the cap).
    kinds : which applications take a new place.   dense_from : residents a km² from which a township is dense, whatever its class.

    Notes
    -----
    The edge belongs to the circle. What exits, or moves away by an admitted relocation, frees its circle; what is over the cap already
    blocks additions and nothing else. What may move away has no circle of its own. Exempt ones are counted, but their own circles are
    not limited. It does not cover demand points as centres.
    """

    kind: ClassVar[str] = "radius_cap"
    freed_by_exits: ClassVar[bool] = True
    columns: ClassVar[tuple[tuple[str, str], ...]] = (("institutions", "lon"), ("institutions", "lat"), ("applications", "lon"),
                                                      ("applications", "lat"))
    EXAMPLE: ClassVar[dict[str, Any]] = {"where": {"category": "pharmacy"}, "reach": {"metres": 800}, "caps": {"dense": 3, "other": 2}}
    where: Where
    counted: Where | None = None
    other_system: Where | None = None
    mutual_recognition: bool = True
    reach: tuple[tuple[str, Reach], ...]
    caps: tuple[tuple[str, int], ...]
    centres: Literal["candidates", "all"] = "candidates"
    kinds: tuple[str, ...] = ("new", "branch", "site", "relocation")
    dense_from: Exact | None = None

    @field_validator("reach", "caps", mode="before")
    @classmethod
    def _by_class(cls, value: object) -> object:
        return by_class(value)

    @property
    def categories(self) -> tuple[str, ...]:
        """Categories whose coordinates it reads."""
        return self.where.category

    def figures(self) -> dict[str, object]:
        """Radii and caps in words."""
        most = show(tuple(f"{area_words(name) if len(self.caps) > 1 else ''}{n}" for name, n in self.caps))
        return {**super().figures(), "radii": reach_words(self.reach), "most": most}

    # -- circles

    def state(self, city: City, policy: Any) -> dict[str, Circle]:
        """The circle of every centre, with what counts in it."""
        coming = [a for a in city.applications if a.kind in self.kinds]
        rows: list[Place] = [*standing_rows(city), *coming]
        limited: list[Place] = [a for a in coming if self._limits(a)]
        if self.centres == "all":
            free = movers(city)
            limited += [r for r in standing_rows(city) if self._limits(r) and r.code not in free]
        counted = [r for r in rows if self._counts(r)]
        return circles(city, limited, self.reach, counted, area_classes(city, self.dense_from))

    def _counts(self, row: Place) -> bool:
        return (self.counted or self.where).matches(row) and not self._apart(row)

    def _limits(self, row: Place) -> bool:
        return self.where.matches(row) and not self._apart(row)

    def _apart(self, row: Place) -> bool:
        """Whether it is of another system that is not recognised."""
        return self.other_system is not None and not self.mutual_recognition and self.other_system.matches(row)

    def cap(self, circle: Circle, case: Case) -> int | None:
        """Institutions allowed in a circle, by the area class of its centre."""
        row = self._centre(circle, case)
        cap: int | None = of_class(self.caps, area_classes(case.city, self.dense_from).get((row.district, row.township), ""))
        return cap

    def _centre(self, circle: Circle, case: Case) -> Place:
        here: Place | None = case.city.by_application.get(circle.centre) or case.city.by_institution.get(circle.centre)
        return here or next(a for a in case.city.pending if a.code == circle.centre)

    def covers(self, application: Application, case: Case) -> bool:
        """Those that stand in somebody's circle, or have one."""
        return application.code in case.states[self.id] or any(application.code in c.coming for c in case.states[self.id].values())

    def bars(self, application: Application, case: Case) -> bool:
        """Those whose circle is full of what stays for certain."""
        circle = case.states[self.id].get(application.code)
        cap = None if circle is None or application.code in case.excused_quantity else self.cap(circle, case)
        if circle is None or cap is None:
            return False
        free = movers(case.city)
        return sum(i not in free for i in circle.there) + int(self._counts(application)) > cap

    # -- rows

    def rows(self, x: Decisions, case: Case) -> Iterator[Row]:
        """The circle of each applicant, if it is admitted; with `all`, what may come into the circles of those that stay."""
        free = movers(case.city)
        for code, circle in case.states[self.id].items():
            cap = self.cap(circle, case)
            if cap is None or code in case.excused_quantity:
                continue
            if code in case.city.by_application:
                yield from self._admitted(circle, cap, free, x, case)
            else:
                yield from self._staying(circle, cap, free, x, case)

    def _admitted(self, circle: Circle, cap: int, free: dict[str, list[str]], x: Decisions, case: Case) -> Iterator[Row]:
        """There + coming + itself <= cap where it is admitted; nothing where it is not. A should tells by how many it is over."""
        own = int(self._counts(case.city.by_application[circle.centre]))
        terms, fixed = _presence(circle, free, x)
        if fixed + own > cap and self.strictness == "must":
            yield Row("full", circle.centre, x.admit(circle.centre), "<=", 0)
            return
        most = own + len(circle.there) + len(circle.coming)
        if most > cap:
            terms.append((most - cap, x.admit(circle.centre)))
            yield Row("circle", circle.centre, x.total(terms), "<=", most - own - len(circle.there))

    def _staying(self, circle: Circle, cap: int, free: dict[str, list[str]], x: Decisions, case: Case) -> Iterator[Row]:
        """What comes into the circle of one that stays is within the cap, or makes up for what moves away."""
        coming = [a for a in circle.coming if a not in case.excused_quantity]
        moving = [(-1, x.admit(r)) for i in circle.there for r in free.get(i, ())]
        now = len(circle.there) + self._own(circle, case)
        if coming:
            yield Row("around", circle.centre, x.total([(1, x.admit(a)) for a in coming] + moving), "<=", max(0, cap - now))

    def _own(self, circle: Circle, case: Case) -> int:
        return int(self._counts(self._centre(circle, case)))

    # -- check

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """Institutions in the circle of each one admitted; with `all`, in that of each one that stays and gains a neighbour."""
        capped = [(c, self.cap(c, case)) for c in case.states[self.id].values()]
        found = [f for c, cap in capped if cap is not None for f in self._found(c, cap, plan, case)]
        yield from found
        if not found:
            yield self.absent("city", "radius_cap.nobody")

    def _found(self, circle: Circle, cap: int, plan: Plan, case: Case) -> Iterator[Finding]:
        if circle.centre in case.city.by_application:
            yield from self._new(circle, cap, plan, case)
            return
        near = present(circle, plan, case)
        came = [a for a in near if plan.admits(a)]
        excused = sum(a in case.excused_quantity for a in came)
        before = len(circle.there) + self._own(circle, case)
        if came:
            yield self.finding(circle.centre, len(near) + self._own(circle, case), "<=", max(cap, before), "institutions", excused=excused,
                               metres=round(circle.metres), cap=cap, row="around")

    def _new(self, circle: Circle, cap: int, plan: Plan, case: Case) -> Iterator[Finding]:
        standing = case.standing(circle.centre)
        if not plan.admits(circle.centre) or (circle.centre in case.excused_quantity and not standing.decided):
            return
        near = len(present(circle, plan, case)) + self._own(circle, case)
        yield self.finding(circle.centre, near, "<=", cap, "institutions", excused=max(0, near - cap) if standing.decided else 0,
                           metres=round(circle.metres), cap=cap)


def _presence(circle: Circle, free: dict[str, list[str]], x: Decisions) -> tuple[list[tuple[int, Expression]], int]:
    """Terms of what may come (+1) or move away (-1), and how many stay for sure."""
    terms = [(1, x.admit(a)) for a in circle.coming] + [(-1, x.admit(r)) for i in circle.there for r in free.get(i, ())]
    return terms, sum(i not in free for i in circle.there)
