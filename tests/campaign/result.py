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
    rows : lines for the record (what caught which fault).
    """

    part: str
    cases: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    seconds: float = 0.0
    began: float = field(default_factory=time.monotonic)
    until: ClassVar[float] = math.inf

    @property
    def late(self) -> bool:
        """Whether the part's time is up: it ends with what it has, and says how much that is."""
        return time.monotonic() > self.until

    def saw(self, what: str, n: int = 1) -> None:
        """One more case, and how it fell out."""
        self.cases += 1
        self.counts[what] += n

    def line(self) -> str:
        """The part in one line."""
        told = ", ".join(f"{n:,} {what}" for what, n in sorted(self.counts.items()))
        return f"{self.part}: {self.cases:,} cases ({told}); {len(self.wrong)} wrong; {self.seconds:.0f} s"
