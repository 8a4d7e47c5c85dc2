"""Every row of the checklist has its place and its test, and the page that says so is current."""
from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("make_coverage", ROOT / "docs" / "make_coverage.py")
assert spec is not None and spec.loader is not None
make_coverage = importlib.util.module_from_spec(spec)
import sys  # noqa: E402

sys.modules["make_coverage"] = make_coverage
spec.loader.exec_module(make_coverage)


def test_the_checklist_has_every_operative_sentence() -> None:
    rows = [r["id"] for r in make_coverage.checklist()]
    assert len(rows) == len(set(rows)) == 206                # SX 38, JN 40, WH 38, XJ 45, SY 45
    assert {p: sum(r.startswith(p) for r in rows) for p in make_coverage.CITIES} == {"SX": 38, "JN": 40, "WH": 38, "XJ": 45, "SY": 45}


def test_every_row_is_served_and_tested() -> None:
    assert list(make_coverage.gaps()) == []


def test_what_is_recorded_as_context_says_why() -> None:
    assert [row for row, lines in make_coverage.elsewhere().items() for by, _, why in lines if by == "context" and len(why) < 10] == []


def test_the_page_is_current() -> None:
    assert make_coverage.PAGE.read_text("utf-8") == make_coverage.page()
