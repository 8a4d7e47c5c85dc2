"""Demand points as columns: where insured people live, how many, in which district and kind of area."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

NAMED = (("district", "districts"), ("township", "townships"), ("area_class", "area_classes"))
TYPES = {"codes": np.str_, "lon": np.float64, "lat": np.float64, "insured": np.int64} | {column: np.int32 for column, _ in NAMED}


@dataclass(frozen=True, eq=False, kw_only=True)
class Demand:
    """Demand points, sorted by code on construction; arrays are read-only.

    Parameters
    ----------
    codes : text[N], unique.
    district, township, area_class : int32[N], index into `districts`, `townships`, `area_classes`, which are sorted too.
    lon, lat : float64[N], degrees, WGS-84; NaN where the table gives none.
    insured : int64[N], people.

    Raises
    ------
    ValueError : columns of different lengths, or a code twice.
    """

    codes: NDArray[np.str_]
    district: NDArray[np.int32]
    township: NDArray[np.int32]
    area_class: NDArray[np.int32]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    insured: NDArray[np.int64]
    districts: tuple[str, ...]
    townships: tuple[str, ...]
    area_classes: tuple[str, ...]

    def __post_init__(self) -> None:
        """Bring names and rows into their canonical order."""
        for column, names in NAMED:
            self._sort_names(column, names)
        order = np.argsort(np.asarray(self.codes, dtype=np.str_), kind="stable")
        for column, kind in TYPES.items():
            values: NDArray[Any] = np.array(getattr(self, column), dtype=kind)
            if values.shape != order.shape:
                raise ValueError(f"{column}: {values.shape} values for {len(order)} codes")
            values = values[order]
            values.flags.writeable = False
            object.__setattr__(self, column, values)
        if (self.codes[1:] == self.codes[:-1]).any():
            raise ValueError("a demand point's code stands twice")

    def _sort_names(self, column: str, names: str) -> None:
        ordered, place = np.unique(np.asarray(getattr(self, names), dtype=np.str_), return_inverse=True)
        object.__setattr__(self, names, tuple(ordered.tolist()))
        object.__setattr__(self, column, place[np.asarray(getattr(self, column), dtype=np.int32)])

    @classmethod
    def of(cls, *, codes: Sequence[str], district: Sequence[str], lon: ArrayLike, lat: ArrayLike, insured: ArrayLike,
           township: Sequence[str] | None = None, area_class: Sequence[str] | None = None) -> Demand:
        """Points from columns of text and numbers; a column left out is "" throughout.

        Parameters
        ----------
        district, township, area_class : text[N].
        """
        given: dict[str, Any] = {"codes": codes, "lon": lon, "lat": lat, "insured": insured}
        blank = [""] * len(codes)
        texts = {"district": district, "township": township or blank, "area_class": area_class or blank}
        for column, names in NAMED:
            ordered, given[column] = np.unique(np.asarray(texts[column], dtype=np.str_), return_inverse=True)
            given[names] = tuple(ordered.tolist())
        return cls(**given)

    def __len__(self) -> int:
        """Count of points."""
        return len(self.codes)

    @property
    def people(self) -> int:
        """Insured people, all points."""
        return int(self.insured.sum())

    def in_district(self, district: str) -> NDArray[np.bool_]:
        """bool[N]: the points of one district; none where the name is unknown."""
        mask: NDArray[np.bool_] = self.district == (self.districts.index(district) if district in self.districts else -1)
        return mask

    def select(self, mask: NDArray[np.bool_]) -> Demand:
        """The points of a mask; the lists of names stay, so that indices keep their meaning."""
        return replace(self, **{f.name: getattr(self, f.name)[mask] for f in fields(self) if f.name in TYPES})

    def people_by_district(self, mask: NDArray[np.bool_] | None = None) -> dict[str, int]:
        """Insured people at the points of a mask (default: all), by district."""
        at = slice(None) if mask is None else mask
        sums = np.bincount(self.district[at], weights=self.insured[at], minlength=len(self.districts))  # doubles hold whole sums to 2^53
        return {name: int(n) for name, n in zip(self.districts, sums, strict=True)}
