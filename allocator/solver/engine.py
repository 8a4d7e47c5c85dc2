"""HiGHS, thinly: one Highs object over one matrix. The only file that says highspy."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import highspy
import numpy as np

from allocator.matrix.value import Goal, Matrix, Reals
from allocator.solver.settings import Settings
from allocator.solver.versions import refusal, refused
from allocator.solver.worker import on_worker

Verdict = Literal["optimal", "infeasible", "stopped", "failed"]
ABSOLUTE_GAP = 0.99          # goals are whole-valued: whatever is less than one apart is equal
LARGE = 2000                 # rows from which the first relaxation is solved by interior point: simplex can take ten times as long there

_Status = highspy.HighsModelStatus
# kUnboundedOrInfeasible: columns are bounded by data, so it means infeasible, and is asked again without presolve like any other.
_INFEASIBLE = {_Status.kInfeasible, _Status.kUnboundedOrInfeasible}
_STOPPED = {_Status.kTimeLimit, _Status.kInterrupt, _Status.kIterationLimit, _Status.kSolutionLimit, _Status.kMemoryLimit}


class Failure(RuntimeError):
    """HiGHS did not accept a call: a bug of ours, never the user's."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What one run said.

    Parameters
    ----------
    verdict : str
        ``optimal``, ``infeasible``, ``stopped`` or ``failed``.
    point : array or None
        The best point, as HiGHS gives it.
    bound : float
        What HiGHS says no point can do better than.
    nodes : int
        Nodes of the tree.
    said : str
        HiGHS's own word for its status.
    """

    verdict: Verdict
    point: Reals | None
    bound: float
    nodes: int
    said: str


def version() -> str:
    """Version of the HiGHS that is loaded."""
    return str(highspy.Highs().version())  # type: ignore[no-untyped-call]


def _ok(status: Any, what: str) -> None:
    if status == highspy.HighsStatus.kError:
        raise Failure(f"HiGHS refused {what}")


class Engine:
    """One Highs object; later calls change bounds, costs and locks only.

    Parameters
    ----------
    matrix : Matrix
        Loaded once; `rebound` takes others of the same structure.
    stop : callable
        Asked again and again during a run; True ends it.
    """

    def __init__(self, matrix: Matrix, stop: Callable[[], bool] = lambda: False) -> None:
        why = refusal(version())
        if why:
            raise refused(version(), why)
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._height, self._width, self._stop = matrix.height, matrix.width, stop
        self.on_point: Callable[[Reals], None] = lambda _: None
        self.on_log: Callable[[float, int], None] = lambda _bound, _nodes: None
        self._option("log_to_console", False)
        self._load(matrix)
        self._highs.cbMipInterrupt += self._interrupt
        self._highs.cbSimplexInterrupt += self._interrupt
        self._highs.cbIpmInterrupt += self._interrupt
        self._highs.cbMipImprovingSolution += self._improved
        self._highs.cbMipLogging += self._logged

    def _option(self, name: str, value: bool | int | float | str) -> None:
        _ok(self._highs.setOptionValue(name, value), f"option {name}")

    def _load(self, m: Matrix) -> None:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = m.width, m.height
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.zeros(m.width), m.col_lower, m.col_upper
        lp.row_lower_, lp.row_upper_ = m.row_lower, m.row_upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = m.start, m.index, m.value
        lp.integrality_ = [kinds[int(i)] for i in m.integer]
        _ok(self._highs.passModel(lp), "the matrix")

    def rebound(self, m: Matrix) -> None:
        """Take the bounds of another matrix of the same structure."""
        rows, columns = np.arange(self._height, dtype=np.int32), np.arange(self._width, dtype=np.int32)
        _ok(self._highs.changeRowsBounds(self._height, rows, m.row_lower, m.row_upper), "row bounds")  # type: ignore[attr-defined]
        _ok(self._highs.changeColsBounds(self._width, columns, m.col_lower, m.col_upper), "column bounds")

    def tune(self, settings: Settings) -> None:
        """Take threads, seed and gap; the time comes with each run."""
        self._option("threads", settings.threads)
        self._option("random_seed", settings.seed)
        self._option("mip_lp_solver", "ipx" if self._height >= LARGE else "choose")
        self._option("mip_rel_gap", settings.gap)
        self._option("mip_abs_gap", ABSOLUTE_GAP)

    def aim(self, goal: Goal) -> None:
        """Costs, constant and sense of one goal."""
        costs = np.zeros(self._width)
        costs[goal.index] = goal.value
        _ok(self._highs.changeColsCost(self._width, np.arange(self._width, dtype=np.int32), costs), "costs")
        _ok(self._highs.changeObjectiveOffset(float(goal.offset)), "the constant")
        sense = highspy.ObjSense.kMaximize if goal.maximise else highspy.ObjSense.kMinimize
        _ok(self._highs.changeObjectiveSense(sense), "the sense")

    def lock(self, goal: Goal, value: int) -> None:
        """One more row: the goal stays at least as good as `value`."""
        end = float(value - goal.offset)
        low, high = (end, np.inf) if goal.maximise else (-np.inf, end)
        _ok(self._highs.addRow(low, high, goal.index.size, goal.index, goal.value), "a lock")

    def unlock(self) -> None:
        """Take all locks away."""
        rows = np.arange(self._height, self._highs.getNumRow(), dtype=np.int32)
        if rows.size:
            _ok(self._highs.deleteRows(rows.size, rows), "unlocking")

    def run(self, *, presolve: bool, seconds: float, start: Reals | None = None) -> Answer:
        """One search of the program as it stands, from `start` where one is given."""
        _ok(self._highs.clearSolver(), "a fresh beginning")          # so that no earlier question decides between equal plans
        self._option("presolve", "on" if presolve else "off")
        self._option("time_limit", self._highs.getRunTime() + seconds)          # HiGHS counts the seconds of all its runs
        if start is not None:
            self._begin_at(start)          # last of all: any change of costs, sense or rows drops a start without a word
        on_worker(self._highs.run)          # a fresh thread, so HiGHS makes its own threads anew; an error stands in the status too
        return self._answer()

    def _begin_at(self, start: Reals) -> None:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        _ok(self._highs.setSolution(solution), "a start")

    def _answer(self) -> Answer:
        info, status = self._highs.getInfo(), self._highs.getModelStatus()
        known = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        point = np.array(self._highs.getSolution().col_value, dtype=np.float64)[: self._width] if known else None
        return Answer(_verdict(status, known), point, float(info.mip_dual_bound), max(0, int(info.mip_node_count)), str(status))

    def _interrupt(self, event: Any) -> None:
        if self._stop():
            event.interrupt()

    def _improved(self, event: Any) -> None:
        self.on_point(np.array(event.data_out.mip_solution, dtype=np.float64)[: self._width])

    def _logged(self, event: Any) -> None:
        self.on_log(float(event.data_out.mip_dual_bound), int(event.data_out.mip_node_count))


def _verdict(status: Any, known: bool) -> Verdict:
    if status == _Status.kOptimal and known:
        return "optimal"
    if status in _INFEASIBLE:
        return "infeasible"
    return "stopped" if status in _STOPPED else "failed"
