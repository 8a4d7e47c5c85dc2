"""The programs that choose sites: ours and its peers, each from the same arrays in memory to a proven optimum.

Every function takes the file of a town and returns its objective, with the CPU and wall seconds of the work alone: the file is loaded
and the libraries imported before. All prove the optimum: relative gap 0, absolute gap below one person.
"""
from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.benchmarks.data import Town
from tests.benchmarks.measuring import cpu

BELOW_ONE = 0.99                         # people are whole: a smaller gap is none
Told = dict[str, Any]


def timed(work: Callable[[], Told]) -> Told:
    """What a piece of work tells, with its seconds."""
    used, began = cpu(), time.perf_counter()
    told = work()
    return {**told, "work_cpu": cpu() - used, "work_wall": time.perf_counter() - began}


def ours(path: str, seconds: float = 600.0, again: int = 0) -> Told:
    """This program's engine: aggregation, reductions, start, HiGHS in its own process.

    Parameters
    ----------
    again : how often the whole work is repeated in the process that is warm then; the median is told.
    """
    from allocator.solver import Settings, Solver

    town, settings = Town.load(path), Settings(time_limit=seconds)
    with Solver() as solver:
        told = [timed(lambda: _ours(town, solver, settings)) for _ in range(again + 1)]
    return {**told[0], **{name: statistics.median(t[name] for t in told[1:] or told) for name in ("work_cpu", "work_wall")}}


def _ours(town: Town, solver: Any, settings: Any) -> Told:
    from allocator.geography.demand import Chunk, aggregate_stream
    from allocator.site.choose import Task, most

    first: list[Any] = []
    began, used = time.perf_counter(), cpu()
    patterns = aggregate_stream([Chunk(town.lon, town.lat, town.people)], town.site_lon, town.site_lat, [round(town.radius_m * 1000)])
    names = [f"S{j:04}" for j in range(len(town.site_lon))]
    told = lambda p: first.append((time.perf_counter() - began, cpu() - used, float(p.gap)))  # noqa: E731
    task = Task.of(patterns, names, solver, settings, tell=told)
    choice = most(task, town.most)
    return {"objective": choice.people, "bound": choice.proofs[0].bound, "status": choice.status, "patterns": len(patterns),
            **dict(zip(("first_plan_wall", "first_plan_cpu", "first_plan_gap"), first[0], strict=True))}


def spopt(path: str, solver: str, seconds: float = 600.0) -> Told:
    """PySAL's spopt, from the matrix of distances that it asks for."""
    import pulp
    from scipy.spatial.distance import cdist
    from spopt.locate import MCLP

    town = Town.load(path)
    asked = {"msg": False, "gapRel": 0, "timeLimit": seconds}
    chosen = pulp.HiGHS(**asked, gapAbs=BELOW_ONE, threads=1) if solver == "highs" else pulp.PULP_CBC_CMD(**asked, options=["allow 0.99"])

    def work() -> Told:
        far = cdist(town.at, town.site_at)
        model = MCLP.from_cost_matrix(far, town.people, town.radius_m, p_facilities=town.most)
        model.solve(chosen, results=False)
        return {"objective": round(pulp.value(model.problem.objective)), "status": pulp.LpStatus[model.problem.status].lower()}

    return timed(work)


def pyomo(path: str, seconds: float = 600.0) -> Told:
    """Pyomo as a textbook writes it, solved by HiGHS."""
    import pyomo.environ as pyo

    town, solver = Town.load(path), pyo.SolverFactory("appsi_highs")
    solver.options = {"mip_rel_gap": 0.0, "mip_abs_gap": BELOW_ONE, "threads": 1, "time_limit": seconds}

    def work() -> Told:
        model = plain_model(pyo, town)
        found = solver.solve(model)
        return {"objective": round(pyo.value(model.people)), "status": str(found.solver.termination_condition)}

    return timed(work)


def plain_model(pyo: Any, town: Town) -> Any:
    """One row and one column a point."""
    near, sites = reached(town), range(len(town.site_lon))
    model = pyo.ConcreteModel()
    model.site = pyo.Var(sites, domain=pyo.Binary)
    model.covered = pyo.Var(range(len(near)), bounds=(0, 1))
    model.reach = pyo.Constraint(range(len(near)), rule=lambda m, i: m.covered[i] <= (sum(m.site[j] for j in near[i]) if near[i] else 0))
    model.limit = pyo.Constraint(expr=sum(model.site.values()) <= town.most)
    people = town.people.tolist()
    model.people = pyo.Objective(expr=sum(people[i] * model.covered[i] for i in range(len(near))), sense=pyo.maximize)
    return model


def reached(town: Town) -> list[list[int]]:
    """Sites in reach of every point."""
    from scipy.spatial import cKDTree

    found: list[list[int]] = cKDTree(town.site_at).query_ball_point(town.at, town.radius_m, return_sorted=True).tolist()
    return found


def matrix(path: str, seconds: float = 600.0) -> Told:
    """HiGHS on a matrix that is put together by hand with numpy."""
    import highspy

    town = Town.load(path)

    def work() -> Told:
        highs = highspy.Highs()
        options = {"log_to_console": False, "mip_rel_gap": 0.0, "mip_abs_gap": BELOW_ONE, "threads": 1, "time_limit": float(seconds)}
        for name, value in options.items():
            highs.setOptionValue(name, value)
        highs.passModel(matrix_of(highspy, town))
        highs.run()
        info = highs.getInfo()
        status = highs.modelStatusToString(highs.getModelStatus()).lower()
        return {"objective": round(info.objective_function_value), "bound": round(info.mip_dual_bound), "status": status}

    return timed(work)


def matrix_of(highspy: Any, town: Town) -> Any:
    """The rows of the textbook: covered[i] - sum of the sites that reach i <= 0, sum of sites <= most."""
    near, sites, points = reached(town), len(town.site_lon), len(town.lon)
    count = np.array([len(n) for n in near])
    start = np.concatenate(([0], np.cumsum(count + 1), [int(count.sum()) + points + sites]))
    index, value = np.zeros(start[-1], dtype=np.int32), np.ones(start[-1])
    own = start[:points]
    index[own] = sites + np.arange(points)
    others = np.ones(start[points], dtype=bool)
    others[own] = False
    index[: start[points]][others] = np.concatenate([np.array(n, dtype=np.int32) for n in near])
    value[: start[points]][others] = -1
    index[start[points]:] = np.arange(sites)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_, lp.sense_ = sites + points, points + 1, highspy.ObjSense.kMaximize
    lp.col_cost_ = np.concatenate((np.zeros(sites), town.people)).astype(np.float64)
    lp.col_lower_, lp.col_upper_ = np.zeros(sites + points), np.ones(sites + points)
    lp.row_lower_, lp.row_upper_ = np.full(points + 1, -np.inf), np.append(np.zeros(points), float(town.most))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = start.astype(np.int32), index, value
    lp.integrality_ = [highspy.HighsVarType.kInteger] * sites + [highspy.HighsVarType.kContinuous] * points
    return lp
