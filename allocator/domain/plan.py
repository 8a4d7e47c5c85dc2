"""A plan, found or given: decisions only; everything else is measured from them."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Plan:
    """The decisions of one plan; keys sorted on construction, zeros left out.

    Parameters
    ----------
    admitted : application code -> beds granted (0 where none are asked for).
    reduced : institution code -> beds given up.
    transfers : (giving district, receiving district) -> beds, two different districts.
    """

    admitted: Mapping[str, int] = field(default_factory=dict)
    reduced: Mapping[str, int] = field(default_factory=dict)
    transfers: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Canonical order."""
        object.__setattr__(self, "admitted", dict(sorted(self.admitted.items())))
        object.__setattr__(self, "reduced", {k: n for k, n in sorted(self.reduced.items()) if n})
        object.__setattr__(self, "transfers", {k: n for k, n in sorted(self.transfers.items()) if n and k[0] != k[1]})

    def admits(self, code: str) -> bool:
        """Whether this application is admitted."""
        return code in self.admitted

    def beds(self, code: str) -> int:
        """Beds granted to an application, 0 where it is refused."""
        return self.admitted.get(code, 0)

    def cut(self, code: str) -> int:
        """Beds that an institution gives up."""
        return self.reduced.get(code, 0)

    def transferred(self, giver: str, taker: str) -> int:
        """Beds given up in one district for another."""
        return self.transfers.get((giver, taker), 0)
