"""What a person sees while a command works, on stderr; and how long each step took, for run.json."""
from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from allocator import words
from allocator.errors import Problem

if TYPE_CHECKING:
    from rich.console import Console

    from allocator.solver import Progress


def memory_mb() -> int:
    """Peak memory of this process and its ended children so far, whole MB; 0 where the system does not say."""
    try:
        import resource
    except ImportError:                                     # Windows
        return 0
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // unit


@dataclass
class Step:
    """One step: its name, seconds and peak memory, and the words that sum it up."""

    name: str
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: int = 0
    said: str = ""

    def done(self, **fields: object) -> None:
        """Sum the step up."""
        self.said = words.say(f"step.{self.name}.done", **{k: f"{v:,}" if isinstance(v, int) else v for k, v in fields.items()})


@dataclass
class Screen:
    """Steps as they go; silent when `quiet`."""

    quiet: bool = False
    steps: list[Step] = field(default_factory=list)
    _console: Any = None
    _status: Any = None

    @property
    def console(self) -> Console:
        """The terminal on stderr, made when first needed; characters that it cannot show are replaced."""
        if self._console is None:
            from rich.console import Console

            if hasattr(sys.stderr, "reconfigure"):
                sys.stderr.reconfigure(errors="replace")
            self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        return self._console  # type: ignore[no-any-return]

    def say(self, text: str, style: str | None = None) -> None:
        """One line of plain text."""
        if not self.quiet:
            self.console.print(text, style=style, markup=False)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Time a step, and print its line when it has ended."""
        step, wall, cpu = Step(name), time.perf_counter(), time.process_time()
        with self._working(name):
            yield step
        step.seconds, step.cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
        step.peak_mb = memory_mb()
        self.steps.append(step)
        unit = "秒" if words.language() == "zh" else "s"
        self.say(f" {pad(words.say(f'step.{name}'), 20)} {pad(step.said, 58)} {step.seconds:6.1f} {unit}")

    @contextmanager
    def _working(self, name: str) -> Iterator[None]:
        if self.quiet or not sys.stderr.isatty():
            yield
            return
        with self.console.status(words.say(f"step.{name}")) as self._status:
            yield
        self._status = None

    def stage(self, p: Progress) -> None:
        """News of the solver: the line of the stage that runs."""
        if self._status is None:
            return
        value, bound = ("-" if v is None else f"{v:,}" for v in (p.value, p.bound))
        gap = "-" if p.value is None or p.bound is None else f"{float(Fraction(abs(p.bound - p.value), max(1, abs(p.value)))):.2%}"
        name = words.say(f"goal.{p.goal}") if words.has(f"goal.{p.goal}") else p.goal
        self._status.update(words.say("solve.stage", n=p.stage + 1, of=p.stages, goal=name, value=value, bound=bound, gap=gap))

    def problems(self, problems: Iterable[Problem]) -> None:
        """Warnings and notes of a reading."""
        found = tuple(problems)
        if found and not self.quiet:
            self.say(words.say("warning.title", n=len(found)), "yellow")
            for p in found:
                self.say(f"  {p}", "yellow")


def pad(text: str, width: int) -> str:
    """Text filled with blanks to a width in columns of a terminal, where Chinese characters take two."""
    from unicodedata import east_asian_width

    return text + " " * max(0, width - sum(2 if east_asian_width(c) in "WF" else 1 for c in text))
