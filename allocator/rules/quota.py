"""What quotas count: who takes from a pool, and what is given up into it by the plan itself."""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

from allocator.domain.case import Case
from allocator.domain.institution import Application
from allocator.domain.plan import Plan
from allocator.rules.base import Decisions, Expression, Row
from allocator.rules.where import Where

Unit = Literal["beds", "institutions"]
Terms = list[tuple[int, Expression]]


def place(a: Application, unit: Unit) -> str:
    """The district that an application takes from: of beds, where they count."""
    return a.account_district if unit == "beds" else a.district


@lru_cache(maxsize=256)
def takers(where: Where, kinds: tuple[str, ...], unit: Unit, districts: tuple[str, ...], case: Case) -> tuple[Application, ...]:
    """Applications of a class that take from a pool, exempt ones included."""
    return tuple(a for a in case.city.applications if a.kind in kinds and where.matches(a) and place(a, unit) in districts)


def term(a: Application, unit: Unit, x: Decisions) -> tuple[int, Expression]:
    """What admitting one takes, as algebra."""
    return 1, x.beds(a.code) if unit == "beds" else x.admit(a.code)


def taken(a: Application, unit: Unit, plan: Plan) -> int:
    """What it takes under a plan."""
    return plan.beds(a.code) if unit == "beds" else int(plan.admits(a.code))


def most(a: Application, unit: Unit, case: Case) -> int:
    """What it may take at most."""
    return max(a.beds_max, case.standing(a.code).beds) if unit == "beds" else 1


def supply_terms(where: Where, districts: tuple[str, ...], x: Decisions, case: Case) -> Terms:
    """Beds that the plan itself gives up in a pool: cuts, and conversions that leave the insured total."""
    cuts = (case.city.by_institution[i] for i in x.reducible())
    given = [i.code for i in cuts if i.account_district in districts and where.matches(i)]
    return [(1, x.reduced(i)) for i in given] + [(1, x.beds(a.code)) for a in _leaving(where, districts, case)]


def supplied(where: Where, districts: tuple[str, ...], plan: Plan, case: Case) -> int:
    """The same under a plan."""
    rows = ((case.city.by_institution[i], n) for i, n in plan.reduced.items())
    cut = sum(n for i, n in rows if i.account_district in districts and where.matches(i))
    return cut + sum(plan.beds(a.code) for a in _leaving(where, districts, case))


def _leaving(where: Where, districts: tuple[str, ...], case: Case) -> Iterator[Application]:
    """Conversions whose beds leave the total, of institutions of the class in the pool."""
    for a in case.city.applications:
        parent = case.city.parent(a)
        if a.category == "inpatient" and a.kind == "conversion" and a.convert_to in case.leaves and parent is not None \
                and parent.account_district in districts and where.matches(parent):
            yield a


class Pool(NamedTuple):
    """Who takes from a pool and who takes first, as algebra, and what is in it.

    Parameters
    ----------
    most : the most that own and first can be.   known : given up before the plan, less what was granted against it; may be negative.
    """

    subject: str
    own: Terms
    first: Terms
    supply: Terms
    most: tuple[int, int]
    rate: Fraction
    known: int


def switched(pool: Pool, x: Decisions) -> Iterator[Row]:
    """Own <= max(0, ⌊rate x (known + supply)⌋ - first), with one binary: 0 closes the pool, 1 opens it."""
    p, q = pool.rate.numerator, pool.rate.denominator
    lack = q * pool.most[1] + max(0, -p * pool.known)
    if not lack:                                                     # never less than nothing to grant: no choice to make
        plain = [(q * n, e) for n, e in pool.own] + [(-p * n, e) for n, e in pool.supply]
        yield Row("quota", pool.subject, x.total(plain), "<=", p * pool.known, per=q)
        return
    is_open = x.variable("open", pool.subject, 0, 1)
    yield Row("opened", pool.subject, x.total([*pool.own, (-pool.most[0], is_open)]), "<=", 0, gap="quota")
    terms = [(q * n, e) for n, e in [*pool.own, *pool.first]] + [(-p * n, e) for n, e in pool.supply] + [(lack, is_open)]
    yield Row("quota", pool.subject, x.total(terms), "<=", p * pool.known + lack, per=q)


def granting(first: int, supply: int, known: int, rate: Fraction) -> tuple[int, int]:
    """What a pool has to grant, and by how much those who take first overrun it."""
    pool = int(rate * (known + supply)) if known + supply > 0 else 0
    return pool, max(0, first - pool)
