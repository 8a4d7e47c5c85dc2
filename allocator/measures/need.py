"""Required beds by district and tier, and the state that follows (WH-18, WH-26, WH-27)."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from allocator.domain.case import Need
from allocator.domain.city import City
from allocator.measures.ledger import stock


def shares(total: int, parts: Mapping[str, int]) -> dict[str, int]:
    """A whole number split in proportion, by largest remainder, the earlier part first on a tie."""
    whole = sum(parts.values())
    split = {k: total * p // whole for k, p in parts.items()}
    order = sorted(parts, key=lambda k: -(total * parts[k] % whole))
    for k in order[: total - sum(split.values())]:
        split[k] += 1
    return split


def required(insured: int, per_1000: Fraction, factor: Fraction) -> int:
    """Required beds of a district: ⌊rate x factor x insured / 1000⌋."""
    return int(per_1000 * factor * insured / 1000)


def state(need: int, after_exits: int, underused: bool) -> str:
    """What to do: more, better what is there, nothing; short but under-used is a state of its own."""
    if after_exits < need:
        return "short_underused" if underused else "increment"
    return "stock" if after_exits > need else "balanced"


def after_exits(city: City, district: str | None, tiers: Sequence[str]) -> int:
    """Beds left of some tiers once the scheduled exits have left."""
    return stock(city).planned(None if district is None else [district], tiers)


def need_rows(city: City, wanted: Mapping[str, Mapping[str, int]], by_district: Sequence[str], groups: Mapping[str, Sequence[str]],
              underused: frozenset[str]) -> tuple[Need, ...]:
    """The `needs` of plan.json.

    Parameters
    ----------
    wanted : district -> tier group -> required beds.
    by_district : the tier groups that are needed in the district; the others are needed city-wide.
    groups : tier group -> the tiers that it holds.
    underused : districts whose bed use is under the limit of the freeze.
    """
    left = stock(city)
    rows = []
    for d in city.names:
        for g in groups:
            rows.append(Need(scope="district", district=d, tier=g, required=wanted[d][g] if g in by_district else None,
                             after_exits=left.planned([d], groups[g])))
        here = [t for g in by_district for t in groups[g]]
        need, there = sum(wanted[d][g] for g in by_district), left.planned([d], here)
        rows.append(Need(scope="district", district=d, tier="", required=need, after_exits=there,
                         state=state(need, there, d in underused)))
    for g in groups:
        rows.append(Need(scope="city", district="", tier=g, required=sum(wanted[d][g] for d in city.names),
                         after_exits=left.planned(None, groups[g])))
    return tuple(rows)


def total_rows(city: City, wanted: Mapping[str, int], underused: frozenset[str], by_district: bool = True) -> tuple[Need, ...]:
    """The same where tiers are not told apart.

    Parameters
    ----------
    wanted : district -> required beds.
    by_district : whether beds are needed in the district; else city-wide, and no district is short.
    """
    left, rows = stock(city), []
    for d in city.names:
        there, need = left.planned([d]), wanted[d]
        rows.append(Need(scope="district", district=d, tier="", required=need if by_district else None, after_exits=there,
                         state=state(need, there, d in underused) if by_district else "balanced"))
    everywhere, there = sum(wanted.values()), left.planned()
    rows.append(Need(scope="city", district="", tier="", required=everywhere, after_exits=there, state=state(everywhere, there, False)))
    return tuple(rows)
