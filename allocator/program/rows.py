"""Rows of rules and goals as constraints; those of a should rule give way by a gap."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyomo.environ as pyo

from allocator.program.decisions import PyomoDecisions
from allocator.rules.base import Expression, Row


def fill(x: PyomoDecisions, rows: Iterable[Row], should: Any) -> None:
    """Put rows into the Block, one indexed Constraint per row name; those of a should rule give way by a gap that a stage minimises."""
    if should is not None and not should.gap_in:
        return
    block, families, gaps, per = x.block, {}, {}, {}                 # type: ignore[var-annotated]
    for row in rows:
        per[row.name, row.subject] = row.per
        body = row.body + 0 * x.model.zero
        if should is not None:
            body = body + _gap(x, should, row, gaps)
        families.setdefault(row.name, {})[row.subject] = _relation(body, row.sense, row.limit)
    block.per = per
    for name, said in families.items():
        block.add_component(name, pyo.Constraint(list(said), rule=lambda _, s, said=said: said[s]))


def _relation(body: Expression, sense: str, limit: int) -> Expression:
    return body <= limit if sense == "<=" else body >= limit if sense == ">=" else body == limit


def _gap(x: PyomoDecisions, rule: Any, row: Row, gaps: dict[tuple[str, str], Any]) -> Expression:
    """What makes up for a row that is missed: minus a gap for <=, plus one for >=; rows of one gap share it."""
    key = row.gap or row.name, row.subject
    if key not in gaps:
        low, high = _extent(row.body)
        most = max(0, high - row.limit) if row.sense == "<=" else max(0, row.limit - low)
        gaps[key] = x.variable(f"gap_{key[0]}", row.subject, 0, -(-most // row.per))
        x.gaps_of.setdefault(rule.id, []).append(gaps[key])
    return -row.per * gaps[key] if row.sense == "<=" else row.per * gaps[key]


def _extent(body: Expression) -> tuple[int, int]:
    """Least and greatest value of a linear body within its variables' bounds."""
    from pyomo.repn import generate_standard_repn

    said = generate_standard_repn(body, compute_values=True, quadratic=False)
    low = high = said.constant
    for c, v in zip(said.linear_coefs, said.linear_vars, strict=True):
        ends = sorted((c * v.lb, c * v.ub))
        low, high = low + ends[0], high + ends[1]
    return round(low), round(high)
