"""How evenly a resource is spread over people: Lorenz, Gini (exact), Theil with its parts within and between groups (kinds.md 3.2, 3.3)."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import log

BANDS = ((Fraction(1, 5), "equal"), (Fraction(3, 10), "fair"), (Fraction(2, 5), "tolerable"))
Pair = tuple[int, int]                   # people, resource


def lorenz(pairs: Sequence[Pair]) -> tuple[tuple[Fraction, Fraction], ...]:
    """Cumulative shares of people and of the resource, the least served first, from (0, 0) to (1, 1)."""
    people, resource = sum(p for p, _ in pairs), sum(r for _, r in pairs)
    curve = [(Fraction(0), Fraction(0))]
    for p, r in sorted(pairs, key=lambda pair: (Fraction(pair[1], pair[0]) if pair[0] else Fraction(0), pair)):
        x, y = curve[-1]
        curve.append((x + Fraction(p, people), y + Fraction(r, resource)))
    return tuple(curve)


def gini(pairs: Sequence[Pair]) -> Fraction | None:
    """1 - sum of p_i (2 Y_{i-1} + y_i), 0 where everybody has the same; None without people or resource."""
    if not sum(p for p, _ in pairs) or not sum(r for _, r in pairs):
        return None
    curve = lorenz(pairs)
    return 1 - sum(((b[0] - a[0]) * (a[1] + b[1]) for a, b in pairwise(curve)), Fraction(0))


def band(value: Fraction) -> str:
    """How a Gini reads: equal < 0.2 <= fair < 0.3 <= tolerable < 0.4 <= wide."""
    return next((name for limit, name in BANDS if value < limit), "wide")


@dataclass(frozen=True)
class Theil:
    """Theil's L, weighted by people, of the whole, within groups and between them; the two parts sum to the whole."""

    whole: float
    within: float
    between: float


def theil_l(pairs: Sequence[Pair]) -> float | None:
    """Sum of p_i ln(p_i / y_i); None where people have nothing at all, since it is then without bound."""
    people, resource = sum(p for p, _ in pairs), sum(r for _, r in pairs)
    if not people or not resource or any(p and not r for p, r in pairs):
        return None
    return sum(p / people * log((p / people) / (r / resource)) for p, r in pairs if p)


def theil_t(pairs: Sequence[Pair]) -> float | None:
    """Sum of y_i ln(y_i / p_i); those who have nothing add nothing; None where nobody is there for the resource."""
    people, resource = sum(p for p, _ in pairs), sum(r for _, r in pairs)
    if not people or not resource or any(r and not p for p, r in pairs):
        return None
    return sum(r / resource * log((r / resource) / (p / people)) for p, r in pairs if r)


def theil_by(groups: Mapping[str, Sequence[Pair]]) -> Theil | None:
    """Theil's L of all pairs, split by groups (zones)."""
    parts = [pairs for _, pairs in sorted(groups.items()) if sum(p for p, _ in pairs)]
    sums = [(sum(p for p, _ in pairs), sum(r for _, r in pairs)) for pairs in parts]
    between, inside = theil_l(sums), [theil_l(pairs) for pairs in parts]
    if between is None or any(v is None for v in inside):
        return None
    people = sum(p for p, _ in sums)
    within = sum(p / people * (v or 0.0) for (p, _), v in zip(sums, inside, strict=True))
    return Theil(within + between, within, between)
