"""Matrices, goals, news and outcomes as messages, and back. Names stay at home: the child works on numbers."""
from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from allocator.domain.outcome import Outcome, Stage, Whole
from allocator.matrix.value import Goal, Matrix
from allocator.solver.settings import Progress, Settings
from allocator.solver.wire import Array, Message

STRUCTURE = ("start", "index", "value", "integer")
ENDS = ("col_lower", "col_upper", "row_lower", "row_upper")


def question(number: int, matrix: Matrix, settings: Settings, start: tuple[Array, Array] | None, fresh: bool) -> Message:
    """Everything a solve needs; the structure only where the child does not hold it yet."""
    names = (*ENDS, *(STRUCTURE if fresh else ()))
    arrays: dict[str, Array] = {name: getattr(matrix, name) for name in names}
    for k, goal in enumerate(matrix.goals):
        arrays |= {f"goal{k}.index": goal.index, f"goal{k}.value": goal.value}
    if start is not None:
        arrays |= {"given.index": start[0], "given.value": start[1]}
    goals = [(g.name, g.maximise, g.offset, g.scale) for g in matrix.goals]
    options = {**asdict(settings), "time_limit": float(settings.time_limit), "gap": float(settings.gap)}
    return Message("solve", {"number": number, "settings": options, "goals": goals, "fresh": fresh}, arrays)


def matrix_of(message: Message, before: Matrix | None) -> Matrix:
    """The matrix of a question, with the structure of the one before where it brings none."""
    arrays = message.arrays
    structure: dict[str, Any] = {name: arrays[name] if name in arrays else getattr(before, name) for name in STRUCTURE}
    ends: dict[str, Any] = {name: arrays[name] for name in ENDS}
    goals = tuple(
        Goal(name, maximise, arrays[f"goal{k}.index"], arrays[f"goal{k}.value"], offset, scale)
        for k, (name, maximise, offset, scale) in enumerate(message.fields["goals"])
    )
    return Matrix(columns=(), rows=(), owner=(), goals=goals, **structure, **ends)


def start_of(message: Message) -> tuple[Array, Array] | None:
    """The start of a question, if it brings one."""
    return (message.arrays["given.index"], message.arrays["given.value"]) if "given.index" in message.arrays else None


def news(progress: Progress, x: Whole | None) -> Message:
    """News of a running solve, with the plan where it is a better one."""
    return Message("news", asdict(progress), {} if x is None else {"x": x})


def answer(outcome: Outcome) -> Message:
    """An outcome on its way home."""
    fields: dict[str, Any] = {"status": outcome.status, "stages": [asdict(s) for s in outcome.stages], "confirmed_by": outcome.confirmed_by}
    return Message("outcome", fields, {"values": outcome.values})


def outcome_of(message: Message, interrupted: bool) -> Outcome:
    """The outcome that a message carries."""
    stages = tuple(Stage(**s) for s in message.fields["stages"])
    values = message.arrays["values"].astype(np.int64)
    return Outcome(message.fields["status"], values, stages, interrupted, tuple(message.fields["confirmed_by"]))
