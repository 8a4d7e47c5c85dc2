"""Write the tables of rule kinds between `<!-- kinds -->` and `<!-- /kinds -->`, from `KINDS` and the models; `--check` only compares.

Run it by `make docs`.
"""
from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from allocator import words
from allocator.rules import KINDS
from allocator.rules.base import Rule, show

ROOT = Path(__file__).resolve().parent.parent
BETWEEN = re.compile(r"(?<=<!-- kinds -->).*?(?=<!-- /kinds -->)", re.DOTALL)
FAMILIES = {"bound": "约束", "standing": "资格与状态", "state": "测算", "goal": "目标"}


def sentence(kind: str, language: str) -> str:
    """What the kind says with the figures of its example."""
    words.use(language)
    return KINDS[kind].model_validate({"id": kind, "clause": {"document": "plan"}, **KINDS[kind].EXAMPLE}).describe()


def figures(rule: type[Rule]) -> Iterator[str]:
    """Fields that an entry of this kind has besides those of every rule, with their defaults."""
    for name, field in rule.model_fields.items():
        if name not in Rule.model_fields:
            default = "" if field.is_required() or field.default in (None, "", ()) else f" = {show(field.default)}"
            yield f"`{name}`{default}"


def users() -> dict[str, list[str]]:
    """Models that use a kind."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "models").glob("*.yaml")):
        rules = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))["rules"]
        for kind in sorted({entry["kind"] for entry in rules}):
            found.setdefault(kind, []).append(path.stem)
    return found


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """Markdown of one table."""
    lines = [head, ("---",) * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |\n" for line in lines)


def english() -> str:
    """Table of README.md."""
    used = users()
    rows = ((f"`{k}`", rule.family, sentence(k, "en"), ", ".join(used.get(k, []))) for k, rule in KINDS.items())
    return table(("kind", "family", "says, with the figures of its example", "used by"), rows)


def chinese() -> str:
    """Table of README.zh-CN.md."""
    used = users()
    rows = ((f"`{k}`", FAMILIES[rule.family], sentence(k, "zh"), "、".join(used.get(k, []))) for k, rule in KINDS.items())
    return table(("规则类型", "类别", "含义（按示例数值）", "使用的模型"), rows)


def reference() -> str:
    """Table of models/README.md: what an entry of each kind may say."""
    rows = ((f"`{k}`", first_line(rule), ", ".join(figures(rule)) or "–", sentence(k, "zh")) for k, rule in KINDS.items())
    return table(("kind", "statement", "figures", "示例"), rows)


def first_line(thing: Any) -> str:
    """First line of its docstring."""
    return (inspect.getdoc(thing) or "").partition("\n")[0]


PAGES: dict[str, Callable[[], str]] = {"README.md": english, "README.zh-CN.md": chinese, "models/README.md": reference}


def main() -> int:
    """Write every page, or with --check name those that are not current."""
    stale = []
    for name, page in PAGES.items():
        path = ROOT / name
        old = path.read_text("utf-8")
        before, after = (part.strip("\n") for part in BETWEEN.split(old))
        new = f"{before}\n\n{page()}\n{after}\n"
        if new != old:
            stale.append(name)
        if new != old and "--check" not in sys.argv:
            path.write_text(new, "utf-8", newline="\n")
    print("\n".join(f"{name}: {'not current' if '--check' in sys.argv else 'written'}" for name in stale))
    return int("--check" in sys.argv and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
