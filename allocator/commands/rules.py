"""`allocator rules`: the rule kinds, their figures, who uses them."""
from __future__ import annotations

import inspect
import json
from typing import Any

import click

from allocator.reading.files import shipped_models
from allocator.rules import KINDS
from allocator.rules.base import Rule, show


def rules(as_json: bool) -> int:
    """One entry a kind."""
    entries = [entry(name) for name in KINDS]
    click.echo(json.dumps(entries, ensure_ascii=False, indent=1) if as_json else "\n".join(_text(e) for e in entries))
    return 0


def entry(name: str) -> dict[str, Any]:
    """What a kind is: its statement, its figures with their defaults, its words, the models that use it."""
    kind = KINDS[name]
    fields = {n: "" if f.is_required() else str(show(f.default)) for n, f in kind.model_fields.items() if n not in Rule.model_fields}
    example = kind.model_validate({"id": name, "clause": {"document": "-"}, **kind.EXAMPLE})
    return {"kind": name, "family": kind.family, "statement": inspect.getdoc(kind), "figures": fields, "says": example.describe(),
            "models": sorted(m for m, kinds in shipped_models().items() if name in kinds)}


def _text(e: dict[str, Any]) -> str:
    figures = ", ".join(f"{n} = {v}" if v else n for n, v in e["figures"].items())
    statement = str(e["statement"]).splitlines()[0]
    return f"{e['kind']}  ({e['family']})\n  {e['says']}\n  {statement}\n  {figures}\n  {', '.join(e['models'])}\n"
