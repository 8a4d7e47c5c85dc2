"""The YAML of an instance, as an analyst would have written it."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import columns
from town import Row, write_table


def write_yaml(path: Path, head: Mapping[str, str], tables: Sequence[str], decisions: Sequence[Row],
               parameters: str = "{}") -> None:
    """Write the instance file: its head, one CSV per table, the manual plan, figures of the year, decisions, the solver's settings."""
    lines = [f"{key}: {value}" for key, value in head.items()]
    lines += ["tables:", *(f"  {t}: {head['name']}/{t}.csv" for t in tables)]
    given = f"parameters: {parameters}".replace(": \n", ":\n")
    lines += [f"manual_plan: {head['name']}/manual_plan.xlsx", "previous_plan: null", given, "decisions:"]
    lines += ["  - {" + ", ".join(f"{k}: {v}" for k, v in d.items()) + "}" for d in decisions]
    lines += ["solver: {time_limit: 600, gap: 0, threads: 1, seed: 0}"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def write_tables(folder: Path, tables: Mapping[str, Sequence[Row]]) -> None:
    """Write one CSV per table, with the contract's columns."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        write_table(folder / f"{name}.csv", getattr(columns, name.upper()), rows)
