"""Demand of any length, in pieces: only what each set of sites comes to is kept, never the points.

References
----------
Isomorphic aggregation with precomputed cells; the same patterns as `within` and `aggregate` give on the whole.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from allocator.geography.cells import Cells
from allocator.geography.metric import Limits, Places, reached
from allocator.geography.pairs import Pairs
from allocator.geography.patterns import Patterns, Tally, aggregate, site_tuples
from allocator.geography.search import Sites, within_mm

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

SUMS = 1 << 21                           # kept at most: one for each cell and each set of the rims that cross it
PIECE = 1 << 17                          # points looked at together
SIDES = ((30_000, 64), (400_000, 128), (2_000_000, 256))          # cells a side for so many points
MOST = 512                               # and for more


class Chunk(NamedTuple):
    """Some demand points: degrees (WGS-84), insured people, and class of area as an index into the limits (default 0)."""

    lon: Floats
    lat: Floats
    insured: Whole
    area_class: NDArray[np.integer] | None = None


def aggregate_stream(chunks: Iterable[Chunk], site_lon: ArrayLike, site_lat: ArrayLike, limits_mm: Sequence[int],
                     staying_lon: ArrayLike = (), staying_lat: ArrayLike = ()) -> Patterns:
    """Patterns of demand that comes in pieces; `member` is not told.

    Parameters
    ----------
    site_lon, site_lat : float[M], sites that may be there.
    limits_mm : straight-line limit of each class of area, whole millimetres.
    staying_lon, staying_lat : institutions that are there whatever is decided: whom they reach is covered.
    """
    sites, staying = Sites.of(site_lon, site_lat), Sites.of(staying_lon, staying_lat)
    ladders = [Ladder(sites.at, staying.at, limit) for limit in limits_mm]
    for chunk in chunks:
        for kind, piece in _pieces(chunk):
            ladders[kind].add(piece)
    people: dict[tuple[int, ...], Tally] = {(): Tally()}
    sums = [one for ladder in ladders for one in ladder.sums.values()]
    for one in sums:
        for names, tally in one.patterns():
            people[names] = people.get(names, Tally()) + tally
    unreachable, number = people.pop(()), sites.number.tolist()
    order = sorted(people)
    return Patterns(tuple(tuple(number[s] for s in names) for names in order), tuple(people[n].insured for n in order),
                    tuple(people[n].points for n in order), sum((one.covered for one in sums), Tally()), unreachable)


def _pieces(chunk: Chunk) -> Iterator[tuple[int, Chunk]]:
    """A chunk by class of area, in pieces of bounded size."""
    kind = chunk.area_class
    for k in [0] if kind is None else np.unique(kind).tolist():
        mask = slice(None) if kind is None else kind == k
        lon, lat, insured = chunk.lon[mask], chunk.lat[mask], chunk.insured[mask]
        for i in range(0, len(lon), PIECE):
            yield k, Chunk(lon[i:i + PIECE], lat[i:i + PIECE], insured[i:i + PIECE])


class Ladder:
    """Sums for one limit, on finer cells the more points have come: cells cost time once, and spare it with every point."""

    def __init__(self, sites: Places, staying: Places, limit_mm: int) -> None:
        self.sites, self.staying, self.limit_mm = sites, staying, limit_mm
        self.seen, self.sums = 0, dict[int, Sums]()

    def add(self, piece: Chunk) -> None:
        """Count some points in."""
        self.seen += len(piece.lon)
        side = next((cells for points, cells in SIDES if self.seen <= points), MOST)
        if side not in self.sums:
            self.sums[side] = Sums(self.sites, self.staying, self.limit_mm, side)
        self.sums[side].add(piece)


class Sums:
    """People and points so far, for one limit, on cells of one size.

    A cell that k rims cross has 2^k sums, one for each set of them that a point can be within; `first` is its first sum, -1 where
    so many rims cross that its points are looked up one by one.
    """

    def __init__(self, sites: Places, staying: Places, limit_mm: int, side: int) -> None:
        self.sites, self.staying, self.limit_mm = sites, staying, limit_mm
        self.limits = Limits.of(np.array([limit_mm]))
        self.covered = Tally()
        self.looked_up: dict[tuple[int, ...], Tally] = {}
        self.cells = Cells.of(sites, staying, limit_mm, side) if len(sites.lon) + len(staying.lon) else None
        if self.cells:
            size = _sizes(self.cells.rims.counts, ~self.cells.covered)
            self.first = np.where(size > 0, np.cumsum(size) - size, -1)
            self.crossed, self.staying_crossed = (r.counts > 0 for r in (self.cells.rims, self.cells.staying_rims))
            self.people, self.points = np.zeros((2, int(size.sum())), dtype=np.int64)

    def add(self, piece: Chunk) -> None:
        """Count some points in."""
        if self.cells is None:
            self._count((), _tally(piece))
            return
        cell = self.cells.plane.cell_of(piece.lon, piece.lat)
        outside, piece, cell = _parted(piece, cell, cell < 0)
        self._count((), _tally(outside))
        if len(self.staying.lon):
            near = self.cells.covered[cell] | (self._bits(piece, cell, self.staying_crossed, self.cells.staying_rims, self.staying) > 0)
            covered, piece, cell = _parted(piece, cell, near)
            self.covered += _tally(covered)
        crowded, piece, cell = _parted(piece, cell, self.first[cell] < 0)
        self._look_up(crowded)
        at = self.first[cell] + self._bits(piece, cell, self.crossed, self.cells.rims, self.sites)
        np.add.at(self.people, at, piece.insured)
        np.add.at(self.points, at, 1)

    def _bits(self, piece: Chunk, cell: Whole, crossed: NDArray[np.bool_], rims: Pairs, sites: Places) -> Whole:
        """int64[N]: which of the sites whose rim crosses a point's cell reach the point, as bits in their order.

        Parameters
        ----------
        crossed : bool[cells], whether any does.
        """
        bits = np.zeros(len(cell), dtype=np.int64)
        rows = np.flatnonzero(crossed[cell])
        crossing = rims.take(cell[rows])
        i = crossing.row_numbers()
        mm, sure, never = self.limits
        limits = Limits(np.broadcast_to(mm, len(rows)), np.broadcast_to(sure, len(rows)), np.broadcast_to(never, len(rows)))
        near = reached(Places.of(piece.lon[rows], piece.lat[rows]), sites, i, crossing.index, limits)
        bit = np.minimum(np.arange(len(crossing)) - crossing.start[i], 62)           # more than these never have a sum of their own
        np.bitwise_or.at(bits, rows[i[near]], np.int64(1) << bit[near])
        return bits

    def _look_up(self, piece: Chunk) -> None:
        """Count points of crowded cells in, by the sites that reach each of them."""
        if len(piece.lon):
            reach = within_mm(piece.lon, piece.lat, self.sites.lon, self.sites.lat, self.limit_mm)
            found = aggregate(reach, piece.insured)
            self._count((), found.unreachable)
            for names, insured, points in zip(found.sites, found.insured, found.points, strict=True):
                self._count(names, Tally(points, insured))

    def _count(self, names: tuple[int, ...], tally: Tally) -> None:
        self.looked_up[names] = self.looked_up.get(names, Tally()) + tally

    def patterns(self) -> Iterator[tuple[tuple[int, ...], Tally]]:
        """Sets of sites met so far, as numbers of `sites`, with their people; () for those whom none reaches."""
        yield from self.looked_up.items()
        if self.cells is not None:
            used = np.flatnonzero(self.points)
            cell, bits = self._owner(used)
            group, first = _alike(self.cells.keys(cell, bits))
            points, people = (_summed(group, count[used], len(first)) for count in (self.points, self.people))
            yield from zip(site_tuples(self._sets(self.cells, cell[first], bits[first])), map(Tally, points, people), strict=True)

    def _owner(self, at: Whole) -> tuple[Whole, Whole]:
        """Cell and bits of some sums."""
        owners = np.flatnonzero(self.first >= 0)
        cell = owners[np.searchsorted(self.first[owners], at, side="right") - 1]
        return cell, at - self.first[cell]

    def _sets(self, cells: Cells, cell: Whole, bits: Whole) -> Pairs:
        """Cells and bits -> sites: those that reach the middle of the cell, but the crossing ones by their bits."""
        near = within_mm(*cells.plane.centre(cell), self.sites.lon, self.sites.lat, self.limit_mm)
        return (near - cells.rims.take(cell)) | cells.chosen(cell, bits)


def _sizes(crossing: Whole, taken: NDArray[np.bool_]) -> Whole:
    """int64[cells]: sums of each cell, 2^k for k crossing rims; 0 if not taken, and for the most crowded once `SUMS` are given out."""
    size = np.where(taken, 1 << np.minimum(crossing, 40), 0)
    order = np.argsort(size, kind="stable")
    size[order[np.cumsum(size[order]) > SUMS]] = 0
    return size


def _parted(piece: Chunk, cell: Whole, mask: NDArray[np.bool_]) -> tuple[Chunk, Chunk, Whole]:
    """The points of a mask; the others, and their cells."""
    if not mask.any():
        return Chunk(piece.lon[:0], piece.lat[:0], piece.insured[:0]), piece, cell
    rest = ~mask
    some, others = (Chunk(piece.lon[m], piece.lat[m], piece.insured[m]) for m in (mask, rest))
    return some, others, cell[rest]


def _tally(piece: Chunk) -> Tally:
    return Tally(len(piece.insured), int(piece.insured.sum()))


def _alike(keys: NDArray[np.uint64]) -> tuple[Whole, Whole]:
    """Group of every column of keys, and the first column of each group. Two words: 2^-128 for any two sets to meet by chance."""
    order = np.lexsort(keys)
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (keys[:, order[1:]] != keys[:, order[:-1]]).any(axis=0)
    group = np.empty(len(order), dtype=np.int64)
    group[order] = np.cumsum(new) - 1
    return group, order[new]


def _summed(group: Whole, count: Whole, groups: int) -> list[int]:
    total = np.zeros(groups, dtype=np.int64)
    np.add.at(total, group, count)
    return [int(n) for n in total]
