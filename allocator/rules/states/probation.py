"""辅导期与试运行: where newly admitted institutions stand, and what a breach leads to."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from allocator import words
from allocator.domain.case import Case
from allocator.domain.city import City
from allocator.domain.finding import Finding
from allocator.domain.plan import Plan
from allocator.measures.lifecycle import Terms, Trial, trial
from allocator.rules.base import State
from allocator.rules.where import Where


class Probation(State):
    """Guidance for some months from admission, prolonged by each minor breach; a serious one ends the contract; a trial where asked for.

    Parameters
    ----------
    where : which institutions.   guidance, extension : months.   trial : months; none where not given.   review : months that a failed
        trial puts off the next review, without a contract.   ban_years : before another application, after a serious breach.
    cross_region : whether patients from elsewhere are settled during guidance.

    Notes
    -----
    It limits no plan: `monitor` lists who stands where on a day, and `ban` closes what applies too early. Extensions repeat. A failed
    trial keeps its place, and releases nothing.
    """

    kind: ClassVar[str] = "probation"
    EXAMPLE: ClassVar[dict[str, Any]] = {"guidance": 6, "extension": 6, "ban_years": 1}
    where: Where = Where()
    guidance: int = 6
    extension: int = 6
    trial: int | None = None
    review: int = 12
    ban_years: int = 1
    cross_region: bool = True

    @property
    def terms(self) -> Terms:
        """The figures, as the measure takes them."""
        return Terms(guidance=self.guidance, extension=self.extension, trial=self.trial, review=self.review, ban_years=self.ban_years,
                     cross_region_in_guidance=self.cross_region)

    def on(self, day: date, city: City) -> tuple[Trial, ...]:
        """Everybody who is not yet regular on a day, those whose contract ended included."""
        rows = (trial(i, city.events, self.terms, day) for i in city.institutions if self.where.matches(i))
        return tuple(t for t in rows if t is not None and t.stage != "regular")

    def state(self, city: City, policy: Any) -> tuple[Trial, ...]:
        """The same on the day of the data."""
        return self.on(city.data_as_of, city)

    def figures(self) -> dict[str, object]:
        """The trial in words."""
        trial = "" if self.trial is None else words.say("probation.trial", trial=self.trial, review=self.review)
        return {**super().figures(), "trial_words": trial}

    def check(self, plan: Plan, case: Case) -> Iterator[Finding]:
        """How many stand where on the day of the data."""
        stages = Counter(t.stage for t in case.states[self.id])
        yield self.absent("city", "probation.stages", **{s: stages[s] for s in ("guidance", "trial", "failed", "terminated")})
