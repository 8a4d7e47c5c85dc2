"""The page of the results, docs/benchmarks.md."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


def told(found: Mapping[str, Any]) -> list[str]:
    """What the screen says of a case."""
    rows = [["work", "program", "CPU s", "wall s", "memory", "objective"], *found["lines"]] if found["lines"] else []
    out = ["", f"{found['title']}  ({found['took']:,.0f} s)", *_aligned(rows)]
    for title, table in found["tables"].items():
        out += [f"  {title}", *_aligned(table)]
    out += [f"  {'met' if t['met'] else 'NOT MET'}: {t['work']}: wanted {t['wanted']}, reached {t['reached']}" for t in found["targets"]]
    return [*out, *(f"  WRONG {w}" for w in found["wrong"]), ""]


def _aligned(rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    wide = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return ["  " + "  ".join(c.ljust(n) if k < 2 else c.rjust(n) for k, (c, n) in enumerate(zip(row, wide, strict=True))) for row in rows]


def record(cases: Mapping[str, Mapping[str, Any]], root: Path) -> None:
    """Write the page."""
