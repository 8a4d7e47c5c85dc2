"""Coverage made small without changing any optimum: what the program may use instead of a variable and a row for every demand point.

Each step is a pure function of patterns; sites are opaque numbers (an application, or a parent that stays unless its relocation is
admitted), each there or not. In order: drop what is covered anyway and what nothing can reach, one pattern for all points with the same
sites (`aggregate`) -> a pattern of one site is a coefficient of that site -> so is, for each of its sites, a pattern whose sites all
conflict -> a row leans on the largest pattern that it contains. Why each is exact stands with it.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from allocator.geography.patterns import Patterns, Tally, aggregate

__all__ = ["Chain", "Patterns", "Reduced", "Tally", "aggregate", "chains", "clique_linear", "components", "reduce", "singletons"]
SCAN = 2_000_000                         # containments to look at one by one, over all patterns; beyond that a plain row will do
Linear = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Chain:
    """The row of one pattern: covered[child] <= covered[parent] + sum of its extra sites; without a parent the plain row.

    Parameters
    ----------
    child, parent : pattern numbers; parent None where no pattern is worth leaning on.
    extra : the sites of the child that are not the parent's, ascending.
    """

    child: int
    parent: int | None
    extra: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Reduced:
    """What the program says: insured covered = sum of linear coefficients of sites + sum of insured of covered patterns.

    Parameters
    ----------
    linear : (site, insured) pairs: people that a site covers by itself, whatever else is there.
    patterns : those that keep a variable, continuous in [0, 1].
    chains : one row for each of these patterns.
    counts : what each step left, in order, for run.json.
    """

    linear: Linear
    patterns: Patterns
    chains: tuple[Chain, ...]
    counts: Mapping[str, int] = field(default_factory=dict)


def reduce(patterns: Patterns, cliques: Iterable[Iterable[int]] = ()) -> Reduced:
    """All steps after the aggregation.

    Parameters
    ----------
    cliques : groups of sites of which must rows allow one at most.
    """
    single, left = singletons(patterns)
    clique, rest = clique_linear(left, cliques)
    rows = chains(rest)
    total = patterns.total
    counts = {
        "points": total.points, "points_covered_before": patterns.covered.points, "points_unreachable": patterns.unreachable.points,
        "patterns": len(patterns), "pattern_entries": patterns.entries, "singletons": len(patterns) - len(left),
        "clique_linear": len(left) - len(rest), "rows": len(rest), "row_entries": rest.entries,
        "chained_rows": sum(row.parent is not None for row in rows),
        "chained_entries": sum(len(row.extra) + (row.parent is not None) for row in rows),
    }
    return Reduced(_added(single, clique), rest, rows, counts)


def singletons(patterns: Patterns) -> tuple[Linear, Patterns]:
    """Patterns of one site as coefficients, and the rest.

    Exact: covered <= x, and nothing keeps covered below x where more people covered is never worse.
    """
    return _split(patterns, [len(s) == 1 for s in patterns.sites])


def clique_linear(patterns: Patterns, cliques: Iterable[Iterable[int]]) -> tuple[Linear, Patterns]:
    """Patterns whose sites all conflict as coefficients of each of them, and the rest.

    Exact: at most one of the sites can be there, so min(1, sum of x) is the sum of x.

    Parameters
    ----------
    cliques : groups of sites of which must rows allow one at most; a pair of a pattern must stand in some group.
    """
    rivals: dict[int, int] = {}
    for group in cliques:
        members = tuple(group)
        mask = _mask(members)
        for site in members:
            rivals[site] = rivals.get(site, 0) | mask

    def alone(sites: tuple[int, ...]) -> bool:
        mask = _mask(sites)
        return all(mask & ~rivals.get(s, 0) & ~(1 << s) == 0 for s in sites)

    return _split(patterns, [alone(s) for s in patterns.sites])


def _split(patterns: Patterns, linear: list[bool]) -> tuple[Linear, Patterns]:
    """People by site of the marked patterns, and the patterns that are not marked; members are no longer told."""
    people: Counter[int] = Counter()
    for sites, insured, mark in zip(patterns.sites, patterns.insured, linear, strict=True):
        if mark:
            people.update(dict.fromkeys(sites, insured))
    kept = [i for i, mark in enumerate(linear) if not mark]
    rest = replace(patterns, sites=tuple(patterns.sites[i] for i in kept), insured=tuple(patterns.insured[i] for i in kept),
                   points=tuple(patterns.points[i] for i in kept), member=None)
    return tuple(sorted(people.items())), rest


def _added(*parts: Linear) -> Linear:
    people: Counter[int] = Counter()
    for part in parts:
        people.update(dict(part))
    return tuple(sorted(people.items()))


def chains(patterns: Patterns, scan: int = SCAN) -> tuple[Chain, ...]:
    """A row for every pattern S, leaning on the largest pattern T within it: y_S <= y_T + sum of x over S without T.

    Exact, and as tight for the relaxation: y_T may rise to min(1, sum of x over T); then the right side is the plain row's or at least 1.
    Of several largest ones the first in canonical order is taken.

    Parameters
    ----------
    scan : containments to look at one by one; a pattern with one site less is found without looking.
    """
    masks = [_mask(s) for s in patterns.sites]
    where = {mask: i for i, mask in enumerate(masks)}
    homes = _homes(patterns)
    rows = []
    for child, sites in enumerate(patterns.sites):
        parent = min((where[m] for s in sites if (m := masks[child] ^ (1 << s)) in where), default=None)
        if parent is None:
            inside = [t for s in sites for t in homes.get(s, ())] if scan > 0 else []
            scan -= len(inside)
            parent = _largest(child, inside, masks, patterns)
        gone = masks[parent] if parent is not None else 0
        rows.append(Chain(child, parent, tuple(s for s in sites if not gone >> s & 1)))
    return tuple(rows)


def _homes(patterns: Patterns) -> dict[int, list[int]]:
    """Every pattern of two sites or more under its rarest site: it lies within S only if that site does."""
    often = Counter(s for sites in patterns.sites for s in sites)
    homes: dict[int, list[int]] = {}
    for i, sites in enumerate(patterns.sites):
        if len(sites) > 1:
            homes.setdefault(min(sites, key=lambda s: (often[s], s)), []).append(i)
    return homes


def _largest(child: int, among: list[int], masks: list[int], patterns: Patterns) -> int | None:
    """The largest pattern strictly within the child, the first in canonical order of these."""
    within = [t for t in among if t != child and masks[t] & ~masks[child] == 0]
    return min(within, key=lambda t: (-len(patterns.sites[t]), t), default=None)


def _mask(sites: Iterable[int]) -> int:
    mask = 0
    for s in sites:
        mask |= 1 << s
    return mask


def components(groups: Iterable[Iterable[int]]) -> tuple[tuple[int, ...], ...]:
    """Sites that no group couples, apart: sorted components; to be solved one by one only where no other row couples them.

    Parameters
    ----------
    groups : sites of each pattern, clique, quota … that must be decided together.
    """
    root: dict[int, int] = {}

    def find(s: int) -> int:
        root.setdefault(s, s)
        while root[s] != s:
            root[s] = root[root[s]]
            s = root[s]
        return s

    for group in groups:
        for one, other in pairwise([find(s) for s in group]):
            root[find(other)] = find(one)
    found: dict[int, list[int]] = {}
    for s in sorted(root):
        found.setdefault(find(s), []).append(s)
    return tuple(sorted(tuple(members) for members in found.values()))
