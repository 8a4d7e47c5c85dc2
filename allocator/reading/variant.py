"""A model under other figures: what `--set` says wins over model and instance."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from allocator import words
from allocator.domain.instance import Instance
from allocator.domain.policy import Policy
from allocator.errors import BadInput
from allocator.reading.node import Node
from allocator.reading.policy import policy_of
from allocator.reading.problems import Problems
from allocator.reading.yaml import parse, read_yaml

Set = tuple[tuple[str, str], ...]        # parameter, or rules.<id>.<field> -> value as written
OPEN, CLOSE = "[{(", "]})"
MOST = 200                               # combinations asked at once


def variants(written: Iterable[str]) -> tuple[Set, ...]:
    """Every combination of the values of each `KEY=V1,V2,…`, in the order written.

    Raises
    ------
    BadInput
        when something is not so written, a key stands twice, or there are too many.
    """
    keys: dict[str, list[str]] = {}
    for text in written:
        key, sign, values = text.partition("=")
        if not sign or not key.strip() or key.strip() in keys or not all(v for v in _split(values)):
            raise BadInput(words.say("whatif.set" if key.strip() not in keys else "whatif.twice", value=text))
        keys[key.strip()] = _split(values)
    count = 1
    for found in keys.values():
        count *= len(found)
    if count > MOST:
        raise BadInput(words.say("whatif.many", n=count, most=MOST))
    return tuple(tuple(zip(keys, values, strict=True)) for values in product(*keys.values()))


def _split(text: str) -> list[str]:
    """Values between commas; those inside brackets or quotes part nothing."""
    parts, depth, quote = [""], 0, ""
    for c in text:
        quote = "" if c == quote else quote or (c if c in "'\"" else "")
        depth += (c in OPEN) - (c in CLOSE) if not quote else 0
        if c == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += c
    return [p.strip() for p in parts]


def policies(instance: Instance, sets: Iterable[Set]) -> tuple[Policy, ...]:
    """The model under each set of figures.

    Raises
    ------
    BadInput
        with every fault of every set.
    """
    problems, model = Problems(), read_yaml(instance.model)
    given = Node.of(dict(instance.parameters), "parameters")
    made = [policy_of(model, instance.year, str(instance.year), given, _nodes(dict(s), problems), problems) for s in sets]
    problems.raise_errors()
    return tuple(p for p in made if p is not None)


def _nodes(overrides: Mapping[str, str], problems: Problems) -> dict[str, Node]:
    """Values as the YAML would read them."""
    read = {key: parse(text.encode(), f"--set {key}", problems) for key, text in overrides.items()}
    return {key: node for key, node in read.items() if node is not None}
