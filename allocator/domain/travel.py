"""Given distances, and paths to be walked: what a bureau may have instead of straight lines."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Whole = NDArray[np.int64]
    Texts = Sequence[str] | NDArray[np.str_]

UNITS = ("metres", "minutes")


def thousandths(figures: ArrayLike | None) -> Whole | None:
    """Figures as whole thousandths; None where there are none at all."""
    return None if figures is None else np.rint(np.asarray(figures, dtype=np.float64) * 1000).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Distances:
    """Distances or times of pairs, sorted; a pair that is not listed is out of reach.

    Parameters
    ----------
    point, place : text[K], codes of a demand point and of an institution or application.
    metres, minutes : int64[K], thousandths; None where the table has no such column.
    """

    point: NDArray[np.str_]
    place: NDArray[np.str_]
    metres: Whole | None
    minutes: Whole | None

    @classmethod
    def of(cls, point: Texts, place: Texts, metres: ArrayLike | None = None, minutes: ArrayLike | None = None) -> Distances:
        """From columns in any order; metres and minutes as numbers."""
        points, places = np.asarray(point, dtype=np.str_), np.asarray(place, dtype=np.str_)
        order = np.lexsort((places, points))
        ends = (None if t is None else t[order] for t in (thousandths(metres), thousandths(minutes)))
        return cls(points[order], places[order], *ends)

    def figures(self, unit: str) -> Whole | None:
        """Thousandths of a unit, where the table has it."""
        found: Whole | None = getattr(self, unit)
        return found


@dataclass(frozen=True, eq=False)
class Paths:
    """An edge table: ways between nodes that have coordinates.

    Parameters
    ----------
    tail, head : int64[K], numbers of nodes.   lon, lat : float64[nodes], degrees, WGS-84.   one_way : bool[K].
    metres, minutes : float64[K]; None where the table has no such column.
    """

    tail: Whole
    head: Whole
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    one_way: NDArray[np.bool_]
    metres: NDArray[np.float64] | None = None
    minutes: NDArray[np.float64] | None = None

    @classmethod
    def of(cls, tail: Texts, head: Texts, ends: Any, one_way: ArrayLike = False, **cost: ArrayLike | None) -> Paths:
        """From columns with the names of nodes; the same nodes in whatever order the rows come.

        Parameters
        ----------
        ends : tail_lon, tail_lat, head_lon, head_lat; of a node that stands in several rows its least coordinates count.
        """
        names, number = np.unique(np.concatenate((np.asarray(tail, dtype=np.str_), np.asarray(head, dtype=np.str_))), return_inverse=True)
        tail_lon, tail_lat, head_lon, head_lat = (np.asarray(e, dtype=np.float64) for e in ends)
        lon, lat = np.full((2, len(names)), np.inf)
        np.minimum.at(lon, number, np.concatenate((tail_lon, head_lon)))
        np.minimum.at(lat, number, np.concatenate((tail_lat, head_lat)))
        ways = {unit: None if (c := cost.get(unit)) is None else np.asarray(c, dtype=np.float64) for unit in UNITS}
        return cls(number[:len(tail_lon)], number[len(tail_lon):], lon, lat,
                   np.broadcast_to(np.asarray(one_way, dtype=np.bool_), tail_lon.shape), **ways)
