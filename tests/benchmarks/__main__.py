"""`make bench`: each case beside its peers, every job in a process of its own; the optima must agree.

examples:
  make bench                                     everything, up to half an hour
  make bench ARGS="--quick"                      smaller sizes, no peer that takes minutes: a few minutes
  make bench ARGS="--only 20k hard"              these cases only
  make bench ARGS="--record"                     and write docs/benchmarks.md with its pictures
  make bench ARGS="--only 20k --record"          put one case anew into docs/benchmarks.md; the others stay as they were recorded

CPU seconds are those of the whole process with its children, imports included; of "warm" lines, those of the work alone in a process
that has done it before. Memory is the most that all processes of a job held together. A peer that goes over a limit is ended and shown
so, and larger work is not tried with it. A target that is missed is printed and is no failure; an optimum that differs is (exit code 1).
"""
from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.bench import Bench  # noqa: E402
from tests.benchmarks.cases import CASES  # noqa: E402
from tests.benchmarks.measuring import Limits  # noqa: E402
from tests.benchmarks.record import record, told  # noqa: E402

KEPT = ROOT / "results" / "benchmarks"   # what was measured last, case by case
OVER = KEPT / "over" / "limits.json"     # peers that went over their limits in the last run


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=CASES, metavar="CASE", help="these cases only: " + ", ".join(CASES))
    parser.add_argument("--quick", action="store_true", help="smaller sizes, and no peer that takes minutes")
    parser.add_argument("--limit", type=float, default=600.0, metavar="S", help="seconds for each job (default 600)")
    parser.add_argument("--memory", type=float, default=8.0, metavar="GB", help="memory for each job (default 8)")
    parser.add_argument("--known", action="store_true", help="do not try again what went over its limits in the run before, but tell it")
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md and its pictures")
    return parser.parse_args()


def main() -> int:
    """Run the cases; exit code 1 where optima differ."""
    given, wrong = arguments(), 0
    OVER.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        known = json.loads(OVER.read_text("utf-8")) if given.known and OVER.exists() else {}
        bench = Bench(Path(folder), Limits(given.limit, given.memory * 1024), given.quick, {}, known)
        for name in given.only or CASES:
            began = time.perf_counter()
            print(f"{name}: {CASES[name].__doc__}", file=sys.stderr, flush=True)
            found = CASES[name](bench).as_json()
            found |= {"on": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "took": time.perf_counter() - began, "quick": given.quick,
                      "limit": given.limit, "memory": given.memory, "load": os.getloadavg()[0]}
            print("\n".join(told(found)), flush=True)
            wrong += len(found["wrong"])
            if not given.quick:
                (KEPT / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
                OVER.write_text(json.dumps(bench.known, ensure_ascii=False, indent=1), "utf-8")
    if given.record:
        record({name: json.loads((KEPT / f"{name}.json").read_text("utf-8")) for name in CASES if (KEPT / f"{name}.json").exists()}, ROOT)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
