"""`make campaign`: every part with its count; `--count N` scales them all to N instances of the first; `--only PART` runs some."""
from __future__ import annotations

import argparse
import math
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.campaign.brute import brute  # noqa: E402
from tests.campaign.cells import cells  # noqa: E402
from tests.campaign.explained import explained  # noqa: E402
from tests.campaign.kills import killed, signalled  # noqa: E402
from tests.campaign.metamorphic import metamorphic  # noqa: E402
from tests.campaign.plain import plain  # noqa: E402
from tests.campaign.planted import FAULTS, planted  # noqa: E402
from tests.campaign.recording import recorded  # noqa: E402
from tests.campaign.result import Result  # noqa: E402
from tests.campaign.second_solver import second_solver  # noqa: E402
from tests.campaign.spoilt import spoilt_books, spoilt_text  # noqa: E402
from tests.campaign.wrong_solver import wrong_solver  # noqa: E402

FULL = 20_000
PARTS: dict[str, tuple[int, Callable[[int, int], Result]]] = {          # how many of each to FULL of the first
    "second-solver": (FULL, second_solver), "brute": (5_000, brute), "plain": (2_000, plain), "metamorphic": (5_000, metamorphic),
    "cells": (5_000, cells), "text": (50_000, spoilt_text), "books": (5_000, spoilt_books), "kills": (500, killed),
    "signals": (200, signalled), "explained": (50, explained), "planted": (len(FAULTS), planted), "wrong-solver": (3_000, wrong_solver)}
WHOLE = ("planted", "explained")          # never fewer: a fault that is not planted is not caught


def main() -> int:
    """Run the parts; exit code 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="make campaign", description=__doc__)
    parser.add_argument("--count", type=int, default=FULL, help=f"instances of the first part (default {FULL:,}); the others in proportion")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=math.inf, help="for each part: what is not done by then is left, and not counted")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="these parts only")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes side by side; the result does not depend on it")
    parser.add_argument("--record", action="store_true", help="put the result into docs/reliability.md")
    given = parser.parse_args()
    results = {}
    for name in given.only or PARTS:
        full, run = PARTS[name]
        count = full if name in WHOLE else max(1, full * given.count // FULL)
        began = time.monotonic()
        Result.until, Result.jobs = began + given.seconds, given.jobs
        result = run(count, given.seed)
        result.seconds = time.monotonic() - began
        results[name] = result
        print(result.line(), *(f"  {r}" for r in result.rows), *(f"  WRONG {w}" for w in result.wrong[:20]), sep="\n", flush=True)
        if given.record:
            recorded(name, result, given.seed, ROOT / "docs" / "reliability.md")
    wrong = sum(len(r.wrong) for r in results.values())
    print(f"campaign: {sum(r.cases for r in results.values()):,} cases, {wrong} wrong", flush=True)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
