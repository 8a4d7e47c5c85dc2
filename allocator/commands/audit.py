"""`allocator audit`: every rule on any plan, without solving."""
from __future__ import annotations

from pathlib import Path

import click

from allocator import words
from allocator.audit import audit as audit_plan
from allocator.audit import broken, sentence
from allocator.domain.finding import Finding
from allocator.reading.plan import read_plan
from allocator.report import folder
from allocator.report.record import dump, figures
from allocator.run import Options, measure, read
from allocator.screen import Screen


def audit(options: Options, path: Path) -> int:
    """Exit code 1 if a must rule is broken."""
    screen = Screen(options.quiet or options.json)
    reading = read(options, screen)
    case = measure(reading, screen)
    plan = read_plan(path, case.city)
    with screen.step("audit") as step:
        findings = audit_plan(plan, case)
        wrong = broken(findings)
        missed = [f for f in findings if f.verdict == "violated" and not f.broken]
        step.done(findings=len(findings), broken=len(wrong), gaps=len(missed))
    content = dump({"instance": reading.instance.name, "model": case.policy.name, "year": reading.instance.year, "plan": path.name,
                    "broken": len(wrong), **figures(plan, case, findings)})
    target = options.folder(reading.instance.name)
    with folder.held(target):
        folder.write(target, {"audit.json": content})
    click.echo(content.decode() if options.json else "\n".join(lines(findings, wrong, missed, case.policy.documents)))
    return 1 if wrong else 0


def lines(findings: tuple[Finding, ...], wrong: tuple[Finding, ...], missed: list[Finding], documents: object) -> list[str]:
    """What the screen says: what is broken first, each with its clause."""
    if not wrong:
        said = [words.say("audit.good", findings=len(findings))]
    else:
        said = [words.say("audit.bad", findings=len(findings), broken=len(wrong)), *(_line(f) for f in wrong)]
    if missed:
        said += [words.say("audit.should", n=len(missed)), *(_line(f) for f in missed)]
    return said


def _line(f: Finding) -> str:
    cited = f"{f.clause.document} {f.clause.article}".strip()
    return f"  [{f.rule}] {sentence(f)}" + (f"  ({cited})" if cited else "")
