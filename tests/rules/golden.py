"""Golden rows: what each kind says to the solver, as text. `python -m tests.rules.golden` writes them; read them before they are kept.

A file holds rows and, above a row, comments that derive its figures; comments stay with their row when the rows are written anew.
"""
from __future__ import annotations

import sys
from pathlib import Path

from allocator.matrix import goal_text, text
from allocator.rules import KINDS
from allocator.rules.goals import goals
from tests.rules.compiled import Compiled
from tests.rules.examples import EXAMPLES

EXPECTED = Path(__file__).resolve().parent.parent / "expected"
READERS = {"requirement": ("bed_need", "spread"), "priority": ("priority",)}         # goals that read kinds without rows
CONSTANTS = ("exempt", "grandfather")                                                # kinds that say who is a constant


def rows(kind: str) -> list[str]:
    """Rows of the first example of a kind; of one that says none, the goals that read it or the constants that it makes."""
    e = next(iter(EXAMPLES[kind].values()))()
    matrix = Compiled.of(e.case, goals(e.case)).matrix
    shown = READERS.get(kind, ())
    ties = [line for line in text(matrix, only="").splitlines() if line.startswith(tuple(f"goals[{g}]" for g in shown))]
    columns = tuple(f"goals[{g}]" for g in shown) + (("admit[",) if kind in CONSTANTS else ())
    ends = [f"{c}: {matrix.col_lower[j]:.0f} .. {matrix.col_upper[j]:.0f}" for j, c in enumerate(matrix.columns) if c.startswith(columns)]
    return [*text(matrix, only=e.rule).splitlines(), *ends, *(ties if shown else ()),
            *(goal_text(matrix, g).rstrip("\n") for g in matrix.goals if g.name in shown)]


def kept(kind: str) -> list[str]:
    """Rows of the file of a kind, comments left out."""
    return [line for line in (EXPECTED / f"{kind}.rows").read_text("utf-8").splitlines() if line and not line.startswith("#")]


def comments(kind: str) -> dict[str, list[str]]:
    """Comments of the file by the name of the row below them; those at its end by ""."""
    path, found, waiting = EXPECTED / f"{kind}.rows", {}, []
    for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
        if line.startswith("#") or not line:
            waiting.append(line)
        else:
            found[line.partition(": ")[0]], waiting = waiting, []
    return {**found, "": waiting}


def write(kind: str) -> None:
    """Write the file of a kind, its comments kept."""
    said, lines = comments(kind), []
    for row in rows(kind):
        lines += [*said.pop(row.partition(": ")[0], []), row]
    lines += [line for rest in said.values() for line in rest]
    (EXPECTED / f"{kind}.rows").write_text("".join(line + "\n" for line in lines), "utf-8")


if __name__ == "__main__":
    for each in sys.argv[1:] or KINDS:
        write(each)
