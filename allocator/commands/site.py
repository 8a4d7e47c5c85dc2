"""`allocator site`: the covering problem alone, for any points."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from allocator import words
from allocator.errors import BadInput
from allocator.geography.coordinates import SYSTEMS
from allocator.reading.streams.table import digest
from allocator.report import folder
from allocator.report.record import dump
from allocator.report.siting import siting_workbook
from allocator.screen import Screen
from allocator.site.answer import answer, problem, spots, target
from allocator.site.choose import Choice, Proof, Task, fewest, most
from allocator.site.everybody import everybody
from allocator.site.gather import Gathered, gather, places
from allocator.site.request import Request
from allocator.solver import Settings, Solver

INTERRUPTED, IMPOSSIBLE = 130, 3
YEAR = 2026                              # of the constant date in the workbook


@dataclass(frozen=True)
class Output:
    """Where and how the answer is told."""

    out: Path | None
    quiet: bool
    json: bool


def site(request: Request, output: Output) -> int:
    """Read, reduce, choose, write; the exit code says how it ended."""
    screen = Screen(output.quiet or output.json)
    target_folder = output.out or Path("results") / f"site-{request.demand.stem}"
    with Solver() as solver, folder.held(target_folder):
        found = _gathered(request, screen)
        task = Task.of(found.patterns, found.sites.codes, solver, request.settings, tell=lambda p: _start(p, screen), news=screen.stage)
        choice = _chosen(request, task, screen)
        made = _made(request, found, task, choice)
        with screen.step("report"):
            files = {"site.json": dump(made)}
            if choice is not None:
                files["site.xlsx"] = siting_workbook(made, spots(found, choice), YEAR)
        folder.write(target_folder, files)
    _tell(request, made, files, output, screen, target_folder)
    return IMPOSSIBLE if choice is None else INTERRUPTED if choice.interrupted else 0


def _gathered(request: Request, screen: Screen) -> Gathered:
    with screen.step("sites") as step:
        sites, existing = places(request)
        step.done(sites=len(sites), existing=len(existing))
    with screen.step("demand") as step:
        found = gather(request, sites, existing)
        step.done(points=found.patterns.total.points, rows=len(found.patterns))
    return found


def _chosen(request: Request, task: Task, screen: Screen) -> Choice | None:
    """The choice; None where the share cannot be reached."""
    wanted = target(request, task.patterns)
    if wanted is not None and wanted > task.covering.reachable:
        return None
    with screen.step("solve") as step:
        choice = _solved(request, task, wanted)
        step.done(stages=len(choice.proofs), verdict=words.say(f"status.{choice.status}"))
    return choice


def _solved(request: Request, task: Task, wanted: int | None) -> Choice:
    if wanted is None:
        return most(task, request.most or 0)
    return everybody(task) if wanted == task.covering.reachable else fewest(task, wanted)


def _made(request: Request, found: Gathered, task: Task, choice: Choice | None) -> dict[str, Any]:
    """site.json."""
    counts = task.reduced.counts
    if choice is None:
        nothing = Choice(task.covering.by_site(task.covering.people) < 0, task.covering.base, ())
        made = answer(request, found, task.covering, nothing, counts, "infeasible")
    else:
        made = answer(request, found, task.covering, choice, counts, choice.status)
    files = (request.demand, request.sites, request.existing, request.matrix, request.network)
    return {**made, "inputs": {f.name: digest(f) for f in files if f is not None}}


def _start(p: Proof, screen: Screen) -> None:
    name = words.say(f"goal.{p.name}")
    screen.say(words.say("site.start", goal=name, value=f"{p.value:,}", bound=f"{p.bound:,}", gap=f"{float(p.gap):.2%}"))


def _tell(request: Request, made: Mapping[str, Any], files: Mapping[str, bytes], output: Output, screen: Screen, where: Path) -> None:
    if output.json:
        click.echo(files["site.json"].decode())
        return
    for line in said(request, made):
        screen.say(line, "bold")
    screen.say(words.say("site.done", folder=str(where)))


def said(request: Request, made: Mapping[str, Any]) -> list[str]:
    """What the screen says at the end."""
    d, proofs = made["demand"], {o["name"]: o for o in made["objectives"]}
    lines = [words.say("site.said.reach", method=made["reach"]["method"])]
    if d["unreachable_points"]:
        lines.append(words.say("site.said.unreachable", points=f"{d['unreachable_points']:,}", people=f"{d['unreachable']:,}"))
    if not made["reductions"]["patterns"]:
        lines.append(words.say("site.said.nobody"))
    share = {"people": f"{made['covered']['people']:,}", "share": _percent(made["covered"]["people"], d["people"])}
    if made["status"] == "infeasible":
        return [*lines, words.say("site.said.impossible", most=f"{d['reachable']:,}", share=_percent(d["reachable"], d["people"]),
                                  target=f"{made['asked']['people']:,}")]
    if problem(request) == "mclp":
        o = proofs["covered"]
        return [*lines, words.say("site.said.most", n=len(made["chosen"]), bound=f"{o['bound']:,}", gap=f"{float(o['gap']):.2%}", **share)]
    return [*lines, words.say("site.said.least", n=len(made["chosen"]), bound=proofs["sites"]["bound"], **share)]


def _percent(part: int, whole: int) -> str:
    return f"{float(Fraction(part * 100, whole)):.2f}%" if whole else "-"


# -- options

def asked(arguments: Mapping[str, Any]) -> tuple[Request, Output]:
    """The command line as a request.

    Raises
    ------
    BadInput
        when something of it cannot be understood.
    """
    a = dict(arguments)
    settings = Settings(**{n: v for n in ("time_limit", "gap", "threads", "seed") if (v := a[n]) is not None})
    request = Request(
        demand=a["demand"], sites=a["sites"], existing=a["existing"], matrix=a["matrix"], network=a["network"], radius=_radius(a["radius"]),
        minutes=_figure(a["minutes"], "--minutes"), speed=_figure(a["speed"], "--speed"),
        detour=_figure(a["detour"], "--detour") or Fraction(1), most=a["most"], share=_share(a["cover"]),
        systems=_systems(a["coordinates"]), settings=settings)
    return request, Output(a["out"], a["quiet"], a["as_json"])


def _figure(text: str | None, option: str) -> Fraction | None:
    try:
        figure = None if text is None else Fraction(text)
    except (ValueError, ZeroDivisionError):
        figure = Fraction(-1)
    if figure is not None and figure <= 0:
        raise BadInput(words.say("site.figure", option=option, value=text))
    return figure


def _radius(text: str | None) -> tuple[tuple[str, Fraction], ...]:
    """`800`, or `urban=800,rural=2000`."""
    pairs = [] if text is None else [part.rpartition("=")[::2] for part in text.split(",")]
    names = [name.strip() for name, _ in pairs]
    if len(set(names)) < len(names):
        raise BadInput(words.say("site.class_twice", value=text))
    return tuple((name, _figure(figure, "--radius") or Fraction(1)) for name, (_, figure) in zip(names, pairs, strict=True))


def _share(text: str | None) -> Fraction | None:
    """`0.95`, or `95%`."""
    if text is None:
        return None
    try:
        share = Fraction(text.rstrip("%％")) / (100 if text[-1:] in "%％" else 1)
    except ValueError:
        share = Fraction(0)
    if not 0 < share <= 1:
        raise BadInput(words.say("site.share", value=text))
    return share


def _systems(text: str | None) -> dict[str, str]:
    """`gcj02`, or `demand=gcj02,sites=wgs84`; of tables that are not named the first form, else WGS-84."""
    pairs = [part.rpartition("=")[::2] for part in (text or "wgs84").split(",")]
    for name, system in pairs:
        if system not in SYSTEMS and not (system.lower().startswith("epsg:") and system[5:].isdecimal()):
            raise BadInput(f"{words.say('reading.stream.system', value=system)} {words.say('reading.stream.system.hint')}")
        if name.strip() not in ("", "demand", "sites", "existing", "network"):
            raise BadInput(words.say("site.table", value=name))
    return {name.strip(): system for name, system in pairs}
