"""One limit of a case made looser by figure, where that can only make room: nothing else that the policy says reads the figure."""
from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from allocator.domain.case import Case
from allocator.rules.base import Rule

Loosened = dict[str, Any]


class Wider(NamedTuple):
    """The rules with one figure changed, and which."""

    rules: tuple[Rule, ...]
    says: str


def wider(case: Case, dice: random.Random) -> Wider | None:
    """One of the limits that can be loosened, at random; None where there is none."""
    mine = [(r, change) for r in case.policy if r.strictness == "must" and not _read(r, case) for change in _changes(r, case, dice)]
    if not mine:
        return None
    it, change = dice.choice(mine)
    loose = it.model_copy(update=change)
    return Wider(tuple(loose if r.id == it.id else r for r in case.policy), f"{it.id} {change}")


def _read(r: Rule, case: Case) -> bool:
    """Whether another rule goes by this one, by name or because named applicants are only waited for where nothing bars them."""
    named = any(f"'{r.id}'" in repr(other).partition("serves=")[2] for other in case.policy if other.id != r.id)
    return named or any(getattr(other, "named_first", False) for other in case.policy if other.id != r.id)


def _changes(r: Rule, case: Case, dice: random.Random) -> Iterator[Loosened]:
    """Looser figures of a rule, one at a time."""
    if r.kind in LOOSER:
        yield from LOOSER[r.kind](r, dice.randint(1, 3), case)


def _density(r: Any, more: int, case: Case) -> Iterator[Loosened]:
    # A glide, and silence while a quota speaks, hold only beyond the limit: a looser limit may end them.
    if r.sense == "<=" and r.when_over in (None, "no_new", "net_nonincrease") and not r.formula:
        if r.value is not None:
            yield {"value": r.value + more}
        if r.caps:
            yield {"caps": tuple((s, n + more) for s, n in r.caps)}


def _total(r: Any, more: int, case: Case) -> Iterator[Loosened]:
    if r.when_over == "none" and not r.named_first:
        if r.totals:
            yield {"totals": tuple((s, n + more) for s, n in r.totals)}
        elif r.per_10000 is not None:
            yield {"per_10000": r.per_10000 + 5 * more}


def _class(r: Any, more: int, case: Case) -> Iterator[Loosened]:
    if r.net is None:
        yield {"cap_new": r.cap_new + more}
    elif r.cut:
        yield {"cut": r.cut / 2}


def _quota(r: Any, more: int, case: Case) -> Iterator[Loosened]:
    if r.rate_over is not None:
        yield {"rate_over": r.rate_over + Fraction(more, 2)}
    if r.rate_otherwise is not None:
        yield {"rate_otherwise": r.rate_otherwise + Fraction(more, 2)}


def _distance(r: Any, more: int, case: Case) -> Iterator[Loosened]:
    # Whom no distance stands against any more may become a constant.
    if not any(s.exemptions for s in case.standings.values()):
        def nearer(g: Any) -> Any:
            return g.model_copy(update={"metres": g.straight() / (1 + more), "detour": Fraction(1)})

        yield {"reach": tuple((name, nearer(g)) for name, g in r.reach)}


def _limits(r: Any, more: int, case: Case) -> Iterator[Loosened]:
    yield {"share_per_institution": r.share_per_institution + Fraction(more, 10)}
    yield {"share_per_district": r.share_per_district + Fraction(more, 10)}
    yield {"min_remaining": max(0, r.min_remaining - more)}


def _figure(name: str, step: int | Fraction) -> Callable[[Any, int, Case], Iterator[Loosened]]:
    def changed(r: Any, more: int, case: Case) -> Iterator[Loosened]:
        if getattr(r, name) is not None:
            yield {name: getattr(r, name) + more * step}

    return changed


def _pairs(name: str) -> Callable[[Any, int, Case], Iterator[Loosened]]:
    def changed(r: Any, more: int, case: Case) -> Iterator[Loosened]:
        if getattr(r, name):
            yield {name: tuple((s, n + more) for s, n in getattr(r, name))}

    return changed


def _invariant(r: Any, more: int, case: Case) -> Iterator[Loosened]:
    if r.mode == "exact":
        yield {"mode": "nonincrease"}
    elif r.totals:
        yield {"totals": tuple((s, n + more) for s, n in r.totals)}
    if r.movement == "low_to_high":
        yield {"movement": "free"}


LOOSER: dict[str, Callable[[Any, int, Case], Iterator[Loosened]]] = {
    "density_limit": _density, "plan_total": _total, "class_control": _class, "release_quota": _quota, "min_distance": _distance,
    "adjustment_limits": _limits, "transfer": _figure("cap", 1), "radius_cap": _pairs("caps"), "minimum": _figure("n", -1),
    "coverage": _figure("share", Fraction(-1, 10)), "swap": _figure("reuse", Fraction(1, 4)), "total_invariant": _invariant}
