"""An application as its author means it: what is asked for, and how its dates stand to a transition period."""
from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from town import Row

REASONS = ("消防验收未通过", "近一年内受过行政处罚", "医保信息系统未完成改造", "医保医师少于规定人数", "申请材料与现场不符")
FIRST_DAY = date(2025, 10, 9)       # of the year's applications


@dataclass(frozen=True)
class Transition:
    """The two dates that a transition period tests."""

    licence_before: date
    apply_by: date


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


def dated(rng: random.Random, when: str, rule: Transition) -> Row:
    """Dates of licence, opening and application on the wanted side of the transition's dates.

    `ordinary`: licensed, applies after it. `early`: applies within it, licensed after it. `transition`: both in time. The other
    three stand on the dates themselves.
    """
    day, before, by = timedelta(days=1), rule.licence_before, rule.apply_by
    licensed, applied = {
        "ordinary": (_between(rng, date(2022, 3, 1), before - 8 * day), _between(rng, by + 2 * day, by + 90 * day)),
        "early": (_between(rng, before + day, before + 150 * day), _between(rng, FIRST_DAY, by - 3 * day)),
        "transition": (_between(rng, date(2024, 2, 1), FIRST_DAY - 60 * day), _between(rng, FIRST_DAY, by - 3 * day)),
        "on_both": (before - day, by),
        "applied_late": (before - day, by + day),
        "licensed_late": (before, by),
    }[when]
    opened = licensed + timedelta(days=rng.randint(8, 40))
    return {"licensed_on": licensed.isoformat(), "opened_on": opened.isoformat() if opened < applied else "",
            "applied_on": applied.isoformat()}


def _between(rng: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, (last - first).days))


def judged(rng: random.Random, bad: str = "") -> Row:
    """Score, stage and qualification; who is disqualified has few points."""
    value = rng.uniform(38, 58) if bad else min(98.0, max(61.0, rng.gauss(82, 7)))
    return {"score": f"{value:.1f}", "stage": "assessed" if bad or rng.random() < 0.85 else "filed",
            "qualified": "no" if bad else "yes", "disqualified_reason": bad}
