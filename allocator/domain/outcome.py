"""What a solver says of a program: a status, whole values and one stage per goal."""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Status = Literal["optimal", "feasible", "infeasible", "no_plan"]
StageStatus = Literal["optimal", "feasible", "not_reached"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One objective of the lexicographic order, with what is proven of it.

    Parameters
    ----------
    goal : str
        Name of the goal.
    sense : str
        ``max`` or ``min``.
    value : int
        What the plan reaches, in the goal's own unit times `scale`.
    bound : int or None
        What no plan can do better than, the earlier stages given; None while nothing is known.
    status : str
        ``optimal`` (proven), ``feasible`` (stopped before the proof) or ``not_reached`` (never optimised).
    nodes : int
        Nodes of the search tree; 0 where a bound already met the value.
    seconds : float
        Wall time of the stage.
    scale : int
        The figure that is reported is ``value / scale``.
    """

    goal: str
    sense: Literal["max", "min"]
    value: int
    bound: int | None
    status: StageStatus
    nodes: int = 0
    seconds: float = 0.0
    scale: int = 1

    @property
    def gap(self) -> Fraction | None:
        """Distance of value and bound as a share of the value; None without a bound."""
        return None if self.bound is None else Fraction(abs(self.bound - self.value), max(1, abs(self.value)))

    @property
    def reported(self) -> Fraction:
        """The value in the unit that people read."""
        return Fraction(self.value, self.scale)

    def at(self, value: int) -> Stage:
        """The stage at what its plan is measured to be worth, if that is better and not beyond what is proven."""
        ahead, room = value - self.value, (value if self.bound is None else self.bound) - value
        if self.sense == "min":
            ahead, room = -ahead, -room
        if ahead <= 0 or room < 0:
            return self
        return replace(self, value=value, status="optimal" if value == self.bound else self.status)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The answer to a program.

    Parameters
    ----------
    status : str
        ``optimal`` | ``feasible`` | ``infeasible`` | ``no_plan`` (stopped before any plan was found).
    values : array of int64
        By column number; empty without a plan. Checked in exact integers against every row.
    stages : tuple of Stage
        One per goal, in order; empty without a plan.
    interrupted : bool
        Whether a person or a signal stopped it.
    confirmed_by : tuple of str
        Who says so: ``highs``, ``highs without presolve``, ``cp-sat``.
    trouble : str
        Why the solver's process ended by itself; empty otherwise.
    """

    status: Status
    values: Whole = field(default_factory=lambda: np.zeros(0, dtype=np.int64), repr=False)
    stages: tuple[Stage, ...] = ()
    interrupted: bool = False
    confirmed_by: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def has_plan(self) -> bool:
        """Whether there are values to read."""
        return self.status in {"optimal", "feasible"}

    def confirmed(self, by: str) -> Outcome:
        """The same outcome with one more voice for it."""
        return replace(self, confirmed_by=(*self.confirmed_by, by))
