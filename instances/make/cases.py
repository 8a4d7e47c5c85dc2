"""An application as its author means it: what is asked for, and how its dates stand to a transition period."""
from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from town import Row

REASONS = ("消防验收未通过", "近一年内受过行政处罚", "医保信息系统未完成改造", "医保医师少于规定人数", "申请材料与现场不符")
FIRST_DAY = date(2025, 10, 9)       # of the year's applications


class Season(Protocol):
    """A year's applications: when who is licensed, opens and applies."""

    def dated(self, rng: random.Random, when: str) -> Row:
        """Dates of licence, opening and application; `when` is ordinary, early or a word of the city's own."""


@dataclass(frozen=True)
class Transition:
    """The two dates that a transition period tests."""

    licence_before: date
    apply_by: date

    def dated(self, rng: random.Random, when: str) -> Row:
        """Dates of licence, opening and application on the wanted side of the transition's dates.

        `ordinary`: licensed, applies after it. `early`: applies within it, licensed after it. `transition`: both in time. The other
        three stand on the dates themselves.
        """
        day, before, by = timedelta(days=1), self.licence_before, self.apply_by
        licensed, applied = {
            "ordinary": (between(rng, date(2022, 3, 1), before - 8 * day), between(rng, by + 2 * day, by + 90 * day)),
            "early": (between(rng, before + day, before + 150 * day), between(rng, FIRST_DAY, by - 3 * day)),
            "transition": (between(rng, date(2024, 2, 1), FIRST_DAY - 60 * day), between(rng, FIRST_DAY, by - 3 * day)),
            "on_both": (before - day, by),
            "applied_late": (before - day, by + day),
            "licensed_late": (before, by),
        }[when]
        opened = licensed + timedelta(days=rng.randint(8, 40))
        return {"licensed_on": licensed.isoformat(), "opened_on": opened.isoformat() if opened < applied else "",
                "applied_on": applied.isoformat()}


@dataclass(frozen=True)
class Queue:
    """Applications between two days, where no dates decide: all are licensed and most are open; the early ones come in the first half."""

    first: date
    last: date

    def dated(self, rng: random.Random, when: str) -> Row:
        """Dates of licence, opening and application."""
        middle = self.first + (self.last - self.first) / 2
        applied = between(rng, self.first, middle) if when == "early" else between(rng, middle + timedelta(days=1), self.last)
        licensed = between(rng, date(2021, 6, 1), self.first - timedelta(days=40))
        opened = licensed + timedelta(days=rng.randint(8, 30))
        return {"licensed_on": licensed.isoformat(), "opened_on": opened.isoformat(), "applied_on": applied.isoformat()}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One inpatient application.

    Parameters
    ----------
    beds : asked for, or (least, most) of which a multiple of ten is drawn.
    when : how its two dates stand to the transition, a key of `dated`.
    parent : which institution of `parent_district` (the own one where not given) it comes from, a key of `PARENTS`.
    outside : affiliation and name of a parent outside the city.
    partly : share of the beds with which it would be content.
    bad : why it is not qualified.
    affiliation : where the ownership does not say it.
    """

    kind: str
    district: str
    beds: int | tuple[int, int]
    specialty: str = "general"
    type: str = "general"
    facility: str = "hospital"
    tier: str = "secondary"
    tags: str = ""
    when: str = "ordinary"
    ownership: str = "private"
    parent: str = ""
    parent_district: str = ""
    outside: tuple[str, str] = ("", "")
    partly: float = 1.0
    bad: str = ""
    barred_until: str = ""
    convert_to: str = ""
    moved: bool = False
    affiliation: str = ""


def between(rng: random.Random, first: date, last: date) -> date:
    """Return a day from the first to the last."""
    return first + timedelta(days=rng.randint(0, (last - first).days))


def judged(rng: random.Random, bad: str = "") -> Row:
    """Score, stage and qualification; who is disqualified has few points."""
    value = rng.uniform(38, 58) if bad else min(98.0, max(61.0, rng.gauss(82, 7)))
    return {"score": f"{value:.1f}", "stage": "assessed" if bad or rng.random() < 0.85 else "filed",
            "qualified": "no" if bad else "yes", "disqualified_reason": bad}
