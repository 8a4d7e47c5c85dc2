"""The release ledger: rows, exits that it does not tell, places and beds."""

from __future__ import annotations

from datetime import date

from allocator.domain.city import Release
from allocator.measures import releases
from tests.kinds.town import hospital, pharmacy, town


def test_a_year_of_releases_joins_the_ledger_and_the_institutions_that_left() -> None:
    gone = hospital("H1", beds=80, status="exited", exited_on=date(2025, 5, 1), exit_cause="withdrawn")
    leaving = hospital("H2", beds=30, exited_on=date(2026, 3, 1), exit_cause="closed")
    city = town(
        [gone, leaving, hospital("H3")],
        releases=(
            Release(year=2025, code="H1", district="甲", category="inpatient", beds=75, cause="withdrawn"),
            Release(year=2025, code="H3", district="甲", category="inpatient", beds=20, cause="sanctioned"),
            Release(year=2025, code="H3", district="甲", category="inpatient", beds=9, cause="relocated"),
            Release(year=2024, code="H9", district="甲", category="inpatient", beds=7, cause="revoked"),
        ),
    )
    found = releases.freed(city, 2025, 2025, lambda r: r.category == "inpatient")
    assert [(f.code, f.beds, f.place) for f in found] == [("H1", 75, True), ("H3", 20, False)]  # the ledger's 75 wins over 80
    assert releases.amount(found, "beds", ("甲",)) == 95 and releases.amount(found, "institutions", ("甲",)) == 1
    assert [f.code for f in releases.freed(city, 2024, 2026, lambda r: True)] == ["H9", "H1", "H3", "H2"]


def test_grants_since_a_day_count_those_that_left_again() -> None:
    rows = [
        pharmacy("P1", admitted_on=date(2026, 1, 1)),
        pharmacy("P2", admitted_on=date(2025, 12, 31)),
        pharmacy("P3", admitted_on=date(2026, 2, 1), status="exited", exited_on=date(2026, 9, 1)),
    ]
    assert [i.code for i in releases.granted(town(rows), date(2026, 1, 1), lambda i: True)] == ["P1", "P3"]
