"""Growth as a picture: CPU seconds and memory, both axes logarithmic."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

COLOURS = ("#0b5394", "#cc4125", "#e69138", "#6aa84f")           # this program first
NAMES = {"points": "demand points, 100 sites", "sites": "candidate sites, 5,000 demand points"}


def draw(series: Mapping[str, list[list[float]]], folder: Path) -> list[str]:
    """One picture for the points and one for the sites; returns their names."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    made = []
    for what, name in NAMES.items():
        figure, panes = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
        programs = {key.partition(": ")[2]: rows for key, rows in series.items() if key.startswith(f"{what}: ") and rows}
        for pane, column, unit in zip(panes, (1, 2), ("CPU seconds, whole process", "most memory, MB"), strict=True):
            for (program, rows), colour in zip(programs.items(), COLOURS, strict=False):
                pane.plot([r[0] for r in rows], [r[column] for r in rows], marker="o", color=colour, label=program)
            pane.set(xscale="log", yscale="log", xlabel=name, ylabel=unit)
            pane.grid(True, which="both", alpha=0.25)
        panes[0].legend(frameon=False)
        made.append(f"benchmarks-{what}.png")
        figure.savefig(folder / made[-1], dpi=110, metadata={"Software": None})
        pyplot.close(figure)
    return made
