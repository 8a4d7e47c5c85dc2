"""The last result of each part, between its two marks in docs/reliability.md."""
from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from allocator.report.manifest import versions
from tests.campaign.result import Result

TOLD = ("allocator", "python", "highspy", "ortools", "pyomo", "numpy")
FAULTS = "| fault | file | caught by |\n|---|---|---|"


def recorded(name: str, result: Result, seed: int, page: Path) -> None:
    """Put a part's result in place of the last one."""
    text = page.read_text("utf-8")
    begin, end = f"<!-- {name} -->", f"<!-- end {name} -->"
    assert begin in text, f"{page.name} has no place for {name}"
    made = f"{begin}\n{_told(result, seed)}\n{end}"
    page.write_text(re.sub(re.escape(begin) + ".*?" + re.escape(end), lambda _: made, text, flags=re.DOTALL), "utf-8")


def _told(result: Result, seed: int) -> str:
    there = versions()
    fell = "; ".join(f"{what}: {n:,}" for what, n in sorted(result.counts.items()))
    head = result.head or FAULTS
    table = [r for r in result.rows if r.startswith("|")]
    rows = [*(f"- {r}" for r in result.rows if r not in table), *(["", head, *table] if table else [])]
    wrong = [f"- **wrong**: {w}" for w in result.wrong[:40]]
    run = f"seed {seed}, {date.today()}, " + ", ".join(f"{n} {there.get(n)}" for n in TOLD)
    first = f"**{result.cases:,} cases, {len(result.wrong)} wrong** ({result.seconds:,.0f} s; {run})."
    return "\n".join([first, "", f"{fell}.", "", *wrong, *rows]).rstrip()
