"""The referee's process: `python -m allocator.referee.judging`; a case as one line of JSON in, a ruling as JSON out.

It imports ortools and the standard library only. Every column is a whole number to it, a covered share too: 0 or 1.
"""
from __future__ import annotations

import json
import os
import sys
import threading
import time
from typing import Any

Case = dict[str, Any]
Ruling = dict[str, Any]


class Court:
    """The program as CP-SAT holds it, with the goals ruled on so far kept as rows."""

    def __init__(self, case: Case) -> None:
        from ortools.sat.python import cp_model

        self._cp, self._model, self._until = cp_model, cp_model.CpModel(), time.monotonic() + case["seconds"]
        ends = zip(case["col_lower"], case["col_upper"], strict=True)
        self._columns = [self._model.new_int_var(low, high, "") for low, high in ends]
        for begin, end, low, high in zip(case["start"], case["start"][1:], case["row_lower"], case["row_upper"], strict=False):
            self._row(self._sum(case["index"][begin:end], case["value"][begin:end]), low, high)

    def _sum(self, index: list[int], value: list[int]) -> Any:
        return self._cp.LinearExpr.weighted_sum([self._columns[j] for j in index], value)

    def _row(self, body: Any, low: int | None, high: int | None) -> None:
        self._model.add_linear_constraint(body, self._cp.INT_MIN if low is None else low, self._cp.INT_MAX if high is None else high)

    def _solved(self) -> tuple[Any, str]:
        solver = self._cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2          # the LP's bound proves these programs, a hundred times faster
        solver.parameters.max_time_in_seconds = max(0.01, self._until - time.monotonic())
        return solver, solver.status_name(solver.solve(self._model))

    def _point(self, solver: Any) -> list[int]:
        return [solver.value(column) for column in self._columns]

    def no_plan(self) -> Ruling:
        """Whether there is none at all."""
        solver, said = self._solved()
        if said in {"OPTIMAL", "FEASIBLE"}:
            return {"status": "disagrees", "said": said, "x": self._point(solver)}
        return {"status": "agrees" if said == "INFEASIBLE" else "undecided", "said": said}

    def none_better(self, goal: Case, x: list[int]) -> Ruling:
        """Whether no plan is better for this goal, the goals before it kept."""
        worth = self._sum(goal["index"], goal["value"])
        claimed = sum(v * x[j] for j, v in zip(goal["index"], goal["value"], strict=True))
        ruling = {"status": "agrees"} if goal["proven"] else self._sought(goal, worth, claimed, x)
        self._row(worth, *((claimed, None) if goal["maximise"] else (None, claimed)))
        return ruling

    def _sought(self, goal: Case, worth: Any, claimed: int, x: list[int]) -> Ruling:
        self._model.clear_hints()  # type: ignore[no-untyped-call,unused-ignore]
        for column, value in zip(self._columns, x, strict=True):
            self._model.add_hint(column, value)
        (self._model.maximize if goal["maximise"] else self._model.minimize)(worth)
        solver, said = self._solved()
        if said not in {"OPTIMAL", "FEASIBLE"}:          # the claimed plan was checked in exact integers: "infeasible" contradicts it
            return {"status": "disagrees" if said == "INFEASIBLE" else "undecided", "said": said}
        ahead = (round(solver.objective_value) - claimed) * (1 if goal["maximise"] else -1)
        if ahead > 0:
            return {"status": "disagrees", "said": said, "x": self._point(solver)}
        return {"status": "undecided" if said == "FEASIBLE" else "disagrees" if ahead else "agrees", "said": said}


def judge(case: Case) -> Ruling:
    """Rule on a case: that no plan is better than the one claimed, goal by goal, or that there is none at all.

    Returns
    -------
    dict
        ``status`` agrees, disagrees or undecided; ``goal`` where it ended; ``said``, CP-SAT's word; ``x``, a plan that refutes the claim.
    """
    court = Court(case)
    if case["x"] is None:
        return {"goal": ""} | court.no_plan()
    for goal in case["goals"]:
        ruling = court.none_better(goal, case["x"])
        if ruling["status"] != "agrees":
            return {"goal": goal["name"]} | ruling
    return {"status": "agrees", "goal": "", "said": "OPTIMAL"}


def _leave_with_parent() -> None:
    """The parent keeps our stdin open while it lives."""
    sys.stdin.read()
    os._exit(1)


def main() -> None:
    """Read one case, write one ruling."""
    case = json.loads(sys.stdin.readline())
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        ruling = judge(case)
    except ModuleNotFoundError as missing:
        ruling = {"status": "absent", "goal": "", "said": f"{missing.name} is not installed"}
    sys.stdout.write(json.dumps(ruling))
    sys.stdout.flush()
    os._exit(0)          # the thread that waits for the parent holds stdin


if __name__ == "__main__":
    main()
