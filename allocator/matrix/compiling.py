"""Pyomo model → Matrix, once: every Var a column, every active Constraint one row, every active Objective a goal.

Pyomo is imported inside the function: the solver's and the referee's processes read a Matrix without paying for it.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from allocator.matrix.value import Goal, Matrix, Places, Reals
from allocator.matrix.variants import Changes

LARGEST = 2**53          # beyond it a float no longer is every whole number


def compile_model(model: Any, scales: Mapping[str, int] | None = None) -> Matrix:
    """Compile a Pyomo ConcreteModel.

    Parameters
    ----------
    model : pyomo.environ.ConcreteModel
        `model.rules[<rule id>]` are the Blocks that own rows; `model.goals[<name>].goal` the objectives, in order.
    scales : mapping of str to int, optional
        Scale of a goal by name, 1 where none is given.

    Raises
    ------
    ValueError
        A row or goal that is not linear or has a figure that is not whole: the rule that says it must multiply it out.
    """
    import pyomo.environ as pyo

    name = _namer()
    columns = list(model.component_data_objects(pyo.Var, descend_into=True))
    rows = list(model.component_data_objects(pyo.Constraint, active=True, descend_into=True))
    goals = list(model.component_data_objects(pyo.Objective, active=True, descend_into=True))
    place = {id(v): j for j, v in enumerate(columns)}
    names = tuple(name(r) for r in rows)
    low, high = zip(*(_ends(v) for v in columns), strict=True) if columns else ((), ())
    start, index, value, lower, upper = _rows(rows, names, _linear(place))
    return Matrix(
        columns=tuple(name(v) for v in columns), col_lower=_whole(low, "column bounds"), col_upper=_whole(high, "column bounds"),
        integer=np.array([v.is_integer() for v in columns], dtype=np.bool_),
        rows=names, owner=tuple(_owners(rows)), row_lower=lower, row_upper=upper, start=start, index=index, value=value,
        goals=tuple(_goal(g, _linear(place), scales or {}) for g in goals),
        per={n: per for n, r in zip(names, rows, strict=True) if (per := _per(r)) != 1},
    )


def changes_of(matrix: Matrix, model: Any, told: Any, scales: Mapping[str, int]) -> Changes | None:
    """The other figures of a program as bounds and goals of its matrix; None where some row has other terms.

    Parameters
    ----------
    model : what the matrix was compiled from.   told : `program.Retold`, its rules' and goals' rows under other figures.
    """
    import pyomo.environ as pyo

    place = {id(v): j for j, v in enumerate(model.component_data_objects(pyo.Var, descend_into=True))}
    name, linear = _namer(), _linear(place)
    rows = list(told.model.component_data_objects(pyo.Constraint, active=True, descend_into=True))
    names = tuple(name(r) for r in rows)
    start, index, value, lower, upper = _rows(rows, names, linear)
    if set(names) != {n for n in matrix.rows if n.startswith(("rules[", "goals["))}:
        return None
    for i, row in enumerate(names):
        mine, its = matrix.terms(matrix.row[row]), slice(start[i], start[i + 1])
        if not (np.array_equal(matrix.index[mine], index[its]) and np.array_equal(matrix.value[mine], value[its])):
            return None
    ends = {n: (float(lo), float(hi)) for n, lo, hi in zip(names, lower, upper, strict=True)
            if (lo, hi) != (matrix.row_lower[matrix.row[n]], matrix.row_upper[matrix.row[n]])}
    goals = tuple(_goal(g, linear, scales) for g in told.model.component_data_objects(pyo.Objective, active=True, descend_into=True))
    return Changes({matrix.columns[place[id(v)]]: (float(lo), float(hi)) for v, (lo, hi) in told.bounds}, ends, goals=goals)


Linear = Callable[[Any, str], tuple[float, list[tuple[int, float]]]]


def _linear(place: Mapping[int, int]) -> Linear:
    """Constant and (column, coefficient) pairs of an expression, ascending by column."""
    from pyomo.repn import generate_standard_repn

    def read(expression: Any, where: str) -> tuple[float, list[tuple[int, float]]]:
        said = generate_standard_repn(expression, compute_values=True, quadratic=False)
        if not said.is_linear():
            raise ValueError(f"{where}: not linear: {expression}")
        terms = sorted((place[id(v)], float(c)) for v, c in zip(said.linear_vars, said.linear_coefs, strict=True) if c)
        return said.constant, terms

    return read


def _rows(rows: list[Any], names: tuple[str, ...], linear: Linear) -> tuple[Places, Places, Reals, Reals, Reals]:
    """The rows by start, index, value, lower and upper end; what is constant goes to the ends."""
    start, index, value, ends = [0], [], [], []
    for row, name in zip(rows, names, strict=True):
        low, body, high = row.to_bounded_expression(evaluate_bounds=True)
        constant, terms = linear(body, name)
        index += [j for j, _ in terms]
        value += [c for _, c in terms]
        start.append(len(index))
        ends.append((-np.inf if low is None else low - constant, np.inf if high is None else high - constant))
    where = _where(names, start)
    lower, upper = zip(*ends, strict=True) if ends else ((), ())
    return (np.array(start, dtype=np.int32), np.array(index, dtype=np.int32), _whole(value, where),
            _whole(lower, names.__getitem__), _whole(upper, names.__getitem__))


def _per(row: Any) -> int:
    """What one unit is in a row, as its Block remembers it."""
    told: Mapping[tuple[str, Any], int] = getattr(row.parent_block(), "per", {})
    return told.get((row.parent_component().local_name, row.index()), 1)


def _where(names: tuple[str, ...], start: list[int]) -> Callable[[int], str]:
    return lambda k: names[int(np.searchsorted(start, k, side="right")) - 1]


def _whole(figures: Iterable[float], where: str | Callable[[int], str]) -> Reals:
    """As floats, each a whole number that a float holds exactly, or infinite."""
    array = np.array(tuple(figures), dtype=np.float64)
    wrong = np.isnan(array) | (np.isfinite(array) & ((array != np.rint(array)) | (np.abs(array) > LARGEST)))
    if wrong.any():
        k = int(np.flatnonzero(wrong)[0])
        place = where if isinstance(where, str) else where(k)
        raise ValueError(f"{place}: {float(array[k])!r} is not a whole number; multiply the row out with Fractions")
    return array


def _ends(variable: Any) -> tuple[float, float]:
    """Bounds of a column; a fixed variable is a constant in every row, so its column is fixed too."""
    if variable.fixed:
        return variable.value, variable.value
    low, high = variable.bounds
    return (-np.inf if low is None else low), (np.inf if high is None else high)


def _goal(objective: Any, linear: Linear, scales: Mapping[str, int]) -> Goal:
    block = objective.parent_block()
    name = objective.local_name if block.parent_block() is None else str(block.index())
    constant, terms = linear(objective.expr, f"goal {name}")
    value = _whole((c for _, c in terms), f"goal {name}")
    offset = int(_whole([constant], f"goal {name}")[0])
    return Goal(name, not objective.is_minimizing(), np.array([j for j, _ in terms], dtype=np.int32), value, offset, scales.get(name, 1))


def _namer() -> Callable[[Any], str]:
    """`block[index].component[index]`, with indices as they are: Pyomo would put quotes around a code like 0012 or A-1.b."""
    prefixes: dict[int, str] = {}

    def name(data: Any) -> str:
        component = data.parent_component()
        if id(component) not in prefixes:
            block = component.parent_block()
            within = "" if block is None or block.parent_block() is None else f"{name(block)}."
            prefixes[id(component)] = within + str(component.local_name)
        return prefixes[id(component)] if component is data and not component.is_indexed() else prefixes[id(component)] + _at(data.index())

    return name


def _at(index: Any) -> str:
    if index is None:
        return ""
    return f"[{','.join(map(str, index)) if isinstance(index, tuple) else index}]"


def _owners(rows: list[Any]) -> Iterable[str]:
    """Rule id of each row: the index of the block under `rules` that it stands in, however deep."""
    known: dict[int, str] = {}
    for row in rows:
        block = row.parent_block()
        if id(block) not in known:
            known[id(block)] = _owner(block)
        yield known[id(block)]


def _owner(block: Any) -> str:
    while block.parent_block() is not None:
        if block.parent_component().local_name == "rules" and block.parent_block().parent_block() is None:
            return str(block.index())
        block = block.parent_block()
    return ""
