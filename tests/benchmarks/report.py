"""What a case comes to: its runs, its targets met or not, optima that differ, and what to draw."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.benchmarks.measuring import DONE, Run


@dataclass(frozen=True)
class Line:
    """One program on one piece of work; CPU, wall and objective may be those of a part of the run."""

    work: str
    program: str
    run: Run
    cpu: float | None = None
    wall: float | None = None
    objective: str = ""

    @classmethod
    def of(cls, work: str, program: str, run: Run, *, part: bool = False) -> Line:
        """A line from a run; `part`: of the work alone, without imports."""
        told = run.told
        cpu, wall = (told.get("work_cpu"), told.get("work_wall")) if part else (run.cpu, run.wall)
        objective = f"{told['objective']:,}" if run.status == DONE and "objective" in told else ""
        return cls(work, program, run, cpu, wall, objective)

    @property
    def cells(self) -> tuple[str, ...]:
        """Work, program, CPU, wall, memory, objective, as they are printed."""
        if self.run.status == DONE:
            return self.work, self.program, seconds(self.cpu), seconds(self.wall), f"{self.run.peak_mb:,.0f} MB", self.objective
        why = f"{self.run.status}: {self.run.note}" if self.run.note else self.run.status
        spent = (seconds(self.run.cpu), seconds(self.run.wall), f"{self.run.peak_mb:,.0f} MB") if self.run.wall else ("–", "–", "–")
        return self.work, self.program, *spent, f"**{why}**"


@dataclass(frozen=True)
class Target:
    """One line of the table: what was asked, what was reached."""

    work: str
    wanted: str
    reached: str
    met: bool


@dataclass(frozen=True)
class Report:
    """All that a case says.

    Parameters
    ----------
    title, text : what the work is.   wrong : optima that differ, or anything else that makes the run a failure.
    tables : further tables, title -> rows, the first one their header.   series : for the pictures: program -> (x, CPU seconds, MB).
    """

    title: str
    text: str = ""
    lines: tuple[Line, ...] = ()
    targets: tuple[Target, ...] = ()
    wrong: tuple[str, ...] = ()
    tables: Mapping[str, list[list[str]]] = field(default_factory=dict)
    series: Mapping[str, list[list[float]]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values, the lines as they are printed."""
        return {**asdict(self), "lines": [line.cells for line in self.lines], "targets": [asdict(t) for t in self.targets]}


def seconds(s: float | None) -> str:
    """Seconds with as many digits as mean something."""
    return "–" if s is None else f"{s:.3f}" if s < 1 else f"{s:.2f}" if s < 10 else f"{s:,.0f}"


def times(factor: float) -> str:
    """A ratio."""
    return f"{factor:,.0f} ×" if factor >= 10 else f"{factor:.1f} ×"


def differences(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """Proven optima of the same work that are not the same."""
    found = []
    for work in dict.fromkeys(line.work for line in lines):
        proven = [line for line in lines if line.work == work and "optimal" in str(line.run.told.get("status"))]
        said = {line.program: line.run.told["objective"] for line in proven}
        if len(set(said.values())) > 1:
            found.append(f"{work}: optima differ: " + ", ".join(f"{program} {value:,}" for program, value in said.items()))
    failed = [f"{line.work}, {line.program}: {line.run.note}" for line in lines if line.run.status == "failed"]
    return (*found, *failed)
