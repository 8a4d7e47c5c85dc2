"""From files to patterns: sites and institutions whole, demand in pieces, so that memory does not grow with its length."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from allocator import words
from allocator.domain.travel import Distances
from allocator.errors import BadInput
from allocator.geography.demand import Chunk, aggregate_stream
from allocator.geography.metric import millimetres
from allocator.geography.pairs import Pairs
from allocator.geography.patterns import Patterns, aggregate, merged
from allocator.geography.sample import Sample
from allocator.geography.ways import Given, Straight, Walked, Way, network_of
from allocator.reading.streams.places import Demand, Sites, demand_table, read_demand, read_places
from allocator.reading.streams.travel import read_distances, read_paths
from allocator.site.request import Request

NOBODY = Pairs(np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32), 0)


@dataclass(frozen=True, eq=False)
class Gathered:
    """What the files say, reduced to patterns over the sites.

    Parameters
    ----------
    sample : some demand points, for the picture.   sample_reach : these points -> sites, then existing institutions.
    method : how reach was measured.
    """

    sites: Sites
    existing: Sites
    patterns: Patterns
    sample: Sample
    sample_reach: Pairs
    method: str


def places(request: Request) -> tuple[Sites, Sites]:
    """Candidate sites and existing institutions."""
    located = request.by != "matrix"
    sites = read_places(request.sites, request.system("sites"), located=located)
    there = read_places(request.existing, request.system("existing"), located=located) if request.existing else Sites()
    return sites, there


def gather(request: Request, sites: Sites, existing: Sites) -> Gathered:
    """Stream the demand.

    Raises
    ------
    BadInput
        with the row of every fault.
    """
    stream = _Stream(request)
    by = {"straight": _straight, "matrix": _given, "network": _walked}[request.by]
    patterns, way, timed = by(request, stream, sites, existing)
    sample = stream.sample if way else Sample.none()                 # given distances need no coordinates: no map
    limits = _whole(request.limits(timed))[sample.area_class]
    reach = way.pairs([], sample.lon, sample.lat, limits) if way else NOBODY
    return Gathered(sites, existing, patterns, sample, reach, request.method(timed))


class _Stream:
    """The demand in pieces, with a sample of what has passed."""

    def __init__(self, request: Request) -> None:
        self.request, self.sample = request, Sample.none()
        classed = request.classes != ("",)
        self.table = demand_table(request.demand, located=request.by != "matrix", coded=request.by == "matrix", classed=classed)

    def pieces(self) -> Iterator[tuple[Demand, Any]]:
        """Each piece with the class of area of every point, as an index into the limits."""
        for d in read_demand(self.table, self.request.system("demand"), located=self.request.by != "matrix"):
            kind = self._kind(d)
            self.sample = self.sample.add(d.lon, d.lat, d.people, kind)
            yield d, kind

    def _kind(self, d: Demand) -> Any:
        if d.area_class is None:
            return np.zeros(len(d.people), dtype=np.int64)
        known = {name: k for k, name in enumerate(self.request.classes)}
        names, at = np.unique(d.area_class, return_inverse=True)
        strange = [n for n in names.tolist() if n not in known and "" not in known]
        if strange:
            raise BadInput(*(words.say("site.class_unknown", value=n) for n in strange))
        return np.array([known.get(n, known.get("", 0)) for n in names.tolist()], dtype=np.int64)[at]


def _whole(limits: tuple[Fraction, ...]) -> Any:
    return np.array([int(millimetres(m)) for m in limits], dtype=np.int64)


Found = tuple[Patterns, Way | None, bool]


def _straight(request: Request, stream: _Stream, sites: Sites, existing: Sites) -> Found:
    limits = _whole(request.limits(False))
    chunks = (Chunk(d.lon, d.lat, d.people, kind) for d, kind in stream.pieces())
    patterns = aggregate_stream(chunks, sites.lon, sites.lat, limits.tolist(), existing.lon, existing.lat)
    return patterns, Straight(*_both(sites, existing)), False


def _both(sites: Sites, existing: Sites) -> tuple[Any, Any]:
    return np.concatenate((sites.lon, existing.lon)), np.concatenate((sites.lat, existing.lat))


def _walked(request: Request, stream: _Stream, sites: Sites, existing: Sites) -> Found:
    assert request.network is not None
    paths = read_paths(request.network, request.system("network"))
    timed = paths.minutes is not None and request.minutes is not None
    limits = _whole(request.limits(timed))
    network = network_of(paths, "minutes" if timed else "metres")
    way = Walked.to(network, *_both(sites, existing), int(limits.max()), request.off_network(timed))
    return merged(_part(way.pairs([], d.lon, d.lat, limits[kind]), d, len(sites)) for d, kind in stream.pieces()), way, timed


def _part(reach: Pairs, d: Demand, sites: int) -> Patterns:
    """Patterns of a piece; who reaches something existing is covered."""
    mine = np.arange(reach.columns) < sites
    return aggregate(reach.chosen(mine), d.people, covered=reach.chosen(~mine).counts > 0)


def _given(request: Request, stream: _Stream, sites: Sites, existing: Sites) -> Found:
    """Given distances: the demand's codes and people are kept, of the table only the pairs within reach."""
    assert request.matrix is not None
    pieces = list(stream.pieces())
    codes, people = np.concatenate([d.codes for d, _ in pieces]), np.concatenate([d.people for d, _ in pieces])
    kind, names = np.concatenate([k for _, k in pieces]), (*sites.codes, *existing.codes)
    reach, timed = _near(request, codes, kind, names)
    return _part(reach, Demand(None, None, people), len(sites)), None, timed


def _near(request: Request, codes: Any, kind: Any, names: tuple[str, ...]) -> tuple[Pairs, bool]:
    assert request.matrix is not None
    keys, timed = [np.zeros(0, dtype=np.int64)], False
    for table in read_distances(request.matrix, names):
        timed = table.minutes is not None and request.minutes is not None
        found = _within(table, timed, request, codes, kind, names)
        keys.append(found.row_numbers() * len(names) + found.index)
    return Pairs.of(*np.divmod(np.unique(np.concatenate(keys)), len(names)), len(codes), len(names)), timed


def _within(table: Distances, timed: bool, request: Request, codes: Any, kind: Any, names: tuple[str, ...]) -> Pairs:
    limits = _whole(request.limits(timed))
    return Given(table, "minutes" if timed else "metres", names).pairs(codes, np.zeros(0), np.zeros(0), limits[kind])

