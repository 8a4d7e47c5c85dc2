"""The screen's lines of a case, and the page of all results, docs/benchmarks.md."""
from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HEAD = ["work", "program", "CPU s", "wall s", "memory", "objective"]
PACKAGES = ("numpy", "highspy", "pyomo", "spopt", "pulp", "scipy", "ortools")
BEGIN, END = "<!-- results -->", "<!-- end results -->"
Case = Mapping[str, Any]


def told(found: Case) -> list[str]:
    """What the screen says of a case."""
    out = ["", f"{found['title']}  ({found['took']:,.0f} s)", *_aligned([HEAD, *found["lines"]] if found["lines"] else [])]
    for title, table in found["tables"].items():
        out += [f"  {title}", *_aligned(table)]
    out += [f"  {verdict(t)}: {t['work']}: wanted {t['wanted']}, reached {t['reached']}" for t in found["targets"]]
    return [*out, *(f"  WRONG {w}" for w in found["wrong"]), ""]


def verdict(target: Mapping[str, Any]) -> str:
    """Met or not."""
    return "met" if target["met"] else "NOT MET"


def _aligned(rows: list[list[str]]) -> list[str]:
    wide = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))] if rows else []
    return ["  " + "  ".join(c.ljust(n) if k < 2 else c.rjust(n) for k, (c, n) in enumerate(zip(row, wide, strict=True)))
            for row in rows]


def record(cases: Mapping[str, Case], root: Path) -> None:
    """Put the results between their two marks; what stands around them is written by hand."""
    page = root / "docs" / "benchmarks.md"
    text = page.read_text("utf-8")
    assert BEGIN in text, f"{page.name} has no place for the results"
    pictures = _pictures(cases, root)
    rest = (line for c in cases.values() for line in _case(c))
    made = "\n".join([BEGIN, *_machine(cases), "", *_targets(cases), *pictures, *rest, END])
    page.write_text(re.sub(re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: made, text, flags=re.DOTALL), "utf-8")


def _pictures(cases: Mapping[str, Case], root: Path) -> list[str]:
    from tests.benchmarks.pictures import draw

    if "growth" not in cases:
        return []
    made = draw(cases["growth"]["series"], root / "docs" / "img")
    what = ("With the number of demand points", "With the number of sites")
    return ["", "## Growth", "", *(line for name, alt in zip(made, what, strict=True) for line in (f"![{alt}](img/{name})", ""))][:-1]


def _machine(cases: Mapping[str, Case]) -> Iterable[str]:
    """The machine's size, versions and when it was run."""
    import platform

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    here = [f"python {platform.python_version()}", *(f"{name} {version(name)}" for name in PACKAGES if find_spec(name))]
    first, last = (end(c["on"] for c in cases.values()) for end in (min, max))
    loads = sorted(c["load"] for c in cases.values())
    seconds, gb = (max(c[limit] for c in cases.values()) for limit in ("limit", "memory"))
    yield f"`make bench ARGS=\"--record\"`, case by case from {first} to {last}; {os.cpu_count()} cores, {memory:.0f} GB of memory;"
    yield f"{', '.join(here)}. Limits of a job: {seconds:,.0f} s of wall clock and {gb:.0f} GB."
    yield (f"The cores were shared with other work (load {loads[0]:.1f} to {loads[-1]:.1f}), so read CPU seconds first: "
           "wall times are longer than on a quiet machine.")


def _targets(cases: Mapping[str, Case]) -> list[str]:
    every = [t for c in cases.values() for t in c["targets"]]
    met = sum(t["met"] for t in every)
    rows = [[t["work"], t["wanted"], t["reached"], "met" if t["met"] else "**not met**"] for t in every]
    wrong = [w for c in cases.values() for w in c["wrong"]]
    same = "Every proven optimum of every peer is the same as ours." if not wrong else "**Wrong:** " + "; ".join(wrong)
    return ["## What to reach, and what was reached", "", f"{met} of {len(every)} met. {same}", "",
            *_markdown([["work", "wanted", "reached", ""], *rows])]


def _case(found: Case) -> list[str]:
    out = ["", f"## {found['title']}", "", f"{found['text']} Measured {found['on']}.", ""]
    if found["lines"]:
        out += [*_markdown([HEAD, *found["lines"]]), ""]
    for title, table in found["tables"].items():
        out += [f"{title}:", "", *_markdown(table), ""]
    return out[:-1]


def _markdown(rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]
