"""What every case is handed: a folder, limits, and the means to run jobs, one at a time or side by side."""
from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import DONE, MEMORY, TIME, Limits, Run, command, run, untried
from tests.benchmarks.report import seconds


@dataclass(frozen=True)
class Bench:
    """The means of a case.

    Parameters
    ----------
    quick : smaller sizes and no peer that takes minutes.
    failed : program -> where it went over its limits; larger work is not tried then.
    known : "work, program" -> the run that went over its limits before: it is told, and not tried again.
    """

    folder: Path
    limits: Limits
    quick: bool
    failed: dict[str, str]
    known: dict[str, Any]

    def job(self, work: str, program: str, job: str, *, limits: Limits | None = None, **given: Any) -> Run:
        """One function of these benchmarks in a process of its own."""
        return self.command(work, program, command(job, **given), limits)

    def command(self, work: str, program: str, argv: list[str], limits: Limits | None = None) -> Run:
        """One command."""
        if program in self.failed:
            return self._told(work, program, untried(f"went over its limits at {self.failed[program]}"))
        known = self.known.get(f"{work}, {program}")
        limits = limits or self.limits
        found = Run(**known) if known else run(argv, self.folder, limits)
        if found.status in (TIME, MEMORY) and not known:
            limit = f"{limits.seconds:,.0f} s" if found.status == TIME else f"{limits.memory_mb / 1024:,.1f} GB"
            found = replace(found, note=f"more than {limit}")
            self.known[f"{work}, {program}"] = asdict(found)
        if found.status in (TIME, MEMORY):
            self.failed[program] = work
        return self._told(work, program, found)

    def together(self, work: str, jobs: Sequence[tuple[str, str, dict[str, Any]]]) -> list[Run]:
        """Several programs on one work, two at a time: for those of which only the end is of interest, not the seconds."""
        with ThreadPoolExecutor(2) as pool:
            waiting = [pool.submit(self.job, work, program, job, **given) for program, job, given in jobs]
            return [w.result() for w in waiting]

    def _told(self, work: str, program: str, found: Run) -> Run:
        end = f"{seconds(found.cpu)} s CPU, {seconds(found.wall)} s, {found.peak_mb:,.0f} MB" if found.wall else ""
        how = "" if found.status == DONE else f"{found.status}: {found.note} "
        print(f"  {work:28} {program:26} {how}{end}", file=sys.stderr, flush=True)
        return found
