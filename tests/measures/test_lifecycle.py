"""Guidance, trial, bans and the tail, on both sides of their dates and figures."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from allocator.domain.city import Event
from allocator.measures import lifecycle
from tests.kinds.town import clinic


def test_months_end_where_the_month_does() -> None:
    assert lifecycle.add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert lifecycle.add_months(date(2026, 1, 15), 12) == date(2027, 1, 15)


SY = lifecycle.Terms(trial=12, ban_years=2, cross_region_in_guidance=False)


def stage(on: date, *events: tuple[date, str], terms: lifecycle.Terms = SY) -> lifecycle.Trial:
    found = lifecycle.trial(clinic("C", admitted_on=date(2026, 1, 1)), [Event(code="C", date=d, kind=k) for d, k in events], terms, on)
    assert found is not None
    return found


def test_guidance_lasts_six_months_and_the_trial_a_year() -> None:
    assert stage(date(2026, 6, 30)).stage == "guidance" and not stage(date(2026, 6, 30)).cross_region
    assert stage(date(2026, 7, 1)).stage == "trial" and stage(date(2026, 7, 1)).cross_region
    assert stage(date(2026, 12, 31)).stage == "trial"
    assert stage(date(2027, 1, 1)).stage == "regular"


def test_a_minor_breach_prolongs_guidance_by_six_months_each_time() -> None:
    once = stage(date(2026, 12, 31), (date(2026, 6, 30), "minor_breach"))
    assert (once.stage, once.extensions, once.guidance_until) == ("guidance", 1, date(2027, 1, 1))
    late = stage(date(2026, 12, 31), (date(2026, 7, 1), "minor_breach"))
    assert (late.stage, late.extensions) == ("trial", 0)
    again = stage(date(2027, 1, 1), (date(2026, 6, 30), "minor_breach"), (date(2026, 8, 1), "rectification_failed"))
    assert (again.stage, again.extensions, again.guidance_until, again.trial_until) == ("guidance", 2, date(2027, 7, 1), date(2027, 7, 1))


def test_a_serious_breach_ends_it_with_a_ban() -> None:
    found = stage(date(2026, 12, 31), (date(2026, 3, 1), "serious_breach"))
    assert (found.stage, found.barred_until) == ("terminated", date(2028, 3, 1))
    one = stage(date(2026, 12, 31), (date(2026, 3, 1), "suspended"), terms=lifecycle.Terms())
    assert one.barred_until == date(2027, 3, 1)


def test_a_failed_trial_is_reviewed_a_year_later() -> None:
    found = stage(date(2027, 2, 1), (date(2027, 1, 5), "trial_failed"))
    assert (found.stage, found.review_on) == ("failed", date(2028, 1, 5))
    assert stage(date(2027, 2, 1), (date(2026, 12, 20), "trial_passed")).stage == "regular"


def test_nobody_is_on_trial_before_admission_or_without_a_day() -> None:
    assert lifecycle.trial(clinic("C"), [], SY, date(2026, 1, 1)) is None
    assert lifecycle.trial(clinic("C", admitted_on=date(2026, 1, 2)), [], SY, date(2026, 1, 1)) is None


def in_tail(
    scores: list[int], share: str = "0.05", score: int | None = None, inclusive: bool = True, ties: str = "all"
) -> list[tuple[str, str]]:
    rows = [clinic(f"C{n:02}", score=Fraction(s)) for n, s in enumerate(scores)]
    found = lifecycle.tail(
        rows,
        Fraction(share),
        None if score is None else Fraction(score),
        inclusive=inclusive,
        ties=ties,
        pool=lambda i: i.category,
        sanction=lambda i: "eliminated",
    )
    return [(t.code, t.why) for t in found]


def test_the_tail_is_the_floor_of_the_share() -> None:
    assert in_tail([90] * 18 + [10]) == []  # ⌊0.05 x 19⌋ = 0
    assert in_tail([90] * 18 + [10, 20]) == [("C18", "share")]  # ⌊0.05 x 20⌋ = 1


def test_equals_at_the_edge_are_all_in_or_all_out() -> None:
    assert in_tail([90] * 18 + [20, 20]) == [("C18", "share"), ("C19", "share")]
    assert in_tail([90] * 18 + [20, 20], ties="none") == []
    assert in_tail([10] + [90] * 37 + [20, 20], ties="none") == [("C00", "share")]  # ⌊0.05 x 40⌋ = 2: 10 is in, the two of 20 are not


def test_sixty_is_in_or_out_as_the_parameter_says() -> None:
    assert in_tail([60, 61, 59], share="0", score=60) == [("C02", "score"), ("C00", "score")]
    assert in_tail([60, 61, 59], share="0", score=60, inclusive=False) == [("C02", "score")]
    assert in_tail([50] + [90] * 19, score=60) == [("C00", "both")]
