"""What happens to an institution under contract: guidance and trial after admission, bans after termination, the tail of an appraisal."""
from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from allocator.domain.city import Event
from allocator.domain.institution import Institution

MINOR = ("minor_breach", "rectification_failed")
SERIOUS = ("serious_breach", "suspended", "terminated")


def add_months(day: date, months: int) -> date:
    """The same day some months later, the last one of the month where it is shorter."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class Trial:
    """Where a newly admitted institution stands on one day.

    Parameters
    ----------
    stage : guidance, trial, failed (not renewed, reviewed again later), terminated or regular.
    guidance_until, trial_until : first day after; trial_until None where there is no trial.
    extensions : how often guidance was prolonged.   barred_until : of one terminated.   cross_region : whether it may settle patients from
        elsewhere.
    """

    code: str
    stage: str
    guidance_until: date
    trial_until: date | None
    extensions: int
    review_on: date | None = None
    barred_until: date | None = None
    cross_region: bool = True


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Figures of a probation, in months: guidance, each extension, trial (None: no trial), review put off; and the years of a ban."""

    guidance: int = 6
    extension: int = 6
    trial: int | None = None
    review: int = 12
    ban_years: int = 1
    cross_region_in_guidance: bool = True


def trial(i: Institution, events: Iterable[Event], terms: Terms, on: date) -> Trial | None:
    """The standing of one institution on a day; None without an admission day or before it."""
    if i.admitted_on is None or i.admitted_on > on:
        return None
    mine = sorted((e for e in events if e.code == i.code and i.admitted_on <= e.date <= on), key=lambda e: (e.date, e.kind))
    until, extensions, ended = _guided(i.admitted_on, mine, terms)
    trial_until = None if terms.trial is None else max(until, add_months(i.admitted_on, terms.trial))
    if ended is not None:
        return Trial(i.code, "terminated", until, trial_until, extensions, barred_until=add_months(ended, 12 * terms.ban_years))
    stage, review = _stage(mine, terms, until, trial_until, on)
    return Trial(i.code, stage, until, trial_until, extensions, review, cross_region=stage != "guidance" or terms.cross_region_in_guidance)


def _guided(start: date, events: Sequence[Event], terms: Terms) -> tuple[date, int, date | None]:
    """End of guidance, extensions so far, and the day of a serious breach within it."""
    until, extensions = add_months(start, terms.guidance), 0
    for e in events:
        if e.date >= until:
            break
        if e.kind in SERIOUS:
            return until, extensions, e.date
        if e.kind in MINOR:
            extensions += 1
            until = add_months(start, terms.guidance + extensions * terms.extension)
    return until, extensions, None


def _stage(events: Sequence[Event], terms: Terms, until: date, trial_until: date | None, on: date) -> tuple[str, date | None]:
    failed = [e.date for e in events if e.kind == "trial_failed"]
    if trial_until is not None and failed:
        return "failed", add_months(failed[-1], terms.review)
    if on < until:
        return "guidance", None
    passed = any(e.kind in ("trial_passed", "renewed") for e in events)
    return ("trial" if trial_until is not None and on < trial_until and not passed else "regular"), None


# -- bans

def barred_until(ended: date, years: int) -> date:
    """First day on which an institution may apply again."""
    return add_months(ended, 12 * years)


def ended_in_guidance(i: Institution, events: Iterable[Event], terms: Terms) -> bool:
    """Whether a contract ended within guidance, as prolonged by then, or for a serious breach in it; not where its days are unknown."""
    if i.admitted_on is None or i.exited_on is None:
        return False
    start, end = i.admitted_on, i.exited_on
    mine = sorted((e for e in events if e.code == i.code and start <= e.date <= end), key=lambda e: (e.date, e.kind))
    until, _, serious = _guided(start, mine, terms)
    return serious is not None or end < until


# -- the tail of an appraisal

@dataclass(frozen=True)
class Tail:
    """One institution in the tail: of which pool, why (share, score, both), and what follows."""

    code: str
    pool: str
    score: Fraction
    why: str
    sanction: str


def tail(rows: Iterable[Institution], share: Fraction, score: Fraction | None, *, inclusive: bool, ties: str,
         pool: Callable[[Institution], str], sanction: Callable[[Institution], str]) -> tuple[Tail, ...]:
    """The last ⌊share x n⌋ of each pool by score, and those at or below a score: the union.

    Parameters
    ----------
    score : the limit, `inclusive` or not; None: no limit.   ties : `all` or `none` of those at the edge are in.
    pool : class within which shares are taken; "" for none.   sanction : what follows for an institution.
    """
    pools: dict[str, list[Institution]] = {}
    for i in rows:
        if i.score is not None and pool(i):
            pools.setdefault(pool(i), []).append(i)
    found = []
    for name, members in sorted(pools.items()):
        last = _last(members, share, ties)
        for i in sorted(members, key=lambda i: (_score(i), i.code)):
            below = score is not None and (_score(i) <= score if inclusive else _score(i) < score)
            if i.code in last or below:
                why = "both" if i.code in last and below else "share" if i.code in last else "score"
                found.append(Tail(i.code, name, _score(i), why, sanction(i)))
    return tuple(found)


def _score(i: Institution) -> Fraction:
    return i.score if i.score is not None else Fraction(100)


def _last(members: Sequence[Institution], share: Fraction, ties: str) -> set[str]:
    """Codes of the last ⌊share x n⌋; equal scores at the edge are all in, or all out."""
    n = int(share * len(members))
    ranked = sorted(members, key=lambda i: (_score(i), i.code))
    if not n:
        return set()
    edge = _score(ranked[n - 1])
    split = n < len(ranked) and _score(ranked[n]) == edge
    return {i.code for i in ranked if _score(i) < edge or (_score(i) == edge and (not split or ties == "all"))}
