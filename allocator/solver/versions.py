"""Which HiGHS may decide who gets a contract."""
from __future__ import annotations

# First version fields → why not. A version enters this list when it was seen to answer wrongly on a program that we could check.
REFUSED: dict[tuple[int, ...], str] = {
    (1, 14): "1.14.x calls worse plans optimal (its presolve forgets row activities: HiGHS pull request 2961)",
}
OLDEST = (1, 12)
OLDEST_WHY = "versions before 1.12 were never tried with this program"


def refusal(version: str) -> str | None:
    """Why this version of HiGHS may not be used; None where it may."""
    fields = tuple(int(f) for f in version.split(".")[:3] if f.isdigit())
    if fields < OLDEST:
        return OLDEST_WHY
    return next((why for first, why in REFUSED.items() if fields[: len(first)] == first), None)
