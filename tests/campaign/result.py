"""What a part of the campaign found."""
from __future__ import annotations

import math
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass
class Result:
    """Counts and complaints of one part.

    Parameters
    ----------
    cases : how many were tried.   counts : how they fell out.   wrong : one line each; none is the only success.
    rows : lines for the record (what caught which fault); those of a table stand under `head`.
    tally : what else was counted on the way.   peak : the greatest of what was measured.
    """

    part: str
    cases: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    seconds: float = 0.0
    began: float = field(default_factory=time.monotonic)
    tally: Counter[str] = field(default_factory=Counter)
    peak: dict[str, float] = field(default_factory=dict)
    head: str = ""
    until: ClassVar[float] = math.inf
    jobs: ClassVar[int] = 1

    @classmethod
    def over(cls) -> bool:
        """Whether the part's time is up."""
        return time.monotonic() > cls.until

    @property
    def late(self) -> bool:
        """The same: it ends with what it has, and says how much that is."""
        return self.over()

    def saw(self, what: str, n: int = 1) -> None:
        """One more case, and how it fell out."""
        self.cases += 1
        self.counts[what] += n

    def highest(self, what: str, value: float) -> None:
        """Keep the greatest of what is measured."""
        self.peak[what] = max(value, self.peak.get(what, value))

    def add(self, other: Result) -> None:
        """Take in what another process found."""
        self.cases += other.cases
        self.counts.update(other.counts)
        self.tally.update(other.tally)
        self.wrong += other.wrong
        for what, value in other.peak.items():
            self.highest(what, value)

    def line(self) -> str:
        """The part in one line."""
        told = ", ".join(f"{n:,} {what}" for what, n in sorted(self.counts.items()))
        return f"{self.part}: {self.cases:,} cases ({told}); {len(self.wrong)} wrong; {self.seconds:.0f} s"
